"""The profile of a BMP: BITMAPV5HEADER, by Microsoft's documentation of GDI."""

from __future__ import annotations

from typing import Final

from pixelprep_cli.codecs.containers.metadata import Metadata

_FILE_HEADER_BYTES: Final = 14
_V5_BYTES: Final = 124
_SPACE, _PROFILE = 56, 112
_EMBEDDED: Final = b"DEBM"


def read_metadata(data: bytes) -> Metadata:
    """An embedded profile; nothing where there is none."""
    start = _FILE_HEADER_BYTES if data.startswith(b"BM") else 0
    header = data[start : start + _V5_BYTES]
    if int.from_bytes(header[:4], "little") != _V5_BYTES or header[_SPACE:][:4] != _EMBEDDED:
        return Metadata()
    at, size = (
        int.from_bytes(header[place : place + 4], "little") for place in (_PROFILE, _PROFILE + 4)
    )
    return Metadata(icc=data[start + at : start + at + size] or None)
