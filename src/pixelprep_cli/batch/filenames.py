"""Names as file systems take them: which count as one, and how long they may be.

The least discerning systems have no regard to case, to Unicode composition, or to dots and spaces
at the end.
"""

from __future__ import annotations

import os
import re
import unicodedata
import zlib
from typing import Final

MOST_NAME_BYTES: Final = 255
"""What the usual file systems take as the length of one name."""

_MOST_BYTES: Final = 4
"""A character takes no more in UTF-8; a byte that is no character takes one."""

_ENDING: Final = re.compile(rf"(?<=[^{re.escape(os.sep)}. ])[. ]+({re.escape(os.sep)}|$)")


def folded(name: str) -> str:
    """What a name, or each name of a path, is to a file system that tells least apart.

    Canonical caseless matching of the Unicode Standard, section 3.13, D145; Windows drops dots
    and spaces at the end.
    """
    if name.endswith((".", " ")) or os.sep in name:
        name = _ENDING.sub(r"\1", name)
    if name.isascii():
        return name.lower()
    plain = unicodedata.normalize("NFD", name).casefold()
    return unicodedata.normalize("NFC", plain)


def shortened(stem: str, room: int) -> str:
    """The stem itself if it fits into `room` bytes, else cut and ended with its own CRC-32."""
    if len(stem) * _MOST_BYTES <= room or len(os.fsencode(stem)) <= room:
        return stem
    ending = f"~{zlib.crc32(os.fsencode(stem)):08x}"
    cut = stem[:room]
    while len(os.fsencode(cut)) > room - len(ending):
        cut = cut[:-1]
    return cut + ending
