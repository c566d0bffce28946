"""SSIMULACRA2 2.1: how alike two pictures look, from 100 for the same pixels downwards.

The metric of Jon Sneyers (Cloudinary, github.com/cloudinary/ssimulacra2, 2023): structural
similarity, artefacts and lost detail in the XYB colours of JPEG XL, at octaves of the picture. Two
things make it cheap. Maps are sampled at every third pixel, for which a Gaussian of 1.5 pixels is
a resampling to a third; planes of which few samples would be left are sampled at every pixel. And
of the 108 weights only those are taken that are over 0.05; the others are 0.002 at most.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pixelprep_cli.pixels.blur import third

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PIL.Image import Image

    Bands = tuple["Image", "Image", "Image"]
    """Linear red, green and blue, from 0 to 1."""

    Planes = dict[tuple[int, str], "Plane"]
    """By octave and channel."""

IDENTICAL: Final = 100.0

OPSIN: Final = (
    (0.30, 0.622, 0.078),
    (0.23, 0.692, 0.078),
    (0.24342268924547819, 0.20476744424496821, 0.5518098665095536),
)
BIAS: Final = 0.0037930732552754493
"""How much of linear red, green and blue is in the long, middle and short cones' answers."""

STABILITY: Final = 0.0009
LEAST_SIDE: Final = 8
"""Pixels that an octave has at least on each side."""

FEW: Final = 40_000
"""Pixels of a plane up to which all are sampled."""


class Weights(NamedTuple):
    """Of the means and the 4-norms of three maps: dissimilarity, artefacts, lost detail."""

    means: tuple[float, float, float] = (0, 0, 0)
    norms: tuple[float, float, float] = (0, 0, 0)


WEIGHTS: Final[Mapping[int, Mapping[str, Weights]]] = {
    0: {"Y": Weights(norms=(7.466890328078848, 0, 17.445833984131262))},
    1: {
        "X": Weights(norms=(1.1041726426657346, 0, 0)),
        "Y": Weights(norms=(6.683678146179332, 0, 1.027889937768264)),
    },
    2: {
        "X": Weights(norms=(1.8422455520539298, 11.441172603757666, 0)),
        "Y": Weights((225.20515300849274, 0, 0), (19.213238186143016, 0, 0)),
    },
    3: {
        "X": Weights(norms=(1.8787594979546387, 10.94906990605142, 0)),
        "Y": Weights((176.39317598450694, 0, 0), (24.43300999870476, 0.28520802612117757, 0)),
        "B": Weights(norms=(8.826982764996862, 23.19243343998926, 0)),
    },
    4: {
        "X": Weights((0, 0.9677937080626833, 0), (0, 0.9981766977854967, 0)),
        "Y": Weights(norms=(34.77906344483772, 44.835625328877896, 0)),
        "B": Weights(
            (95.1080498811086, 0.9863978034400682, 0.9834382792465353),
            (0, 171.2667255897307, 0.9807858872435379),
        ),
    },
}
"""By octave and channel, as published; octave 0 is the picture itself."""

OCTAVES: Final = tuple(WEIGHTS)


class Sample(NamedTuple):
    """A plane at one pixel of every three by three: its values, and means around them."""

    corner: tuple[int, int]
    values: Image
    mean: Image
    mean_square: Image


class Plane(NamedTuple):
    """A channel at an octave, and the samples of it."""

    image: Image
    samples: tuple[Sample, ...]


def linear(image: Image) -> Bands:
    """Linear light of an sRGB picture (IEC 61966-2-1)."""
    red, green, blue = (band.point(_linear_values(), "F") for band in image.split())
    return red, green, blue


def planes(bands: Bands, octaves: Iterable[int]) -> Planes:
    """The channels that weigh at each octave; the bands are those of the first one."""
    made: Planes = {}
    for octave in octaves:
        if min(bands[0].size) < LEAST_SIDE:
            break
        for name, image in _channels(bands, WEIGHTS[octave].keys()).items():
            made[octave, name] = _plane(image)
        red, green, blue = (band.reduce(2) for band in bands)
        bands = red, green, blue
    return made


def score(reference: Planes, other: Planes) -> float:
    """SSIMULACRA2 of two pictures of the same size."""
    differences = (
        _difference(reference[octave, name], other[octave, name], WEIGHTS[octave][name])
        for octave, name in reference
    )
    told = 0.9562382616834844 * sum(differences)
    bent = 2.326765642916932 * told - 0.020884521182843837 * told**2
    bent += 6.248496625763138e-05 * told**3
    return IDENTICAL - 10 * math.pow(max(0.0, bent), 0.6276336467831387)


def _linear_values() -> list[float]:
    return [
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4
        for value in range(256)
    ]


