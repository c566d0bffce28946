"""A run on record: begun before its first change, resumed if it was killed, closed at its end."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pixelprep_cli.batch.plan import Plan
from pixelprep_cli.batch.room import on_one_disk, require_backup_room
from pixelprep_cli.model.job import Record
from pixelprep_cli.model.outcome import Outcome, Status
from pixelprep_cli.store import undo
from pixelprep_cli.store.runs import UNFINISHED, Run, Runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pixelprep_cli.model import settings
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.outcome import RunSummary
    from pixelprep_cli.store.journal import Entry
    from pixelprep_cli.store.lease import Lease


class Written(NamedTuple):
    """A run: the state of its journals, and what it has written down in them, to be read."""

    run: Run
    journals: bytes
    entries: Callable[[], list[Entry]]


class Book:
    """What one run writes down about itself.

    `run` is as it was asked for; where an earlier run that did not end was asked for the same, it
    is taken up: it keeps its name, its journals and its backups.
    """

    def __init__(self, runs: Runs, run: Run, resumed: Run | None = None) -> None:
        self._runs = runs
        self._lease: Lease | None = None
        self.resumed = resumed or unfinished(runs, run)
        self.run = run
        if self.resumed is not None:
            known = self.resumed
            self.run = replace(
                run,
                name=known.name,
                started=known.started,
                folders=known.folders,
            )

    def untold(self, *, every: bool) -> Iterator[Written]:
        """Runs that may not have told the cache what they have made: those that did not end.

        Args:
            every: the cache knows of none. What was replaced in place must not be encoded again
                for that, so a run in place hears of all that were.
        """
        for run in self._runs.all():
            replaced = every and self.run.in_place and run.in_place and run.state != "undone"
            if replaced or run.state in UNFINISHED:
                yield Written(run, self._runs.journals(run), partial(self._entries, run))

    def _entries(self, run: Run) -> list[Entry]:
        return [recorded.entry for recorded in self._runs.journal(run)]

    def left(self, plan: Plan) -> Plan:
        """The plan without what is done already; those pictures are `cached`."""
        if self.resumed is None:
            return plan
        done = _Done(recorded.entry for recorded in self._runs.journal(self.resumed))
        tasks = []
        decided = [done.settled(outcome) for outcome in plan.decided]
        for task in plan.tasks:
            entry = done.entry(task.source.path)
            if entry is None:
                tasks.append(task)
            else:
                decided.append(_cached(task.source.path, entry))
        return Plan(tuple(tasks), tuple(decided))

    def require_room(self, paths: Iterable[str], bound: int | None) -> None:
        """Refuse a run whose backups would not fit. Raises UsageError."""
        require_backup_room(self._runs, paths, bound)

    def keeps_on_the_disk_of(self, folder: str) -> bool:
        """Whether what is replaced goes on taking room on the disk of a folder, as a backup."""
        return self.run.backup and on_one_disk(self._runs.state, folder)

    def begin(self, folders: Iterable[str], pictures: int, *, lossy: bool) -> Record:
        """Put the run on record, and take it: from now on it lives.

        Args:
            folders: those in which it writes.
            pictures: how many there are.
            lossy: that losses were agreed to.

        Raises:
            UsageError: another process is at the same run.
            OSError: the state folder cannot be written.
        """
        self.run = replace(
            self.run,
            folders=tuple(sorted({*self.run.folders, *folders})),
            pictures=pictures,
            lossy=lossy,
            state="running",
            finished=None,
        )
        self._lease = self._runs.begin(self.run)
        return Record(run=self.run.name, folder=self._runs.folder(self.run), backup=self.run.backup)

    def finish(self, summary: RunSummary) -> int:
        """Close the run; one that has changed nothing is not remembered.

        Returns:
            How many pictures it has changed.

        Raises:
            OSError: the state folder cannot be written.
        """
        if self._lease is None:
            return 0
        with self._lease:
            changes, unreadable = self._runs.settled(self.run)
            made = len(changes)
            self.run = replace(
                self.run,
                state="done" if summary.interrupted is None else "interrupted",
                finished=time.time(),
                made=made,
                source_bytes=summary.source_bytes,
                output_bytes=summary.output_bytes,
            )
            self._runs.sweep(self.run)
            if made or unreadable:
                self._runs.save(self.run)
            else:
                self._runs.forget(self.run)
        self._runs.thin()
        return made


def unfinished(runs: Runs, run: Run) -> Run | None:
    """The latest run that did not end and was asked for the same; None where there is none."""
    stopped = (each for each in runs.all() if each.state in UNFINISHED)
    return next((each for each in stopped if each.does_the_same(run)), None)


def digest(recipes: Iterable[Recipe], run: settings.Run) -> str:
    """What decides about outputs, as a short text: two that are alike have one digest."""
    where = (run.output, run.suffix, run.overwrite, run.force, run.keep_dates, run.recursive)
    which = (run.include, run.exclude, run.raw)
    told = repr((tuple(recipes), where, which))
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:16]


class _Done:
    """What an earlier run has made and what still is as it left it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_path: dict[str, Entry] = {}
        for entry in entries:
            for path in (entry.source, *(c.path for c in entry.changes if c.after)):
                self._by_path[path] = entry

    def entry(self, path: str) -> Entry | None:
        """The change that has made a picture, or was made of it; None where it is still to do."""
        entry = self._by_path.get(os.path.realpath(path))
        if entry is None or not undo.is_made(entry):
            return None
        return entry if _is_source(entry, path) or _is_output(entry, path) else None

    def settled(self, outcome: Outcome) -> Outcome:
        """An outcome that was decided at once: an output that exists may be of the earlier run."""
        if outcome.error is None or outcome.error.code != "target_exists":
            return outcome
        entry = self.entry(outcome.source)
        return outcome if entry is None else _cached(outcome.source, entry)


def _is_source(entry: Entry, path: str) -> bool:
    """Whether it is the picture, unchanged, of which an output was made."""
    try:
        status = os.stat(path)
    except OSError:
        return False
    return (entry.source_size, entry.source_mtime_ns) == (status.st_size, status.st_mtime_ns)


def _is_output(entry: Entry, path: str) -> bool:
    """Whether it is the output itself, put in a picture's place."""
    return any(change.after and change.path == os.path.realpath(path) for change in entry.changes)


def _cached(source: str, entry: Entry) -> Outcome:
    made = next(change for change in entry.changes if change.after)
    return Outcome(
        status=Status.CACHED,
        source=source,
        output=made.path,
        source_bytes=entry.source_size,
        output_bytes=made.after.size if made.after else None,
    )
