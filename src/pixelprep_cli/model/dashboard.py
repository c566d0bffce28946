"""What the figures of many runs come to."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pixelprep_cli.model.figures import FAILED, WORKED, Figures, Made, seconds_of
from pixelprep_cli.model.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PROMISED: Final = 15
"""Percent that an output may be off its preview."""

WARNING: Final = 0.01
CRITICAL: Final = 0.05
"""Shares of failed pictures from which on there is an alert."""

PERIODS: Final = 30
"""A trend has no more periods than that."""

HOUR: Final = 3600
DAY: Final = 24 * HOUR
_HOURS: Final = (1, 2, 6, 12)
_DAYS: Final = (1, 2, 7, 14, 30, 91, 365)
_LENGTHS: Final = (*(hours * HOUR for hours in _HOURS), *(days * DAY for days in _DAYS))


class Level(StrEnum):
    """How bad an error rate is."""

    OK = "ok"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Timing:
    """Outputs of one format, or of all. Seconds a picture took: half took no longer than `p50`."""

    format: str
    pictures: int
    p50: float
    p95: float
    p99: float
    source_bytes: int
    output_bytes: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How close `pictures` previews came: the share `within` what is promised; percent off."""

    pictures: int
    within: float
    p50: int
    p95: int


@dataclass(frozen=True, slots=True)
class Use:
    """How many pictures a preset was used for, in how many runs; `origin` is built-in or custom."""

    preset: str
    origin: str
    pictures: int
    runs: int


@dataclass(frozen=True, slots=True)
class Storage:
    """Bytes on the disk."""

    backups: int
    cache: int
    statistics: int


