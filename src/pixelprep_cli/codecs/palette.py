"""Pictures of few colours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.quantize import mapped, palette_of

if TYPE_CHECKING:
    from PIL.Image import Image

MOST: Final = 256

FINE: Final = (100.0, 1.2)
COARSE: Final = (50, 10)
"""What `error_for` makes of a quality, so that it looks as pngquant's of the same quality does."""


def colours_for(quality: int) -> int:
    """The most palette entries that a quality of 1-100 may use: 2-256, evenly spread."""
    return 2 + (MOST - 2) * (quality - 1) // 99


def error_for(quality: int) -> float:
    """The mean squared error that a quality of 1-100 allows, in levels of 0-255.

    Calibrated against pngquant by `python -m benchmarks palette`.
    """
    scale, power = FINE
    middle, halving = COARSE
    coarser = math.exp2(max(0, middle - quality) / halving)
    return coarser * scale * math.pow(1 - max(quality, middle) / 100, power)


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
    """The picture in as few colours as its quality takes, at most `most`, dithered where smooth."""
    if image.mode not in ("RGB", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    palette = palette_of(image, min(colours_for(quality), most), error_for(quality))
    return mapped(image, palette)
