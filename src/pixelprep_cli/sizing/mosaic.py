"""A part of a picture that stands for the whole: tiles from all over it, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Pattern:
    """Tiles of width × height pixels: of every `rows`-th row of tiles, every `columns`-th tile.

    A width of 0 is the picture's own. Larger tiles lose less at their borders, more of them miss
    less of the picture.
    """

    width: int
    height: int
    rows: int
    columns: int

    def tiles_across(self, image: Image) -> int:
        """Tiles beside each other in the mosaic, 0 where the picture is too small for any."""
        if not self.width:
            return 1
        return (image.width // self.width - self.columns // 2 - 1) // self.columns + 1


def mosaic(image: Image, pattern: Pattern) -> Image | None:
    """The pattern's tiles of a picture; None where it is too small for at least four rows.

    Every other row of tiles is shifted by half of the distance between tiles, so that upright
    lines are met as often as they occur. Rows are copied whole and then cut across: a tenth of
    the copies that single tiles would take.
    """
    from PIL import Image as Images

    across, wide = pattern.tiles_across(image), pattern.width or image.width
    tops = range(pattern.rows // 2, image.height // pattern.height, pattern.rows)
    if across < 1 or len(tops) < 4:
        return None
    made = Images.new(image.mode, (across * wide, len(tops) * pattern.height), None)
    at = 0
    for turn in range(2):
        band = _rows(image, tops[turn::2], pattern.height)
        first = turn * (pattern.columns // 2)
        for place in range(across):
            left = (first + place * pattern.columns) * wide
            made.paste(band.crop((left, 0, left + wide, band.height)), (place * wide, at))
        at += band.height
    return made


def _rows(image: Image, tops: range, height: int) -> Image:
    from PIL import Image as Images

    band = Images.new(image.mode, (image.width, len(tops) * height), None)
    for place, top in enumerate(tops):
        strip = image.crop((0, top * height, image.width, (top + 1) * height))
        band.paste(strip, (0, place * height))
    return band
