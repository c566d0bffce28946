"""The lower bytes of sixteen-bit colour, which Pillow leaves out, and what to do with them.

A picture is decoded once more as if its samples were of the other byte order: what Pillow then
takes for the upper bytes are the lower ones.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

SIDE: Final = 16
"""Of the square of thresholds."""

_SWAPPED: Final = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}


def swapped(image: ImageFile) -> bool:
    """Let an opened picture of sixteen-bit colour decode to its lower bytes, if it can."""
    tiles = []
    for tile in image.tile:
        # Plugins of others have plain tuples.
        args = tile[3]
        mode, *rest = args if isinstance(args, tuple) else (args,)
        if not isinstance(mode, str) or mode[:-1] not in ("RGB;16", "RGBA;16", "CMYK;16"):
            return False
        mode = mode[:-1] + _SWAPPED[mode[-1]]
        tiles.append(tile._replace(args=(mode, *rest) if rest else mode))
    image.tile = tiles
    return bool(tiles)


def of_heif(data: bytes, bits: int) -> tuple[Image, Image] | None:
    """The upper and lower bytes of a HEIF's 10 or 12 bits, spread over sixteen.

    None where its primary picture is grey.
    """
    from io import BytesIO

    from PIL import Image as Images
    from PIL import ImageChops

    file = _libheif().HeifFile(BytesIO(data), convert_hdr_to_8bit=False, hdr_to_16bit=True)
    found = file[file.primary_index]
    mode, _, deep = found.mode.partition(";")
    if mode not in ("RGB", "RGBA") or deep != "16":
        return None
    upper, lower = (
        Images.frombytes(mode, found.size, found.data, "raw", f"{mode};16{order}", found.stride)
        for order in "LB"
    )
    # They are shifted up; the highest bits follow once more, so that full is full.
    below = upper.point([level >> bits - 8 for level in range(256)] * len(mode))
    return upper, ImageChops.add(lower, below)


def _libheif() -> Any:
    import pi_heif

    return pi_heif


def rounded(upper: Image, lower: Image, *, dither: bool) -> Image:
    """The nearest eight-bit samples of 256 · upper + lower, which spans 0 to 65535.

    With `dither` the rounding goes up as often as what is cut off is large.
    """
    from PIL import ImageChops

    up, down = thresholds(upper.mode, upper.size, dither=dither)
    # 65535 stands for 255, so what lies over a level is the lower byte less the upper one.
    over = ImageChops.subtract(ImageChops.subtract(lower, upper), up).point(bool)
    under = ImageChops.subtract(ImageChops.subtract(upper, lower), down).point(bool)
    return ImageChops.subtract(ImageChops.add(upper, over), under)


@lru_cache(maxsize=2)
def thresholds(mode: str, size: tuple[int, int], *, dither: bool) -> tuple[Image, Image]:
    """What has to be passed for the next level up, and for the next one down, 0 to 255.

    Without `dither` the middle; with it those of Bayer's ordered dither (1973).
    """
    from PIL import Image as Images

    bands = len(Images.new(mode, (1, 1)).getbands())
    if not dither:
        middle = Images.new(mode, size, (128,) * bands if bands > 1 else 128)
        return middle, middle
    places = [_bayer(x, y) for y in range(SIDE) for x in range(SIDE)]
    cells = bytes(255 * (2 * place + 1) // (2 * SIDE**2) for place in places)
    cell = Images.frombytes("L", (SIDE, SIDE), cells)
    tile = Images.new("L", size)
    width = SIDE
    tile.paste(cell, (0, 0))
    while width < size[0]:
        tile.paste(tile.crop((0, 0, width, SIDE)), (width, 0))
        width *= 2
    height = SIDE
    while height < size[1]:
        tile.paste(tile.crop((0, 0, size[0], height)), (0, height))
        height *= 2
    down = Images.merge(mode, [tile] * bands) if bands > 1 else tile
    return down.point([255 - level for level in range(256)] * bands), down


def _bayer(x: int, y: int) -> int:
    """Place of a cell in the order in which a square of SIDE fills: 0 to SIDE² - 1."""
    place = 0
    for bit in range(SIDE.bit_length() - 1):
        odd = (x >> bit ^ y >> bit) & 1
        place = place << 2 | odd << 1 | y >> bit & 1
    return place
