"""What listens to a run, and which listener suits whoever started it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self, TextIO

from pixelprep_cli.report.streams import is_terminal, wants_color

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from pixelprep_cli.model.forecast import Forecast
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.outcome import Outcome, RunSummary
    from pixelprep_cli.model.settings import Display


class Reporter:
    """Hears of a run: `start`, perhaps `expect`, a `file` for each picture, `finish`.

    It is a context manager: however the run ends, leaving it gives the terminal back as it was.
    This one says nothing. None starts a thread, so that the process may fork at any time. Any
    method may raise BrokenPipeError, when whoever reads standard output has gone.
    """

    def start(self, total: int, source_bytes: int, *, version: str) -> None:
        """Before the first of `total` pictures, which weigh `source_bytes` together."""

    def expect(self, forecast: Forecast) -> None:
        """What the run is expected to give."""

    def tick(self) -> None:
        """Time has passed; to be called about ten times a second."""

    def file(self, outcome: Outcome) -> None:
        """One picture has ended."""

    def finish(self, summary: RunSummary) -> None:
        """The run has ended, of itself or by an interruption that `summary` names."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the terminal back."""


class Together(Reporter):
    """Several reporters that hear of the same run."""

    def __init__(self, *reporters: Reporter) -> None:
        self._reporters = reporters

    def start(self, total: int, source_bytes: int, *, version: str) -> None:
        for reporter in self._reporters:
            reporter.start(total, source_bytes, version=version)

    def expect(self, forecast: Forecast) -> None:
        for reporter in self._reporters:
            reporter.expect(forecast)

    def tick(self) -> None:
        for reporter in self._reporters:
            reporter.tick()

    def file(self, outcome: Outcome) -> None:
        for reporter in self._reporters:
            reporter.file(outcome)

    def finish(self, summary: RunSummary) -> None:
        for reporter in self._reporters:
            reporter.finish(summary)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for reporter in self._reporters:
            reporter.__exit__(kind, error, trace)


def make_reporter(
    display: Display,
    *,
    json: bool = False,
    preview: bool = False,
    compared: Sequence[Recipe] = (),
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> Reporter:
    """The reporter for a run that is shown on these streams (the process's own by default).

    With `json`, events go to `stdout` and everything else to `stderr`. The look of a terminal
    needs both streams to be one, so that lines and bar do not tear each other apart. With
    `preview`, outcomes are predictions and nothing is written; with `compared`, they are those of
    one picture by each of these recipes.
    """
    out, err = stdout or sys.stdout, stderr or sys.stderr
    if not json:
        return _for_people(display, out, err, preview=preview, compared=compared)

    from pixelprep_cli.report.events import EventReporter

    people = _for_people(display, err, err, preview=preview, compared=compared)
    return Together(EventReporter(out, preview=preview), people)


def is_watched(out: TextIO | None = None, err: TextIO | None = None, *, json: bool = False) -> bool:
    """Whether a person sees on a terminal what is meant for people.

    That is on both streams, the process's own by default; with `json` it is on `err` alone.
    """
    err = err or sys.stderr
    return is_terminal(err) and (json or is_terminal(out or sys.stdout))


def _for_people(
    display: Display, out: TextIO, err: TextIO, *, preview: bool, compared: Sequence[Recipe]
) -> Reporter:
    from pixelprep_cli.report.plain import PlainComparison, PlainReporter, QuietReporter

    if display.quiet:
        return QuietReporter(err, color=wants_color(err, display.color))
    if not is_watched(out, err):
        if compared:
            return PlainComparison(out, err, compared, color=display.color == "always")
        return PlainReporter(
            out,
            err,
            color=display.color == "always",
            verbose=display.verbose,
            preview=preview,
        )

    from pixelprep_cli.report.console import open_console
    from pixelprep_cli.report.terminal import TerminalReporter

    return TerminalReporter(
        open_console(out, display.color),
        bar=display.progress,
        verbose=display.verbose,
        preview=preview,
        compared=compared,
    )
