"""Colour quantization: the fewest colours that stay within an error, refined, sparsely dithered.

Boxes of colours are split where that takes away most squared error (variance-based, after Wan,
Prusinkiewicz and Wong, 1990), then moved by Lloyd's k-means among near neighbours. Error diffusion
(Floyd and Steinberg) works where a picture is smooth and bands would show; elsewhere it costs
bytes and hides nothing.
"""

from __future__ import annotations

import heapq
import math
import sys
from array import array
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PIL.Image import Image

Entry = tuple[int, int, int, int]
"""A colour of a palette: red, green, blue, alpha, 0-255, not premultiplied."""

_Colour = tuple[float, float, float, float]
"""Red, green and blue, premultiplied and weighted, and alpha."""

_Point = tuple[float, float, float, float, int]
"""A colour, and how many pixels have it."""

WEIGHTS: Final = (0.75, 1.0, 0.65)
"""What a difference in red, green and blue counts for, by `python -m benchmarks palette`."""

SAMPLES: Final = 400_000
"""Pixels whose colours are counted; of larger pictures a grid of about as many."""

MOST_BINS: Final = 6000
"""Distinct colours to work with; where there are more, those that are near count together."""

ROUNDS: Final = 2
NEAR: Final = 10
"""Rounds of k-means, and the neighbours that each looks at."""

STRENGTH: Final = 0.6
SMOOTH: Final = (3, 10)
"""The share of the error that is diffused; up to which contrast in 5 × 5 pixels all of that share
is, and from which none (in levels of 0-255)."""


def palette_of(image: Image, most: int, error: float) -> list[Entry]:
    """The colours that stand for those of a picture, opaque ones first.

    Args:
        image: in RGB or RGBA.
        most: how many there may be. Opaque, transparent and other pixels never share one, so
            there are as many at least as the picture has of these kinds.
        error: the mean squared error, in weighted levels of 0-255, that is small enough.
    """
    kinds: dict[int, list[_Point]] = {}
    for point in _histogram(image):
        kinds.setdefault(_kind(point[3]), []).append(point)
    boxes = _split([_Box(points) for points in kinds.values()], max(most, len(kinds)), error)
    return sorted((_entry(colour) for colour in _refined(boxes)), key=lambda entry: -entry[3])


def mapped(image: Image, palette: Sequence[Entry]) -> Image:
    """The picture in the palette's colours, dithered where it is smooth and opaque.

    Args:
        image: in RGB or RGBA.
        palette: as `palette_of` makes it for the picture.
    """
    from PIL import Image as Images

    opaque = [entry for entry in palette if entry[3] == 255]
    if len(opaque) == len(palette):
        made = _diffused(image.convert("RGB"), opaque)
    else:
        made = _looked_up(image, palette)
        if opaque:
            solid = image.getchannel("A").point([0] * 255 + [255])
            made.paste(_diffused(image.convert("RGB"), opaque), mask=solid)
    indexed = Images.frombytes("P", image.size, made.tobytes())
    mode = "RGB" if len(opaque) == len(palette) else "RGBA"
    indexed.putpalette([level for entry in palette for level in entry[: len(mode)]], mode)
    return indexed


def _kind(alpha: float) -> int:
    return 2 if alpha == 255 else 1 if alpha > 0 else 0


def _packed(image: Image) -> array[int]:
    """Each pixel as a number whose bytes are, from the lowest, red, green, blue, alpha."""
    pixels = array("I", image.convert("RGBA").tobytes())
    if sys.byteorder == "big":
        pixels.byteswap()
    return pixels


