"""Colour spaces as ICC profiles, made of what defines them: ICC.1:2022, of about 500 bytes each.

Matrix and parametric curve, so that nothing is approximated. Chromaticities are CIE xy.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from struct import pack
from typing import Final, NamedTuple

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]
Point = tuple[float, float]

D50: Final[Vector] = (0.9642, 1.0, 0.8249)
"""The white of ICC's connection space, XYZ."""

D65: Final[Point] = (0.3127, 0.3290)

BRADFORD: Final[Matrix] = (
    (0.8951, 0.2664, -0.1614),
    (-0.7502, 1.7135, 0.0367),
    (0.0389, -0.0685, 1.0296),
)
"""The cone responses in which ICC.1:2022, annex E adapts one white to another."""


class Primaries(NamedTuple):
    """Chromaticities of red, green, blue and white."""

    red: Point
    green: Point
    blue: Point
    white: Point = D65


@dataclass(frozen=True, slots=True)
class Curve:
    """From signal to light, each 0 to 1: (a·v + b)^gamma from `d` on, c·v below it."""

    gamma: float
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0

    def light(self, signal: float) -> float:
        """The light of a signal."""
        if signal < self.d:
            return self.c * signal
        return float(max(0.0, self.a * signal + self.b) ** self.gamma)

    def signal(self, light: float) -> float:
        """The signal for a light."""
        if light < self.c * self.d:
            return light / self.c
        return float((max(0.0, light) ** (1 / self.gamma) - self.b) / self.a)


