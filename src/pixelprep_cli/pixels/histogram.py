"""What a histogram tells of a picture's levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def quantile(counts: Sequence[int], share: float) -> int:
    """The level up to which that share of the pixels lies.

    Args:
        counts: of pixels by level.
        share: from 0 to 1.
    """
    wanted, seen = share * sum(counts), 0
    for level, count in enumerate(counts):
        seen += count
        if seen >= wanted:
            return level
    return len(counts) - 1
