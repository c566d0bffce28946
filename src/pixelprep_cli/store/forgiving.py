"""A database whose loss harms nothing: what goes wrong with it is told, and work goes on."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from pixelprep_cli.store.database import BESIDE, PRIMARY, Unusable, connect, is_damage, set_aside

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

Row = tuple[Any, ...]

TOGETHER: Final = 500
"""Keys in one question."""

UNHEARD: Final = "what is made now is not remembered"


class Forgiving:
    """A database that may be damaged, locked, read-only, or on a full disk; nothing here raises.

    Args:
        tell: called with a sentence where something is wrong, each but once.
        reading: nothing is created or written.
    """

    def __init__(
        self,
        path: str,
        schema: str,
        version: int,
        tell: Callable[[str], None],
        *,
        reading: bool = False,
    ) -> None:
        self.path = path
        self._schema, self._version = schema, version
        self._tell_once, self._told = tell, set[str]()
        self._base: sqlite3.Connection | None = None
        self._writable = not reading
        if os.path.exists(path) or not reading:
            self._open()

    @property
    def folder(self) -> str:
        """Where it lies."""
        return os.path.dirname(self.path)

    @property
    def usable(self) -> bool:
        """Whether anything can be asked."""
        return self._base is not None

    @property
    def writable(self) -> bool:
        """Whether anything can be written."""
        return self._base is not None and self._writable

    def ask(
        self, question: str, fixed: Row = (), keys: Collection[object] | None = None
    ) -> list[Row]:
        """The answers to a question; with `keys`, `{}` in it stands for some of them at a time."""
        found: list[Row] = []
        try:
            if self._base is not None and keys is None:
                found = self._base.execute(question, fixed).fetchall()
            elif self._base is not None:
                every = list(keys or ())
                for some in (every[n : n + TOGETHER] for n in range(0, len(every), TOGETHER)):
                    marks = ",".join("?" * len(some))
                    found += self._base.execute(question.format(marks), (*fixed, *some))
        except sqlite3.Error as error:
            self._give_up(error)
        return found

    def write(self, statements: Mapping[str, Sequence[Row]], *, patience: float) -> bool:
        """Execute each statement for each of its rows, all or nothing.

        Returns:
            False where others have written for all of `patience` seconds: try again later.
        """
        if self._base is None or not self._writable:
            return True
        try:
            self._base.execute(f"PRAGMA busy_timeout = {round(patience * 1000):d}")
            with self._base:
                self._base.execute("BEGIN IMMEDIATE")
                for statement, rows in statements.items():
                    self._base.executemany(statement, rows)
        except sqlite3.Error as error:
            code = error.sqlite_errorcode & PRIMARY
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                return False
            self._writable = False
            if is_damage(error):
                self._give_up(error)
            else:
                self.tell(f"{self.path} cannot be written: {error}; {UNHEARD}")
        return True

    def tell(self, sentence: str) -> None:
        """Say what is wrong, unless it was said before."""
        if sentence not in self._told:
            self._told.add(sentence)
            self._tell_once(sentence)

    def compact(self) -> None:
        """Give the room of what was removed back to the disk, unless others are at work."""
        if self.writable and self._base is not None:
            with suppress(sqlite3.Error):
                self._base.execute("VACUUM")
                self._base.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        base, self._base = self._base, None
        if base is not None:
            with suppress(sqlite3.Error):
                base.close()

    def _open(self) -> None:
        try:
            self._base = connect(self.path, self._schema, self._version)
            # A killed process loses nothing by it, a power cut at most the last few rows.
            self._base.execute("PRAGMA synchronous = NORMAL")
        except Unusable as unusable:
            self._begin_anew(unusable)
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        """Begin anew where the file is damaged, else go on without it."""
        self.close()
        self._begin_anew(Unusable(self.path, str(error), damaged=is_damage(error)))

    def _begin_anew(self, unusable: Unusable) -> None:
        if not unusable.damaged:
            self._base, self._writable = opened_to_read(self.path, self._version), False
            self.tell(f"{unusable.message}; {UNHEARD}")
            return
        if not self._writable:
            self.tell(unusable.message)
            return
        try:
            discard(set_aside(self.path, unusable))
            self._base = connect(self.path, self._schema, self._version)
            self._base.execute("PRAGMA synchronous = NORMAL")
            self.tell(f"{unusable.message}; it is begun anew")
        except (OSError, Unusable, sqlite3.Error) as error:
            self.tell(f"{unusable.message}, nor begun anew: {error}; {UNHEARD}")


def opened_to_read(path: str, version: int) -> sqlite3.Connection | None:
    """A database in a folder that cannot be written, as it was when it was last closed."""
    base = None
    if os.access(path, os.W_OK) and os.access(os.path.dirname(path), os.W_OK):
        return None  # it may be written at any moment
    try:
        base = sqlite3.connect(f"file:{quote(os.path.abspath(path))}?immutable=1", uri=True)
        if base.execute("PRAGMA user_version").fetchone() == (version,):
            return base
    except sqlite3.Error:
        pass
    if base is not None:
        base.close()
    return None


def discard(path: str) -> None:
    """Remove a database with what SQLite keeps beside it.

    Raises:
        OSError: the system refuses.
    """
    for suffix in ("", *BESIDE):
        with suppress(FileNotFoundError):
            os.unlink(path + suffix)
