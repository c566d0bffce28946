"""The progress of a run in one row, as much of it as the terminal's width can hold."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.outcome import RunSummary, Status
from pixelprep_cli.report.words import clock, legible, pixel_rate

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

    from pixelprep_cli.model.outcome import Outcome

_GAP: Final = 2
_SHORTEST: Final = 6
_LONGEST: Final = 48


@dataclass(slots=True)
class Progress:
    """How far a run of `total` pictures, `source_bytes` together, has come."""

    total: int
    source_bytes: int
    began: float = field(default_factory=time.monotonic)
    tally: RunSummary = field(default_factory=RunSummary)
    ended_bytes: int = 0
    worked_bytes: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one picture. One that was skipped took no time, so tells nothing of the rest.

        One that was done already is not part of what is to be done.
        """
        self.tally.add(outcome)
        if outcome.status is Status.CACHED:
            return
        size = outcome.source_bytes or 0
        self.ended_bytes += size
        if outcome.status is not Status.SKIPPED:
            self.worked_bytes += size

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.began

    @property
    def seconds_left(self) -> float | None:
        """Seconds to go if the rest weighs on as what was worked on; None before there is any."""
        if not self.worked_bytes:
            return None
        rest = max(0, self.source_bytes - self.ended_bytes)
        return self.elapsed * rest / self.worked_bytes

    def said(self, width: int) -> list[str]:
        """The figures that fit beside the shortest bar in `width` cells, in order of reading."""
        left, tally = self.seconds_left, self.tally
        by_weight = [
            (0, f"{tally.files}/{self.total}"),
            (2, clock(self.elapsed) if left is None else f"{clock(left)} left"),
            (3, f"{format_bytes(tally.saved)} saved" if tally.saved > 0 else ""),
            (1, pixel_rate(tally.pixels, self.elapsed) if tally.pixels else ""),
        ]
        room = width - _SHORTEST
        fitting: list[tuple[int, str]] = []
        for place, figure in by_weight:
            if figure and len(figure) + _GAP <= room:
                fitting.append((place, figure))
                room -= len(figure) + _GAP
        return [figure for _, figure in sorted(fitting)]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        figures = self.said(options.max_width)
        taken = sum(len(figure) + _GAP for figure in figures)
        bar = ProgressBar(
            total=self.total,
            completed=self.tally.files,
            pulse=not self.tally.files,
            width=max(1, min(_LONGEST, options.max_width - taken)),
            style="dim",
            complete_style="cyan",
            finished_style="cyan",
            pulse_style="cyan",
        )
        row = Table.grid(padding=(0, _GAP, 0, 0))
        row.add_row(bar, *(Text(legible(said, console.encoding), no_wrap=True) for said in figures))
        yield row
