"""A JPEG's quality, told from its quantization tables."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LUMINANCE: Final = (
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
"""ITU-T T.81, table K.1, row by row."""

WEIGHTS: Final = tuple(1 / (1 + row + column) for row in range(8) for column in range(8))
"""What counts of a table: low frequencies, which hold most of a picture and of its bytes."""


def quality_of(tables: Mapping[int, Sequence[int]]) -> int | None:
    """The quality, 1-100 on the scale of the IJG's library, at which luminance is as coarse.

    Exact for tables of that library; of others it is the IJG's quality with the nearest weighted
    mean logarithm of the steps.

    Args:
        tables: by number; table 0 is luminance's, 64 steps row by row.
    """
    table = tables.get(0)
    if table is None or len(table) != 64:
        return None
    coarseness = _coarseness(table)
    return min(range(1, 101), key=lambda quality: abs(_ladder()[quality] - coarseness))


def _coarseness(table: Sequence[int]) -> float:
    logs = (weight * math.log(max(1, step)) for weight, step in zip(WEIGHTS, table, strict=True))
    return sum(logs) / sum(WEIGHTS)


@cache
def _ladder() -> dict[int, float]:
    return {quality: _coarseness(_scaled(quality)) for quality in range(1, 101)}


def _scaled(quality: int) -> list[int]:
    """The IJG's table of a quality (libjpeg's jcparam.c)."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return [min(255, max(1, (step * percent + 50) // 100)) for step in LUMINANCE]
