"""Metadata of camera RAW: TIFF for most makers, boxes of TIFF in Canon's CR3.

CR3's boxes are those that github.com/lclevy/canon_cr3 describes. RAF holds a JPEG, which has its
own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pixelprep_cli.codecs.containers import tiff
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.tiffstructure import Directory, Structure, write_structure

_CANON: Final = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_MAGIC: Final = {b"IIRO": b"II*\0", b"IIRS": b"II*\0", b"IIU\0": b"II*\0", b"MMOR": b"MM\0*"}
"""Olympus's and Panasonic's own numbers in place of TIFF's 42."""

_EXIF, _GPS = 0x8769, 0x8825
_DIRECTORIES: Final = {b"CMT1": 0, b"CMT2": _EXIF, b"CMT4": _GPS}


def read_metadata(data: bytes) -> Metadata:
    """What can be read; nothing where the file is built in another way. A profile is none of it:
    it would not describe the picture's pixels."""
    if data[4:8] == b"ftyp":
        return Metadata(exif=_canon(data))
    patched = _MAGIC.get(data[:4], data[:4]) + data[4:]
    try:
        return replace(tiff.read_metadata(patched), icc=None)
    except ValueError:
        return Metadata()


def _canon(data: bytes) -> bytes | None:
    """One EXIF structure of CR3's boxes, each of which is a TIFF of one directory."""
    found: dict[int, tuple[Directory, str]] = {}
    at = data.find(_CANON)
    end = at + int.from_bytes(data[at - 8 : at - 4]) - 8 if at >= 8 else 0
    at += len(_CANON)
    while 0 < at + 8 <= end:
        size, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if size < 8:
            break
        if name in _DIRECTORIES:
            try:
                structure = Structure(data[at + 8 : at + size])
                directory = structure.directory(structure.first)
            except ValueError:
                return None
            found[_DIRECTORIES[name]] = (directory, structure.layout.order)
        at += size
    if 0 not in found:
        return None
    return _joined(found)


def _joined(found: dict[int, tuple[Directory, str]]) -> bytes:
    from pixelprep_cli.codecs.tiffstructure import Layout

    image, order = found.pop(0)
    for tag, (directory, other) in found.items():
        image.children[tag] = directory if other == order else directory.swapped()
    return write_structure(image, Layout(order))
