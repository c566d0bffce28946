"""What a run is about to change, written down before it is changed.

Each process that changes files has a journal of its own in the run's folder: lines of a CRC-32 and
JSON, each in one write, on the disk before the change. A line that a crash has torn is of a change
that was not begun; one that a disk has damaged cannot be told from it, so it is counted, and what
was backed up is kept. Plain files rather than a database: they cost a flush each, and a hundred
processes do not wait for one another.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pixelprep_cli.store.attributes import Attributes
from pixelprep_cli.store.content import digest
from pixelprep_cli.store.folders import flush, flush_folder

PREFIX: Final = "journal-"


@dataclass(frozen=True, slots=True)
class State:
    """A file at a moment: bytes, SHA-256 of its content, and attributes."""

    size: int
    sha256: str
    attributes: Attributes

    def as_json(self) -> dict[str, Any]:
        """Numbers and text alone."""
        return {
            "size": self.size,
            "sha256": self.sha256,
            "attributes": self.attributes.as_json(),
        }

    @classmethod
    def from_json(cls, said: dict[str, Any] | None) -> State | None:
        """The reverse of `as_json`, and None for None."""
        if said is None:
            return None
        return cls(said["size"], said["sha256"], Attributes.from_json(said["attributes"]))


@dataclass(frozen=True, slots=True)
class Change:
    """One name: what stood there before and what shall stand there after; None is nothing."""

    path: str
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one picture changes, in the order in which it is done; it is taken back as a whole.

    `folders` are those that had to be created. With `backup` what is replaced or removed was kept.
    `source` is the picture, of `source_size` bytes and the time `source_mtime_ns`. `told` is what
    whoever wrote it down will want to know of the output.
    """

    source: str
    source_size: int
    source_mtime_ns: int
    changes: tuple[Change, ...]
    folders: tuple[str, ...] = ()
    backup: bool = False
    told: str = ""
    key: str = field(default_factory=lambda: secrets.token_hex(8))
    time_ns: int = field(default_factory=time.time_ns)

    @property
    def backed_up(self) -> set[str]:
        """The hashes of the contents that were kept."""
        return {change.before.sha256 for change in self.changes if change.before and self.backup}

    def as_json(self) -> dict[str, Any]:
        """Numbers, text, lists and tables alone."""
        return {
            "source": self.source,
            "source_size": self.source_size,
            "source_mtime_ns": self.source_mtime_ns,
            "changes": [
                {
                    "path": change.path,
                    "before": change.before and change.before.as_json(),
                    "after": change.after and change.after.as_json(),
                }
                for change in self.changes
            ],
            "folders": self.folders,
            "backup": self.backup,
            "told": self.told,
            "key": self.key,
            "time_ns": self.time_ns,
        }

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Entry:
        """The reverse of `as_json`."""
        changes = tuple(
            Change(
                change["path"],
                State.from_json(change["before"]),
                State.from_json(change["after"]),
            )
            for change in said["changes"]
        )
        return cls(**said | {"changes": changes, "folders": tuple(said["folders"])})


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry, and whether its changes are known to have been made; a crash may hide it."""

    entry: Entry
    done: bool


class Journal:
    """One process's journal of one run. The file is created with the first entry."""

    def __init__(self, folder: str) -> None:
        self._path = os.path.join(folder, f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}")
        self._descriptor = -1

    def begin(self, entry: Entry) -> None:
        """Write down what is about to be changed.

        It is on the disk when this returns, unless all that is to be done is to create files: the
        system keeps what a killed process has written, and a power cut costs no bytes there.

        Raises:
            OSError: it could not be written; nothing must be changed then.
        """
        self._open()
        self._write({"begin": entry.as_json()})
        if any(change.before for change in entry.changes):
            flush(self._descriptor)

    def done(self, entry: Entry) -> None:
        """Note that it was changed. A note that a crash loses is not missed."""
        self._write({"done": entry.key})

    def failed(self, entry: Entry) -> None:
        """Note that nothing was changed."""
        self._open()
        self._write({"failed": entry.key})

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _open(self) -> None:
        if self._descriptor < 0:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(self._path, flags, 0o600)
            flush_folder(os.path.dirname(self._path))

    def _write(self, said: dict[str, Any]) -> None:
        # The line's end comes first: it also ends what a crash has torn.
        text = json.dumps(said, separators=(",", ":")).encode()
        line = b"\n%08x %b" % (zlib.crc32(text), text)
        before = os.fstat(self._descriptor).st_size
        if os.write(self._descriptor, line) != len(line):
            with suppress(OSError):
                os.ftruncate(self._descriptor, before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self._path)


class Told(NamedTuple):
    """What journals tell, in the order of time, and how many of their lines say nothing sound."""

    changes: list[Recorded]
    unreadable: int


def read(folder: str) -> Told:
    """What a run's processes have written down, without what failed.

    Raises:
        OSError: the folder or a journal cannot be read.
    """
    entries: list[Entry] = []
    notes: dict[str, str] = {}
    unreadable = 0
    for name in os.listdir(folder):
        if not name.startswith(PREFIX):
            continue
        with open(os.path.join(folder, name), "rb") as file:
            for line in filter(None, map(bytes.strip, file)):
                try:
                    ((kind, value),) = _parsed(line).items()
                    if kind == "begin":
                        entries.append(Entry.from_json(value))
                    else:
                        notes[value] = kind
                except (ValueError, TypeError, KeyError, AttributeError):
                    unreadable += 1
    entries.sort(key=lambda entry: entry.time_ns)
    changes = [
        Recorded(entry, notes.get(entry.key) == "done")
        for entry in entries
        if notes.get(entry.key) != "failed"
    ]
    return Told(changes, unreadable)


def state(folder: str) -> bytes:
    """A digest of the names and sizes of a run's journals, which only ever grow.

    Raises:
        OSError: the folder cannot be read.
    """
    with os.scandir(folder) as entries:
        sizes = sorted((e.name, e.stat().st_size) for e in entries if e.name.startswith(PREFIX))
    return digest(repr(sizes).encode())


def _parsed(line: bytes) -> dict[str, Any]:
    """What a line says. Raises ValueError where it is torn or damaged."""
    said, _, text = line.partition(b" ")
    if int(said, 16) != zlib.crc32(text):
        raise ValueError(line)
    found: dict[str, Any] = json.loads(text)
    return found
