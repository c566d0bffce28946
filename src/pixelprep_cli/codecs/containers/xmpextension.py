"""XMP in further segments of a JPEG: Extended XMP (XMP specification, part 3, 1.1.3.1)."""

from __future__ import annotations

from hashlib import md5
from struct import Struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME: Final = b"http://ns.adobe.com/xmp/extension/\0"
"""What begins the segments' payloads."""

_HEAD = Struct(f">{len(NAME)}s32sII")
"""The name, a digest to which the packet points, the length of the whole, and the part's place."""


def whole(payloads: list[bytes], packet: bytes) -> bytes:
    """The XMP to which a packet points; nothing where some of it is missing."""
    parts: dict[tuple[int, int], bytes] = {}
    for payload in payloads:
        if len(payload) > _HEAD.size:
            _, digest, length, place = _HEAD.unpack_from(payload)
            if digest in packet:
                parts[place, length] = payload[_HEAD.size :]
    size, at = sum(map(len, parts.values())), 0
    for (place, length), part in sorted(parts.items()):
        if (place, length) != (at, size):
            return b""
        at += len(part)
    return b"".join(part for _, part in sorted(parts.items()))


def payloads(xmp: bytes, most: int) -> Iterator[bytes]:
    """Payloads of at most `most` bytes that hold this XMP; none where there is none."""
    digest = md5(xmp, usedforsecurity=False).hexdigest().upper().encode()
    room = most - _HEAD.size
    for place in range(0, len(xmp), room):
        yield _HEAD.pack(NAME, digest, len(xmp), place) + xmp[place : place + room]
