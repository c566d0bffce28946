"""Square parts of a picture side by side, and copies of one that is too small."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


def patches(image: Image, side: int, most: int) -> Image:
    """Squares of `side` pixels from all over a picture, of about `most` pixels together.

    The picture itself where it has no more than that, or is narrower than a square.
    """
    width, height = image.size
    if width * height <= most or min(width, height) < side:
        return image
    from PIL import Image as Images

    count = most / side**2
    across = min(max(1, round(math.sqrt(count * width / height))), width // side)
    down = min(max(1, round(count / across)), height // side)
    made = Images.new(image.mode, (across * side, down * side))
    for column in range(across):
        for row in range(down):
            left, top = _spread(width, side, column, across), _spread(height, side, row, down)
            square = image.crop((left, top, left + side, top + side))
            made.paste(square, (column * side, row * side))
    return made


def repeated(image: Image, least: int) -> Image:
    """Copies of a picture side by side, where a side of it has fewer than `least` pixels."""
    across, down = -(-least // image.width), -(-least // image.height)
    made = image
    if across > 1:
        made = _copies(made, [(n * image.width, 0) for n in range(across)])
    if down > 1:
        made = _copies(made, [(0, n * image.height) for n in range(down)])
    return made


def _spread(length: int, side: int, place: int, places: int) -> int:
    """Where the square at a place begins: the first and the last lie at the borders."""
    if places == 1:
        return (length - side) // 2
    return round((length - side) * place / (places - 1))


def _copies(image: Image, places: list[tuple[int, int]]) -> Image:
    from PIL import Image as Images

    left, top = places[-1]
    made = Images.new(image.mode, (left + image.width, top + image.height))
    for place in places:
        made.paste(image, place)
    return made
