"""JPEG XL: the boxes of ISO/IEC 18181-2, and as much of a codestream (18181-1) as tells its size.

A profile is part of the codestream: it stays what the encoder was told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.containers.metadata import Metadata, strip_exif_header

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE: Final = b"\0\0\0\x0cJXL \r\n\x87\n"
FILE_TYPE: Final = b"\0\0\0\x14ftypjxl \0\0\0\0jxl "
BARE: Final = b"\xff\x0a"
_PIXELS: Final = (b"jxll", b"jxlc", b"jxlp")
_PACKED: Final = b"brob"
_JUMBF: Final = b"jumb"

RATIOS: Final = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
"""Width by height, as the size header names them from 1 on."""


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, as they are seen.

    Raises:
        ValueError: the file is not whole, as far as its boxes tell.
    """
    bits = _Bits(_codestream(data)[len(BARE) :])
    width, height = _size(bits)
    if bits.take(1) or not bits.take(1):
        return width, height
    orientation = 1 + bits.take(3)
    return (height, width) if orientation >= 5 else (width, height)


def read_metadata(data: bytes) -> Metadata:
    """EXIF and XMP, also where Brotli has packed them if `pylibjxl` is there; the profile by it.

    Raises:
        ValueError: the data are not JPEG XL.
    """
    if data.startswith(BARE):
        return Metadata()
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
    if packed:
        told = _unpacked(packed)
        return Metadata(exif=_exif(exif) or told.exif, xmp=xmp or told.xmp, c2pa=c2pa)
    return Metadata(exif=_exif(exif), xmp=xmp or None, c2pa=c2pa)


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


class _Bits:
    """Little-endian bits. Raises ValueError past the end."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data[:32], "little"), 8 * len(data[:32])

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("the JPEG XL is cut short within its header")
        taken = self._value & ((1 << count) - 1)
        self._value >>= count
        self._left -= count
        return taken

    def side(self, *, small: bool) -> int:
        """A side in pixels; small ones are multiples of eight."""
        if small:
            return 8 * (1 + self.take(5))
        return 1 + self.take((9, 13, 18, 30)[self.take(2)])


def _size(bits: _Bits) -> tuple[int, int]:
    small = bool(bits.take(1))
    height = bits.side(small=small)
    ratio = bits.take(3)
    if not ratio:
        return bits.side(small=small), height
    across, down = RATIOS[ratio - 1]
    return height * across // down, height
