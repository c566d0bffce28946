"""Resampling in linear light, and sharpening: what costs more and is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from pixelprep_cli.pixels.profiles import SRGB_CURVE

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.model.settings import Sharpen

Box = tuple[float, float, float, float]

MODES: Final = ("L", "RGB", "RGBA")

STRENGTH: Final = {"low": (0.5, 40), "standard": (0.6, 70), "high": (0.8, 100)}
"""Standard deviation in pixels of the blur that is taken away, and how much of it, in percent."""


def resize(image: Image, box: Box, size: tuple[int, int]) -> Image:
    """Bring a box (left, top, right, bottom) of an L, RGB or RGBA picture to width × height.

    Lanczos in floating point, on the light that sRGB's curve stands for, premultiplied by alpha.
    """
    from PIL import Image as Images
    from PIL import ImageMath
    from PIL.Image import Resampling

    def resampled(band: Image) -> Image:
        return band.resize(size, Resampling.LANCZOS, box=box)

    bands = image.split()
    colours, alpha = (bands[:3], bands[3]) if image.mode == "RGBA" else (bands, None)
    cover = alpha.point([level / 255 for level in range(256)], "F") if alpha else None
    covered = resampled(cover) if cover else None
    made = []
    for colour in colours:
        light = colour.point(_light(), "F")
        if cover is not None:
            light = ImageMath.lambda_eval(lambda it: it["a"] * it["b"], a=light, b=cover)
        light = resampled(light)
        if covered is not None:
            light = ImageMath.lambda_eval(
                lambda it: it["a"] / it["max"](it["b"], 1 / 4096), a=light, b=covered
            )
        made.append(_levels(light, _signals()))
    if covered is None:
        return Images.merge(image.mode, made) if len(made) > 1 else made[0]
    return Images.merge("RGBA", (*made, _levels(covered, _shares())))


def sharpened(image: Image, strength: Sharpen) -> Image:
    """An L, RGB or RGBA picture with its edges a little steeper; transparency stays as it is."""
    from PIL import Image as Images
    from PIL import ImageChops
    from PIL.ImageFilter import UnsharpMask

    if strength == "off" or image.mode not in MODES:
        return image
    radius, percent = STRENGTH[strength]
    mask = UnsharpMask(radius, percent, threshold=0)
    if image.mode != "RGBA":
        return image.filter(mask)
    *colours, alpha = image.convert("RGBa").split()
    bands = [ImageChops.darker(colour.filter(mask), alpha) for colour in colours]
    return Images.merge("RGBa", (*bands, alpha)).convert("RGBA")


def _levels(values: Image, table: list[int]) -> Image:
    """Floats of 0 to 1 by a table of 65,536 steps; what lies outside is clipped."""
    return values.point(lambda value: value * 65535 + 0.5).convert("I").point(table, "L")


@cache
def _light() -> list[float]:
    return [SRGB_CURVE.light(level / 255) for level in range(256)]


@cache
def _signals() -> list[int]:
    return [round(255 * SRGB_CURVE.signal(step / 65535)) for step in range(65536)]


@cache
def _shares() -> list[int]:
    return [round(step / 257) for step in range(65536)]
