"""What one run leaves for the statistics: sums and distributions, no names of files."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.values import WRITABLE

if TYPE_CHECKING:
    from pixelprep_cli.model.outcome import Outcome, RunSummary

SCHEMA: Final = 1

STEP: Final = math.log(1.02)
"""Times are kept by their logarithm, in steps of 2 %, so that each is known to 1 %; distributions
add up over runs and stay small (Masson et al., DDSketch, VLDB 2019)."""

SHORTEST: Final = 1e-4
"""Seconds; what takes less is counted as that."""

FURTHEST: Final = 1000
"""Percent; what is further off its prediction is counted as that."""

MOST: Final = 10**15
LONGEST_NAME: Final = 100

WORKED: Final = (Status.OPTIMIZED, Status.KEPT)
FAILED: Final = (Status.FAILED, Status.MISSED)

Origin = Literal["built-in", "custom"]


@dataclass(slots=True)
class Made:
    """The outputs of one format: sizes in bytes, and how many took how long, by steps of time."""

    source_bytes: int = 0
    output_bytes: int = 0
    times: Counter[int] = field(default_factory=Counter)

    def join(self, other: Made) -> None:
        """Add other outputs."""
        self.source_bytes += other.source_bytes
        self.output_bytes += other.output_bytes
        self.times.update(other.times)


@dataclass(slots=True, kw_only=True)
class Figures:
    """One run: when it began and how many seconds it took, what became of its pictures.

    `statuses` and `failures` count pictures, the latter by the codes of errors; `presets` those
    that were made by each preset, by its origin and its name. `deviations` counts outputs by how
    many whole percent they are over their prediction, rounded away from nought.
    """

    at: float
    seconds: float = 0.0
    pixels: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    presets: dict[str, Counter[str]] = field(default_factory=dict)
    formats: dict[str, Made] = field(default_factory=dict)
    deviations: Counter[int] = field(default_factory=Counter)

    def add(self, outcome: Outcome, origin: Origin, predicted: int | None) -> None:
        """Count one picture.

        Args:
            origin: of the outcome's preset, if it has one.
            predicted: bytes that a preview of this very picture has told.
        """
        self.statuses[outcome.status] += 1
        if outcome.status in FAILED:
            self.failures[outcome.error.code if outcome.error else "internal"] += 1
        if outcome.preset and outcome.status in (*WORKED, *FAILED):
            self.presets.setdefault(origin, Counter())[outcome.preset[:LONGEST_NAME]] += 1
        if outcome.status in WORKED and outcome.format:
            size = outcome.output_bytes or 0
            made = Made(outcome.source_bytes or 0, size, Counter([step_of(outcome.seconds)]))
            self.formats.setdefault(outcome.format, Made()).join(made)
            if predicted:
                self.deviations[_percent_over(predicted, size)] += 1

    def close(self, summary: RunSummary) -> None:
        """The run has ended."""
        self.seconds, self.pixels = summary.seconds, summary.pixels

    def line(self) -> bytes:
        """One line of JSON."""
        said = {
            "v": SCHEMA,
            "at": round(self.at),
            "seconds": round(self.seconds, 3),
            "pixels": self.pixels,
            "statuses": self.statuses,
            "failures": self.failures,
            "presets": self.presets,
            "formats": {
                name: [made.source_bytes, made.output_bytes, made.times]
                for name, made in self.formats.items()
            },
            "deviations": self.deviations,
        }
        return json.dumps(said, separators=(",", ":")).encode()

    @classmethod
    def read(cls, line: bytes) -> Figures:
        """The reverse of `line`, which may hold anything.

        Raises:
            ValueError: it holds no figures, or impossible ones.
        """
        try:
            said = json.loads(line)
            if said["v"] != SCHEMA:
                raise ValueError(f"schema {said['v']!r}")
            return cls(
                at=_seconds(said["at"]),
                seconds=_seconds(said["seconds"]),
                pixels=_whole(said["pixels"]),
                statuses=_counts(said["statuses"], _status),
                failures=_counts(said["failures"], _name),
                presets={
                    origin: _counts(names, _name)
                    for origin, names in said["presets"].items()
                    if origin in ("built-in", "custom")
                },
                formats={
                    _format(name): Made(
                        _whole(before), _whole(after), _counts(times, _within(-10_000, 10_000))
                    )
                    for name, (before, after, times) in said["formats"].items()
                },
                deviations=_counts(said["deviations"], _within(-FURTHEST, FURTHEST)),
            )
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"no figures: {error}") from error


def step_of(seconds: float) -> int:
    """The step of time in which a time lies."""
    return round(math.log(max(SHORTEST, seconds)) / STEP)


def seconds_of(step: int) -> float:
    """The time that a step stands for."""
    return math.exp(min(step * STEP, math.log(MOST)))


def _percent_over(predicted: int, actual: int) -> int:
    """How far an output is over its prediction: 15.01 % are 16, for 15 would be as promised."""
    percent = (actual - predicted) * 100 / predicted
    return max(-FURTHEST, min(FURTHEST, math.ceil(percent) if percent > 0 else math.floor(percent)))


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MOST:
        raise ValueError(f"{value!r} is no count")
    return value


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= MOST:
        raise ValueError(f"{value!r} is no time")
    return float(value)


def _counts(said: Any, key: Any) -> Counter[Any]:
    return Counter({key(name): _whole(count) for name, count in said.items()})


def _name(name: str) -> str:
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError("a name of no possible length")
    return name


def _status(name: str) -> str:
    return Status(name).value


def _format(name: str) -> str:
    if name not in WRITABLE:
        raise ValueError(f"{name!r} is no format")
    return name


def _within(least: int, most: int) -> Any:
    def read(text: str) -> int:
        number = int(text[:8])
        if not least <= number <= most:
            raise ValueError(f"{number} is out of reach")
        return number

    return read
