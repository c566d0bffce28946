"""Pictures of few colours.

With loss, libimagequant chooses the colours where it is installed (the extra `palette`), and
Pillow's quantizers do where it is not.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

MOST: Final = 256

SAMPLE_PIXELS: Final = 1 << 15
"""Pixels from which colours are chosen."""

SETTLED: Final = 0.01
"""The share of pixels that may still change their colour when the search for mean colours ends."""

ERROR_STEP: Final = 1.6
"""The mean squared error, in levels of 0-255, that each step of quality below 100 allows."""

BANDING: Final = 0.5
"""The share of an error that blurring leaves, from which on it is seen as bands, and dithered."""

BLUR: Final = 2
"""Pixels to each side that are averaged, as the eye does from where pixels are not seen."""

DITHERING: Final = 0.6
"""libimagequant's level, at which pictures need fewer bytes for the same SSIMULACRA2 than at 1."""


@cache
def has_imagequant() -> bool:
    """Whether libimagequant is installed; it is copyleft, and thus an extra."""
    return find_spec("imagequant") is not None


def colours_for(quality: int) -> int:
    """The most colours that a quality of 1-100 may have: 2-256, evenly spread."""
    return 2 + (MOST - 2) * (quality - 1) // 99


def error_for(quality: int) -> float:
    """The mean squared error that a quality of 1-100 allows, in levels of 0-255."""
    return ERROR_STEP * (100 - quality)


def exact_palette(image: Image, most: int = MOST) -> Image:
    """The same pixels with a palette, where `most` colours hold them all; else the picture itself.

    Grey pictures stay grey: their samples are as small.
    """
    colours = image.getcolors(most) if image.mode in ("RGB", "RGBA") else None
    if colours is None:
        return image
    from PIL.Image import Dither, Quantize

    method = Quantize.FASTOCTREE if image.mode == "RGBA" else Quantize.MEDIANCUT
    reduced = image.quantize(len(colours), method=method, dither=Dither.NONE)
    return reduced if reduced.convert(image.mode).tobytes() == image.tobytes() else image


def as_palette(image: Image, quality: int, most: int = MOST) -> Image:
    """The picture in the fewest colours that a quality of 1-100 takes, at most `most`.

    A higher quality never takes fewer.
    """
    if image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    bound = min(most, colours_for(quality))
    if has_imagequant():
        return _by_imagequant(image, quality, bound)
    count = min(bound, _count(image, error_for(quality), most))
    return _with_alpha(image, count) if image.mode == "RGBA" else _opaque(image, count)


def _by_imagequant(image: Image, quality: int, most: int) -> Image:
    from imagequant import quantize_raw_rgba_bytes
    from PIL import Image as Images

    pixels = image.convert("RGBA").tobytes()
    found, palette = quantize_raw_rgba_bytes(
        pixels, *image.size, DITHERING, max_colors=most, max_quality=quality
    )
    made = Images.frombytes("P", image.size, found)
    made.putpalette(bytes(palette), "RGBA")
    if image.mode == "RGB":
        made.putpalette(made.getpalette("RGB") or ())
    return made


def _count(image: Image, error: float, most: int) -> int:
    """The fewest colours whose mean squared error, without dithering, is at most `error`.

    The bisection takes the same path for all errors up to where they part, so that a smaller one
    never ends in fewer colours, whatever a quantizer does.
    """
    from PIL.Image import Dither, Quantize

    if error == 0:
        return most
    sample = _sample(image)
    method = Quantize.FASTOCTREE if image.mode == "RGBA" else Quantize.MEDIANCUT
    low, high = 2, most
    while low < high:
        middle = (low + high) // 2
        made = sample.quantize(middle, method=method, dither=Dither.NONE)
        if _error(sample, made) <= error:
            high = middle
        else:
            low = middle + 1
    return low


def _sample(image: Image) -> Image:
    from PIL.Image import Resampling

    scale = (SAMPLE_PIXELS / (image.width * image.height)) ** 0.5
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Resampling.NEAREST)


def _error(image: Image, made: Image) -> float:
    """The mean squared difference of all samples."""
    from PIL import ImageChops

    found = ImageChops.difference(image, made.convert(image.mode)).histogram()
    squares = sum(count * (level % 256) ** 2 for level, count in enumerate(found))
    return squares / sum(found)


def _with_alpha(image: Image, count: int) -> Image:
    from PIL.Image import Dither, Quantize

    return image.quantize(count, method=Quantize.FASTOCTREE, dither=Dither.NONE)


def _opaque(image: Image, count: int) -> Image:
    """Dithered where the error would not average out: where bands would be seen."""
    from PIL import ImageFilter
    from PIL.Image import Dither, Quantize

    sample = _sample(image)
    moving = max(1, round(SETTLED * sample.width * sample.height))
    palette = sample.quantize(count, method=Quantize.MEDIANCUT, kmeans=moving)
    plain = image.quantize(palette=palette, dither=Dither.NONE)
    blur = ImageFilter.BoxBlur(BLUR)
    bands = _error(image.filter(blur), plain.convert("RGB").filter(blur))
    if bands <= BANDING * _error(image, plain):
        return plain
    return image.quantize(palette=palette, dither=Dither.FLOYDSTEINBERG)
