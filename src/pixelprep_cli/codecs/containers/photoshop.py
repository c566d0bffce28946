"""Photoshop's image resources, the envelope in which files hold IPTC.

Adobe Photoshop File Formats Specification, "Image Resource Blocks".
"""

from __future__ import annotations

from struct import Struct
from typing import Final

SIGNATURE: Final = b"Photoshop 3.0\0"
IPTC, RESOLUTION, ICC, EXIF, XMP = 0x0404, 0x03ED, 0x040F, 0x0422, 0x0424
"""Numbers of resources."""

_SIGNATURES: Final = frozenset({b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR"})
"""Of single resources: Photoshop's own, and those of programs that ExifTool has met."""

_HEAD = Struct(">4sHB")
_SIZE = Struct(">I")


def resource(resources: bytes, number: int) -> bytes | None:
    """The resource of a number; None where there is none, or what stands before it is cut."""
    at = 0
    while at + _HEAD.size <= len(resources):
        signature, kind, name = _HEAD.unpack_from(resources, at)
        at += _HEAD.size + (name | 1)
        if signature not in _SIGNATURES or at + _SIZE.size > len(resources):
            return None
        (size,) = _SIZE.unpack_from(resources, at)
        at += _SIZE.size
        if kind == number:
            return resources[at : at + size] if 0 < size <= len(resources) - at else None
        at += size + size % 2
    return None


def resources_of(iptc: bytes) -> bytes:
    """Image resources that hold nothing but these IPTC records."""
    return (
        _HEAD.pack(b"8BIM", IPTC, 0)
        + b"\0"
        + _SIZE.pack(len(iptc))
        + iptc
        + b"\0" * (len(iptc) % 2)
    )
