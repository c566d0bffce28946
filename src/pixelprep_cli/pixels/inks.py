"""CMYK without a usable profile: offset print on coated paper, as ISO 12647-2:2013 has it.

The colours of the solids and of their overprints (print substrate 1, table 5) are mixed by
Neugebauer's equations with Demichel's areas, after the standard's gain of the halftone dots.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from struct import pack
from typing import Final

from pixelprep_cli.pixels.profiles import D50, Vector, assembled, fixed, text, xyz

PAPER: Final[Vector] = (95, 1, -4)
BLACK: Final[Vector] = (16, 0, 0)
DARKEST: Final[Vector] = (8, 0, 0)
SOLIDS: Final[dict[tuple[int, int, int], Vector]] = {
    (0, 0, 0): PAPER,
    (1, 0, 0): (56, -36, -51),
    (0, 1, 0): (48, 75, -4),
    (0, 0, 1): (89, -4, 93),
    (0, 1, 1): (48, 68, 47),
    (1, 0, 1): (50, -65, 26),
    (1, 1, 0): (25, 20, -46),
    (1, 1, 1): (23, 0, -1),
}
"""CIE L*a*b* of cyan, magenta and yellow, each there or not; of black; and of all four."""

GAIN: Final = 0.16
"""By so much of the area a halftone of 50 % grows: curve A."""

NODES: Final = 9
"""Of the profile's table along each ink."""


@cache
def press() -> bytes:
    """The ICC profile: a table of 16 bits from CMYK to CIE L*a*b*."""
    solids = {inks: _from_lab(lab) for inks, lab in SOLIDS.items()}
    black, gloss, paper = _from_lab(BLACK), _from_lab(DARKEST), solids[0, 0, 0]
    areas = [_printed(step / (NODES - 1)) for step in range(NODES)]
    table = b""
    for cyan, magenta, yellow, key in product(areas, repeat=4):
        mixed = [0.0, 0.0, 0.0]
        for inks, light in solids.items():
            share = 1.0
            for area, there in zip((cyan, magenta, yellow), inks, strict=True):
                share *= area if there else 1 - area
            for axis in range(3):
                # Under black only so much is seen, and all that is seen on the darkest is gloss.
                seen = light[axis] / paper[axis]
                under = seen * black[axis] + (1 - seen) * gloss[axis]
                mixed[axis] += share * ((1 - key) * light[axis] + key * under)
        table += _encoded(mixed)
    ramp = pack(">HH", 0, 0xFFFF)
    lut = b"mft2\0\0\0\0" + bytes((4, 3, NODES, 0)) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    lut += pack(">HH", 2, 2) + ramp * 4 + table + ramp * 3
    tags = {b"desc": text("Coated paper, ISO 12647-2"), b"cprt": text("CC0"), b"wtpt": xyz(D50)}
    tags |= dict.fromkeys((b"A2B0", b"A2B1", b"A2B2"), lut)
    return assembled(b"CMYK", b"Lab ", b"scnr", tags)


def _printed(area: float) -> float:
    return area + 4 * GAIN * area * (1 - area)


def _from_lab(lab: Vector) -> Vector:
    """XYZ relative to the paper's white of CIE L*a*b*."""
    middle = (lab[0] + 16) / 116
    roots = (middle + lab[1] / 500, middle, middle - lab[2] / 200)
    x, y, z = (
        white * (root**3 if root > 6 / 29 else 3 * (6 / 29) ** 2 * (root - 4 / 29))
        for root, white in zip(roots, D50, strict=True)
    )
    return x, y, z


def _encoded(light: list[float]) -> bytes:
    """ICC's 16-bit L*a*b* (version 2, as lut16 has it), relative to paper."""
    paper = _from_lab(PAPER)
    x, y, z = (
        each ** (1 / 3) if each > (6 / 29) ** 3 else each / (3 * (6 / 29) ** 2) + 4 / 29
        for each in (value / white for value, white in zip(light, paper, strict=True))
    )
    lab = ((116 * y - 16) * 652.8, (500 * (x - y) + 128) * 256, (200 * (y - z) + 128) * 256)
    return pack(">3H", *(min(0xFFFF, max(0, round(value))) for value in lab))
