"""What became of one picture, and of a run."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from pixelprep_cli.errors import ExitCode


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
    between `low` and `high`, and true to the byte if `exact`.
    `perceptual` is how alike it looks, on SSIMULACRA2's scale, where that was measured.
    `reason` says why the format was chosen, where its predicted size had a say.
    `error` says why a picture was skipped, missed its limit or failed.
    """

    status: Status
    source: str
    output: str | None = None
    source_bytes: int | None = None
    output_bytes: int | None = None
    low: int | None = None
    high: int | None = None
    exact: bool = True
    source_width: int | None = None
    source_height: int | None = None
    width: int | None = None
    height: int | None = None
    format: str | None = None
    quality: int | None = None
    perceptual: float | None = None
    encodes: int = 0
    seconds: float = 0.0
    preset: str | None = None
    reason: str | None = None
    warnings: tuple[Notice, ...] = ()
    error: Notice | None = None

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
    """The tally of a run: it owns the run's totals and its exit code."""

    counts: Counter[Status] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    source_bytes: int = 0
    output_bytes: int = 0
    low: int = 0
    high: int = 0
    pixels: int = 0
    seconds: float = 0.0
    interrupted: ExitCode | None = None

    def add(self, outcome: Outcome) -> None:
        """Count one picture. The byte totals hold those that have an output."""
        self.counts[outcome.status] += 1
        self.warnings.update(notice.code for notice in outcome.warnings)
        if outcome.produced:
            self.source_bytes += outcome.source_bytes or 0
            size = outcome.output_bytes or 0
            self.output_bytes += size
            self.low += size if outcome.low is None else outcome.low
            self.high += size if outcome.high is None else outcome.high
            self.pixels += (outcome.source_width or 0) * (outcome.source_height or 0)

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
