"""Telling camera RAW from TIFF, in whose clothes most of it comes.

The structure is TIFF 6.0's, and BigTIFF's. What betrays a RAW is of TIFF/EP (ISO 12234-2), of the
DNG specification, and of the compressions that makers have taken for themselves, as ExifTool
lists them (https://exiftool.org/TagNames/EXIF.html#Compression).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

_NEW_SUBFILE_TYPE: Final = 254
_COMPRESSION: Final = 259
_PHOTOMETRIC: Final = 262
_SUB_IFDS: Final = 330
_CFA_PATTERN: Final = 33422
_DNG_VERSION: Final = 50706

_COLOUR_FILTER_ARRAY: Final = 32803
_LINEAR_RAW: Final = 34892
_MAKERS: Final = frozenset(
    (
        32767,  # Sony ARW
        32769,  # Epson ERF, packed
        32770,  # Samsung SRW
        32772,  # Samsung SRW 2
        32867,  # Kodak KDC
        34713,  # Nikon NEF
        65000,  # Kodak DCR
        65024,  # Kodak KDC
        65535,  # Pentax PEF
    )
)
_MOST_ENTRIES: Final = 1024
_MOST_SUB_IFDS: Final = 16
_INTEGERS: Final = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_READ: Final = frozenset((_NEW_SUBFILE_TYPE, _COMPRESSION, _PHOTOMETRIC, _SUB_IFDS))

_Directory = dict[int, tuple[int, ...]]


def is_raw(stream: BinaryIO) -> bool:
    """Whether a file with TIFF's signature is a camera's RAW rather than a finished picture.

    Reads the first directory and those below it, a few kilobytes at most, whatever the file says.
    What is too corrupt to be read is no RAW: the decoder will say what ails it.
    The stream has to seek; it is left anywhere.
    """
    try:
        return _betrays_raw(stream)
    except (OSError, OverflowError, ValueError, KeyError, struct.error):
        return False


@dataclass(frozen=True, slots=True)
class _Layout:
    """Byte order (`<` or `>`) and whether offsets have 8 bytes."""

    order: str
    big: bool

    @property
    def offset(self) -> str:
        return "Q" if self.big else "I"


def _betrays_raw(stream: BinaryIO) -> bool:
    stream.seek(0)
    head = stream.read(16)
    layout = _Layout("<" if head[:2] == b"II" else ">", b"+" in head[2:4])
    (first,) = struct.unpack_from(layout.order + layout.offset, head, 8 if layout.big else 4)
    main = _directory(stream, first, layout)
    if _DNG_VERSION in main or _is_sensor_data(main):
        return True
    below = main.get(_SUB_IFDS, ())
    if below and main.get(_NEW_SUBFILE_TYPE) == (1,):
        return True  # a thumbnail with the picture hidden below it is how cameras do it
    return any(_is_sensor_data(_directory(stream, offset, layout)) for offset in below)


def _is_sensor_data(directory: _Directory) -> bool:
    photometric, compression = directory.get(_PHOTOMETRIC, ()), directory.get(_COMPRESSION, ())
    return (
        _CFA_PATTERN in directory
        or not {_COLOUR_FILTER_ARRAY, _LINEAR_RAW}.isdisjoint(photometric)
        or not _MAKERS.isdisjoint(compression)
    )


def _directory(stream: BinaryIO, offset: int, layout: _Layout) -> _Directory:
    """The tags of one directory, with the integers of those that are looked into."""
    counted, entry = ("Q", "HHQ8s") if layout.big else ("H", "HHI4s")
    (count,) = _unpack(stream, offset, layout.order + counted)
    size = struct.calcsize("=" + entry)
    table = stream.read(size * min(count, _MOST_ENTRIES))
    whole = table[: len(table) // size * size]
    return {
        tag: _values(stream, kind, length, value, layout) if tag in _READ else ()
        for tag, kind, length, value in struct.iter_unpack(layout.order + entry, whole)
    }


def _values(
    stream: BinaryIO, kind: int, length: int, value: bytes, layout: _Layout
) -> tuple[int, ...]:
    """An entry's integers: in its value field where they fit, else where that points."""
    form = f"{layout.order}{min(length, _MOST_SUB_IFDS)}{_INTEGERS[kind]}"
    if struct.calcsize(form) <= len(value):
        return struct.unpack_from(form, value)
    (offset,) = struct.unpack(layout.order + layout.offset, value)
    return _unpack(stream, offset, form)


def _unpack(stream: BinaryIO, offset: int, form: str) -> tuple[int, ...]:
    stream.seek(offset)
    return struct.unpack(form, stream.read(struct.calcsize(form)))
