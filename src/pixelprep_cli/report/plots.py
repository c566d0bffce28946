"""Small plots of characters: https://en.wikipedia.org/wiki/Sparkline."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

BARS: Final = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float | None]) -> str:
    """A bar for each value, from nought to the largest; a gap where there is none."""
    most = max((value for value in values if value is not None), default=0.0)
    return "".join(" " if value is None else _bar(value, most) for value in values)


def _bar(value: float, most: float) -> str:
    if value <= 0:
        return BARS[0]
    return BARS[min(len(BARS) - 1, math.ceil(value / most * (len(BARS) - 1)))]