@dataclass(slots=True)
class Total:
    """Some runs together. `made` holds their outputs, of all formats."""

    runs: int = 0
    seconds: float = 0.0
    pixels: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    made: Made = field(default_factory=Made)

    def add(self, run: Figures) -> None:
        """Count one run."""
        self.runs += 1
        self.statuses.update(run.statuses)
        for made in run.formats.values():
            self.made.join(made)
        if self._worked(run.statuses):  # a run that had nothing to do tells nothing of speed
            self.seconds += run.seconds
            self.pixels += run.pixels

    @property
    def pictures(self) -> int:
        """How many pictures there were."""
        return self.statuses.total()

    @property
    def failed(self) -> int:
        """Pictures that failed or missed their limit."""
        return sum(self.statuses[status] for status in FAILED)

    @property
    def error_rate(self) -> float | None:
        """The share of those that failed among all that were not skipped; None of nothing."""
        tried = self.pictures - self.statuses[Status.SKIPPED]
        return self.failed / tried if tried else None

    @property
    def level(self) -> Level:
        """The alert that the error rate gives."""
        rate = self.error_rate or 0.0
        if rate >= CRITICAL:
            return Level.CRITICAL
        return Level.WARNING if rate >= WARNING else Level.OK

    @property
    def pictures_per_second(self) -> float | None:
        """How many pictures were made in a second of a run; None where none was."""
        worked = self._worked(self.statuses)
        return worked / self.seconds if worked and self.seconds else None

    @property
    def pixels_per_second(self) -> float | None:
        """How many of the sources' pixels."""
        return self.pixels / self.seconds if self.pixels and self.seconds else None

    @property
    def p50(self) -> float | None:
        """Seconds that half of the outputs took no longer than."""
        times = self.made.times
        return seconds_of(quantile(times, 0.5)) if times.total() else None

    @property
    def saved(self) -> int:
        """Bytes that outputs are smaller than their sources."""
        return self.made.source_bytes - self.made.output_bytes

    @staticmethod
    def _worked(statuses: Counter[str]) -> int:
        return sum(statuses[status] for status in WORKED)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All that is shown. Moments are seconds since 1970; `unread` is how many lines cannot be read.

    `trend` has a total for each period of `period` seconds, the last of which ends at `until`.
    """

    since: float | None
    until: float
    first: float | None
    last: float | None
    total: Total
    timings: tuple[Timing, ...]
    failures: Counter[str]
    accuracy: Accuracy | None
    presets: tuple[Use, ...]
    period: int
    trend: tuple[Total, ...]
    unread: int = 0


def dashboard(lines: Iterable[bytes], *, since: float | None = None, until: float) -> Dashboard:
    """What the figures in these lines come to, from a moment on until another, which is now."""
    unread, runs = 0, list[Figures]()
    for line in lines:
        try:
            run = Figures.read(line)
        except ValueError:
            unread += 1
        else:
            if since is None or run.at >= since:
                runs.append(run)
    first = min((run.at for run in runs), default=None)
    start = since if since is not None else first if first is not None else until
    period, trend = _trend(runs, start, until)
    return Dashboard(
        since=since,
        until=until,
        first=first,
        last=max((run.at for run in runs), default=None),
        total=_total(runs),
        timings=_timings(runs),
        failures=sum((run.failures for run in runs), Counter[str]()),
        accuracy=_accuracy(sum((run.deviations for run in runs), Counter[int]())),
        presets=_uses(runs),
        period=period,
        trend=trend,
        unread=unread,
    )


def quantile(counts: Counter[int], share: float) -> int:
    """The value at a share of all when they stand in order, by the nearest rank.

    Raises:
        ValueError: there is none.
    """
    rank = max(1, math.ceil(share * counts.total()))
    for value in sorted(counts):
        rank -= counts[value]
        if rank <= 0:
            return value
    raise ValueError("nothing was counted")


def _total(runs: Iterable[Figures]) -> Total:
    total = Total()
    for run in runs:
        total.add(run)
    return total


def _timings(runs: Iterable[Figures]) -> tuple[Timing, ...]:
    formats: dict[str, Made] = {}
    for run in runs:
        for name, made in run.formats.items():
            formats.setdefault(name, Made()).join(made)
    timings = (_timing(name, made) for name, made in formats.items() if made.times.total())
    return tuple(sorted(timings, key=lambda timing: (-timing.pictures, timing.format)))


def _timing(name: str, made: Made) -> Timing:
    p50, p95, p99 = (seconds_of(quantile(made.times, share)) for share in (0.5, 0.95, 0.99))
    return Timing(name, made.times.total(), p50, p95, p99, made.source_bytes, made.output_bytes)


def _accuracy(deviations: Counter[int]) -> Accuracy | None:
    count = deviations.total()
    if not count:
        return None
    off = Counter[int]()
    for percent, pictures in deviations.items():
        off[abs(percent)] += pictures
    within = sum(pictures for percent, pictures in off.items() if percent <= PROMISED)
    return Accuracy(count, within / count, quantile(off, 0.5), quantile(off, 0.95))


def _uses(runs: Iterable[Figures]) -> tuple[Use, ...]:
    pictures, times = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for run in runs:
        for origin, names in run.presets.items():
            for name, count in names.items():
                pictures[origin, name] += count
                times[origin, name] += 1
    uses = (Use(name, origin, n, times[origin, name]) for (origin, name), n in pictures.items())
    return tuple(sorted(uses, key=lambda use: (-use.pictures, use.origin, use.preset)))


def _trend(runs: Sequence[Figures], start: float, until: float) -> tuple[int, tuple[Total, ...]]:
    """How long a period is, and each period's total; a run from the future counts in the last."""
    span = max(0.0, until - start)
    fitting = (length for length in _LENGTHS if span <= length * PERIODS)
    period = next(fitting, _LENGTHS[-1] * (int(span / _LENGTHS[-1] / PERIODS) + 1))
    periods = [Total() for _ in range(max(1, math.ceil(span / period)))]
    for run in runs:
        back = int(max(0.0, until - run.at) // period)
        periods[max(0, len(periods) - 1 - back)].add(run)
    return period, tuple(periods)
