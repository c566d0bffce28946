"""A run on a terminal: a bar while it lasts, what needs a person's eye, a summary at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.live import Live

from pixelprep_cli.model.outcome import Status
from pixelprep_cli.report.bar import Progress
from pixelprep_cli.report.layout import labelled
from pixelprep_cli.report.lines import dropped_lines, expectation_line, outcome_line, warning_line
from pixelprep_cli.report.panels import summary_panel
from pixelprep_cli.report.reporter import Reporter
from pixelprep_cli.report.totals import ending_lines, stopped_lines, warning_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from rich.console import Console

    from pixelprep_cli.model.forecast import Forecast
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.outcome import Outcome, RunSummary
    from pixelprep_cli.report.lines import Line

_SOON: Final = 0.3  # seconds: a bar that would be gone at once is not shown


class TerminalReporter(Reporter):
    """Draws a run on `console`. With `verbose` every file and warning has its line.

    A single picture has its line instead of a summary; a preview ends in a table of predictions,
    that of one picture by the `compared` recipes in a table of these.
    """

    def __init__(
        self,
        console: Console,
        *,
        bar: bool = True,
        verbose: bool = False,
        preview: bool = False,
        compared: Sequence[Recipe] = (),
    ) -> None:
        self._console = console
        self._bar = bar
        self._verbose = verbose
        self._preview = preview
        self._compared = compared
        self._progress = Progress(total=0, source_bytes=0)
        self._live: Live | None = None
        self._bad: list[Outcome] = []
        self._predicted: list[Outcome] = []
        self._told: set[str] = set()

    def start(self, total: int, source_bytes: int, *, version: str) -> None:  # noqa: ARG002
        self._progress = Progress(total=total, source_bytes=source_bytes)

    def expect(self, forecast: Forecast) -> None:
        self._print(expectation_line(forecast))

    def tick(self) -> None:
        if self._live is not None:
            self._live.refresh()
        elif self._bar and self._progress.elapsed >= _SOON:
            self._live = Live(
                self._progress,
                console=self._console,
                auto_refresh=False,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start(refresh=True)

    def file(self, outcome: Outcome) -> None:
        self._progress.add(outcome)
        if outcome.bad:
            self._bad.append(outcome)
        closely = self._verbose or self._progress.total == 1
        if self._compared:
            self._compare(outcome)
        elif self._preview and outcome.produced:
            self._predicted.append(outcome)
        elif closely or outcome.bad or _is_news(outcome):
            self._print(outcome_line(outcome, verbose=self._verbose))
        if closely and not self._compared:
            self._print(*(warning_line(outcome, notice) for notice in outcome.warnings))
        if self._verbose and not self._compared:
            self._print(*dropped_lines(outcome))

    def finish(self, summary: RunSummary) -> None:
        self._stop()
        total = self._progress.total
        if self._compared:
            self._show_comparison(summary)
        elif self._predicted:
            self._show_predictions(summary)
            self._print(*ending_lines(summary, total, preview=True), *warning_lines(summary))
        elif total > 1 or summary.interrupted is not None:
            self._console.print(summary_panel(self._console, summary, self._bad, total))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _compare(self, outcome: Outcome) -> None:
        """Keep it for the table; what is wrong with the picture itself is told once."""
        if outcome.produced or outcome.status is Status.MISSED:
            self._predicted.append(outcome)
            return
        line = outcome_line(outcome)
        if line.text() not in self._told:
            self._told.add(line.text())
            self._print(line)

    def _show_comparison(self, summary: RunSummary) -> None:
        from pixelprep_cli.report.tables import comparison_table

        if self._predicted:
            self._console.print(comparison_table(self._console, self._compared, self._predicted))
        self._print(*stopped_lines(summary, self._progress.total))

    def _show_predictions(self, summary: RunSummary) -> None:
        from pixelprep_cli.report.tables import preview_table

        self._console.print(preview_table(self._console, self._predicted, summary))

    def _print(self, *lines: Line) -> None:
        if lines:
            self._console.print(labelled(self._console, lines))

    def _stop(self) -> None:
        live, self._live, self._bar = self._live, None, False
        if live is not None:
            live.stop()


def _is_news(outcome: Outcome) -> bool:
    """Whether a person could not know why a picture was skipped, as with one that exists."""
    error = outcome.error
    return outcome.status is Status.SKIPPED and error is not None and error.code != "target_exists"
