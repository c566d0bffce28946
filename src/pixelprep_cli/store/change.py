"""Changes that can be taken back: backed up, written down, then made."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pixelprep_cli.errors import SourceError
from pixelprep_cli.store import atomic, backup
from pixelprep_cli.store.attributes import Attributes, attributes_of
from pixelprep_cli.store.failpoints import reach
from pixelprep_cli.store.folders import flush_folder, missing_folders
from pixelprep_cli.store.journal import Change, Entry, Journal, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelprep_cli.model.job import Record


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it stood when work on it began; `path` leads through no link.

    `sha256` is of what was read of it, where that is known.
    """

    path: str
    status: os.stat_result
    attributes: Attributes
    sha256: str | None = None

    @property
    def times_ns(self) -> tuple[int, int]:
        """When it was last read and written."""
        return self.attributes.times_ns

    def require_unchanged(self, sha256: str | None = None) -> None:
        """Refuse to go on where somebody has changed it meanwhile.

        Args:
            sha256: of its content, if that has just been read again.

        Raises:
            SourceError: `changed_meanwhile`.
        """
        try:
            same = _moment(os.stat(self.path)) == _moment(self.status)
        except OSError:
            same = False
        if not same or (sha256 and self.sha256 not in (None, sha256)):
            raise changed_meanwhile()


def changed_meanwhile() -> SourceError:
    """Somebody has changed a file since it was looked at."""
    return SourceError(
        "it was changed or moved while it was worked on, so it stays as it is now",
        code="changed_meanwhile",
        hint="run pixelprep again when nothing else writes there",
    )


def original(path: str) -> Original:
    """Look at a file before it is read. Links are followed. Raises OSError."""
    path = os.path.realpath(path)
    return Original(path, os.stat(path), attributes_of(path))


def put(
    target: str,
    data: bytes,
    source: Original,
    *,
    token: str,
    record: Record,
    overwrite: bool = False,
    times_ns: tuple[int, int] | None = None,
    told: str = "",
) -> None:
    """Write an output as `atomic.write` does, so that it can be taken back.

    Args:
        told: goes into the journal, see `Entry`.

    Raises:
        SkippedError, SourceError: as `atomic.write`; or journal or backup could not be written.
    """
    target = os.path.realpath(target)
    folders = missing_folders(os.path.dirname(target))
    temporary = atomic.temporary_path(target, token)
    change = _Change(record, token, told)

    def ready() -> None:
        after = _state(data, attributes_of(temporary))
        replaced = original(target) if overwrite and os.path.lexists(target) else None
        before = change.kept(replaced) if replaced else None
        change.begin(source, (Change(target, before, after),), folders)
        if replaced:
            replaced.require_unchanged()

    with change.noted():
        atomic.write(target, data, token=token, overwrite=overwrite, times_ns=times_ns, ready=ready)


def replace_original(
    source: Original, data: bytes, *, name: str, token: str, record: Record, told: str = ""
) -> None:
    """Put `data` in an original's place, with all that it has beside its bytes.

    Under another `name`, a path in the same folder, the new file is put beside it, and the
    original removed only then. `told` goes into the journal, see `Entry`.

    Raises:
        SkippedError: another file has that name.
        SourceError: `changed_meanwhile`; or the system refuses. The original is as it was.
    """
    same = name == source.path
    change = _Change(record, token, told)

    def ready() -> None:
        before = change.kept(source)
        after = _state(data, source.attributes)
        made = Change(name, before if same else None, after)
        rest = () if same else (Change(source.path, before, None),)
        change.begin(source, (made, *rest), ())
        source.require_unchanged()

    with change.noted():
        atomic.write(
            name,
            data,
            token=token,
            overwrite=same,
            attributes=source.attributes,
            ready=ready,
        )
        if not same:
            _remove(source, name)
            reach("removed")


def _remove(source: Original, name: str) -> None:
    """Remove an original that has been put beside; where it was changed, the new file goes."""
    try:
        source.require_unchanged()
        os.unlink(source.path)
        flush_folder(os.path.dirname(source.path))
    except (SourceError, OSError) as error:
        with suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError):
            raise atomic.refused(source.path, error) from error
        raise


class _Change:
    """One picture's entry in the journal, from before it is made to when it is done."""

    def __init__(self, record: Record, token: str, told: str) -> None:
        self._record, self._token, self._told = record, token, told
        self._entry: Entry | None = None

    def kept(self, file: Original) -> State:
        """A file's state, with its content backed up if that is wanted."""
        sha256 = backup.hashed(file.path)
        file.require_unchanged(sha256)
        if self._record.backup:
            try:
                backup.keep(self._record.folder, file.path, sha256, self._token)
            except OSError as error:
                where = f"the backup of {file.path} in {self._record.folder}"
                raise atomic.refused(where, error) from error
            reach("backed-up")
        return State(file.status.st_size, sha256, file.attributes)

    def begin(
        self, source: Original, changes: tuple[Change, ...], folders: tuple[str, ...]
    ) -> None:
        """Write it down."""
        entry = Entry(
            source=source.path,
            source_size=source.status.st_size,
            source_mtime_ns=source.status.st_mtime_ns,
            changes=changes,
            folders=folders,
            backup=self._record.backup,
            told=self._told,
        )
        try:
            self._journal.begin(entry)
        except OSError as error:
            raise atomic.refused(f"the journal in {self._record.folder}", error) from error
        self._entry = entry
        reach("journaled")

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note at the end whether what was begun was made."""
        try:
            yield
        except BaseException:
            if self._entry is not None and not _is_made(self._entry):
                with suppress(OSError):
                    self._journal.failed(self._entry)
            raise
        if self._entry is not None:
            with suppress(OSError):
                self._journal.done(self._entry)
        reach("noted")

    @property
    def _journal(self) -> Journal:
        return _journal(self._record.folder, os.getpid())


@cache
def _journal(folder: str, _process: int) -> Journal:
    return Journal(folder)


def _is_made(entry: Entry) -> bool:
    """Whether the first of its changes has been made, whatever came after.

    What cannot be told counts as made: `undo` looks again, and its backup stays.
    """
    first = entry.changes[0]
    try:
        return first.after is not None and backup.hashed(first.path) == first.after.sha256
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _state(data: bytes, attributes: Attributes) -> State:
    return State(len(data), hashlib.sha256(data).hexdigest(), attributes)


def _moment(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
