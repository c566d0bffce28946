"""A small SQLite database of our own, shared by as many processes as there are."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from typing import Final

from pixelprep_cli.errors import PixelprepError
from pixelprep_cli.store.folders import make_private

PATIENCE: Final = 10.0
"""Seconds that a process waits for others before it gives up."""

BESIDE: Final = ("-wal", "-shm")
"""Files that SQLite keeps beside a database in WAL mode."""

PRIMARY: Final = 0xFF
"""Bits of an extended result code that hold the primary one: sqlite.org/rescode.html."""

_Identity = tuple[int, int]


class Unusable(PixelprepError):  # noqa: N818 - it is a state that callers handle
    """A database that is corrupt, of another version, or out of reach.

    `damaged` is True where the file itself is at fault, so that setting it aside helps; False where
    the system refuses, or others have kept it locked for too long. `identity` is the device and
    inode of the file that was found so, where there was one.
    """

    def __init__(
        self, path: str, why: str, *, damaged: bool, identity: _Identity | None = None
    ) -> None:
        super().__init__(f"{path} cannot be used: {why}", code="state_unusable")
        self.path = path
        self.why = why
        self.damaged = damaged
        self.identity = identity


def connect(path: str, schema: str, version: int) -> sqlite3.Connection:
    """Open a database, and create it with its folder where there is none.

    It is in WAL mode, keeps foreign keys, and waits ten seconds for others. `with connection:` is
    a transaction that begins as a writer's, so that it waits for its turn instead of failing half
    way. A connection must not be used in a process that was forked after it was opened.

    Args:
        schema: statements that create the tables, each ended by a semicolon.
        version: of the schema, from 1; it is kept in the file.

    Raises:
        Unusable: the file is no database or a damaged one, has another version, or the system
            refuses.
    """
    identity = None
    try:
        make_private(os.path.dirname(os.path.abspath(path)))
        identity = _identity(path)
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level="IMMEDIATE")
    except OSError as error:
        raise Unusable(path, error.strerror or str(error), damaged=False) from error
    except sqlite3.Error as error:
        raise Unusable(path, str(error), damaged=False) from error
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        if _is_new(connection):
            _create(connection, schema, version)
        found = _version(connection)
    except sqlite3.Error as error:
        connection.close()
        raise Unusable(path, str(error), damaged=is_damage(error), identity=identity) from error
    if found != version:
        connection.close()
        why = f"it has version {found}, and not {version}"
        raise Unusable(path, why, damaged=True, identity=identity)
    return connection


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error means that the file is no sound database, at whatever moment it shows."""
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def set_aside(path: str, found: Unusable | None = None) -> str:
    """Give a database that cannot be used another name, so that a new one can take its place.

    Args:
        found: what was wrong. A file that has come to stand there since then stays: another
            process has set the bad one aside.

    Returns:
        The new name, which was free; `path` where the file stays, or is gone.

    Raises:
        OSError: the system refuses.
    """
    if found is not None and found.identity not in (None, _identity(path)):
        return path
    aside = f"{path}.unusable-{time.time_ns()}"
    for suffix in (*BESIDE, ""):  # the database last: it may be opened at any moment
        with suppress(FileNotFoundError):
            os.rename(path + suffix, aside + suffix)
    return aside if os.path.lexists(aside) else path


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _is_new(connection: sqlite3.Connection) -> bool:
    (entries,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return not entries and _version(connection) == 0


def _create(connection: sqlite3.Connection, schema: str, version: int) -> None:
    """Create the tables, unless another process has done so meanwhile."""
    _write_ahead(connection)
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if not _is_new(connection):
            return
        for statement in filter(str.strip, schema.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version:d}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL mode. SQLite does not wait for others here, so this does."""
    patience = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & PRIMARY == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > patience:
                raise
            time.sleep(0.01)
        else:
            return


def _identity(path: str) -> _Identity | None:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