def _histogram(image: Image) -> list[_Point]:
    from PIL.Image import Resampling

    step = math.ceil(math.sqrt(image.width * image.height / SAMPLES))
    if step > 1:
        size = (max(1, image.width // step), max(1, image.height // step))
        image = image.resize(size, Resampling.NEAREST)
    counts = Counter(_packed(image))
    return next(bins for bits in range(8, -1, -1) if (bins := _binned(counts, bits)))


def _binned(counts: Mapping[int, int], bits: int) -> list[_Point] | None:
    """The mean colour of those alike in so many bits; None where these are too many."""
    keep = (0xFF00 >> bits & 0xFF) * 0x010101 | 0xFF000000
    bins: dict[int, list[int]] = {}
    for pixel, count in counts.items():
        alpha = pixel >> 24
        # Alpha is binned more coarsely, except where it is all or nothing.
        key = pixel & keep if _kind(alpha) != 1 else pixel & keep & 0xF0FFFFFF | 1 << 32
        sums = bins.setdefault(key, [0, 0, 0, 0, 0])
        sums[0] += count * alpha * (pixel & 0xFF)
        sums[1] += count * alpha * (pixel >> 8 & 0xFF)
        sums[2] += count * alpha * (pixel >> 16 & 0xFF)
        sums[3] += count * alpha
        sums[4] += count
        if len(bins) > MOST_BINS and bits:
            return None
    red, green, blue = (weight / 255 for weight in WEIGHTS)
    return [(red * r / n, green * g / n, blue * b / n, a / n, n) for r, g, b, a, n in bins.values()]


class _Box:
    """Points that share a colour: their mean, and the sum of their squared distances from it."""

    def __init__(self, points: list[_Point]) -> None:
        self.points = points
        self.count = sum(point[4] for point in points)
        sums = [sum(point[4] * point[axis] for point in points) for axis in range(4)]
        squares = [sum(point[4] * point[axis] ** 2 for point in points) for axis in range(4)]
        spread = [square - s * s / self.count for square, s in zip(squares, sums, strict=True)]
        self.axis = spread.index(max(spread))
        self.error = max(0.0, sum(spread)) if len(points) > 1 else 0.0
        red, green, blue, alpha = (total / self.count for total in sums)
        self.mean = (red, green, blue, alpha)

    def halves(self) -> tuple[_Box, _Box]:
        """The box cut in two across its longest axis, where that takes away most error."""
        axis = self.axis
        points = sorted(self.points, key=lambda point: point[axis])
        total = sum(point[4] * point[axis] for point in points)
        best, cut, count, below = -1.0, 1, 0, 0.0
        for place, point in enumerate(points[:-1], 1):
            count += point[4]
            below += point[4] * point[axis]
            gain = below * below / count + (total - below) ** 2 / (self.count - count)
            if gain > best:
                best, cut = gain, place
        return _Box(points[:cut]), _Box(points[cut:])


def _split(boxes: list[_Box], most: int, error: float) -> list[_Box]:
    """Split the box of the largest error, until there are enough or the error is small enough."""
    allowed = error * sum(box.count for box in boxes)
    total = sum(box.error for box in boxes)
    heap = [(-box.error, number, box) for number, box in enumerate(boxes)]
    heapq.heapify(heap)
    number = len(heap)
    while len(heap) < most and total > allowed and heap[0][0] < 0:
        _, _, box = heapq.heappop(heap)
        for half in box.halves():
            heapq.heappush(heap, (-half.error, number, half))
            total += half.error
            number += 1
        total -= box.error
    return [box for _, _, box in heap]


def _refined(boxes: list[_Box]) -> list[_Colour]:
    """The means of the boxes, after points have moved to nearer ones of their kind."""
    means = [box.mean for box in boxes]
    kinds = [_kind(mean[3]) for mean in means]
    points = [point for box in boxes for point in box.points]
    nearest = [number for number, box in enumerate(boxes) for _ in box.points]
    near = [_neighbours(mean, kind, means, kinds) for mean, kind in zip(means, kinds, strict=True)]
    for _ in range(ROUNDS):
        sums = [[0.0] * 5 for _ in means]
        for place, (red, green, blue, alpha, count) in enumerate(points):
            least = math.inf
            for number in near[nearest[place]]:
                r, g, b, a = means[number]
                far = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2 + (a - alpha) ** 2
                if far < least:
                    least, chosen = far, number
            nearest[place] = chosen
            total = sums[chosen]
            total[0] += count * red
            total[1] += count * green
            total[2] += count * blue
            total[3] += count * alpha
            total[4] += count
        means = [
            (r / n, g / n, b / n, a / n) if n else mean
            for (r, g, b, a, n), mean in zip(sums, means, strict=True)
        ]
    return means


def _neighbours(
    mean: _Colour, kind: int, means: Sequence[_Colour], kinds: Sequence[int]
) -> list[int]:
    """Numbers of the nearest means of a kind, that mean itself first."""
    own = [number for number in range(len(means)) if kinds[number] == kind]
    return heapq.nsmallest(NEAR, own, key=lambda number: math.dist(means[number], mean))


def _entry(colour: _Colour) -> Entry:
    *levels, alpha = colour
    kind = _kind(alpha)
    if kind == 0:
        return (0, 0, 0, 0)
    red, green, blue = (
        min(255, round(255 * level / weight / alpha))
        for level, weight in zip(levels, WEIGHTS, strict=True)
    )
    return (red, green, blue, 255 if kind == 2 else min(254, max(1, round(alpha))))


def _diffused(image: Image, palette: Sequence[Entry]) -> Image:
    """Indices, in mode L, of an RGB picture's pixels."""
    from PIL import Image as Images
    from PIL import ImageChops, ImageFilter
    from PIL.Image import Dither

    holder = Images.new("P", (1, 1))
    holder.putpalette([level for entry in palette for level in entry[:3]])
    plain = image.quantize(palette=holder, dither=Dither.NONE)
    grey = image.convert("L").filter(ImageFilter.GaussianBlur(0.6))
    contrast = ImageChops.subtract(
        grey.filter(ImageFilter.MaxFilter(5)), grey.filter(ImageFilter.MinFilter(5))
    )
    low, high = SMOOTH
    shares = [min(1.0, max(0.0, (high - level) / (high - low))) for level in range(256)]
    mask = contrast.point([round(255 * STRENGTH * share) for share in shares])
    # Diffusion has nothing to diffuse where the picture is its own nearest colour already.
    softened = Images.composite(image, plain.convert("RGB"), mask)
    made = softened.quantize(palette=holder, dither=Dither.FLOYDSTEINBERG)
    return Images.frombytes("L", image.size, made.tobytes())


def _looked_up(image: Image, palette: Sequence[Entry]) -> Image:
    """Indices, in mode L, of an RGBA picture's pixels: each colour's nearest, to 4 bits a level."""
    from PIL import Image as Images

    coarse = [level & 0xF0 | 0x08 for level in range(256)]
    ends = [0, *coarse[1:255], 255]
    pixels = _packed(image.point(coarse * 3 + ends))
    premultiplied = [_premultiplied(*entry) for entry in palette]
    found = {}
    for pixel in set(pixels):
        colour = (pixel & 0xFF, pixel >> 8 & 0xFF, pixel >> 16 & 0xFF, pixel >> 24)
        wanted, kind = _premultiplied(*colour), _kind(colour[3])
        own = [n for n, entry in enumerate(palette) if _kind(entry[3]) == kind]
        found[pixel] = min(own, key=lambda n: math.dist(premultiplied[n], wanted), default=0)
    return Images.frombytes("L", image.size, bytes(map(found.__getitem__, pixels)))


def _premultiplied(red: int, green: int, blue: int, alpha: int) -> _Colour:
    r, g, b = (
        weight * level * alpha / 255
        for weight, level in zip(WEIGHTS, (red, green, blue), strict=True)
    )
    return (r, g, b, alpha)