SRGB_CURVE: Final = Curve(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""IEC 61966-2-1; Display P3 has it, too."""

BT709_CURVE: Final = Curve(1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081)
"""ITU-R BT.709, the inverse of the camera's curve."""

BT709: Final = Primaries((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
"""ITU-R BT.709, which are sRGB's."""

P3: Final = Primaries((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
"""SMPTE EG 432-1: Display P3."""

BT2020: Final = Primaries((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
"""ITU-R BT.2020 and BT.2100."""

ADOBE: Final = Primaries((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))
"""Adobe RGB (1998) Color Image Encoding, 2005-05."""

ADOBE_CURVE: Final = Curve(563 / 256)


@cache
def srgb() -> bytes:
    """sRGB."""
    return profile("sRGB", BT709, SRGB_CURVE)


@cache
def display_p3() -> bytes:
    """Display P3, as it is embedded in outputs."""
    return profile("Display P3", P3, SRGB_CURVE)


@cache
def adobe_rgb() -> bytes:
    """Adobe RGB (1998)."""
    return profile("Compatible with Adobe RGB (1998)", ADOBE, ADOBE_CURVE)


def profile(name: str, primaries: Primaries, curve: Curve) -> bytes:
    """The ICC profile (version 4) of a colour space.

    Raises:
        ValueError: the chromaticities span no space.
    """
    white = _light(primaries.white)
    adapting = adaptation(white)
    colorants = zip(*product(adapting, to_xyz(primaries)), strict=True)
    tags = {
        b"desc": text(name),
        b"cprt": text("CC0"),
        b"wtpt": xyz(D50),
        b"chad": b"sf32\0\0\0\0" + fixed(*(value for row in adapting for value in row)),
    }
    tags |= {b"%cXYZ" % c: xyz(each) for c, each in zip(b"rgb", colorants, strict=True)}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _parametric(curve))
    return assembled(b"RGB ", b"XYZ ", b"mntr", tags)


def grey_profile(name: str, curve: Curve) -> bytes:
    """The ICC profile of a scale of greys."""
    tags = {b"desc": text(name), b"cprt": text("CC0"), b"wtpt": xyz(D50)}
    return assembled(b"GRAY", b"XYZ ", b"mntr", tags | {b"kTRC": _parametric(curve)})


def to_xyz(primaries: Primaries) -> Matrix:
    """From linear RGB to XYZ, where white has a Y of 1 (SMPTE RP 177).

    Raises:
        ValueError: the chromaticities span no space.
    """
    red, green, blue, white = map(_light, primaries)
    columns = transposed((red, green, blue))
    scale = applied(inverse(columns), white)
    return transposed(
        (
            _scaled(red, scale[0]),
            _scaled(green, scale[1]),
            _scaled(blue, scale[2]),
        )
    )


def adaptation(white: Vector) -> Matrix:
    """From XYZ under a white to XYZ under D50, by Bradford's method."""
    here, there = applied(BRADFORD, white), applied(BRADFORD, D50)
    x, y, z = (b / a for a, b in zip(here, there, strict=True))
    scaling: Matrix = ((x, 0.0, 0.0), (0.0, y, 0.0), (0.0, 0.0, z))
    return product(inverse(BRADFORD), product(scaling, BRADFORD))


def applied(matrix: Matrix, vector: Vector) -> Vector:
    """Matrix times vector."""
    x, y, z = vector
    a, b, c = (row[0] * x + row[1] * y + row[2] * z for row in matrix)
    return a, b, c


def product(first: Matrix, second: Matrix) -> Matrix:
    """First matrix times second."""
    a, b, c = (applied(first, column) for column in transposed(second))
    return transposed((a, b, c))


def transposed(matrix: Matrix) -> Matrix:
    """Rows for columns."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    return (a, d, g), (b, e, h), (c, f, i)


def inverse(matrix: Matrix) -> Matrix:
    """The inverse matrix.

    Raises:
        ValueError: there is none.
    """
    (a, b, c), (d, e, f), (g, h, i) = matrix
    area = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    if abs(area) < 1e-9:
        raise ValueError("the chromaticities span no space")
    return (
        ((e * i - f * h) / area, (c * h - b * i) / area, (b * f - c * e) / area),
        ((f * g - d * i) / area, (a * i - c * g) / area, (c * d - a * f) / area),
        ((d * h - e * g) / area, (b * g - a * h) / area, (a * e - b * d) / area),
    )


def _light(point: Point) -> Vector:
    """XYZ of a chromaticity, at a Y of 1."""
    x, y = point
    if y <= 0:
        raise ValueError("the chromaticities span no space")
    return x / y, 1.0, (1 - x - y) / y


def _scaled(vector: Vector, factor: float) -> Vector:
    x, y, z = vector
    return x * factor, y * factor, z * factor


def fixed(*values: float) -> bytes:
    """Numbers as s15Fixed16."""
    return b"".join(pack(">i", round(value * 65536)) for value in values)


def xyz(values: Vector) -> bytes:
    """A tag that holds an XYZ."""
    return b"XYZ \0\0\0\0" + fixed(*values)


def _parametric(curve: Curve) -> bytes:
    if curve.d == 0:
        return b"para\0\0\0\0" + pack(">HH", 0, 0) + fixed(curve.gamma)
    values = fixed(curve.gamma, curve.a, curve.b, curve.c, curve.d)
    return b"para\0\0\0\0" + pack(">HH", 3, 0) + values


def text(words: str) -> bytes:
    """A tag that holds a text."""
    encoded = words.encode("utf-16-be")
    return b"mluc\0\0\0\0" + pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded


def assembled(space: bytes, pcs: bytes, kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    """A profile of its tags; equal contents are held once."""
    at = 128 + 4 + 12 * len(tags)
    table, body, places = pack(">I", len(tags)), b"", dict[bytes, int]()
    for tag, content in tags.items():
        if content not in places:
            places[content] = at + len(body)
            body += content + bytes(-len(content) % 4)
        table += tag + pack(">II", places[content], len(content))
    head = pack(">I4sI", at + len(body), b"\0\0\0\0", 0x04200000) + kind + space + pcs
    head += pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp" + bytes(24)
    head += pack(">I", 1) + fixed(*D50)
    return head.ljust(128, b"\0") + table + body
