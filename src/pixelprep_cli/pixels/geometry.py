"""Geometry: orient, crop, resize, in one resampling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from PIL.Image import Image

    from pixelprep_cli.model.settings import Resize, Sharpen

GRAVITY: Final = {
    "centre": (0.5, 0.5),
    "north": (0.5, 0.0),
    "north-east": (1.0, 0.0),
    "east": (1.0, 0.5),
    "south-east": (1.0, 1.0),
    "south": (0.5, 1.0),
    "south-west": (0.0, 1.0),
    "west": (0.0, 0.5),
    "north-west": (0.0, 0.0),
}
"""Where the crop sits, as a share of the room to the left of it and above it."""

SMART: Final = "smart"
"""The gravity that goes by what draws the eye."""

SIMD_MODES: Final = ("L", "RGB", "RGBA")


@dataclass(frozen=True, slots=True)
class Geometry:
    """A crop box (left, top, width, height) of the upright source, brought to width × height.

    `short` says that the source is too small for what was asked, and is not enlarged.
    """

    box: tuple[float, float, float, float]
    width: int
    height: int
    short: bool = False

    def changes(self, source: tuple[int, int]) -> bool:
        """Whether a source of that size would not come out as it went in."""
        return (self.width, self.height) != source or self.box != (0, 0, *source)

    def scaled(self, factor: float) -> Geometry:
        """The same crop at a factor of the size."""
        width, height = (max(1, round(side * factor)) for side in (self.width, self.height))
        return Geometry(self.box, width, height, self.short)


def _centred(_shares: tuple[float, float]) -> tuple[float, float]:
    return GRAVITY["centre"]


def layout(
    source: tuple[int, int],
    resize: Resize,
    focus: Callable[[tuple[float, float]], tuple[float, float]] = _centred,
) -> Geometry:
    """What `resize` makes of an upright source of width × height pixels.

    Args:
        focus: asked where a smart crop that keeps such shares of width and height should sit.
    """
    if resize.fit != "inside" and resize.width and resize.height:
        if resize.fit == "exact":
            return _exact(source, resize)
        return _cover(source, resize, focus)
    return _inside(source, resize)


def _inside(source: tuple[int, int], resize: Resize) -> Geometry:
    width, height = source
    bounds = (
        (resize.width, width),
        (resize.height, height),
        (resize.long_edge, max(source)),
        (resize.short_edge, min(source)),
    )
    scale = min((wanted / has for wanted, has in bounds if wanted), default=1.0)
    if not resize.upscale:
        scale = min(scale, 1.0)
    made = (max(1, round(width * scale)), max(1, round(height * scale)))
    return Geometry((0, 0, width, height), *made)


def _exact(source: tuple[int, int], resize: Resize) -> Geometry:
    assert resize.width  # noqa: S101 - `layout` has looked
    assert resize.height  # noqa: S101
    larger = resize.width > source[0] or resize.height > source[1]
    shrink = min(1.0, source[0] / resize.width, source[1] / resize.height)
    if resize.upscale or not larger:
        shrink = 1.0
    made = (max(1, round(resize.width * shrink)), max(1, round(resize.height * shrink)))
    return Geometry((0, 0, *source), *made, short=shrink < 1)


def _cover(
    source: tuple[int, int],
    resize: Resize,
    focus: Callable[[tuple[float, float]], tuple[float, float]],
) -> Geometry:
    assert resize.width  # noqa: S101 - `layout` has looked
    assert resize.height  # noqa: S101
    scale = max(resize.width / source[0], resize.height / source[1])
    short = scale > 1 and not resize.upscale
    wide = min(float(source[0]), resize.width / scale)
    high = min(float(source[1]), resize.height / scale)
    made = (resize.width, resize.height)
    if short:
        made = (max(1, round(wide)), max(1, round(high)))
        wide, high = made
    smart = resize.gravity == SMART
    x, y = focus((wide / source[0], high / source[1])) if smart else GRAVITY[resize.gravity]
    left, top = (source[0] - wide) * x, (source[1] - high) * y
    if short:
        # Cut on whole pixels: nothing is resampled.
        left, top = round(left), round(top)
    return Geometry((left, top, wide, high), *made, short=short)


def apply(
    image: Image,
    geometry: Geometry,
    orientation: int,
    stored: tuple[int, int],
    *,
    linear: bool = False,
    sharpen: Sharpen = "off",
) -> Image:
    """Crop, resize and turn upright; sharpen what was made smaller.

    Args:
        image: in a working mode, possibly decoded at a reduced scale.
        geometry: in pixels of the upright picture at full scale.
        orientation: EXIF's 1-8.
        stored: width and height at full scale before it is turned.
        linear: whether to resize the light rather than the signal, in L, RGB and RGBA.
    """
    box = _stored_box(geometry.box, orientation, stored)
    x, y = image.width / stored[0], image.height / stored[1]
    box = (box[0] * x, box[1] * y, box[2] * x, box[3] * y)
    size = (geometry.width, geometry.height)
    size = size[::-1] if orientation >= 5 else size
    made = _resample(image, box, size, linear=linear)
    if sharpen != "off" and (size[0] < box[2] or size[1] < box[3]):
        from pixelprep_cli.pixels.light import sharpened

        made = sharpened(made, sharpen)
    return upright(made, orientation)


def _stored_box(
    box: tuple[float, float, float, float], orientation: int, stored: tuple[int, int]
) -> tuple[float, float, float, float]:
    """The box in the coordinates of the picture as stored (EXIF 2.32, tag 274)."""
    left, top, width, height = box
    full_width, full_height = stored
    if orientation >= 5:
        left, top, width, height = top, left, height, width
    if orientation in (2, 3, 7, 8):
        left = max(0.0, full_width - left - width)
    if orientation in (3, 4, 6, 7):
        top = max(0.0, full_height - top - height)
    return left, top, width, height


def _resample(
    image: Image, box: tuple[float, float, float, float], size: tuple[int, int], *, linear: bool
) -> Image:
    left, top, width, height = box
    edges = (left, top, left + width, top + height)
    exact = all(edge == round(edge) for edge in edges) and size == (round(width), round(height))
    if exact:
        return (
            image
            if size == image.size
            else image.crop((round(left), round(top), round(left + width), round(top + height)))
        )
    if linear and image.mode in SIMD_MODES:
        from pixelprep_cli.pixels.light import resize

        right, bottom = min(edges[2], image.width), min(edges[3], image.height)
        return resize(image, (left, top, right, bottom), size)
    if image.mode in SIMD_MODES and (fast := simd()) is not None:
        resized: Image = fast.resize(image, box, size)
        return resized
    return _resample_by_pillow(image, box, size)


def _resample_by_pillow(
    image: Image, box: tuple[float, float, float, float], size: tuple[int, int]
) -> Image:
    from PIL.Image import Resampling

    left, top, width, height = box
    right, bottom = min(left + width, image.width), min(top + height, image.height)
    # Colours of transparent pixels must not bleed: Pillow premultiplies only when told.
    working = image.convert("RGBa") if image.mode == "RGBA" else image
    made = working.resize(size, Resampling.LANCZOS, box=(left, top, right, bottom))
    return made.convert("RGBA") if image.mode == "RGBA" else made


@cache
def simd() -> ModuleType | None:
    """The SIMD resizer, or None where its wheel does not exist."""
    try:
        return import_module("pixelprep_cli.pixels.simd")
    except ImportError:
        return None


def upright(image: Image, orientation: int) -> Image:
    """The picture as EXIF's orientation means it to be seen."""
    from PIL.Image import Transpose

    turn = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)
    return image if turn is None else image.transpose(turn)
