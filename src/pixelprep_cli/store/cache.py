"""What runs remember of files and of what was made of them: facts, no pictures."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from pixelprep_cli.model.trace import Known, Stamp
from pixelprep_cli.store.content import digest
from pixelprep_cli.store.forgiving import Forgiving, Row, discard

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

VERSION: Final = 2
PREFIX: Final = "results-"
FILE: Final = f"{PREFIX}{VERSION}.sqlite"
"""Versions of the program that keep other tables have a file of their own beside it."""

SCHEMA: Final = """
CREATE TABLE files (
    folder BLOB, name BLOB, size INTEGER, modified INTEGER, changed INTEGER, content BLOB,
    kind TEXT, used INTEGER, PRIMARY KEY (folder, name)
) WITHOUT ROWID;
CREATE TABLE journals (
    run BLOB PRIMARY KEY, state BLOB, used INTEGER
) WITHOUT ROWID;
CREATE TABLE results (
    context BLOB, source BLOB, output BLOB, facts TEXT, used INTEGER,
    PRIMARY KEY (context, source)
) WITHOUT ROWID;
CREATE TABLE places (
    place BLOB, content BLOB, used INTEGER, PRIMARY KEY (place, content)
) WITHOUT ROWID;
CREATE TABLE outputs (
    content BLOB, settings BLOB, facts TEXT, used INTEGER, PRIMARY KEY (content, settings)
) WITHOUT ROWID;
CREATE TABLE settings (settings BLOB PRIMARY KEY, asked TEXT) WITHOUT ROWID;
"""

KEYS: Final = {
    "files": ("folder", "name"),
    "journals": ("run",),
    "results": ("context", "source"),
    "places": ("place", "content"),
    "outputs": ("content", "settings"),
}
"""The tables with their keys. What can be found out again is forgotten first, what keeps pictures
from being optimized twice last."""

_UNNEEDED_SETTINGS: Final = (
    "DELETE FROM settings WHERE settings NOT IN (SELECT settings FROM outputs)"
)

FEW: Final = 50
"""Files of a folder that are asked for by name; for more, the whole folder is read at once."""

FRESH: Final = 3600
"""Seconds within which a further use is not noted, so that what is unchanged costs no write."""

BRIEFLY: Final = 0.2
PATIENTLY: Final = 10.0
"""Seconds to wait for other writers: between two pictures, and at the end of a run."""


class Result(NamedTuple):
    """An output's content, and what else is known of it, as JSON."""

    output: bytes
    facts: str


