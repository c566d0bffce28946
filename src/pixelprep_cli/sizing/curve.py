"""A quantity as a function of quality: an expectation that learns from what is measured."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Curve:
    """The logarithm of an encode's bytes, or of another quantity above zero, by quality.

    It is `shape`, raised or lowered so that it meets every point that was learnt: between two
    points by as much as lies between them, beyond the last by as much as there.
    """

    def __init__(self, shape: Callable[[int], float]) -> None:
        self._shape = shape
        self._shifts: list[tuple[int, float]] = []

    def learn(self, quality: int, size: float) -> None:
        """Take in that the encode of that quality has `size` bytes."""
        known = [shift for shift in self._shifts if shift[0] != quality]
        self._shifts = sorted([*known, (quality, math.log(size) - self._shape(quality))])

    def __call__(self, quality: int) -> float:
        return self._shape(quality) + self._shift(quality)

    def highest(self, cap: float, floor: int, ceiling: int) -> int:
        """The highest quality in [floor, ceiling] that is expected within `cap` bytes, or floor."""
        most = math.log(cap)
        return next((q for q in range(ceiling, floor, -1) if self(q) <= most), floor)

    def _shift(self, quality: int) -> float:
        if not self._shifts:
            return 0.0
        after = bisect_left(self._shifts, (quality, -math.inf))
        if after in (0, len(self._shifts)):
            return self._shifts[min(after, len(self._shifts) - 1)][1]
        (low, first), (high, last) = self._shifts[after - 1 : after + 1]
        return first + (last - first) * (quality - low) / (high - low)


def prior(quality: int) -> float:
    """How the logarithm of the bytes grows with quality where nothing else is known.

    JPEG's quantizers scale with 5000/q below 50 and 200 - 2q above (Independent JPEG Group,
    jcparam.c); the other codecs' scales were made to behave likewise. Bytes fall with about the
    0.65th power of the quantizer on photographs.
    """
    step = 5000 / quality if quality < 50 else 200 - 2 * quality
    return -0.65 * math.log(max(step, 1.0))
