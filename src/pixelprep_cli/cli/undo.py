"""`undo`: take back what a run has changed."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pixelprep_cli.batch.signals import heed
from pixelprep_cli.cli.record import known_runs, tell, unusable
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
            recorded = _selected(found.changes, files, chosen)
            fates = _taken_back(runs, chosen, recorded, force=force, verbose=verbose)
            bad = fates[Fate.REFUSED] + fates[Fate.FAILED]
            if not bad and not files:
                bad = runs.close_undone(chosen, found)
                _tell_left(runs, chosen, bad)
    except OSError as error:
        raise unusable(error) from error
    told = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
    write_line(sys.stdout, f"run {chosen.name}: {told or 'nothing to take back'}")
    return ExitCode.FAILED if bad else ExitCode.OK


def _tell_left(runs: Runs, chosen: Run, left: int) -> None:
    if left:
        of = "one backup was" if left == 1 else f"{left} backups were"
        tell(
            f"the journal of run {chosen.name} is damaged: what {of} of is not known",
            f"they stay in {backup.place(runs.folder(chosen), '')} until pixelprep backups prune",
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


def _selected(recorded: list[Recorded], files: Sequence[str], chosen: Run) -> list[Recorded]:
    """The changes of the named files, and of those in the named folders."""
    if not files:
        return recorded
    found = {file: [each for each in recorded if _concerns(each.entry, file)] for file in files}
    strangers = [file for file, changes in found.items() if not changes]
    if strangers:
        raise UsageError(
            f"run {chosen.name} has not changed {', '.join(strangers)}",
            code="not_in_run",
            hint=f"pixelprep runs {chosen.name} lists what it has changed",
        )
    wanted = {each.entry.key for changes in found.values() for each in changes}
    return [each for each in recorded if each.entry.key in wanted]


def _concerns(entry: Entry, file: str) -> bool:
    paths = (entry.source, *(change.path for change in entry.changes))
    real = os.path.realpath(file)
    return any(path in (file, real) or path.startswith(os.path.join(real, "")) for path in paths)


def _earlier(runs: Runs, chosen: Run) -> str | None:
    """What could be undone instead."""
    before = (run for run in runs.all() if run.name < chosen.name and run.state != "undone")
    found = next(before, None)
    return None if found is None else f"the one before it: pixelprep undo {found.name}"
