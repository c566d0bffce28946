"""What is drawn on the ground, by its shape: strokes or areas, lines of print, long straight edges.

Pixels are bits of one long number, row after row, so that a shift by a bit sets each beside its
neighbour, a shift by a row above it, and all of them are compared at once. Runs of length k are
what is left of a mask once it was eroded by a segment of k pixels (Serra, Image Analysis and
Mathematical Morphology, 1982).
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from pixelprep_cli.analysis.tiles import apart, beyond

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

INK: Final = 32
HALVED_INK: Final = 56
"""Levels from the ground at which something is drawn, and the same at half the scale."""

FAINT: Final = 6
"""Levels: an edge of a panel or of a frame."""

HARD: Final = 32
"""Levels: an edge, which neither grain nor texture has often."""

EVEN: Final = 4
"""Pixels: a run of so many of one colour is even."""

NEAR: Final = 7
"""Levels about a ground that count as it."""

LENGTHS: Final = (2, 4, 8, 16, 32, 64)
"""Pixels: runs of at least so many are told."""

LAGS: Final = (2, 4, 8, 16)
"""Pixels: how many differ so far apart, by those that do side by side, tells strokes' widths."""

GAP: Final = 16
"""Pixels between words that are closed to see lines of print."""

THIN: Final = 5
"""Pixels: lines are thinner."""

LEAST: Final = 0.002

FIGURE: Final = (
    *("share", *(f"across_{length}" for length in LENGTHS[2:])),
    *(f"down_{length}" for length in LENGTHS[1:]),
    *(f"square_{length}" for length in LENGTHS[:-1]),
    *("parts", "outline", "thin_across", "thin_down"),
    *(f"lag_{way}_{lag}" for way in ("across", "down") for lag in LAGS),
    *("dense", "covered", *(f"line_{length}" for length in LENGTHS[1:]), "space"),
)
EDGES: Final = tuple(
    f"{way}_{what}_{length}"
    for way in ("level", "upright")
    for what, lengths in (("edge", LENGTHS[2:]), ("edges", LENGTHS[3:]))
    for length in lengths
)
NAMES: Final = (
    *(f"ink_{name}" for name in FIGURE),
    *(f"halved_ink_{name}" for name in FIGURE),
    *EDGES,
    *("crisp", "crisp_edges", "crisp_both", "crisp_both_edges"),
)
"""What `strokes` tells, in order."""


def strokes(here: Image, half: Image, steps: tuple[Image, Image], ground: int) -> list[float]:
    """The numbers that `NAMES` names.

    Args:
        here: tiles in L.
        half: the same at half the scale.
        steps: by how much their pixels differ from those to the right, and from those below.
        ground: the level that is most usual.
    """
    across, down = steps
    edges = marked(across, beyond(FAINT))
    return [
        *_figure(here, apart(ground, INK)),
        *_figure(half, apart(ground, HALVED_INK)),
        *_straight(marked(down, beyond(FAINT)), 1, down),
        *_straight(edges, _stride(across), across),
        *_crisp(across, edges),
    ]


def usual(levels: Sequence[int]) -> int:
    """The level about which most pixels are, by how many there are of each."""
    below = [0] * NEAR + list(accumulate(levels, initial=0)) + [sum(levels)] * NEAR
    near = [after - before for before, after in zip(below, below[2 * NEAR + 1 :], strict=False)]
    return near.index(max(near))


def marked(image: Image, table: Sequence[int]) -> int:
    """Pixels whose level the table marks: a bit each, rows of whole bytes, the first highest."""
    return int.from_bytes(image.point(table, "1").tobytes(), "big")


def runs(bits: int, step: int, lengths: Sequence[int]) -> list[int]:
    """Where runs of at least so many pixels end, along rows (1) or columns (the row's bits).

    Args:
        lengths: powers of two, ascending.
    """
    found, reached = [], 1
    for length in lengths:
        while reached < length:
            bits &= bits >> reached * step
            reached *= 2
        found.append(bits)
    return found


def _stride(image: Image) -> int:
    """Bits of a row, whole bytes."""
    return -(-image.width // 8) * 8


def _whole(image: Image) -> int:
    """All of its pixels, without what fills the last byte of a row."""
    stride = _stride(image)
    row = (1 << image.width) - 1 << stride - image.width
    return int.from_bytes(row.to_bytes(stride // 8, "big") * image.height, "big")


def _figure(image: Image, table: Sequence[int]) -> list[float]:
    """The shape of what is drawn: of strokes, of their lines, and of the space between these."""
    ink, stride = marked(image, table), _stride(image)
    total = image.width * image.height
    count = max(1, ink.bit_count())
    across, down = runs(ink, 1, LENGTHS), runs(ink, stride, LENGTHS)
    squares = [
        runs(row, stride, (length,))[0].bit_count()
        for row, length in zip(across[:-1], LENGTHS, strict=False)
    ]
    beside, below = across[0].bit_count(), down[0].bit_count()
    starts = max(1, count - beside)
    apart_down, apart_across = THIN * stride, THIN
    thin_across = across[3] & ~(ink >> apart_down | ink << apart_down)
    thin_down = down[3] & ~(ink >> apart_across | ink << apart_across)
    return [
        count / total,
        *(row.bit_count() / count for row in across[2:]),
        *(column.bit_count() / count for column in down[1:]),
        *(square / count for square in squares),
        # Euler's number: connected parts less their holes.
        (count - beside - below + squares[0]) / starts,
        starts / max(1, count - below),
        thin_across.bit_count() / count,
        thin_down.bit_count() / count,
        *_lagged(ink, 1),
        *_lagged(ink, stride),
        *_lines(image, ink, count),
    ]


def _lagged(ink: int, step: int) -> list[float]:
    first = max(1, (ink ^ ink >> step).bit_count())
    return [(ink ^ ink >> lag * step).bit_count() / first for lag in LAGS]


def _lines(image: Image, ink: int, count: int) -> list[float]:
    """How high lines are, and what is between them, once the gaps along them are closed."""
    stride, total = _stride(image), image.width * image.height
    whole = _whole(image)
    closed = ink
    reached = 1
    while reached < GAP:
        closed |= closed << reached
        reached *= 2
    closed = runs(closed & whole, 1, (GAP,))[0]
    covered = max(1, closed.bit_count())
    space = runs(whole & ~closed, stride, LENGTHS[-1:])[0]
    return [
        count / covered,
        covered / total,
        *(line.bit_count() / covered for line in runs(closed, stride, LENGTHS[1:])),
        space.bit_count() / max(1, total - covered),
    ]


def _straight(edges: int, step: int, image: Image) -> list[float]:
    """How much of the edges, and of the picture, is in long straight ones."""
    count, total = max(1, edges.bit_count()), image.width * image.height
    found = [run.bit_count() for run in runs(edges, step, LENGTHS[2:])]
    return [
        *(run / count for run in found),
        *(math.log(run / total + LEAST) for run in found[1:]),
    ]


def _crisp(across: Image, edges: int) -> list[float]:
    """How many hard edges have even colour on one side, and on both, as what is drawn has."""
    hard, total = marked(across, beyond(HARD)), across.width * across.height
    even = runs(_whole(across) & ~edges, 1, (EVEN,))[0]
    before = even >> 1 | even >> 2
    after = even << EVEN | even << EVEN + 1
    one, both = (hard & (before | after)).bit_count(), (hard & before & after).bit_count()
    count = max(1, hard.bit_count())
    return [
        *(one / count, math.log(one / total + LEAST)),
        *(both / count, math.log(both / total + LEAST)),
    ]
