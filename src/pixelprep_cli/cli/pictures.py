"""`optimize` and `preview`: settings, plan, run, report."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from pixelprep_cli import __version__
from pixelprep_cli.batch.destination import destination
from pixelprep_cli.batch.discover import discover
from pixelprep_cli.batch.inplace import plan_in_place
from pixelprep_cli.batch.plan import make_plan
from pixelprep_cli.batch.room import replaced_files
from pixelprep_cli.batch.signals import interruptions_held
from pixelprep_cli.batch.work import Work
from pixelprep_cli.cli.guidance import Undertaking, guided
from pixelprep_cli.cli.memory import chronicle, remembered
from pixelprep_cli.cli.originals import PLAIN, agree, refuse_contradictions, tell_passed_over
from pixelprep_cli.cli.record import open_book, tell, unusable
from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.errors import ExitCode, Interruption, UsageError
from pixelprep_cli.model.job import InPlace
from pixelprep_cli.model.outcome import Outcome, RunSummary
from pixelprep_cli.model.settings import how_to_enable
from pixelprep_cli.report.reporter import is_watched, make_reporter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelprep_cli.batch.bookkeeping import Book
    from pixelprep_cli.batch.chronicle import Chronicle
    from pixelprep_cli.batch.destination import Destination
    from pixelprep_cli.batch.past import Past
    from pixelprep_cli.batch.plan import Plan
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.cli.originals import Wishes
    from pixelprep_cli.config.resolve import Resolved
    from pixelprep_cli.model.forecast import Forecast
    from pixelprep_cli.model.job import Action
    from pixelprep_cli.report.reporter import Reporter


def run(
    pool: Pool,
    paths: list[str],
    given: Mapping[str, object],
    *,
    action: Action,
    json: bool,
    every: bool = False,
    compare: bool = False,
    wishes: Wishes = PLAIN,
) -> ExitCode:
    """Optimize or preview the pictures that are named.

    Args:
        every: preview all pictures of a large folder, and not a sample of them.
        compare: preview one picture by each preset, if nobody says what to do with it.
        wishes: what becomes of files that exist.

    Raises:
        UsageError: what is asked cannot be; nothing has been written.
    """
    refuse_contradictions(wishes, given)
    resolved = resolve(_with_named_format(given), in_place=wishes.in_place)
    if action == "preview":
        require(resolved, "size_preview", "previews are")
    settings = resolved.settings
    tell_passed_over(resolved)
    where = None if wishes.in_place else destination(settings.run.output)
    with remembered(settings, resolved.recipes, action) as past:
        if wishes.in_place and past is None:
            tell("without the cache, what was replaced before is not known and is encoded again")
        book = open_book(wishes, resolved, paths, given) if action == "optimize" else None
        if book is not None and past is not None:
            past.learn(book.untold(every=past.is_blank))
        plan = _plan(paths, resolved, where, past)
        plan = book.left(plan) if book else plan
        lossy = wishes.yes
        if action == "optimize":
            lossy = wishes.in_place and agree(resolved, plan.tasks, wishes)
        compared = compare and resolved.shapeless and len(plan.tasks) == 1 and not plan.decided
        recipes = resolved.every_preset() if compared else resolved.recipes
        work = Work(
            pool,
            plan,
            recipes,
            settings.run,
            action,
            compared=compared,
            every=every,
            in_place=InPlace(lossy=lossy) if wishes.in_place else None,
        )
        shown = replace(
            settings.display, progress=settings.display.progress and settings.flags.progress
        )
        batch = _Batch(
            work,
            where.folder if where else _common_folder(plan),
            past,
            watched=is_watched(json=json) and not shown.quiet and settings.flags.size_preview,
            book=book,
            bound=settings.backup.max_size,
            chronicle=chronicle(resolved, work),
        )
        reporter = make_reporter(
            shown,
            json=json,
            preview=action == "preview",
            compared=recipes if compared else (),
        )
        undertaking = Undertaking(
            resolved=resolved,
            wishes=wishes,
            where=where,
            pictures=len(work.tasks),
            named=paths,
            preview=action != "optimize",
        )
        with guided(reporter, undertaking, json=json) as listener:
            return batch.execute(listener)


def refuse_every() -> NoReturn:
    """Refuse `--all` where nothing is previewed.

    Raises:
        UsageError: always.
    """
    raise UsageError(
        "--all says how much a preview looks at, and optimize does all pictures anyway",
        code="not_previewed",
        hint="add --dry-run, or leave --all out",
    )


def require(resolved: Resolved, flag: str, what: str) -> None:
    """Refuse to half-work where a feature is switched off.

    Raises:
        UsageError: the flag is off; the message says by whom.
    """
    if not getattr(resolved.settings.flags, flag):
        origin = resolved.origins[f"flags.{flag}"]
        raise UsageError(
            f"{what} switched off by {origin}",
            code="switched_off",
            hint=how_to_enable(flag, origin),
        )


def _with_named_format(given: Mapping[str, object]) -> Mapping[str, object]:
    """A named output file asks for its format: `-o shot.webp` is `-f webp` as well."""
    output = given.get("output")
    asked = destination(output).format if isinstance(output, str) else None
    return {"format": asked, **given} if asked else given


def _common_folder(plan: Plan) -> str:
    """A folder on the disk that a run in place writes to."""
    return plan.tasks[0].target.folder if plan.tasks else os.getcwd()


def _plan(
    paths: list[str], resolved: Resolved, where: Destination | None, past: Past | None
) -> Plan:
    settings = resolved.settings.run
    recalled = {} if past is None else {"recall": past.recall}
    found = discover(
        paths,
        recursive=settings.recursive,
        include=settings.include,
        exclude=settings.exclude,
        output_folder=where.kept_out if where else None,
        **recalled,
    )
    if where is None:
        return plan_in_place(found, resolved.recipes, past)
    return make_plan(
        found,
        where,
        recipes=resolved.recipes,
        suffix=settings.suffix,
        overwrite=settings.overwrite,
        past=past,
    )


@dataclass(slots=True)
class _Batch:
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
