"""An ICC profile of the Display P3 colour space, built from its definition."""

import struct

# Apple's Display P3: DCI-P3 primaries (SMPTE RP 431-2), white D65, adapted to D50 by Bradford's
# matrix as ICC.1:2022 asks of a profile's colorants.
RED = (0.51512, 0.24120, -0.00105)
GREEN = (0.29198, 0.69225, 0.04189)
BLUE = (0.15710, 0.06657, 0.78407)
D50 = (0.96420, 1.0, 0.82491)
GAMMA = 2.2
VERSION = 0x02100000


def profile() -> bytes:
    """A version 2 matrix profile (ICC.1:2001-04), with a plain gamma as its curve."""
    tags = {
        b"desc": _description("Display P3"),
        b"cprt": b"text\0\0\0\0No copyright\0",
        b"wtpt": _xyz(D50),
        b"rXYZ": _xyz(RED),
        b"gXYZ": _xyz(GREEN),
        b"bXYZ": _xyz(BLUE),
    }
    curve = struct.pack(">4s4xIH", b"curv", 1, round(GAMMA * 256))
    tags |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    table, data = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += struct.pack(">4sII", name, start + len(data), len(content))
        data += content + b"\0" * (-len(content) % 4)
    body = struct.pack(">I", len(tags)) + table + data
    return _header(128 + len(body)) + body


def _header(size: int) -> bytes:
    date = (2024, 1, 1, 0, 0, 0)
    kind = (b"mntr", b"RGB ", b"XYZ ")
    perceptual = 0
    return struct.pack(
        ">I4xI4s4s4s6H4s24xI3i48x",
        *(size, VERSION, *kind, *date, b"acsp", perceptual, *map(_fixed, D50)),
    )


def _xyz(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *map(_fixed, values))


def _fixed(value: float) -> int:
    """The s15Fixed16Number of ICC.1, 4.6."""
    return round(value * 65536)


def _description(text: str) -> bytes:
    words = text.encode("ascii") + b"\0"
    return struct.pack(">4s4xI", b"desc", len(words)) + words + bytes(4 + 4 + 2 + 1 + 67)
