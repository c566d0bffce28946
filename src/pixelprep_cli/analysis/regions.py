"""Where in the picture there are textures, print and plain colour, by blocks on a small map.

What was put together has a region of each, rectangular, with nothing between them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

BLOCK: Final = 32
"""Pixels a side of the blocks."""

COVERED: Final = 24
"""Levels from the ground that count as covered by something."""

REGION: Final = ("share", "rows", "columns", "filled", "box", "ragged", "most_rows", "most_columns")
NAMES: Final = (
    *(f"{region}_{name}" for region in ("soft", "textured") for name in REGION),
    *(f"split_{what}_{way}" for what in ("equal", "soft", "hard") for way in ("most", "least")),
    *("bare", "partly_covered", "covered"),
    *("half_soft", "all_soft", "not_soft", "hard_only"),
)
"""What `regions` tells, in order."""


def regions(equal: Image, hard: Image, here: Image, ground: int) -> list[float]:
    """The numbers that `NAMES` names.

    Args:
        equal: where tiles' pixels are as their neighbours, 255 or 0.
        hard: where they differ much.
        here: the tiles, in L.
        ground: the level that is most usual in them.
    """
    table = [255 * (abs(level - ground) > COVERED) for level in range(256)]
    shown = equal.reduce(BLOCK)
    wide = shown.width
    same = _shares(shown)
    edges = _shares(hard.reduce(BLOCK))
    covered = _shares(here.point(table).reduce(BLOCK))
    soft = [1 - a - b for a, b in zip(same, edges, strict=True)]
    count = len(same)
    return [
        *_region([s > 0.35 and a < 0.5 for s, a in zip(soft, same, strict=True)], wide),
        *_region([c > 0.85 and a < 0.6 for c, a in zip(covered, same, strict=True)], wide),
        *(found for shares in (same, soft, edges) for found in _splits(shares, wide)),
        sum(share < 0.03 for share in covered) / count,
        sum(0.03 <= share < 0.5 for share in covered) / count,
        sum(share > 0.9 for share in covered) / count,
        sum(0.1 < share < 0.6 for share in soft) / count,
        sum(share > 0.8 for share in soft) / count,
        sum(share < 0.03 for share in soft) / count,
        sum(s < 0.03 and h > 0.02 for s, h in zip(soft, edges, strict=True)) / count,
    ]


def _shares(blocks: Image) -> list[float]:
    return [level / 255 for level in blocks.tobytes()]


def _region(on: Sequence[bool], wide: int) -> list[float]:
    """How large a region is, how much of its box it fills, how ragged it is, how it spans."""
    count, high = len(on), len(on) // wide
    rows = [sum(on[row * wide : (row + 1) * wide]) for row in range(high)]
    columns = [sum(on[column::wide]) for column in range(wide)]
    whole = sum(rows)
    box = _extent(rows) * _extent(columns)
    changes = sum(
        on[place] != on[place + 1] for place in range(count - 1) if (place + 1) % wide
    ) + sum(on[place] != on[place + wide] for place in range(count - wide))
    return [
        whole / count,
        sum(map(bool, rows)) / high,
        sum(map(bool, columns)) / wide,
        whole / max(1, box),
        box / count,
        changes / max(1.0, math.sqrt(min(whole, count - whole))),
        _longest([row >= 0.8 * wide for row in rows]) / high,
        _longest([column >= 0.8 * high for column in columns]) / wide,
    ]


def _extent(counts: Sequence[int]) -> int:
    filled = [place for place, count in enumerate(counts) if count]
    return filled[-1] - filled[0] + 1 if filled else 0


def _longest(full: Sequence[bool]) -> int:
    longest = run = 0
    for one in full:
        run = run + 1 if one else 0
        longest = max(longest, run)
    return longest


def _splits(shares: Sequence[float], wide: int) -> tuple[float, float]:
    """How much better two parts tell the shares than the whole does: the better and worse way."""
    high = len(shares) // wide
    across = _split([sum(shares[row * wide : (row + 1) * wide]) / wide for row in range(high)])
    down = _split([sum(shares[column::wide]) / high for column in range(wide)])
    return max(across, down), min(across, down)


def _split(means: Sequence[float]) -> float:
    """The deviation between the two parts of a sequence that differ most."""
    count, whole = len(means), sum(means)
    most = before = 0.0
    for place in range(1, count):
        before += means[place - 1]
        apart = before / place - (whole - before) / (count - place)
        most = max(most, apart * apart * place * (count - place))
    return math.sqrt(most) / count
