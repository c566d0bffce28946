"""`analyze`: what pictures are, and which preset fits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pixelprep_cli import __version__
from pixelprep_cli.batch.discover import discover
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.machine import usable_cores
from pixelprep_cli.batch.plan import Task, problem_outcome
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.cli.pictures import require
from pixelprep_cli.config.resolve import Resolved, resolve
from pixelprep_cli.errors import ExitCode
from pixelprep_cli.model.facts import Analysis
from pixelprep_cli.model.job import Target
from pixelprep_cli.model.outcome import Outcome, RunSummary
from pixelprep_cli.model.settings import Display

Result = Analysis | Outcome


def run(
    pool: Pool, paths: list[str], given: Mapping[str, object], *, metadata: bool, json: bool
) -> ExitCode:
    """Analyse the pictures that are named; with `metadata` list these.

    Raises:
        UsageError: nothing was found, or image analysis is switched off.
    """
    require(resolve(given), "image_analysis", "image analysis is")
    resolved = resolve({**given, "preset": "auto"})
    summary = RunSummary()
    show = (
        _as_events(metadata=metadata)
        if json
        else _as_panel(resolved.settings.display, metadata=metadata)
    )
    for result in _results(pool, paths, resolved):
        if isinstance(result, Outcome):
            summary.add(result)
        show(result)
    return summary.exit_code


def _results(pool: Pool, paths: list[str], resolved: Resolved) -> Iterator[Result]:
    settings = resolved.settings.run
    found = discover(
        paths,
        recursive=settings.recursive,
        include=settings.include,
        exclude=settings.exclude,
    )
    yield from (problem_outcome(source) for source in found.sources if source.problem)
    nowhere = Target(folder="", stem="")
    tasks = [Task(source, nowhere) for source in found.sources if source.problem is None]
    work = jobs(tasks, resolved.recipes, settings, "analyze")
    workers = min(settings.jobs or usable_cores(), max(1, len(tasks)))
    yield from pool.run(work, workers=workers, timeout=settings.timeout)


def _as_events(*, metadata: bool) -> Callable[[Result], None]:
    from pixelprep_cli.report.events import analysis_event, file_event, run_event, write_event

    def show(result: Result) -> None:
        if isinstance(result, Analysis):
            write_event(sys.stdout, analysis_event(result, metadata=metadata))
        else:
            write_event(sys.stdout, file_event(result))

    write_event(sys.stdout, run_event(__version__))
    return show


def _as_panel(display: Display, *, metadata: bool) -> Callable[[Result], None]:
    from pixelprep_cli.report.console import open_console
    from pixelprep_cli.report.panels import analysis_panel
    from pixelprep_cli.report.reporter import make_reporter

    console = open_console(sys.stdout, display.color)
    problems = make_reporter(replace(display, quiet=True))

    def show(result: Result) -> None:
        if isinstance(result, Outcome):
            problems.file(result)
        elif not display.quiet:
            console.print(analysis_panel(console, result, metadata=metadata))

    return show
