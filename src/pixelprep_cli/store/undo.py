"""Taking back what a run has changed, picture by picture.

What is to be done is told from the disk and the journal together, each time anew: an undo that was
interrupted is simply said again.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import SkippedError, SourceError
from pixelprep_cli.store import atomic, backup, lock
from pixelprep_cli.store.attributes import apply
from pixelprep_cli.store.failpoints import reach
from pixelprep_cli.store.folders import flush_folder, missing_folders
from pixelprep_cli.store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pixelprep_cli.store.journal import Change, Entry, Recorded, State


class Fate(StrEnum):
    """What became of a picture when its change was to be taken back."""

    RESTORED = "restored"
    REMOVED = "removed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """One picture's fate: the path that is back, or that is gone; `why` where it is neither."""

    path: str
    fate: Fate
    why: str | None = None
    code: str | None = None

    @property
    def bad(self) -> bool:
        """Whether the shell should hear of it."""
        return self.fate in (Fate.REFUSED, Fate.FAILED)


class _Standing(StrEnum):
    """What stands at a path, as a change knows it."""

    BEFORE = "before"
    AFTER = "after"
    NOTHING = "nothing"
    OTHER = "other"


EDITED: Final = "it has been changed since"


def undo(
    run: str, folder: str, recorded: Sequence[Recorded], *, force: bool = False
) -> Iterator[Undone]:
    """Take back changes, the latest first.

    Args:
        run: the name of the run, for temporary files.
        folder: the run's folder, with the backups.
        recorded: what is to be taken back, in the order of time.
        force: also where somebody else has changed the file since; what they did is lost.
    """
    for each in reversed(recorded):
        entry = each.entry
        try:
            yield _taken_back(run, folder, entry, force=force)
        except SourceError as error:
            yield Undone(path=named(entry), fate=Fate.FAILED, why=error.message, code=error.code)
        except OSError as error:
            told = f"the system refused: {error.strerror or error}"
            yield Undone(path=named(entry), fate=Fate.FAILED, why=told, code="undo_failed")


def roll_back(run: str, folder: str, recorded: Sequence[Recorded], locks: str) -> int:
    """Take back what a killed run has begun and not finished, where all originals still stand.

    What a worker that lives on is still about is left to it: it holds the lock of the file. So is
    to `undo` what the system refuses.

    Args:
        locks: the lock file, see `lock.writing`.

    Returns:
        How many changes were taken back.
    """
    count = 0
    with closing(Journal(folder)) as journal:
        for entry in (each.entry for each in recorded if not each.done):
            with suppress(SkippedError, OSError), lock.writing(named(entry), locks, needed=False):
                if _is_half_made(entry):
                    _taken_back(run, folder, entry, force=False)
                    journal.failed(entry)
                    count += 1
    return count


def _is_half_made(entry: Entry) -> bool:
    """Whether not all is done, every original is there, and nobody else has changed anything."""
    standing = [(change, _standing(change)) for change in entry.changes]
    originals = all(now is _Standing.BEFORE for change, now in standing if change.before)
    others = {now for change, now in standing if not change.before}
    return originals and others <= {_Standing.AFTER, _Standing.NOTHING} and not is_made(entry)


def named(entry: Entry) -> str:
    """The path by which people know a change: what it replaced or removed, else what it made."""
    return next((c.path for c in entry.changes if c.before), entry.changes[0].path)


def is_made(entry: Entry) -> bool:
    """Whether every file of a change still is what the run wrote, or gone where it removed it."""
    wanted = {True: _Standing.AFTER, False: _Standing.NOTHING}
    return all(_standing(change) == wanted[change.after is not None] for change in entry.changes)


def _taken_back(run: str, folder: str, entry: Entry, *, force: bool) -> Undone:
    reach("undo-begun")
    path = named(entry)
    standing = {change.path: _standing(change) for change in entry.changes}
    for change in entry.changes:
        if standing[change.path] is _Standing.OTHER and not force:
            why = EDITED if path == change.path else f"{change.path} has been changed since"
            return Undone(path=path, fate=Fate.REFUSED, why=why, code="edited")
    steps = [c for c in reversed(entry.changes) if _needs(c, standing[c.path])]
    if not steps:
        return Undone(path=path, fate=Fate.UNCHANGED)
    for change in steps:
        if change.before is None:
            _remove(change)
        else:
            _restore(run, folder, change, change.before, kept=entry.backup)
    for made in entry.folders:
        with suppress(OSError):
            os.rmdir(made)
    reach("undo-over")
    back = any(change.before for change in entry.changes)
    return Undone(path=path, fate=Fate.RESTORED if back else Fate.REMOVED)


def _needs(change: Change, standing: _Standing) -> bool:
    """Whether anything has to be done for a path to be as it was before."""
    return standing is not (_Standing.NOTHING if change.before is None else _Standing.BEFORE)


def _standing(change: Change) -> _Standing:
    try:
        sizes = {state.size for state in (change.before, change.after) if state}
        if os.path.islink(change.path) or os.stat(change.path).st_size not in sizes:
            return _Standing.OTHER
        found = backup.hashed(change.path)
    except (FileNotFoundError, NotADirectoryError):
        return _Standing.NOTHING
    except IsADirectoryError:
        return _Standing.OTHER
    if change.after and found == change.after.sha256:
        return _Standing.AFTER
    return _Standing.BEFORE if change.before and found == change.before.sha256 else _Standing.OTHER


def _remove(change: Change) -> None:
    with suppress(FileNotFoundError):
        os.unlink(change.path)
        flush_folder(os.path.dirname(change.path))
    reach("undo-removed")


def _restore(run: str, folder: str, change: Change, before: State, *, kept: bool) -> None:
    """Bring back what stood at a path: bytes, permissions, owner, times, extended attributes.

    Raises:
        SourceError: `no_backup`, there is none; `backup_damaged`, it is not what it was.
        OSError: the system refuses.
    """
    source = backup.place(folder, before.sha256)
    if not kept or not os.path.exists(source):
        told = "its backup is gone" if kept else "the run made no backups, as --no-backup was said"
        raise SourceError(f"it cannot be brought back: {told}", code="no_backup")
    for missing in reversed(missing_folders(os.path.dirname(change.path))):
        os.mkdir(missing)
    temporary = atomic.temporary_path(change.path, atomic.token(run))
    try:
        with_all = partial(apply, before.attributes)
        if not backup.copy(source, temporary, before.sha256, with_all):
            raise SourceError(
                f"it cannot be brought back: its backup {source} is damaged", code="backup_damaged"
            )
        reach("undo-ready")
        os.replace(temporary, change.path)
        reach("undo-published")
        flush_folder(os.path.dirname(change.path))
    finally:
        with suppress(OSError):
            os.unlink(temporary)
