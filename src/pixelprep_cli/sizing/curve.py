"""A quantity as a function of quality: an expectation that learns from what is measured."""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Curve:
    """The logarithm of an encode's bytes, or of another quantity above zero, by quality.

    It is `shape`, raised or lowered so that it meets every point that was learnt: between two
    points by as much as lies between them, beyond the last by as much as there.
    """

    def __init__(self, shape: Callable[[int], float]) -> None:
        self._shape = cache(shape)
        self._points: list[tuple[int, float]] = []

    def learn(self, quality: int, size: float) -> None:
        """Take in that the encode of that quality has `size` bytes."""
        known = [point for point in self._points if point[0] != quality]
        self._points = sorted([*known, (quality, math.log(size))])

    def __call__(self, quality: int) -> float:
        return self._shape(quality) + self._shift(quality)

    def highest(self, cap: float, floor: int, ceiling: int) -> int:
        """The highest quality in [floor, ceiling] that is expected within `cap` bytes, or floor."""
        most = math.log(cap)
        return next((q for q in range(ceiling, floor, -1) if self(q) <= most), floor)

    def _shift(self, quality: int) -> float:
        if not self._points:
            return 0.0
        after = bisect_left(self._points, (quality, -math.inf))
        if after in (0, len(self._points)):
            return self._shift_at(min(after, len(self._points) - 1))
        low, high = self._points[after - 1][0], self._points[after][0]
        first, last = self._shift_at(after - 1), self._shift_at(after)
        return first + (last - first) * (quality - low) / (high - low)

    def _shift_at(self, place: int) -> float:
        quality, logarithm = self._points[place]
        return logarithm - self._shape(quality)


def prior(quality: int) -> float:
    """How the logarithm of the bytes grows with quality where nothing else is known.

    JPEG's quantizers scale with 5000/q below 50 and 200 - 2q above (Independent JPEG Group,
    jcparam.c); the other codecs' scales were made to behave likewise. Bytes fall with about the
    0.65th power of the quantizer on photographs.
    """
    step = 5000 / quality if quality < 50 else 200 - 2 * quality
    return -0.65 * math.log(max(step, 1.0))
