"""Putting runs on record; telling of earlier ones, and resuming them."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pixelprep_cli import __version__
from pixelprep_cli.batch.bookkeeping import Book, digest
from pixelprep_cli.config.locations import state_folder
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.digest import asked_of
from pixelprep_cli.report.names import escaped
from pixelprep_cli.report.streams import write_line
from pixelprep_cli.store.runs import UNFINISHED, Run, Runs

if TYPE_CHECKING:
    from pixelprep_cli.cli.originals import Wishes
    from pixelprep_cli.config.resolve import Resolved


def known_runs() -> Runs:
    """All runs, after those that were killed were found, cleaned up after and told of.

    Raises:
        UsageError: `state_unusable`, the state folder cannot be read or written.
    """
    runs = Runs(state_folder())
    try:
        for run in runs.recover():
            tell(
                f"run {run.name} was killed; what it left half done is cleaned up, "
                f"{run.made} of its {run.pictures} pictures were begun or done",
                "pixelprep optimize --resume does what is left, "
                f"pixelprep undo {run.name} takes it back",
            )
    except OSError as error:
        raise unusable(error) from error
    return runs


def open_book(
    wishes: Wishes, resolved: Resolved, paths: Sequence[str], given: Mapping[str, object]
) -> Book | None:
    """What a run writes down about itself; None, after a warning, where that cannot be.

    Raises:
        UsageError: `state_unusable`, it cannot be, and originals would be replaced.
    """
    try:
        runs = known_runs()
    except UsageError as error:
        if wishes.in_place:
            raise
        tell(f"{error.message}; this run cannot be undone", error.hint)
        return None
    settings = resolved.settings.run
    run = Run(
        name=runs.new_name(),
        cwd=os.getcwd(),
        paths=tuple(paths),
        given=_plain(given),
        command=_command(paths, given, wishes),
        settings=digest(resolved.recipes, settings),
        version=__version__,
        in_place=wishes.in_place,
        backup=wishes.backup,
        asked=asked_of(resolved.recipes, keep_dates=settings.keep_dates, raw=settings.raw),
    )
    return Book(runs, run)


def words_to_resume(
    paths: Sequence[str], given: Mapping[str, object], wishes: Wishes
) -> tuple[list[str], Mapping[str, object], Wishes]:
    """The words of the latest run that did not end, in the folder where they were said.

    Raises:
        UsageError: `nothing_to_resume`, every run has ended; `resume_alone`, other words are said
            as well.
    """
    if paths or given or wishes.in_place or not wishes.backup:
        raise UsageError(
            "--resume takes the words of the run that it resumes, and no others",
            code="resume_alone",
            hint="say --resume alone; or the same command again, which does what is left, too",
        )
    found = next((run for run in known_runs().all() if run.state in UNFINISHED), None)
    if found is None:
        raise UsageError(
            "no run is unfinished",
            code="nothing_to_resume",
            hint="pixelprep runs lists what was done",
        )
    tell(f"resuming run {found.name}: {found.command}")
    os.chdir(found.cwd)
    agreed = wishes.yes or found.lossy
    resumed = replace(wishes, in_place=found.in_place, backup=found.backup, yes=agreed)
    return list(found.paths), found.given, resumed


def unusable(error: OSError) -> UsageError:
    """The state folder cannot be used."""
    return UsageError(
        f"the state folder {error.filename or state_folder()} cannot be used: {error.strerror}",
        code="state_unusable",
        hint="let it be writable, or free some space there",
    )


def tell(line: str, hint: str | None = None) -> None:
    """Say something on stderr that is no error."""
    write_line(sys.stderr, f"pixelprep: {escaped(line)}")
    if hint:
        write_line(sys.stderr, f"  {escaped(hint)}")


def ask(told: str) -> None:
    """Say what is about to happen, and go on only where a person agrees.

    Raises:
        UsageError: `not_agreed`, the answer was no, or there is nobody to ask.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(told, code="not_agreed", hint="nothing was changed; --yes agrees to it")
    for number, line in enumerate(told.split("\n")):
        write_line(sys.stderr, f"{'  ' if number else ''}{escaped(line)}")
    sys.stderr.write("Go on? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UsageError("not agreed to; nothing was changed", code="not_agreed")


def _plain(given: Mapping[str, object]) -> dict[str, Any]:
    return {name: list(v) if isinstance(v, (list, tuple)) else v for name, v in given.items()}


def _command(paths: Sequence[str], given: Mapping[str, object], wishes: Wishes) -> str:
    """The command line, as it could be typed again."""
    words = ["pixelprep", "optimize", *paths]
    if wishes.in_place:
        words.append("--in-place")
    if not wishes.backup:
        words.append("--no-backup")
    for name, value in given.items():
        flag = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            words.append(flag if value else flag.replace("--", "--no-", 1))
        else:
            for each in value if isinstance(value, (list, tuple)) else (value,):
                words += [flag, str(each)]
    return shlex.join(words)
