"""`undo`: take back what a run has changed."""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pixelprep_cli.batch.signals import heed
from pixelprep_cli.cli.record import known_runs, tell, unusable
from pixelprep_cli.config.locations import upward
from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.report.names import escaped, printable
from pixelprep_cli.report.streams import write_line
from pixelprep_cli.store import backup
from pixelprep_cli.store.undo import Fate, Undone, undo

if TYPE_CHECKING:
    from pixelprep_cli.store.journal import Entry, Recorded
    from pixelprep_cli.store.runs import Run, Runs


def run(words: Sequence[str], *, force: bool, verbose: bool) -> ExitCode:
    """Take back a run, or some of its pictures.

    Args:
        words: a run's name, or none for the last run, then files and folders, or none for all.

    Raises:
        UsageError: there is no such run, it is going on, or it has not changed such a file.
    """
    runs = known_runs()
    chosen, files = _chosen(runs, words)
    if chosen.state == "undone":
        tell(f"run {chosen.name} is undone already", _earlier(runs, chosen))
        return ExitCode.OK
    try:
        with runs.hold(chosen):
            runs.sweep(chosen)
            found = runs.told(chosen)
            recorded = selected(found.changes, files, chosen.name)
            fates = _taken_back(runs, chosen, recorded, force=force, verbose=verbose)
            bad = fates[Fate.REFUSED] + fates[Fate.FAILED]
            if not bad and not files:
                runs.close_undone(chosen, found)
                bad = found.unreadable
                _tell_damage(runs, chosen, bad)
    except OSError as error:
        raise unusable(error) from error
    told = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
    write_line(sys.stdout, f"run {chosen.name}: {told or 'nothing to take back'}")
    return ExitCode.FAILED if bad else ExitCode.OK


def _tell_damage(runs: Runs, chosen: Run, lines: int) -> None:
    if not lines:
        return
    damaged = "a line is" if lines == 1 else f"{lines} lines are"
    held = runs.held(chosen)
    hint = f"its backups stay in {backup.place(runs.folder(chosen), '')} until they are pruned"
    tell(
        f"{damaged} damaged in the journal of run {chosen.name}: a picture that was told of there "
        "is not taken back",
        hint if held else None,
    )


def _taken_back(
    runs: Runs, chosen: Run, recorded: Sequence[Recorded], *, force: bool, verbose: bool
) -> Counter[Fate]:
    fates: Counter[Fate] = Counter()
    for undone in undo(chosen.name, runs.folder(chosen), recorded, force=force):
        fates[undone.fate] += 1
        _show(undone, verbose=verbose)
        heed()
    return fates


def _show(undone: Undone, *, verbose: bool) -> None:
    line = f"{undone.fate:9} {printable(undone.path)}"
    if undone.bad:
        why = undone.why or ""
        hint = "; --force takes it back all the same" if undone.fate is Fate.REFUSED else ""
        write_line(sys.stderr, f"{line}  {escaped(why)}{hint}")
    elif verbose:
        write_line(sys.stdout, line)


def _chosen(runs: Runs, words: Sequence[str]) -> tuple[Run, list[str]]:
    """The run that is meant, and the absolute paths that are named after it."""
    if words and (named := runs.find(words[0])) is not None:
        return named, _absolute(words[1:])
    last = next(runs.all(), None)
    if last is None:
        raise UsageError("no run is on record", code="no_such_run")
    if (
        words
        and not os.path.lexists(words[0])
        and os.sep not in words[0]
        and words[0][:8].isdigit()
    ):
        raise UsageError(
            f"{words[0]} is the name of no run, or of several",
            code="no_such_run",
            hint="pixelprep runs lists them",
        )
    return last, _absolute(words)


def _absolute(paths: Sequence[str]) -> list[str]:
    """Absolute, links on the way resolved; the file itself need not be there any more."""
    return [
        os.path.join(os.path.realpath(os.path.dirname(path) or os.curdir), os.path.basename(path))
        for path in (path.rstrip(os.sep) or os.sep for path in paths)
    ]


def selected(recorded: list[Recorded], files: Sequence[str], run: str) -> list[Recorded]:
    """The changes of the named files, and of those in the named folders; all where none is named.

    Args:
        files: absolute.
        run: its name.

    Raises:
        UsageError: `not_in_run`, it has not changed one of them.
    """
    if not files:
        return recorded
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for file in files:
        for path in (file, os.path.realpath(file)):
            meant[path].add(file)
    found: set[str] = set()
    chosen = []
    for each in recorded:
        if concerned := _concerned(each.entry, meant):
            found |= concerned
            chosen.append(each)
    if strangers := [file for file in files if file not in found]:
        raise UsageError(
            f"run {run} has not changed {', '.join(strangers)}",
            code="not_in_run",
            hint=f"pixelprep runs {run} lists what it has changed",
        )
    return chosen


def _concerned(entry: Entry, meant: Mapping[str, set[str]]) -> set[str]:
    """Which of the files and folders that are meant, by their paths, a change is of or in."""
    paths = (entry.source, *(change.path for change in entry.changes))
    reached = (above for path in paths for above in upward(path))
    return {file for above in reached if above in meant for file in meant[above]}


def _earlier(runs: Runs, chosen: Run) -> str | None:
    """What could be undone instead."""
    before = (run for run in runs.all() if run.name < chosen.name and run.state != "undone")
    found = next(before, None)
    return None if found is None else f"the one before it: pixelprep undo {found.name}"
