"""The quality that a JPEG was saved with, told by its quantization tables.

The Independent JPEG Group's encoder scales the example tables of ITU-T T.81, annex K, by
5000/q percent below quality 50 and by 200 - 2q from there on (jcparam.c). Cameras and other
encoders have tables of their own: theirs is the quality whose tables are the nearest.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

Table = tuple[int, ...]
"""64 quantizers, row by row."""

LUMINANCE: Final[Table] = (
    *(16, 11, 10, 16, 24, 40, 51, 61),
    *(12, 12, 14, 19, 26, 58, 60, 55),
    *(14, 13, 16, 24, 40, 57, 69, 56),
    *(14, 17, 22, 29, 51, 87, 80, 62),
    *(18, 22, 37, 56, 68, 109, 103, 77),
    *(24, 35, 55, 64, 81, 104, 113, 92),
    *(49, 64, 78, 87, 103, 121, 120, 101),
    *(72, 92, 95, 98, 112, 100, 103, 99),
)
CHROMINANCE: Final[Table] = (
    *(17, 18, 24, 47, 99, 99, 99, 99),
    *(18, 21, 26, 66, 99, 99, 99, 99),
    *(24, 26, 56, 99, 99, 99, 99, 99),
    *(47, 66, 99, 99, 99, 99, 99, 99),
    *((99,) * 32),
)
"""ITU-T T.81, tables K.1 and K.2."""

_ZIGZAG: Final = tuple(
    row * 8 + column
    for total in range(15)
    for column in (range(7, -1, -1) if total % 2 else range(8))
    if 0 <= (row := total - column) < 8
)
"""Where the entries of a table lie in the order in which a file has them (T.81, figure 5)."""


BASELINE: Final = 255
EXTENDED: Final = 32767
"""The largest entries of tables of 8 and of 16 bits, which the IJG's encoder writes at choice."""

NEARBY: Final = 12
"""Qualities about the one whose quantizers have the same sum, among which the nearest is sought."""


class SavedQuality(NamedTuple):
    """A quality from 1 to 100; `exact` if the tables are those that the IJG's encoder makes."""

    quality: int
    exact: bool


def from_zigzag(entries: Sequence[int]) -> Table:
    """A table row by row, from the order in which a file has its 64 entries."""
    placed = dict(zip(_ZIGZAG, entries, strict=True))
    return tuple(placed[place] for place in range(64))


@cache
def standard_tables(quality: int, most: int = BASELINE) -> tuple[Table, Table]:
    """The tables of luminance and chrominance at a quality from 1 to 100, no entry over `most`."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    luminance, chrominance = (
        tuple(min(most, max(1, (entry * percent + 50) // 100)) for entry in table)
        for table in (LUMINANCE, CHROMINANCE)
    )
    return luminance, chrominance


def saved_quality(tables: Sequence[Table]) -> SavedQuality:
    """The quality that tables of luminance and, where there is one, of chrominance come from.

    Nearest is what differs least in the logarithms of its quantizers, of which the eye sees
    ratios.

    Raises:
        ValueError: there is no table.
    """
    if not tables:
        raise ValueError("a JPEG without quantization tables has no quality")
    return _nearest(tuple(tables[:2]))


@lru_cache(maxsize=64)
def _nearest(found: tuple[Table, ...]) -> SavedQuality:
    total = sum(map(sum, found))
    around = min(range(1, 101), key=lambda quality: abs(_sum(quality, len(found)) - total))
    nearby = range(max(1, around - NEARBY), min(100, around + NEARBY) + 1)
    for quality in nearby:
        if found in (standard_tables(quality, most)[: len(found)] for most in (BASELINE, EXTENDED)):
            return SavedQuality(quality, exact=True)
    best = min(nearby, key=lambda quality: _distance(found, standard_tables(quality)))
    return SavedQuality(best, exact=False)


@cache
def _sum(quality: int, tables: int) -> int:
    return sum(map(sum, standard_tables(quality)[:tables]))


def _distance(found: Sequence[Table], standard: Sequence[Table]) -> float:
    return sum(
        abs(_LOGARITHMS[a] - _LOGARITHMS[b]) if a < 256 else abs(math.log(a / b))
        for table, wanted in zip(found, standard, strict=False)
        for a, b in zip(table, wanted, strict=True)
    )


_LOGARITHMS: Final = (0.0, *(math.log(entry) for entry in range(1, 256)))
