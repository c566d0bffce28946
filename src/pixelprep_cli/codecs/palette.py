"""Pictures of few colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 256


def colours_for(quality: int) -> int:
    """Palette entries that a quality of 1-100 stands for: 2-256, evenly spread."""
    return 2 + (MOST - 2) * (quality - 1) // 99


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
    """The nearest picture with as many colours as the quality and `most` allow, dithered."""
    from PIL.Image import Dither, Quantize

    count = min(colours_for(quality), most)
    if image.mode in ("P", "LA", "1"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode == "RGBA":
        return image.quantize(count, method=Quantize.FASTOCTREE)
    palette = image.quantize(count, method=Quantize.MEDIANCUT)
    return image.convert("RGB").quantize(palette=palette, dither=Dither.FLOYDSTEINBERG)
