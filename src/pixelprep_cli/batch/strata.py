"""A sample of a folder: stratified by format and likely size, and the same each time."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.plan import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pixelprep_cli.model.forecast import Gauge


LARGE: Final = 50
"""A preview of more pictures than this looks at a sample of them."""

LEAST: Final = 30
PER_ROOT: Final = 4
"""A sample has so many pictures for each square one of the whole, and at least LEAST."""

PER_BAND: Final = 4
"""About so many pictures are looked at in each band of sizes."""

GOLDEN: Final = (math.sqrt(5) - 1) / 2
"""Multiples of it, modulo 1, are spread evenly wherever one stops."""


@dataclass(frozen=True, slots=True)
class Member:
    """A picture, what the bytes of its output are about in proportion to, and what bounds them."""

    task: Task
    size: float
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Stratum:
    """Pictures that are likely to shrink alike, and those `chosen` to speak for them."""

    members: tuple[Member, ...]
    chosen: tuple[Member, ...]


def sample_size(pictures: int) -> int:
    """How many of a folder's pictures a preview looks at: all, unless it is large."""
    if pictures <= LARGE:
        return pictures
    return min(pictures, max(LEAST, round(PER_ROOT * math.sqrt(pictures))))


def stratified(
    tasks: Sequence[Task], count: int, gauges: Mapping[str, Gauge] | None = None
) -> list[Stratum]:
    """About `count` of the tasks, chosen alike each time, in strata of one format and like sizes.

    Formats share the sample by the roots of their sizes, as larger files differ by more, but not
    by as much as they are larger.

    Args:
        gauges: what outputs are likely in proportion to, by source; else it is the source's bytes.
    """
    members = sorted((_member(task, gauges) for task in tasks), key=_order)
    if count < PER_BAND:
        return [Stratum(tuple(members), _evenly(members, count))]
    groups: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        groups[member.task.source.format or ""].append(member)
    whole = _weight(members)
    found: list[Stratum] = []
    for _, group in sorted(groups.items()):
        share = max(2, round(count * _weight(group) / whole))
        found += _bands(group, min(share, len(group)))
    return found


def in_turn(strata: Sequence[Stratum]) -> list[Task]:
    """The chosen tasks in an order in which any beginning is spread over all strata and sizes."""
    placed = (
        ((number * GOLDEN) % 1, member.task)
        for stratum in strata
        for number, member in enumerate(stratum.chosen)
    )
    return [task for _, task in sorted(placed, key=lambda pair: pair[0])]


def _bands(group: Sequence[Member], count: int) -> Iterator[Stratum]:
    """Bands of like weight of members sorted by size; from each, a like share of `count`."""
    bands: defaultdict[int, list[Member]] = defaultdict(list)
    number, whole, before = max(1, round(count / PER_BAND)), _weight(group), 0.0
    for member in group:
        bands[min(number - 1, int(before / whole * number))].append(member)
        before += _weight([member])
    left = count
    for turn, (_, band) in enumerate(sorted(bands.items(), reverse=True)):
        share = min(len(band), max(2, math.ceil(left / (len(bands) - turn))))
        left -= share
        yield Stratum(tuple(band), _evenly(band, share))


def _member(task: Task, gauges: Mapping[str, Gauge] | None) -> Member:
    if gauges is None:
        return Member(task, task.source.size)
    gauge = gauges[task.source.path]
    return Member(task, gauge.proportion, gauge.cap)


def _evenly(members: Sequence[Member], count: int) -> tuple[Member, ...]:
    """So many of the members in even steps."""
    count = min(count, len(members))
    return tuple(members[(2 * turn + 1) * len(members) // (2 * count)] for turn in range(count))


def _order(member: Member) -> tuple[float, str]:
    return member.size, member.task.source.path


def _weight(members: Iterable[Member]) -> float:
    return sum(math.sqrt(max(1, member.size)) for member in members)
