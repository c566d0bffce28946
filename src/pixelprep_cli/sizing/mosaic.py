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
    lines are met as often as they occur. There are thousands of tiles, so they are copied by
    Pillow's core: its public methods take longer for each than the copy does.
    """
    from PIL import Image as Images

    across, wide, high = pattern.tiles_across(image), pattern.width or image.width, pattern.height
    tops = range(pattern.rows // 2, image.height // high, pattern.rows)
    if across < 1 or len(tops) < 4:
        return None
    made = Images.new(image.mode, (across * wide, len(tops) * high), None)
    source, target = image.im, made.im
    straight, shifted = tops[::2], tops[1::2]
    for row, top in enumerate((*straight, *shifted)):
        first = 0 if row < len(straight) else pattern.columns // 2
        for column in range(across):
            x, y = (first + column * pattern.columns) * wide, top * high
            tile = source.crop((x, y, x + wide, y + high))
            left, above = column * wide, row * high
            target.paste(tile, (left, above, left + wide, above + high))
    return made
