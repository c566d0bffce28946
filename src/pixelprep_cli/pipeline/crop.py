"""A picture that shows where another one is cropped."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from pixelprep_cli.analysis.examine import Look
from pixelprep_cli.model.outcome import Outcome, Status
from pixelprep_cli.pipeline.result import Made
from pixelprep_cli.pixels.colour import conversion
from pixelprep_cli.pixels.described import colours
from pixelprep_cli.pixels.faults import reported
from pixelprep_cli.pixels.geometry import layout, upright
from pixelprep_cli.store.content import digest

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.pixels.decode import Source

LONG_EDGE: Final = 1200
"""Pixels of the picture that is made, at most."""

DIMMED: Final = 0.35
"""The share of its light that is left to what is cut off."""


def crop_shown(source: Source, recipe: Recipe) -> Made:
    """A PNG of the whole picture, dimmed but for the crop that a recipe makes of it.

    Raises:
        SourceError: the data are truncated or corrupt.
    """
    with reported():
        look = Look(source)
        seen = _seen(look.pixels, source)
    width, height = source.facts.upright
    box = layout((width, height), recipe.picture.resize, look.focus).box
    x, y = seen.width / width, seen.height / height
    left, top = min(round(box[0] * x), seen.width - 1), min(round(box[1] * y), seen.height - 1)
    right = max(left + 1, round((box[0] + box[2]) * x))
    bottom = max(top + 1, round((box[1] + box[3]) * y))
    made = seen.point([round(level * DIMMED) for level in range(256)] * 3)
    made.paste(seen.crop((left, top, right, bottom)), (left, top))
    _frame(made, (left, top, right - 1, bottom - 1))
    buffer = BytesIO()
    made.save(buffer, "PNG")
    outcome = Outcome(
        status=Status.OPTIMIZED,
        source=source.path,
        source_bytes=source.facts.bytes,
        output_bytes=buffer.tell(),
        source_width=width,
        source_height=height,
        width=made.width,
        height=made.height,
        format="png",
    )
    return Made(buffer.getvalue(), outcome, digest(source.data))


def _seen(pixels: Image, source: Source) -> Image:
    """The upright picture in sRGB, opaque, at most LONG_EDGE long."""
    from PIL import Image as Images

    small = pixels.copy()
    small.thumbnail((LONG_EDGE, LONG_EDGE), Images.Resampling.LANCZOS)
    told = colours(source.metadata)
    converted = conversion(small.mode, told, grey=small.mode == "L").apply(small)
    if converted.mode == "RGBA":
        ground = Images.new("RGBA", converted.size, "white")
        converted = Images.alpha_composite(ground, converted)
    return upright(converted.convert("RGB"), source.turn)


def _frame(image: Image, box: tuple[int, int, int, int]) -> None:
    from PIL import ImageDraw

    thick = max(1, max(image.size) // 300)
    ImageDraw.Draw(image).rectangle(box, outline="#ffffff", width=thick)
