"""What a sample says of the whole.

Separate ratio estimates within strata, with the ratio estimate's variance: Cochran, Sampling
Techniques, 3rd edition, 6.3 and 6.10.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.plan import Task
from pixelprep_cli.model.forecast import Forecast
from pixelprep_cli.model.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pixelprep_cli.batch.strata import Stratum

CONFIDENCE: Final = 1.6449
"""The normal distribution's two-sided 90 % quantile."""


def extrapolated(strata: Sequence[Stratum], outcomes: Mapping[str, Outcome]) -> Forecast | None:
    """What outcomes, by the paths of their sources, say of all tasks; None if they say nothing.

    The range joins what pictures differ among themselves and what each prediction may be off, all
    errors taken as independent.
    """
    parts = _telling(_part(stratum, outcomes) for stratum in strata)
    if not any(outcome.produced and outcome.source_bytes for outcome in outcomes.values()):
        return None
    freedom = sum(max(0, len(part.looked) - 1) for part in parts)
    sampling = student(freedom) ** 2 * sum(part.variance for part in parts)
    total = sum(part.ratio * part.weight for part in parts)
    return Forecast(
        source_bytes=round(sum(part.made_share * part.weight for part in parts)),
        output_bytes=round(total),
        low=max(0, round(total - math.sqrt(sampling + sum(part.below for part in parts)))),
        high=round(total + math.sqrt(sampling + sum(part.above for part in parts))),
        pictures=sum(len(part.tasks) for part in parts),
        sampled=sum(len(part.looked) for part in parts),
        ratios={path: ratio for part in parts for path, ratio in part.ratios()},
        looked=frozenset(task.source.path for part in parts for task, _ in part.looked),
    )


def student(freedom: int) -> float:
    """The two-sided 90 % quantile of Student's t (Abramowitz and Stegun, 26.7.5)."""
    z, n = CONFIDENCE, max(1, freedom)
    return z + (z**3 + z) / (4 * n) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n * n)


@dataclass(frozen=True, slots=True)
class _Part:
    """One or more strata, and what was found in them: pairs of a task and its outcome."""

    tasks: tuple[Task, ...]
    looked: tuple[tuple[Task, Outcome], ...]

    @property
    def tells(self) -> bool:
        """Whether enough was looked at to know how much pictures differ."""
        return len(self.looked) >= min(2, len(self.tasks))

    def joined(self, other: _Part) -> _Part:
        """This part and another one as one."""
        return _Part(self.tasks + other.tasks, self.looked + other.looked)

    @property
    def weight(self) -> int:
        """Bytes of all sources."""
        return sum(task.source.size for task in self.tasks)

    @property
    def seen(self) -> int:
        """Bytes of the sources that were looked at."""
        return sum(task.source.size for task, _ in self.looked)

    @property
    def ratio(self) -> float:
        """Bytes of output for each byte of source; a picture without an output has none."""
        return sum(map(_output, self.looked)) / max(1, self.seen)

    @property
    def made_share(self) -> float:
        """The share of the source bytes that will have an output."""
        made = sum(task.source.size for task, outcome in self.looked if outcome.produced)
        return made / max(1, self.seen)

    @property
    def variance(self) -> float:
        """The square of the total's standard error, by how much pictures differ."""
        count, ratio = len(self.looked), self.ratio
        if count == len(self.tasks):
            return 0.0
        if count < 2:
            return (ratio * self.weight / 2 / student(1)) ** 2
        misses = (_output(pair) - ratio * pair[0].source.size for pair in self.looked)
        spread = sum(miss * miss for miss in misses) / (count - 1)
        unseen = 1 - count / len(self.tasks)
        return float((self.weight / max(1, self.seen)) ** 2 * count * spread * unseen)

    @property
    def below(self) -> float:
        """The square of how far the total may lie under it as single predictions are off."""
        return self._off(lambda size, outcome: size - _or(outcome.low, size))

    @property
    def above(self) -> float:
        """The same, over it."""
        return self._off(lambda size, outcome: _or(outcome.high, size) - size)

    def ratios(self) -> Iterator[tuple[str, float]]:
        """Each picture's ratio by its path: its own if it was looked at."""
        own = {
            pair[0].source.path: _output(pair) / max(1, pair[0].source.size) for pair in self.looked
        }
        ratio = self.ratio
        for task in self.tasks:
            yield task.source.path, own.get(task.source.path, ratio)

    def _off(self, distance: Callable[[int, Outcome], int]) -> float:
        scale = self.weight / max(1, self.seen)
        made = ((_output(pair), pair[1]) for pair in self.looked if pair[1].produced)
        return sum((scale * distance(size, outcome)) ** 2 for size, outcome in made)


def _part(stratum: Stratum, outcomes: Mapping[str, Outcome]) -> _Part:
    found = ((task, outcomes.get(task.source.path)) for task in stratum.chosen)
    return _Part(stratum.tasks, tuple((task, o) for task, o in found if o is not None))


def _telling(parts: Iterable[_Part]) -> list[_Part]:
    """Parts of which too little is known joined to their neighbours."""
    told: list[_Part] = []
    for part in parts:
        if told and not (told[-1].tells and part.tells):
            told[-1] = told[-1].joined(part)
        else:
            told.append(part)
    return told


def _output(pair: tuple[Task, Outcome]) -> int:
    return (pair[1].output_bytes or 0) if pair[1].produced else 0


def _or(bound: int | None, size: int) -> int:
    return size if bound is None else bound
