"""What tests of several rooms need: colour profiles, made of bytes by ICC.1:2010."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Primaries = tuple[tuple[float, float, float], ...]

DISPLAY_P3: Primaries = (
    (0.51512, 0.2412, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.1571, 0.06657, 0.78407),
)
ADOBE: Primaries = (
    (0.60974, 0.31111, 0.01947),
    (0.20528, 0.62567, 0.06087),
    (0.14919, 0.06322, 0.74457),
)
D50 = (0.9642, 1.0, 0.8249)
PAPER, INK = (100, 0, 0), (12, 0, 0)
INKS = ((55, -37, -50), (48, 74, -3), (89, -5, 93))


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*values)


def _gamma(exponent: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(exponent * 256)) + b"\0\0"


def _profile(space: bytes, kind: bytes, tags: dict[bytes, bytes], pcs: bytes = b"XYZ ") -> bytes:
    name = b"Drawn\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78)
    common = {b"desc": described, b"cprt": b"text\0\0\0\0none\0", b"wtpt": _xyz(D50)}
    tags = common | tags
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for tag, content in tags.items():
        table += tag + struct.pack(">II", at + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI", at + len(body), b"none", 0x02400000) + kind + space + pcs
    head += struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _fixed(*D50)
    return head.ljust(128, b"\0") + table + body


def _rgb(primaries: Primaries, exponent: float) -> bytes:
    colorants = {b"%cXYZ" % c: _xyz(p) for c, p in zip(b"rgb", primaries, strict=True)}
    curves = {b"%cTRC" % c: _gamma(exponent) for c in b"rgb"}
    return _profile(b"RGB ", b"mntr", colorants | curves)


def _cmyk() -> bytes:
    """Inks that a lut8 of two nodes a channel mixes by averaging their CIE Lab."""
    nodes = b""
    for node in range(16):
        used = [ink for at, ink in enumerate(INKS) if node >> (3 - at) & 1]
        mixed = [sum(lab[i] for lab in used) / len(used) for i in range(3)] if used else PAPER
        lightness, a, b = INK if node & 1 else mixed
        lightness /= max(1, len(used)) if not node & 1 else 1
        nodes += bytes((round(lightness * 2.55), round(a + 128), round(b + 128)))
    ramp = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    lut += ramp * 4 + nodes + ramp * 3
    return _profile(b"CMYK", b"prtr", {b"A2B0": lut, b"A2B1": lut}, pcs=b"Lab ")


PROFILES: dict[str, Callable[[], bytes]] = {
    "display-p3": lambda: _rgb(DISPLAY_P3, 2.2),
    "adobe": lambda: _rgb(ADOBE, 2.2),
    "grey-1.8": lambda: _profile(b"GRAY", b"mntr", {b"kTRC": _gamma(1.8)}),
    "cmyk": _cmyk,
    "without-curves": lambda: _profile(b"RGB ", b"mntr", {}),
    "broken": lambda: b"no profile at all",
}


@pytest.fixture(scope="session")
def icc() -> Callable[[str], bytes]:
    """A profile by its name in PROFILES."""
    return lambda name: PROFILES[name]()
