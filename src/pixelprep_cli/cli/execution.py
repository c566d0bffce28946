"""A run from its first picture to its summary: on record, watched, and told as it happens."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pixelprep_cli import __version__
from pixelprep_cli.batch.room import replaced_files
from pixelprep_cli.batch.signals import interruptions_held
from pixelprep_cli.cli.record import tell, unusable
from pixelprep_cli.errors import ExitCode, Interruption
from pixelprep_cli.model.outcome import Outcome, RunSummary

if TYPE_CHECKING:
    from pixelprep_cli.batch.bookkeeping import Book
    from pixelprep_cli.batch.chronicle import Chronicle
    from pixelprep_cli.batch.past import Past
    from pixelprep_cli.batch.work import Work
    from pixelprep_cli.model.forecast import Forecast
    from pixelprep_cli.report.reporter import Reporter


@dataclass(slots=True)
class Execution:
    """A run, with all that is decided before the first picture.

    `watched` is True where a person waits for it on a terminal.
    """

    work: Work
    folder: str
    past: Past | None
    watched: bool
    book: Book | None = None
    bound: int | None = None
    chronicle: Chronicle | None = None
    forecast: Forecast | None = None

    def execute(self, reporter: Reporter) -> ExitCode:
        """Do the work, and tell the reporter of everything as it happens.

        Raises:
            UsageError: the outputs will not fit on the disk; nothing was told or written.
        """
        summary = RunSummary(pictures=self.work.pictures)
        self._require_backup_room()
        try:
            self.work.sample()
            self.forecast = self._expectation()
        except Interruption as interruption:
            summary.interrupted = interruption.exit_code
        started = time.monotonic()
        self._announce(reporter)
        try:
            if summary.interrupted is None:
                self._record()
                self._do(reporter, summary)
        except Interruption as interruption:
            summary.interrupted = interruption.exit_code
        if summary.interrupted is not None:
            self.work.pool.close()
        summary.seconds = time.monotonic() - started
        summary.forecast = self.forecast or self.work.extrapolated()
        resumable = self._close(summary)
        with interruptions_held():
            reporter.finish(summary)
            if self.chronicle is not None:
                self.chronicle.close(summary)
        if resumable and self.book is not None:
            tell(
                f"run {self.book.run.name} was interrupted",
                "pixelprep optimize --resume does what is left, pixelprep undo takes it back",
            )
        return summary.exit_code

    def _require_backup_room(self) -> None:
        if self.book is not None and self.book.run.backup:
            paths = replaced_files(self.work.tasks, in_place=self.work.in_place is not None)
            if paths:
                self.book.require_room(paths, self.bound)

    def _record(self) -> None:
        """Put the run on record, if there is anything to do; where it cannot be, it goes on.

        Raises:
            UsageError: it cannot be, and originals would be replaced.
        """
        if self.book is None or not self.work.tasks:
            return
        try:
            lossy = self.work.in_place is not None and self.work.in_place.lossy
            self.work.record = self.book.begin(self.work.folders, self.work.pictures, lossy=lossy)
        except OSError as error:
            if self.work.in_place is not None:
                raise unusable(error) from error
            tell(f"{unusable(error).message}; this run cannot be undone")

    def _close(self, summary: RunSummary) -> bool:
        """Close the run's record; whether it was interrupted and left something to go on from."""
        if self.book is None:
            return False
        try:
            made = self.book.finish(summary)
        except OSError as error:
            tell(unusable(error).message)
            return False
        return bool(made) and summary.interrupted is not None

    def _expectation(self) -> Forecast | None:
        """What to expect, where someone watches; the room on the disk is checked in any case.

        Raises:
            UsageError: the outputs will not fit.
        """
        from pixelprep_cli.batch.forecast import forecast, is_tight, require_room

        work, tasks = self.work, self.work.plan.tasks
        if work.action != "optimize" or not tasks:
            return None
        tight = not self._gives_room_back and is_tight(self.folder, tasks, work.recipes)
        if not (tight or (self.watched and len(tasks) > 1)):
            return None
        expected = forecast(
            work.pool, tasks, work.recipes, work.run, workers=work.workers, patient=tight
        )
        if tight and expected is not None:
            require_room(self.folder, expected, in_place=work.in_place is not None)
        return expected

    @property
    def _gives_room_back(self) -> bool:
        """Whether each output takes the room of its source, so that a full disk gets emptier."""
        keeps = self.book is not None and self.book.keeps_on_the_disk_of(self.folder)
        return self.work.in_place is not None and not keeps

    def _announce(self, reporter: Reporter) -> None:
        reporter.start(self.work.events, self.work.source_bytes, version=__version__)
        if self.watched and self.forecast is not None:
            reporter.expect(self.forecast)

    def _do(self, reporter: Reporter, summary: RunSummary) -> None:
        def tell(outcome: Outcome) -> None:
            if self.forecast is not None:
                expected = self.forecast.estimate(outcome.source)
                outcome = replace(outcome, estimated_bytes=expected)
            with interruptions_held():  # what is counted is told, too
                summary.add(outcome)
                if self.past is not None:
                    self.past.add(outcome)
                if self.chronicle is not None:
                    self.chronicle.add(outcome, self.forecast)
                reporter.file(outcome)

        def tick() -> None:
            with interruptions_held():  # what is drawn by half cannot be taken back
                reporter.tick()

        fast = self.work.run.fail_fast
        results = self.work.results(
            tick=tick,
            stop=lambda: fast and summary.exit_code is not ExitCode.OK,
        )
        for outcome in results:
            tell(outcome)