class Cache:
    """The cache in a folder. Nothing that goes wrong with it raises; see `Forgiving`.

    Paths are absolute. Places are names of the caller's, by which it knows a path again in another
    copy of the same tree. A context is 16 bytes for settings and versions, contents are digests.
    """

    def __init__(self, folder: str, tell: Callable[[str], None], *, reading: bool = False) -> None:
        self.base = Forgiving(os.path.join(folder, FILE), SCHEMA, VERSION, tell, reading=reading)
        self._unwritten: defaultdict[str, list[Row]] = defaultdict(list)
        self._grown = False

    def files(self, paths: Iterable[str]) -> dict[str, Known]:
        """What files held when they were last read."""
        by_folder: defaultdict[str, list[str]] = defaultdict(list)
        for path in paths:
            folder, _, name = path.rpartition(os.sep)
            by_folder[folder].append(name)
        found = {}
        for folder, names in by_folder.items():
            inside = os.path.join(folder, "")
            for name, known in self.in_folder(folder, names).items():
                found[inside + name] = known
        return found

    def in_folder(self, folder: str, names: Collection[str] | None = None) -> dict[str, Known]:
        """What a folder's files held when they were last read, by name: these, or all of them."""
        key = key_of(folder)
        wanted = None if names is None else set(names)
        stale = _now() - FRESH
        found = {}
        for used, entry, content, kind, size, modified, changed in self._rows(key, names):
            name = os.fsdecode(entry)
            if wanted is None or name in wanted:
                found[name] = Known(Stamp(size, modified, changed), content, kind)
                if used < stale:
                    self._use("files", key, entry)
        return found

    def _rows(self, folder: bytes, names: Collection[str] | None) -> list[Row]:
        """Rows of a folder: one by one where few are wanted, else all in one go."""
        question = (
            "SELECT used, name, content, kind, size, modified, changed FROM files WHERE folder = ?"
        )
        if names is None or len(names) > FEW:
            return self.base.ask(question, (folder,))
        keys = [os.fsencode(name) for name in names]
        return self.base.ask(f"{question} AND name IN ({{}})", (folder,), keys)

    def has_read(self, run: str, journals: bytes) -> bool:
        """Whether the journals of a run were read in this state, a digest, before."""
        key = key_of(run)
        found = self.base.ask("SELECT used, state FROM journals WHERE run = ?", (key,))
        if found and found[0][0] < _now() - FRESH:
            self._use("journals", key)
        return any(state == journals for _, state in found)

    def keep_read(self, run: str, journals: bytes) -> None:
        """Remember that the journals of a run were read in this state."""
        self._keep("journals", key_of(run), journals, _now())

    def results(self, context: bytes, sources: Iterable[bytes]) -> dict[bytes, Result]:
        """What was made in a context, by the content of the source."""
        question = (
            "SELECT used, source, output, facts FROM results WHERE context = ? AND source IN ({})"
        )
        found = {}
        stale = _now() - FRESH
        for used, source, output, facts in self.base.ask(question, (context,), set(sources)):
            found[source] = Result(output, facts)
            if used < stale:
                self._use("results", context, source)
        return found

    def outputs(self, contents: Iterable[bytes]) -> dict[bytes, list[tuple[str, str]]]:
        """Files that runs have made, by content: what was asked each time, and facts."""
        question = (
            "SELECT used, content, settings, asked, facts FROM outputs"
            " JOIN settings USING (settings) WHERE content IN ({})"
        )
        found: defaultdict[bytes, list[tuple[str, str]]] = defaultdict(list)
        stale = _now() - FRESH
        for used, content, settings, asked, facts in self.base.ask(question, (), set(contents)):
            found[content].append((asked, facts))
            if used < stale:
                self._use("outputs", content, settings)
        return dict(found)

    def has_outputs(self) -> bool:
        """Whether any file is known that a run has made."""
        return bool(self.base.ask("SELECT 1 FROM outputs LIMIT 1"))

    def written(self, places: Iterable[str]) -> dict[str, set[bytes]]:
        """The contents that runs have written to places."""
        by_key = {key_of(place): place for place in places}
        question = "SELECT used, place, content FROM places WHERE place IN ({})"
        found: defaultdict[str, set[bytes]] = defaultdict(set)
        stale = _now() - FRESH
        for used, key, content in self.base.ask(question, (), by_key):
            found[by_key[key]].add(content)
            if used < stale:
                self._use("places", key, content)
        return dict(found)

    def keep_file(self, path: str, known: Known) -> None:
        """Remember what a file holds."""
        folder, _, name = path.rpartition(os.sep)
        entry = (*known.stamp, known.content, known.kind, _now())
        self._keep("files", key_of(folder), os.fsencode(name), *entry)

    def keep_result(self, context: bytes, source: bytes, result: Result) -> None:
        """Remember what was made of a source."""
        self._grown = True
        self._keep("results", context, source, *result, _now())

    def keep_output(self, content: bytes, asked: str, facts: str) -> None:
        """Remember what was asked for when a file of this content was made."""
        settings = key_of(asked)
        self._keep("settings", settings, asked)
        self._keep("outputs", content, settings, facts, _now())

    def keep_written(self, place: str, content: bytes) -> None:
        """Remember that this content was written to a place."""
        self._keep("places", key_of(place), content, _now())

    def save(self, *, patience: float = BRIEFLY) -> bool:
        """Write what is to be kept; False where others have written for all of `patience`."""
        if self._unwritten:
            if not self.base.write(self._unwritten, patience=patience):
                return False
            self._unwritten.clear()
        return True

    def close(self, max_size: int) -> None:
        """Write what is to be kept, keep within `max_size` bytes, and let go of the file."""
        saved = self.save(patience=PATIENTLY if self._grown else BRIEFLY)
        if self._grown and not saved:
            self.base.tell(f"{self.base.path} is in use: what was made last is not remembered")
        elif self._grown:
            self.shrink(max_size)
        self.base.close()

    def shrink(self, max_size: int) -> None:
        """Where it takes more, forget what was used least recently down to nine tenths of it."""
        if self.size() <= max_size:
            return
        for table, columns in KEYS.items():
            while self.base.writable and self.size() > max_size * 9 // 10:
                ((rows,),) = self.base.ask(f"SELECT count(*) FROM {table}") or ((0,),)  # noqa: S608
                if not rows:
                    break
                key = ", ".join(columns)
                oldest = f"SELECT {key} FROM {table} ORDER BY used LIMIT ?"  # noqa: S608
                forget = f"DELETE FROM {table} WHERE ({key}) IN ({oldest})"  # noqa: S608
                if not self.base.write({forget: [(rows // 10 + 1,)]}, patience=PATIENTLY):
                    return
        self.base.write({_UNNEEDED_SETTINGS: [()]}, patience=PATIENTLY)

    def forget_before(self, moment: float) -> None:
        """Forget what was last used before a moment, in seconds since 1970."""
        for table in KEYS:
            forget = f"DELETE FROM {table} WHERE used < ?"  # noqa: S608 - our own names
            self.base.write({forget: [(moment,)]}, patience=PATIENTLY)
        self.base.write({_UNNEEDED_SETTINGS: [()]}, patience=PATIENTLY)

    def forget_all(self) -> None:
        """Forget everything."""
        forget = {f"DELETE FROM {table}": [()] for table in (*KEYS, "settings")}  # noqa: S608
        self.base.write(forget, patience=PATIENTLY)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {
            table: count
            for table in KEYS
            for (count,) in self.base.ask(f"SELECT count(*) FROM {table}")  # noqa: S608
        }

    def size(self) -> int:
        """Bytes in use; the file may be larger by what was freed and is used again."""
        asked = ("page_count", "freelist_count", "page_size")
        found = [row[0] for name in asked for row in self.base.ask(f"PRAGMA {name}")]
        return (found[0] - found[1]) * found[2] if len(found) == len(asked) else 0

    def _keep(self, table: str, *row: object) -> None:
        marks = ", ".join("?" * len(row))
        self._unwritten[f"INSERT OR REPLACE INTO {table} VALUES ({marks})"].append(row)  # noqa: S608

    def _use(self, table: str, *key: object) -> None:
        where = " AND ".join(f"{column} = ?" for column in KEYS[table])
        use = f"UPDATE {table} SET used = ? WHERE {where}"  # noqa: S608 - our own names
        self._unwritten[use].append((_now(), *key))


def discard_others(folder: str) -> None:
    """Remove what other versions have left in a folder, and what was set aside.

    Raises:
        OSError: the system refuses.
    """
    with suppress(FileNotFoundError):
        for name in os.listdir(folder):
            if name.startswith(PREFIX) and not name.startswith(FILE + "-") and name != FILE:
                discard(os.path.join(folder, name))


def key_of(text: str) -> bytes:
    """16 bytes that stand for a text."""
    return digest(os.fsencode(text))[:16]


def _now() -> int:
    return int(time.time())
