"""How often an AVIF sequence is played.

ISO/IEC 14496-12, 8.6.6: an edit list that repeats does so until the track's duration is over;
one of all ones never is. libavif counts repetitions in this way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.containers.heifitems import boxes

if TYPE_CHECKING:
    from collections.abc import Iterator

_Field = tuple[bytes, tuple[int, int]]
_WITHIN: Final = (b"moov", b"trak", b"edts")
_TIMES: Final = {b"mvhd": (16, 24), b"tkhd": (20, 28)}
"""Where these boxes have their duration, in versions 0 and 1."""


def plays(data: bytes) -> int:
    """How often it is played, 0 for ever, which it is unless it says otherwise."""
    try:
        found = dict(_fields(data))
        lasting, once = _value(data, found.get(b"tkhd")), _value(data, found.get(b"elst"))
    except ValueError:
        return 0
    if not once or not lasting:
        return 0
    return max(1, round(lasting / once))


def played(data: bytes, times: int) -> bytes:
    """The same sequence, played so often; 0 is for ever.

    Raises:
        ValueError: the data are not whole.
    """
    result = bytearray(data)
    once = next((_value(data, at) for name, at in _fields(data) if name == b"elst"), None)
    for name, (start, end) in _fields(data):
        if name in _TIMES and once:
            size = end - start
            lasting = times * once if times else (1 << 8 * size) - 1
            result[start:end] = lasting.to_bytes(size)
    return bytes(result)


def _value(data: bytes, at: tuple[int, int] | None) -> int | None:
    """A duration; None where there is none, or no end."""
    if at is None:
        return None
    taken = data[slice(*at)]
    return None if taken == b"\xff" * len(taken) else int.from_bytes(taken)


def _fields(data: bytes, start: int = 0, end: int | None = None) -> Iterator[_Field]:
    """The durations of the movie, of each track, and of one run of its repeating edit list."""
    for box in boxes(data, start, len(data) if end is None else end):
        if box.name in _WITHIN:
            yield from _fields(data, box.body, box.end)
            continue
        long = data[box.body : box.body + 1] == b"\1"
        size = 8 if long else 4
        at = box.body
        if box.name in _TIMES:
            at += _TIMES[box.name][long]
        elif box.name == b"elst" and data[box.body + 3] & 1:
            at += 8
        else:
            continue
        if at + size <= box.end:
            yield box.name, (at, at + size)
