"""`analyze`: what pictures are, which preset fits, and what a crop keeps."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from pixelprep_cli import __version__
from pixelprep_cli.batch.discover import discover
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.machine import usable_cores
from pixelprep_cli.batch.plan import Task, problem_outcome
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.cli.pictures import require
from pixelprep_cli.config.resolve import Resolved, resolve
from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.model.facts import Analysis
from pixelprep_cli.model.job import Recipe, Target
from pixelprep_cli.model.outcome import Outcome, RunSummary, Status
from pixelprep_cli.model.settings import Display, Picture, Resize

Result = Analysis | Outcome

_SHAPE: Final = re.compile(r"([1-9][0-9]{0,4})\s*[:x×]\s*([1-9][0-9]{0,4})")


def run(
    pool: Pool,
    paths: list[str],
    given: Mapping[str, object],
    *,
    json: bool,
    metadata: bool = False,
    sizes: bool = True,
    crop: str | bool = "",
    shape: str | bool = "",
) -> ExitCode:
    """Analyse the pictures that are named.

    Args:
        metadata: list what the metadata tell, piece by piece.
        sizes: predict what each preset that fits would make of them.
        crop: a PNG that shows the smart crop of the only picture; nothing for none.
        shape: of that crop, as `4:5`; nothing for the best preset's.

    Raises:
        UsageError: nothing was found, image analysis is switched off, or the crop cannot be shown.
    """
    require(resolve(given), "image_analysis", "image analysis is")
    resolved = resolve({**given, "preset": "auto"})
    asked = _asked_shape(shape, crop)
    tasks, problems = _found(paths, resolved)
    target = _crop_target(crop, len(tasks) + len(problems)) if crop else None
    summary = RunSummary()
    show = _as_events() if json else _as_panel(resolved.settings.display)

    def tell(result: Result) -> None:
        if isinstance(result, Outcome):
            summary.add(result)
        show(result)

    for problem in problems:
        tell(problem)
    for result in _results(pool, tasks, resolved, sizes=sizes, metadata=metadata):
        tell(result)
        if target and isinstance(result, Analysis):
            resize = _cropping(asked or _best_shape(result, resolved))
            tell(_cropped(pool, tasks[0], target, resize, resolved))
    return summary.exit_code


def _found(paths: list[str], resolved: Resolved) -> tuple[list[Task], list[Outcome]]:
    settings = resolved.settings.run
    found = discover(
        paths,
        recursive=settings.recursive,
        include=settings.include,
        exclude=settings.exclude,
    )
    nowhere = Target(folder="", stem="")
    tasks = [Task(source, nowhere) for source in found.sources if source.problem is None]
    return tasks, [problem_outcome(source) for source in found.sources if source.problem]


def _results(
    pool: Pool, tasks: list[Task], resolved: Resolved, *, sizes: bool, metadata: bool
) -> Iterator[Result]:
    settings = resolved.settings.run
    work = jobs(tasks, resolved.recipes, settings, "analyze", sizes=sizes, metadata=metadata)
    workers = min(settings.jobs or usable_cores(), max(1, len(tasks)))
    for result in pool.run(work, workers=workers, timeout=settings.timeout):
        assert isinstance(result, Result)  # noqa: S101 - only a gauge is something else
        yield result


def _asked_shape(shape: str | bool, crop: str | bool) -> tuple[int, int] | None:
    if not isinstance(shape, str) or not shape:
        return None
    found = _SHAPE.fullmatch(shape.strip())
    if found is None or max(int(found[1]), int(found[2])) > 65535:
        raise UsageError(
            f"--shape: found {shape!r}, accepted: width and height such as 4:5 or 1080x1350",
            code="configuration",
        )
    if not crop:
        raise UsageError(
            "--shape says what --crop shows, and there is no --crop",
            code="configuration",
            hint="add --crop out.png",
        )
    return int(found[1]), int(found[2])


def _crop_target(crop: str | bool, pictures: int) -> Target:
    path = os.path.abspath(os.path.expanduser(str(crop)))
    stem, suffix = os.path.splitext(os.path.basename(path))
    if suffix.lower() != ".png":
        raise UsageError(
            f"--crop: found {crop!r}, accepted: a name that ends in .png", code="configuration"
        )
    if pictures != 1:
        raise UsageError(
            f"--crop shows the crop of one picture, and {pictures} were found",
            code="configuration",
            hint="name a single picture",
        )
    return Target(folder=os.path.dirname(path), stem=stem, suffix=suffix)


def _best_shape(found: Analysis, resolved: Resolved) -> tuple[int, int]:
    """That of the preset which fits best among those that crop; else a square."""
    shapes = {recipe.preset: recipe.picture.resize for recipe in resolved.recipes}
    for fitting in found.recommendations:
        resize = shapes[fitting.preset]
        if resize.fit == "cover" and resize.width and resize.height:
            return resize.width, resize.height
    return 1, 1


def _cropping(shape: tuple[int, int]) -> Resize:
    return Resize(width=shape[0], height=shape[1], fit="cover", gravity="smart", upscale=True)


def _cropped(pool: Pool, task: Task, target: Target, resize: Resize, resolved: Resolved) -> Outcome:
    settings = resolved.settings.run
    recipe = Recipe(picture=Picture(resize=resize))
    work = jobs([replace(task, target=target)], (recipe,), settings, "crop")
    (result,) = pool.run(work, workers=1, timeout=settings.timeout)
    assert isinstance(result, Outcome)  # noqa: S101 - of a crop there is no analysis
    return result


def _as_events() -> Callable[[Result], None]:
    from pixelprep_cli.report.events import analysis_event, file_event, run_event, write_event

    def show(result: Result) -> None:
        if isinstance(result, Analysis):
            write_event(sys.stdout, analysis_event(result))
        else:
            write_event(sys.stdout, file_event(result))

    write_event(sys.stdout, run_event(__version__))
    return show


def _as_panel(display: Display) -> Callable[[Result], None]:
    from pixelprep_cli.report.analysis import analysis_panel, shown_line
    from pixelprep_cli.report.console import open_console
    from pixelprep_cli.report.lines import outcome_line
    from pixelprep_cli.report.reporter import make_reporter
    from pixelprep_cli.report.streams import write_line

    console = open_console(sys.stdout, display.color)
    problems = make_reporter(replace(display, quiet=True))

    def show(result: Result) -> None:
        if isinstance(result, Outcome):
            if result.status in (Status.MISSED, Status.FAILED):
                problems.file(result)
            elif display.quiet:
                return
            elif result.produced:
                console.print(shown_line(console, result))
            else:
                write_line(sys.stderr, outcome_line(result).text())
        elif not display.quiet:
            console.print(analysis_panel(console, result))

    return show
