"""Animation in PNG: the chunks acTL, fcTL and fdAT (W3C PNG, third edition, section 11.3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.containers.png import SIGNATURE, chunk, chunks

if TYPE_CHECKING:
    from collections.abc import Iterable

_CONTROL: Final = Struct(">II")
_FRAME: Final = Struct(">IIIIIHHBB")
_SEQUENCE: Final = Struct(">I")
_DELAY_MOST: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Frame:
    """A still PNG, laid at `at` (left, top) in place of what stood there, for milliseconds."""

    still: bytes
    at: tuple[int, int]
    size: tuple[int, int]
    duration: int


def animation(frames: Iterable[Frame], *, plays: int) -> bytes:
    """One PNG of stills alike in mode, the first of which is as large as the picture.

    Args:
        plays: how often it is played, 0 for ever.
    """
    header = b""
    body: list[bytes] = []
    count = number = 0
    for count, frame in enumerate(frames, 1):
        body.append(chunk(b"fcTL", _SEQUENCE.pack(number) + _control(frame)))
        number += 1
        for found in chunks(frame.still):
            if found.name == b"IHDR":
                header = header or found.data
            elif found.name == b"IDAT" and count == 1:
                body.append(found.data)
            elif found.name == b"IDAT":
                body.append(chunk(b"fdAT", _SEQUENCE.pack(number) + found.payload))
                number += 1
    start = (SIGNATURE, header, chunk(b"acTL", _CONTROL.pack(count, plays)))
    return b"".join((*start, *body, chunk(b"IEND", b"")))


def _control(frame: Frame) -> bytes:
    """All of fcTL but its sequence number. Frames of over a minute are counted less finely."""
    scale = next(
        s for s in (1000, 100, 10, 1) if frame.duration * s // 1000 <= _DELAY_MOST or s == 1
    )
    delay = min(frame.duration * scale // 1000, _DELAY_MOST)
    return _FRAME.pack(0, *frame.size, *frame.at, delay, scale, 0, 0)[_SEQUENCE.size :]
