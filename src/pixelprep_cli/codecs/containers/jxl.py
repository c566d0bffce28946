"""JPEG XL: the boxes of ISO/IEC 18181-2, around a codestream (18181-1).

A profile is part of the codestream: it stays what the encoder was told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.containers import jxlheader
from pixelprep_cli.codecs.containers.metadata import (
    NO_SIGNS,
    ColourSigns,
    Metadata,
    strip_exif_header,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE: Final = b"\0\0\0\x0cJXL \r\n\x87\n"
FILE_TYPE: Final = b"\0\0\0\x14ftypjxl \0\0\0\0jxl "
BARE: Final = b"\xff\x0a"
_PIXELS: Final = (b"jxll", b"jxlc", b"jxlp")
_PACKED: Final = b"brob"
_JUMBF: Final = b"jumb"


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, as they are seen.

    Raises:
        ValueError: the file is not whole, as far as its boxes tell.
    """
    header = jxlheader.read(_codestream(data))
    return header.width, header.height


def holds_profile(data: bytes) -> bool:
    """Whether the samples mean what a profile in the codestream says, which a decoder has to read.

    Raises:
        ValueError: the file is not whole, as far as its boxes tell.
    """
    return jxlheader.read(_codestream(data)).profiled


def read_metadata(data: bytes) -> Metadata:
    """EXIF and XMP, also where Brotli has packed them if `pylibjxl` is there, and code points.

    Raises:
        ValueError: the data are not JPEG XL.
    """
    if data.startswith(BARE):
        return Metadata(signs=_signs(data))
    if not data.startswith(SIGNATURE):
        raise ValueError("not a JPEG XL: no signature")
    found: dict[bytes, bytes] = {}
    try:
        for name, content in _boxes(data):
            found.setdefault(name + content[:4] if name == _PACKED else name, content)
    except ValueError:
        pass
    exif, xmp = found.get(b"Exif"), found.get(b"xml ")
    c2pa = b"c2pa" in found.get(_JUMBF, b"")[:128] or _PACKED + _JUMBF in found
    packed = [found[name] for name in (b"brobExif", b"brobxml ") if name in found]
    told = _unpacked(packed) if packed else Metadata()
    return Metadata(
        exif=_exif(exif) or told.exif, xmp=xmp or told.xmp, c2pa=c2pa, signs=_signs(data)
    )


def _signs(data: bytes) -> ColourSigns:
    try:
        return jxlheader.read(_codestream(data)).signs
    except ValueError:
        return NO_SIGNS


def with_metadata(data: bytes, metadata: Metadata) -> bytes:
    """The same codestream with this EXIF and XMP; what could rebuild a JPEG is dropped.

    Raises:
        ValueError: the file is not whole.
    """
    dimensions(data)
    if data.startswith(BARE):
        pixels = [_box(b"jxlc", data)]
    else:
        pixels = [_box(name, content) for name, content in _boxes(data) if name in _PIXELS]
    if not (metadata.exif or metadata.xmp):
        return data if data.startswith(BARE) else b"".join((SIGNATURE, FILE_TYPE, *pixels))
    parts = [SIGNATURE, FILE_TYPE]
    # Level 10 has to stand before the codestream, metadata may stand behind it.
    parts += pixels
    if metadata.exif:
        parts.append(_box(b"Exif", b"\0\0\0\0" + metadata.exif))
    if metadata.xmp:
        parts.append(_box(b"xml ", metadata.xmp))
    return b"".join(parts)


MOST_PACKED: Final = 1 << 18
"""Bytes of packed metadata beyond which it is left alone."""


def _unpacked(packed: list[bytes]) -> Metadata:
    """Metadata that Brotli has packed, by the decoder, which is given them with a single pixel."""
    try:
        import numpy as np
        import pylibjxl
    except ImportError:
        return Metadata()
    dot = pylibjxl.encode(np.zeros((1, 1, 3), np.uint8), effort=1, lossless=True)
    boxes = [_box(_PACKED, content) for content in packed if len(content) <= MOST_PACKED]
    file = b"".join((SIGNATURE, FILE_TYPE, _box(b"jxlc", dot), *boxes))
    try:
        _, told = pylibjxl.decode(file, metadata=True)
    except RuntimeError:
        return Metadata()
    return Metadata(exif=told.get("exif"), xmp=told.get("xmp"))


def _exif(content: bytes | None) -> bytes | None:
    """EXIF behind the four bytes that say where it begins."""
    if not content:
        return None
    return strip_exif_header(content[4 + int.from_bytes(content[:4]) :]) or None


def _codestream(data: bytes) -> bytes:
    """The codestream's first part. Raises ValueError where there is none, or a box is cut short."""
    if data.startswith(BARE):
        return data
    if not data.startswith(SIGNATURE):
        raise ValueError("not a JPEG XL: no signature")
    found = None
    for name, content in _boxes(data):
        if found is None and name in (b"jxlc", b"jxlp"):
            found = content[4:] if name == b"jxlp" else content
    if found is None or not found.startswith(BARE):
        raise ValueError("the JPEG XL holds no picture: it has no codestream")
    return found


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each box. Raises ValueError where the last one is cut short."""
    at = 0
    while at + 8 <= len(data):
        size, name, start = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], at + 8
        if size == 1:
            size, start = int.from_bytes(data[start : start + 8]), start + 8
        end = len(data) if size == 0 else at + size
        if not start <= end <= len(data):
            break
        yield name, data[start:end]
        at = end
    if at != len(data):
        raise ValueError("the JPEG XL is cut short within a box")


def _box(name: bytes, content: bytes) -> bytes:
    size = len(content) + 8
    if size < 1 << 32:
        return size.to_bytes(4) + name + content
    return (1).to_bytes(4) + name + (size + 8).to_bytes(8) + content
