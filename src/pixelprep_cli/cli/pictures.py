"""`optimize` and `preview`: settings, plan, run, report."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pixelprep_cli import __version__
from pixelprep_cli.batch.destination import destination
from pixelprep_cli.batch.discover import discover
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.machine import usable_cores
from pixelprep_cli.batch.plan import make_plan
from pixelprep_cli.batch.signals import signals_held
from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.errors import ExitCode, Interruption, UsageError
from pixelprep_cli.model.outcome import Outcome, RunSummary
from pixelprep_cli.report.reporter import is_watched, make_reporter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelprep_cli.batch.destination import Destination
    from pixelprep_cli.batch.forecast import Forecast
    from pixelprep_cli.batch.plan import Plan
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.config.resolve import Resolved
    from pixelprep_cli.model.job import Action
    from pixelprep_cli.report.reporter import Reporter


def run(
    pool: Pool, paths: list[str], given: Mapping[str, object], *, action: Action, json: bool
) -> ExitCode:
    """Optimize or preview the pictures that are named.

    Raises:
        UsageError: what is asked cannot be; nothing has been written.
    """
    resolved = resolve(_with_named_format(given))
    if action == "preview":
        require(resolved, "size_preview", "previews are")
    settings = resolved.settings
    where = destination(settings.run.output)
    batch = _Batch(pool, resolved, where, _plan(paths, resolved, where), action)
    shown = replace(
        settings.display, progress=settings.display.progress and settings.flags.progress
    )
    watched = is_watched() and not json and not shown.quiet
    with make_reporter(shown, json=json, preview=action == "preview") as reporter:
        return batch.execute(reporter, watched=watched)


def require(resolved: Resolved, flag: str, what: str) -> None:
    """Refuse to half-work where a feature is switched off.

    Raises:
        UsageError: the flag is off; the message says by whom.
    """
    if not getattr(resolved.settings.flags, flag):
        raise UsageError(
            f"{what} switched off by {resolved.origins[f'flags.{flag}']}",
            code="switched_off",
            hint=f"set {flag} = true under [flags], or PIXELPREP_{flag.upper()}_ENABLED=true",
        )


def _with_named_format(given: Mapping[str, object]) -> Mapping[str, object]:
    """A named output file asks for its format: `-o shot.webp` is `-f webp` as well."""
    output = given.get("output")
    asked = destination(output).format if isinstance(output, str) else None
    return {"format": asked, **given} if asked else given


def _plan(paths: list[str], resolved: Resolved, where: Destination) -> Plan:
    settings = resolved.settings.run
    found = discover(
        paths,
        recursive=settings.recursive,
        include=settings.include,
        exclude=settings.exclude,
        output_folder=where.kept_out,
    )
    return make_plan(
        found,
        where,
        recipes=resolved.recipes,
        suffix=settings.suffix,
        overwrite=settings.overwrite,
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    """All that is decided before the first picture."""

    pool: Pool
    resolved: Resolved
    where: Destination
    plan: Plan
    action: Action

    @property
    def workers(self) -> int:
        wanted = self.resolved.settings.run.jobs or usable_cores()
        return min(wanted, max(1, len(self.plan.tasks)))

    def _expectation(self, *, watched: bool) -> Forecast | None:
        """What to expect, where someone watches; the room on the disk is checked in any case.

        Raises:
            UsageError: the outputs will not fit.
        """
        from pixelprep_cli.batch.forecast import forecast, is_tight, require_room

        tasks, settings = self.plan.tasks, self.resolved.settings
        if self.action != "optimize" or not tasks:
            return None
        shown = watched and settings.flags.size_preview and len(tasks) > 1
        tight = is_tight(self.where.folder, tasks, self.resolved.recipes)
        if not (shown or tight):
            return None
        expected = forecast(
            self.pool,
            tasks,
            self.resolved.recipes,
            settings.run,
            workers=self.workers,
            patient=tight,
        )
        if tight and expected is not None:
            require_room(self.where.folder, expected)
        return expected if shown else None

    def execute(self, reporter: Reporter, *, watched: bool) -> ExitCode:
        """Do the work, and tell the reporter of everything as it happens.

        Raises:
            UsageError: the outputs will not fit on the disk; nothing was told or written.
        """
        summary = RunSummary()
        try:
            expected = self._expectation(watched=watched)
        except Interruption as interruption:
            expected, summary.interrupted = None, interruption.exit_code
        started = time.monotonic()
        self._announce(reporter, expected)
        try:
            if summary.interrupted is None:
                self._work(reporter, summary)
        except Interruption as interruption:
            summary.interrupted = interruption.exit_code
        if summary.interrupted is not None:
            self.pool.close()
        summary.seconds = time.monotonic() - started
        reporter.finish(summary)
        return summary.exit_code

    def _announce(self, reporter: Reporter, expected: Forecast | None) -> None:
        tasks = self.plan.tasks
        total = len(tasks) + len(self.plan.decided)
        reporter.start(total, sum(task.source.size for task in tasks), version=__version__)
        if expected is not None:
            reporter.expect(
                source_bytes=expected.source_bytes,
                output_bytes=expected.output_bytes,
                low=expected.low,
                high=expected.high,
            )

    def _work(self, reporter: Reporter, summary: RunSummary) -> None:
        settings = self.resolved.settings.run

        def tell(outcome: Outcome) -> None:
            with signals_held():  # what is counted is told, too
                summary.add(outcome)
                reporter.file(outcome)

        for outcome in self.plan.decided:
            tell(outcome)
        results = self.pool.run(
            jobs(self.plan.tasks, self.resolved.recipes, settings, self.action),
            workers=self.workers,
            timeout=settings.timeout,
            tick=reporter.tick,
            stop=lambda: settings.fail_fast and summary.exit_code is not ExitCode.OK,
        )
        for result in results:
            assert isinstance(result, Outcome)  # noqa: S101 - only analyses are something else
            tell(result)
