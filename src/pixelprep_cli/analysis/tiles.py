"""Tiles from all over a picture side by side, and how their pixels differ from their neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

Box = tuple[int, int, int, int]
Counts = tuple[int, int]
"""Tiles across and down."""


def spread(size: tuple[int, int], tile: int, most: int, grid: int = 1) -> tuple[Counts, list[Box]]:
    """How many tiles there are across and down, and where they lie, column by column.

    A picture that is no larger than all of them together is one tile.

    Args:
        tile: pixels a side.
        most: tiles a side.
        grid: pixels a side of the units at whose corners tiles begin.
    """
    if max(size) <= tile * most:
        return (1, 1), [(0, 0, *size)]
    columns, rows = (_along(side, tile, most, grid) for side in size)
    wide, high = (min(tile, side) for side in size)
    boxes = [(left, top, left + wide, top + high) for left in columns for top in rows]
    return (len(columns), len(rows)), boxes


def _along(side: int, tile: int, most: int, grid: int) -> list[int]:
    count, room = min(most, -(-side // tile)), side - min(tile, side)
    return [round(room * (place + 0.5) / count) // grid * grid for place in range(count)]


def side_by_side(tiles: Iterator[Image], counts: Counts) -> Image:
    """Tiles of one size and mode in one picture, column by column."""
    from PIL import Image as Images

    first = next(tiles)
    if counts == (1, 1):
        return first
    wide, high = first.size
    made = Images.new(first.mode, (counts[0] * wide, counts[1] * high))
    made.paste(first, (0, 0))
    for place, tile in enumerate(tiles, start=1):
        column, row = divmod(place, counts[1])
        made.paste(tile, (column * wide, row * high))
    return made


def inner(image: Image, counts: Counts, shift: tuple[int, int] = (0, 0)) -> Image:
    """Tiles side by side, each without its last column and row, or from those on that `shift` says.

    Between pixels of what is shifted by one and of what is not there are no seams.
    """
    from PIL.Image import Resampling, Transform

    wide, high = (max(1, image.size[at] - counts[at]) for at in (0, 1))
    # The nearest pixels at a scale of size / (size - count) pass over one of each tile.
    across, down = image.width / wide, image.height / high
    affine = (across, 0, shift[0] - 0.5, 0, down, shift[1] - 0.5)
    return image.transform((wide, high), Transform.AFFINE, affine, Resampling.NEAREST)


def steps(light: Image, counts: Counts) -> tuple[Image, Image]:
    """By how much pixels differ from those to the right, and from those below, within tiles."""
    from PIL import ImageChops

    here, right, below = (inner(light, counts, shift) for shift in ((0, 0), (1, 0), (0, 1)))
    return ImageChops.difference(here, right), ImageChops.difference(here, below)