def _channels(bands: Bands, names: Iterable[str]) -> dict[str, Image]:
    """XYB, without the offsets that no map depends on."""
    long, middle = (_cone(bands, row) for row in OPSIN[:2])
    lightness = _computed(lambda of: (of["l"] + of["m"]) * 0.5, l=long, m=middle)
    made = {"Y": lightness}
    if "X" in names:
        made["X"] = _computed(lambda of: (of["l"] - of["m"]) * 7.0, l=long, m=middle)
    if "B" in names:
        short = _cone(bands, OPSIN[2])
        made["B"] = _computed(lambda of: of["s"] - of["y"], s=short, y=lightness)
    return made


def _cone(bands: Bands, row: tuple[float, float, float]) -> Image:
    def answer(of: Mapping[str, Any]) -> Any:
        mixed = of["r"] * row[0] + of["g"] * row[1] + of["b"] * row[2] + BIAS
        return mixed ** (1 / 3)

    return _computed(answer, r=bands[0], g=bands[1], b=bands[2])


def _plane(image: Image) -> Plane:
    square = _computed(lambda of: of["i"] * of["i"], i=image)
    return Plane(image, tuple(_sample(image, square, corner) for corner in _corners(image.size)))


def _sample(image: Image, square: Image, corner: tuple[int, int]) -> Sample:
    from PIL import Image as Images

    left, top = corner
    width, height = _thirds(image.size, corner)
    box = (left, top, left + 3 * width, top + 3 * height)
    middles = image.resize((width, height), Images.Resampling.NEAREST, box=box)
    return Sample(corner, middles, third(image, box), third(square, box))


def _corners(size: tuple[int, int]) -> list[tuple[int, int]]:
    """Where squares of three by three pixels begin: one grid of them, or all nine."""
    if size[0] * size[1] > FEW:
        return [(0, 0)]
    return [(left, top) for top in range(3) for left in range(3)]


def _thirds(size: tuple[int, int], corner: tuple[int, int]) -> tuple[int, int]:
    return (size[0] - corner[0]) // 3, (size[1] - corner[1]) // 3


def _difference(first: Plane, second: Plane, weights: Weights) -> float:
    """The weighted means and 4-norms of the maps that weigh."""
    product = _computed(lambda of: of["a"] * of["b"], a=first.image, b=second.image)
    means, fourths, count = [0.0] * 3, [0.0] * 3, 0
    for one, two in zip(first.samples, second.samples, strict=True):
        pixels = one.mean.width * one.mean.height
        count += pixels
        for place, found in _maps(one, two, product, weights):
            if weights.means[place]:
                means[place] += pixels * _mean(found)
            if weights.norms[place]:
                squares = _computed(lambda of: of["d"] * of["d"], d=found)
                fourths[place] += pixels * _mean(_computed(lambda of: of["s"] * of["s"], s=squares))
    weighted = [weight * total / count for weight, total in zip(weights.means, means, strict=True)]
    weighted += [
        weight * (total / count) ** 0.25
        for weight, total in zip(weights.norms, fourths, strict=True)
    ]
    return sum(weighted)


def _maps(
    one: Sample, two: Sample, product: Image, weights: Weights
) -> Iterable[tuple[int, Image]]:
    """Those of dissimilarity, artefacts and lost detail that weigh, each with its place."""
    weigh = [bool(mean or norm) for mean, norm in zip(*weights, strict=True)]
    if weigh[0]:
        yield 0, _dissimilarity(one, two, product)
    if weigh[1] or weigh[2]:
        edges = _computed(_edges, a=one.values, ma=one.mean, b=two.values, mb=two.mean)
        if weigh[1]:
            yield 1, _computed(lambda of: (abs(of["e"]) + of["e"]) * 0.5, e=edges)
        if weigh[2]:
            yield 2, _computed(lambda of: (abs(of["e"]) - of["e"]) * 0.5, e=edges)


def _dissimilarity(one: Sample, two: Sample, product: Image) -> Image:
    left, top = one.corner
    width, height = one.mean.size
    mean_product = third(product, (left, top, left + 3 * width, top + 3 * height))

    def unlike(of: Mapping[str, Any]) -> Any:
        a, b, shift = of["a"], of["b"], of["a"] - of["b"]
        alike = (of["ab"] - a * b) * 2.0 + STABILITY
        spread = (of["aa"] - a * a) + (of["bb"] - b * b) + STABILITY
        found = 1.0 - (1.0 - shift * shift) * alike / spread
        return (abs(found) + found) * 0.5

    return _computed(
        unlike, a=one.mean, b=two.mean, aa=one.mean_square, bb=two.mean_square, ab=mean_product
    )


def _edges(of: Mapping[str, Any]) -> Any:
    """How much stronger edges have become: over 0 are artefacts, below it detail is lost."""
    return (abs(of["b"] - of["mb"]) + 1.0) / (abs(of["a"] - of["ma"]) + 1.0) - 1.0


def _mean(image: Image) -> float:
    from PIL import Image as Images

    value = image.resize((1, 1), Images.Resampling.BOX).getpixel((0, 0))
    assert isinstance(value, float)  # noqa: S101 - a pixel of mode F
    return value


def _computed(expression: Any, **images: Image) -> Image:
    from PIL import ImageMath

    made: Image = ImageMath.lambda_eval(expression, **images)
    return made
