"""Where in the picture there are textures, print and plain colour, by blocks on a small map.

What was put together has a region of each, rectangular, with nothing between them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from pixelprep_cli.analysis.strokes import HARD
from pixelprep_cli.analysis.tiles import apart, beyond, up_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL.Image import Image

BLOCK: Final = 24
"""Pixels a side of the blocks."""

PARTS: Final = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Which quantiles of the blocks that are not empty are told."""

EMPTY: Final = 0.97
"""The share of equal neighbours from which a block is empty."""

COVERED: Final = 24
"""Levels from the ground that count as covered by something."""

REGION: Final = ("share", "rows", "columns", "filled", "box", "ragged")
NAMES: Final = (
    *(f"{what}_{part}" for what in ("equal", "soft", "hard") for part in PARTS),
    *("photographed", "drawn", "empty", "photographed_filled", "drawn_filled"),
    *(f"{region}_{name}" for region in ("soft", "textured") for name in REGION),
    *(f"split_{what}_{way}" for what in ("equal", "soft", "hard") for way in ("most", "least")),
    *("bare", "partly_covered", "covered"),
    *("half_soft", "all_soft", "not_soft", "hard_only"),
)
"""What `regions` tells, in order."""


def regions(either: Image, here: Image, ground: int) -> list[float]:
    """The numbers that `NAMES` names.

    Args:
        either: by how much tiles' pixels differ from those to the right or below.
        here: the tiles, in L.
        ground: the level that is most usual in them.
    """
    equal, hard = _shares(either, up_to(1)), _shares(either, beyond(HARD))
    covered = _shares(here, apart(ground, COVERED))
    soft = [1 - same - edges for same, edges in zip(equal, hard, strict=True)]
    count, wide = len(equal), -(-either.width // BLOCK)
    return [
        *_spread(equal, soft, hard),
        *_region([s > 0.35 and e < 0.5 for s, e in zip(soft, equal, strict=True)], wide),
        *_region([c > 0.85 and e < 0.6 for c, e in zip(covered, equal, strict=True)], wide),
        *(found for shares in (equal, soft, hard) for found in _splits(shares, wide)),
        sum(share < 0.03 for share in covered) / count,
        sum(0.03 <= share < 0.5 for share in covered) / count,
        sum(share > 0.9 for share in covered) / count,
        sum(0.1 < share < 0.6 for share in soft) / count,
        sum(share > 0.8 for share in soft) / count,
        sum(share < 0.03 for share in soft) / count,
        sum(s < 0.03 and h > 0.02 for s, h in zip(soft, hard, strict=True)) / count,
    ]


def _shares(image: Image, table: Sequence[int]) -> list[float]:
    """Of each block, the share of the pixels that the table marks."""
    return [share / 255 for share in image.point(table).reduce(BLOCK).tobytes()]


def _spread(equal: list[float], soft: list[float], hard: list[float]) -> list[float]:
    """How equal, soft and hard steps are spread over the blocks."""
    count = len(equal)
    photographed = sum(s > 0.35 and e < 0.4 for e, s in zip(equal, soft, strict=True))
    drawn = sum(
        e > 0.3 and h > 0.01 and s < 3 * h + 0.1 for e, s, h in zip(equal, soft, hard, strict=True)
    )
    filled = [place for place, share in enumerate(equal) if share <= EMPTY] or range(count)
    empty = sum(share > EMPTY for share in equal)
    return [
        *(
            quantile
            for shares in (equal, soft, hard)
            for quantile in _quantiles(shares[place] for place in filled)
        ),
        *(photographed / count, drawn / count, empty / count),
        *(photographed / len(filled), drawn / len(filled)),
    ]


def _quantiles(shares: Iterable[float]) -> list[float]:
    ordered = sorted(shares)
    return [math.sqrt(max(0.0, ordered[int(part * (len(ordered) - 1))])) for part in PARTS]


def _region(on: Sequence[bool], wide: int) -> list[float]:
    """How large a region is, how much of its box it fills, and how ragged it is."""
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
    ]


def _extent(counts: Sequence[int]) -> int:
    filled = [place for place, count in enumerate(counts) if count]
    return filled[-1] - filled[0] + 1 if filled else 0


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
