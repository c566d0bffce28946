"""What a sample says of the whole.

Separate ratio estimates within strata, with the ratio estimate's variance: Cochran, Sampling
Techniques, 3rd edition, 6.3 and 6.10.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.strata import Member
from pixelprep_cli.model.forecast import Forecast
from pixelprep_cli.model.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pixelprep_cli.batch.strata import Stratum

CONFIDENCE: Final = 1.6449
"""The normal distribution's two-sided 90 % quantile."""

SPREAD: Final = 0.25
BELIEF: Final = 4
"""By what share outputs are supposed to differ from their proportion, standing for so many degrees
of freedom beside those of the sample, so that two pictures that happen to agree prove little."""


def extrapolated(strata: Sequence[Stratum], outcomes: Mapping[str, Outcome]) -> Forecast | None:
    """What outcomes, by the paths of their sources, say of all tasks; None if they say nothing.

    The range joins what pictures differ among themselves and what each prediction may be off, all
    errors taken as independent.
    """
    parts = _telling(_part(stratum, outcomes) for stratum in strata)
    if not any(outcome.produced and outcome.source_bytes for outcome in outcomes.values()):
        return None
    freedom = sum(max(0, len(part.looked) - 1) for part in parts)
    seen, supposed = (sum(found) for found in zip(*(part.variances for part in parts), strict=True))
    variance = (freedom * seen + BELIEF * supposed) / (freedom + BELIEF)
    sampling = student(freedom + BELIEF) ** 2 * variance
    estimates = {path: size for part in parts for path, size in part.estimates()}
    total = sum(estimates.values())
    return Forecast(
        source_bytes=round(sum(part.made_bytes for part in parts)),
        output_bytes=total,
        low=max(0, round(total - math.sqrt(sampling + sum(part.below for part in parts)))),
        high=round(total + math.sqrt(sampling + sum(part.above for part in parts))),
        pictures=sum(len(part.members) for part in parts),
        sampled=sum(len(part.looked) for part in parts),
        estimates=estimates,
        looked=frozenset(outcome.source for part in parts for _, outcome in part.looked),
    )


def student(freedom: int) -> float:
    """The two-sided 90 % quantile of Student's t (Abramowitz and Stegun, 26.7.5)."""
    z, n = CONFIDENCE, max(1, freedom)
    return z + (z**3 + z) / (4 * n) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n * n)


@dataclass(frozen=True, slots=True)
class _Part:
    """One or more strata, and what was found in them: pairs of a member and its outcome."""

    members: tuple[Member, ...]
    looked: tuple[tuple[Member, Outcome], ...]

    @property
    def tells(self) -> bool:
        """Whether enough was looked at to know how much pictures differ."""
        return len(self.looked) >= min(2, len(self.members))

    def joined(self, other: _Part) -> _Part:
        """This part and another one as one."""
        return _Part(self.members + other.members, self.looked + other.looked)

    @property
    def weight(self) -> float:
        """The sizes of all members."""
        return sum(member.size for member in self.members)

    @property
    def seen(self) -> float:
        """The sizes of the members that were looked at."""
        return sum(member.size for member, _ in self.looked)

    @property
    def ratio(self) -> float:
        """Bytes of output for each unit of size; a picture without an output has none."""
        return sum(map(_output, self.looked)) / max(1, self.seen)

    @property
    def made_bytes(self) -> float:
        """The bytes of the sources that will have an output."""
        seen = sum(member.task.source.size for member, _ in self.looked)
        made = sum(member.task.source.size for member, found in self.looked if found.produced)
        return made / max(1, seen) * sum(member.task.source.size for member in self.members)

    @property
    def variances(self) -> tuple[float, float]:
        """Squares of the total's standard error: by how much pictures differ, and are supposed to.

        Where one was looked at, nobody knows how much they differ: as much as is supposed.
        """
        count, ratio = len(self.looked), self.ratio
        expected = [ratio * member.size for member, _ in self.looked]
        misses = (_output(pair) - ratio * pair[0].size for pair in self.looked)
        scale = (self.weight / max(1, self.seen)) ** 2 * (1 - count / len(self.members))
        supposed = scale * SPREAD**2 * sum(wanted * wanted for wanted in expected)
        if count < 2:
            return supposed, supposed
        return scale * count / (count - 1) * sum(miss * miss for miss in misses), supposed

    @property
    def below(self) -> float:
        """The square of how far the total may lie under it as single predictions are off."""
        return self._off(lambda size, outcome: size - _or(outcome.low, size))

    @property
    def above(self) -> float:
        """The same, over it."""
        return self._off(lambda size, outcome: _or(outcome.high, size) - size)

    def estimates(self) -> Iterator[tuple[str, int]]:
        """The bytes of each picture's output by its path: its own if it was looked at."""
        own = {pair[1].source: _output(pair) for pair in self.looked}
        ratio = self.ratio
        for member in self.members:
            path = member.task.source.path
            likely = round(ratio * member.size)
            yield path, own.get(path, likely if member.cap is None else min(likely, member.cap))

    def _off(self, distance: Callable[[int, Outcome], int]) -> float:
        scale = self.weight / max(1, self.seen)
        made = ((_output(pair), pair[1]) for pair in self.looked if pair[1].produced)
        return sum((scale * distance(size, outcome)) ** 2 for size, outcome in made)


def _part(stratum: Stratum, outcomes: Mapping[str, Outcome]) -> _Part:
    found = ((member, outcomes.get(member.task.source.path)) for member in stratum.chosen)
    return _Part(stratum.members, tuple((member, o) for member, o in found if o is not None))


def _telling(parts: Iterable[_Part]) -> list[_Part]:
    """Parts of which too little is known joined to their neighbours."""
    told: list[_Part] = []
    for part in parts:
        if told and not (told[-1].tells and part.tells):
            told[-1] = told[-1].joined(part)
        else:
            told.append(part)
    return told


def _output(pair: tuple[Member, Outcome]) -> int:
    return (pair[1].output_bytes or 0) if pair[1].produced else 0


def _or(bound: int | None, size: int) -> int:
    return size if bound is None else bound
