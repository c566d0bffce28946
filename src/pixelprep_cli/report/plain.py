"""Lines without control codes, for pipes, logs and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from pixelprep_cli.model.outcome import Status
from pixelprep_cli.report.lines import comparison_line, dropped_lines, outcome_line, warning_line
from pixelprep_cli.report.reporter import Reporter
from pixelprep_cli.report.streams import write_line
from pixelprep_cli.report.totals import ending_lines, size_lines, stopped_lines, warning_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.outcome import Outcome, RunSummary
    from pixelprep_cli.report.lines import Line


class PlainReporter(Reporter):
    """A line for each picture to `out`; failures, missed limits and warnings to `err`.

    What was not done again has a line only where it is the only picture, or with `verbose`.
    With `color` the lines are coloured, and nothing else about them is different.
    """

    def __init__(
        self,
        out: TextIO,
        err: TextIO,
        *,
        color: bool = False,
        verbose: bool = False,
        preview: bool = False,
    ) -> None:
        self._out = out
        self._err = err
        self._color = color
        self._verbose = verbose
        self._preview = preview
        self._total = 0

    def start(self, total: int, source_bytes: int, *, version: str) -> None:  # noqa: ARG002
        self._total = total

    def file(self, outcome: Outcome) -> None:
        if outcome.status is Status.CACHED and not self._closely:
            return
        line = outcome_line(outcome, verbose=self._verbose, preview=self._preview)
        self._write(self._err if outcome.bad else self._out, line)
        for notice in outcome.warnings:
            self._write(self._err, warning_line(outcome, notice))
        for told in dropped_lines(outcome) if self._verbose else ():
            self._write(self._out, told)

    def finish(self, summary: RunSummary) -> None:
        for line in (
            *ending_lines(summary, self._total, preview=self._preview),
            *size_lines(summary, preview=self._preview),
            *warning_lines(summary),
        ):
            self._write(self._out, line)

    @property
    def _closely(self) -> bool:
        return self._verbose or self._total == 1

    def _write(self, stream: TextIO, line: Line) -> None:
        write_line(stream, line.text(color=self._color))


class PlainComparison(Reporter):
    """A line for each of the recipes that are tried on a picture, in their order, to `out`.

    What is wrong with the picture itself is told once, to `err`.
    """

    def __init__(
        self, out: TextIO, err: TextIO, recipes: Sequence[Recipe], *, color: bool = False
    ) -> None:
        self._out = out
        self._err = err
        self._limits = {recipe.preset: recipe.picture.limits for recipe in recipes}
        self._color = color
        self._total = 0
        self._found: dict[str | None, Outcome] = {}
        self._wrong: set[str] = set()

    def start(self, total: int, source_bytes: int, *, version: str) -> None:  # noqa: ARG002
        self._total = total

    def file(self, outcome: Outcome) -> None:
        if outcome.produced or outcome.status is Status.MISSED:
            self._found[outcome.preset] = outcome
            return
        line = outcome_line(outcome).text(color=self._color)
        if line not in self._wrong:
            self._wrong.add(line)
            write_line(self._err if outcome.bad else self._out, line)

    def finish(self, summary: RunSummary) -> None:
        lines = [
            comparison_line(self._found[preset], limits)
            for preset, limits in self._limits.items()
            if preset in self._found
        ]
        for line in (*lines, *stopped_lines(summary, self._total)):
            write_line(self._out, line.text(color=self._color))


class QuietReporter(Reporter):
    """Only what went wrong, to `err`."""

    def __init__(self, err: TextIO, *, color: bool = False) -> None:
        self._err = err
        self._color = color

    def file(self, outcome: Outcome) -> None:
        if outcome.bad:
            write_line(self._err, outcome_line(outcome).text(color=self._color))
