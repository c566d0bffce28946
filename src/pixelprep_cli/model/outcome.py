"""What became of one picture, and of a run."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from pixelprep_cli.errors import ExitCode
from pixelprep_cli.model.forecast import Forecast
from pixelprep_cli.model.trace import Trace


class Status(StrEnum):
    """How a picture ended."""

    OPTIMIZED = "optimized"
    KEPT = "kept"
    CACHED = "cached"
    SKIPPED = "skipped"
    MISSED = "missed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """A named warning or error: `code` for scripts, `message` for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one picture. Sizes in bytes, dimensions in pixels of the upright picture.

    A preview's outcome has an `output` that does not exist; `output_bytes` is then predicted,
    between `low` and `high`, and true to the byte if `exact`. `estimated_bytes` is what a run that
    predicted expected of the picture before it made it.
    `perceptual` is how alike it looks, on SSIMULACRA2's scale, where that was measured.
    `reason` says why the format was chosen, where its predicted size had a say, or why the source's
    own pixels are in the output.
    `dropped` names the metadata of the source that the output no longer tells.
    `error` says why a picture was skipped, missed its limit or failed.
    `trace` tells later runs what was made of what; a preview's outcome has none.
    """

    status: Status
    source: str
    output: str | None = None
    source_bytes: int | None = None
    output_bytes: int | None = None
    estimated_bytes: int | None = None
    low: int | None = None
    high: int | None = None
    exact: bool = True
    source_width: int | None = None
    source_height: int | None = None
    source_format: str | None = None
    width: int | None = None
    height: int | None = None
    format: str | None = None
    quality: int | None = None
    perceptual: float | None = None
    encodes: int = 0
    seconds: float = 0.0
    preset: str | None = None
    reason: str | None = None
    dropped: tuple[str, ...] = ()
    warnings: tuple[Notice, ...] = ()
    error: Notice | None = None
    trace: Trace | None = field(default=None, repr=False, compare=False)

    @property
    def produced(self) -> bool:
        """Whether there is an output that counts in the totals."""
        return self.status in (Status.OPTIMIZED, Status.KEPT, Status.CACHED)

    @property
    def bad(self) -> bool:
        """Whether the shell should hear of it."""
        return self.status in (Status.MISSED, Status.FAILED)


@dataclass(slots=True)
class RunSummary:
    """The tally of a run: it owns the run's totals and its exit code.

    `pictures` is how many there are, whether or not they have ended. `forecast` is what the run
    expected before it began; of a preview that looks at a sample, what that says of all pictures.
    `below` and `above` are the squares of how far outputs may lie under and over their predictions.
    """

    counts: Counter[Status] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    pictures: int = 0
    source_bytes: int = 0
    output_bytes: int = 0
    estimated_bytes: int = 0
    below: float = 0.0
    above: float = 0.0
    pixels: int = 0
    seconds: float = 0.0
    forecast: Forecast | None = None
    interrupted: ExitCode | None = None

    def add(self, outcome: Outcome) -> None:
        """Count one picture. The byte totals hold those that have an output.

        What was done by an earlier run tells nothing of how fast this one is.
        """
        self.counts[outcome.status] += 1
        for notice in outcome.warnings:
            self.warnings[notice.code] += 1
        if outcome.produced:
            size = outcome.output_bytes or 0
            self.source_bytes += outcome.source_bytes or 0
            self.output_bytes += size
            self.estimated_bytes += outcome.estimated_bytes or 0
            self.below += (size - (size if outcome.low is None else outcome.low)) ** 2
            self.above += ((size if outcome.high is None else outcome.high) - size) ** 2
            if outcome.status is not Status.CACHED:
                self.pixels += (outcome.source_width or 0) * (outcome.source_height or 0)

    @property
    def predicted(self) -> Forecast:
        """What a preview says of all pictures: by its sample, or else as the sum of all.

        Errors of single predictions are taken as independent: the range of the sum is the root of
        the sum of their squares.
        """
        return self.forecast or Forecast(
            source_bytes=self.source_bytes,
            output_bytes=self.output_bytes,
            low=self.output_bytes - round(math.sqrt(self.below)),
            high=self.output_bytes + round(math.sqrt(self.above)),
            pictures=self.pictures,
            sampled=self.files,
        )

    @property
    def files(self) -> int:
        """How many pictures have ended, however they ended."""
        return sum(self.counts.values())

    @property
    def saved(self) -> int:
        """Bytes saved; negative where the outputs are larger."""
        return self.source_bytes - self.output_bytes

    @property
    def exit_code(self) -> ExitCode:
        """0 all well, 1 a picture failed or missed its limit, 130/143 interrupted."""
        if self.interrupted is not None:
            return self.interrupted
        bad = self.counts[Status.FAILED] + self.counts[Status.MISSED]
        return ExitCode.FAILED if bad else ExitCode.OK
