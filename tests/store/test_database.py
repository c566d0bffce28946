import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from pixelprep_cli.store import database
from pixelprep_cli.store.database import Unusable, connect, is_damage, set_aside

SCHEMA = """
CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id));
"""


def test_what_is_committed_is_there_for_the_next(tmp_path: Path) -> None:
    path = str(tmp_path / "below" / "of" / "it.sqlite")
    with closing(connect(path, SCHEMA, 1)) as first, first:
        first.execute("INSERT INTO parent VALUES (1, 'a')")
    with closing(connect(path, SCHEMA, 1)) as second:
        assert second.execute("SELECT name FROM parent").fetchall() == [("a",)]


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with closing(connect(str(tmp_path / "it.sqlite"), SCHEMA, 1)) as base:
        with suppress(sqlite3.IntegrityError), base:
            base.execute("INSERT INTO parent VALUES (1, 'a')")
            base.execute("INSERT INTO child VALUES (2)")
            pytest.fail("a foreign key that leads nowhere was taken")
        assert base.execute("SELECT count(*) FROM parent").fetchone() == (0,)


@pytest.mark.skipif(os.name != "posix", reason="of POSIX")
def test_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    connect(str(tmp_path / "below" / "of" / "it.sqlite"), SCHEMA, 1).close()
    for folder in ("below", "below/of"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700


def corrupt(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:700])


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA user_version = 2")


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE theirs (x)")


@pytest.mark.parametrize("bend", [corrupt, torn, newer, foreign])
def test_what_is_no_database_of_this_version_is_named_and_can_be_set_aside(
    tmp_path: Path, bend: Callable[[Path], None]
) -> None:
    path = tmp_path / "it.sqlite"
    connect(str(path), SCHEMA, 1).close()
    bend(path)
    bent = path.read_bytes()
    with pytest.raises(Unusable, match=r"it\.sqlite cannot be used: ") as raised:
        connect(str(path), SCHEMA, 1)
    assert raised.value.damaged
    aside = set_aside(str(path), raised.value)
    assert Path(aside).read_bytes() == bent
    connect(str(path), SCHEMA, 1).close()
    assert set_aside(str(path), raised.value) == str(path), "a good one has come to stand there"
    connect(str(path), SCHEMA, 1).close()


def test_an_older_version_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "it.sqlite")
    connect(path, SCHEMA, 1).close()
    with pytest.raises(Unusable, match="it has version 1, and not 2"):
        connect(path, SCHEMA, 2)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unusable, match=r"Not a directory|exists") as raised:
        connect(str(tmp_path / "file" / "it.sqlite"), SCHEMA, 1)
    assert not raised.value.damaged


def test_one_that_others_keep_locked_is_not_taken_for_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    path = str(tmp_path / "it.sqlite")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unusable, match="locked") as raised:
            connect(path, SCHEMA, 1)
    assert not raised.value.damaged


def test_damage_that_shows_late_is_known(tmp_path: Path) -> None:
    path = tmp_path / "it.sqlite"
    with closing(connect(str(path), SCHEMA, 1)) as base, base:
        base.executemany("INSERT INTO parent (name) VALUES (?)", [("x" * 900,)] * 99)
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with closing(connect(str(path), SCHEMA, 1)) as base:
        with pytest.raises(sqlite3.DatabaseError) as raised:
            base.execute("SELECT name FROM parent").fetchall()
        assert is_damage(raised.value)


ADD = """
import sys
from pixelprep_cli.store.database import connect
base = connect(sys.argv[1], sys.argv[2], 1)
for _ in range(20):
    with base:
        base.execute("INSERT INTO parent (name) VALUES (?)", (sys.argv[3],))
"""


def test_processes_that_create_it_and_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = str(tmp_path / "it.sqlite")
    writers = [
        subprocess.Popen([sys.executable, "-c", ADD, path, SCHEMA, str(number)])
        for number in range(8)
    ]
    assert [writer.wait(60) for writer in writers] == [0] * 8
    with closing(connect(path, SCHEMA, 1)) as base:
        counted = base.execute("SELECT name, count(*) FROM parent GROUP BY name").fetchall()
    assert counted == [(str(number), 20) for number in range(8)]
