"""Sixteen-bit CIE L*a*b* in TIFF, which Pillow knows only at eight bits.

The file is given to Pillow as the 16-bit RGB that its samples look like, and what comes out is
taken for what it is.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Final

from pixelprep_cli.pixels.deep import rounded

if TYPE_CHECKING:
    from PIL.Image import Image

BITS_PER_SAMPLE, PHOTOMETRIC = 258, 262
"""Tags of TIFF 6.0."""

RGB, CIELAB = 2, 8
"""Photometric interpretations of TIFF 6.0; sections 6 and 23."""

MOST_ENTRIES: Final = 4096


def declared_rgb(tiff: bytes) -> bytes | None:
    """The same file with its photometric interpretation changed to RGB.

    None where it does not hold L*a*b* of 16 bits and three samples.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return None
    entry, short = Struct(order + "HHII"), Struct(order + "H")
    start = int.from_bytes(tiff[4:8], "little" if order == "<" else "big")
    found: dict[int, int] = {}
    at = start + 2
    for _ in range(min(MOST_ENTRIES, len(tiff) // entry.size)):
        if at + entry.size > len(tiff):
            break
        tag, _, count, offset = entry.unpack_from(tiff, at)
        if tag == BITS_PER_SAMPLE and count == 3 and offset + 2 <= len(tiff):
            found[tag] = short.unpack_from(tiff, offset)[0]
        elif tag == PHOTOMETRIC:
            found[tag] = short.unpack_from(tiff, at + 8)[0]
            value = at + 8
        if tag > PHOTOMETRIC:
            break
        at += entry.size
    if found != {BITS_PER_SAMPLE: 16, PHOTOMETRIC: CIELAB}:
        return None
    return tiff[:value] + short.pack(RGB) + tiff[value + short.size :]


def from_rgb(upper: Image, lower: Image | None) -> Image:
    """L*a*b* in Pillow's eight bits, rounded from the upper and lower bytes of such samples.

    In the file a* and b* are signed, with 256 steps a unit; Pillow has them offset by 128.
    """
    from PIL import Image as Images
    from PIL import ImageChops

    lightness, *opponents = upper.split()
    opponents = [each.point([value ^ 128 for value in range(256)]) for each in opponents]
    if lower is not None:
        lightness = rounded(lightness, lower.getchannel(0), dither=False)
        half = [int(value >= 128) for value in range(256)]
        opponents = [
            ImageChops.add(each, lower.getchannel(band).point(half))
            for band, each in enumerate(opponents, 1)
        ]
    return Images.merge("LAB", (lightness, *opponents))
