"""What was done, run by run: each has a folder with its record, its journals and its backups."""

from __future__ import annotations

import calendar
import json
import os
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from pixelprep_cli.errors import UsageError
from pixelprep_cli.store import atomic, backup, journal, undo
from pixelprep_cli.store.folders import flush, flush_folder, make_private
from pixelprep_cli.store.lease import Lease, take
from pixelprep_cli.store.lock import lock_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pixelprep_cli.store.journal import Recorded, Told

RUNS: Final = "runs"
LIVING: Final = "living"
RECORD: Final = "run.json"
MOST_PLAIN: Final = 200
"""Runs without backups that are remembered; those with backups are, until these are pruned."""

MOMENT: Final = "%Y%m%d-%H%M%S"

RunState = Literal["running", "done", "interrupted", "killed", "undone"]
UNFINISHED: Final = ("interrupted", "killed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as it is remembered.

    `words` are what the command line said, and `settings` a digest of all that it came to; two
    runs that agree in them and in `cwd` do the same. `asked` is what was asked of its pictures,
    see `model.digest`. `folders` are those in which it writes. Times are seconds since the epoch,
    sizes bytes.
    """

    name: str
    cwd: str
    paths: tuple[str, ...]
    given: dict[str, Any]
    command: str
    settings: str
    version: str
    in_place: bool
    backup: bool
    asked: str = ""
    lossy: bool = False
    folders: tuple[str, ...] = ()
    pictures: int = 0
    started: float = field(default_factory=time.time)
    finished: float | None = None
    state: RunState = "running"
    made: int = 0
    source_bytes: int = 0
    output_bytes: int = 0

    def does_the_same(self, other: Run) -> bool:
        """Whether another run was asked for the same work."""
        mine = (self.cwd, self.paths, self.settings, self.in_place, self.version)
        return mine == (other.cwd, other.paths, other.settings, other.in_place, other.version)


class Runs:
    """All runs that a state folder knows."""

    def __init__(self, state: str) -> None:
        self.state = state
        self._folder = os.path.join(state, RUNS)
        self._living = os.path.join(state, LIVING)

    def new_name(self) -> str:
        """A name for a run: the moment, and some letters that tell runs at once apart.

        It comes after the names of all others, so that the last run is known as such where several
        begin in one second, and where the clock is set back: then it has the second after theirs.
        """
        moment = time.strftime(MOMENT, time.gmtime())
        latest = max(_names(self._folder), default="")[: len(moment)]
        if latest >= moment:
            with suppress(ValueError, OverflowError):
                after = calendar.timegm(time.strptime(latest, MOMENT)) + 1
                moment = time.strftime(MOMENT, time.gmtime(after))
        return f"{moment}-{secrets.token_hex(2)}"

    def folder(self, run: Run) -> str:
        """A run's own folder."""
        return os.path.join(self._folder, run.name)

    def begin(self, run: Run) -> Lease:
        """Put a run on record, before it changes anything; it lives while the lease is held.

        Raises:
            UsageError: it is living already, in another process.
            OSError: the state folder cannot be written.
        """
        lease = self.hold(run)
        try:
            make_private(self.folder(run))
            self.save(run)
            flush_folder(self._folder)
        except OSError:
            lease.release()
            raise
        return lease

    def hold(self, run: Run) -> Lease:
        """Take the lease of a run, so that no other process touches it.

        Raises:
            UsageError: `run_living`, another process has it.
            OSError: the state folder cannot be written.
        """
        lease = take(os.path.join(self._living, run.name))
        if lease is None:
            raise UsageError(
                f"run {run.name} is still going on in another process",
                code="run_living",
                hint="wait for it, or stop it, and say this again",
            )
        return lease

    def save(self, run: Run) -> None:
        """Write a run's record, whole or not at all. Raises OSError."""
        path = os.path.join(self.folder(run), RECORD)
        temporary = f"{path}.{secrets.token_hex(4)}.tmp"
        try:
            with open(temporary, "x", encoding="utf-8", opener=_private) as file:
                json.dump(asdict(run), file)
                file.flush()
                flush(file.fileno())
            os.replace(temporary, path)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            raise

    def load(self, name: str) -> Run | None:
        """A run by its whole name; None where there is no such.

        Of one whose record is damaged its name is known, its journals and its backups.
        """
        try:
            with open(os.path.join(self._folder, name, RECORD), encoding="utf-8") as file:
                said = json.load(file)
            lists = {key: tuple(said[key]) for key in ("paths", "folders")}
            return Run(**said | lists)
        except OSError:
            return None
        except (ValueError, TypeError, KeyError):
            return self._unknown(name)

    def _unknown(self, name: str) -> Run:
        folder = os.path.join(self._folder, name)
        changed = os.stat(os.path.join(folder, RECORD)).st_mtime
        held = backup.size(folder) > 0
        return Run(
            name=name,
            cwd="",
            paths=(),
            given={},
            command="(its record is damaged)",
            settings="",
            version="",
            in_place=held,
            backup=held,
            started=changed,
            state="done",
        )

    def all(self) -> Iterator[Run]:
        """Every run, the latest first."""
        try:
            names = sorted(os.listdir(self._folder), reverse=True)
        except FileNotFoundError:
            return
        yield from filter(None, map(self.load, names))

    def find(self, name: str) -> Run | None:
        """A run by its name or by a beginning of it that no other has."""
        found = [run for run in self.all() if run.name.startswith(name)]
        return found[0] if len(found) == 1 or (found and found[0].name == name) else None

    def journal(self, run: Run) -> list[Recorded]:
        """What a run has changed, or was about to."""
        return self.told(run).changes

    def told(self, run: Run) -> Told:
        """What a run's journals tell, and how much of them is damaged."""
        return journal.read(self.folder(run))

    def close_undone(self, run: Run, told: Told) -> None:
        """Note that all that is known of a run is taken back, and discard its backups.

        Where its journals are damaged, backups may be all that is left of originals: they stay,
        and so does the run.

        Raises:
            OSError: the state folder cannot be written.
        """
        if not (told.unreadable and self.held(run)):
            self.save(replace(run, state="undone"))
            backup.discard(self.folder(run))

    def journals(self, run: Run) -> bytes:
        """A digest of the state that a run's journals are in, without reading them."""
        return journal.state(self.folder(run))

    def recover(self) -> list[Run]:
        """Find the runs that were killed, and clean up after them; each is found once.

        Raises:
            OSError: the state folder cannot be written.
        """
        found = []
        with suppress(FileNotFoundError):
            for name in sorted(os.listdir(self._living)):
                lease = take(os.path.join(self._living, name))
                if lease is None:
                    continue
                with lease:
                    run = self.load(name)
                    if run is None:
                        self._discard_unborn(name)
                    elif (run := self._recovered(run)) is not None:
                        found.append(run)
        return found

    def _discard_unborn(self, name: str) -> None:
        """Remove the folder of a run that was killed before it was on record."""
        folder = os.path.join(self._folder, name)
        names = _names(folder)
        if all(each.startswith(f"{RECORD}.") for each in names):
            with suppress(OSError):
                for each in names:
                    os.unlink(os.path.join(folder, each))
                os.rmdir(folder)

    def _recovered(self, run: Run) -> Run | None:
        self.sweep(run)
        if run.state != "running":
            return None
        entries, unreadable = self.settled(run)
        if not (entries or unreadable):
            self.forget(run)
            return None
        killed = replace(run, state="killed", finished=time.time(), made=len(entries))
        self.save(killed)
        return killed

    def settled(self, run: Run) -> Told:
        """What a run has changed that has ended, once what was done by half is taken back.

        Backups of what it has not changed go, unless a damaged journal may have told of them.
        """
        folder = self.folder(run)
        told = self.told(run)
        if undo.roll_back(run.name, folder, told.changes, lock_file(self.state)):
            told = self.told(run)
        if not told.unreadable:
            backup.discard(folder, {s for each in told.changes for s in each.entry.backed_up})
        return told

    def sweep(self, run: Run) -> None:
        """Remove the temporary files that a run has left."""
        for folder in run.folders:
            for name in _names(folder):
                if name.startswith(atomic.temporary_prefix(run.name)) and name.endswith(".tmp"):
                    with suppress(OSError):
                        os.unlink(os.path.join(folder, name))
        backup.sweep(self.folder(run))

    def forget(self, run: Run) -> None:
        """Remove all that is known of a run, its backups too."""
        folder = self.folder(run)
        backup.discard(folder)
        for name in _names(folder):
            with suppress(OSError):
                os.unlink(os.path.join(folder, name))
        with suppress(OSError):
            os.rmdir(folder)

    def thin(self) -> None:
        """Forget the oldest runs that hold no backups, beyond those that are remembered."""
        plain = (run for run in self.all() if run.state != "running" and not self.held(run))
        for number, run in enumerate(plain):
            if number >= MOST_PLAIN:
                self.forget(run)

    def held(self, run: Run) -> int:
        """Bytes that a run's backups hold."""
        return backup.size(self.folder(run))


def _names(folder: str) -> Iterable[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return ()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
