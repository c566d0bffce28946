"""A file of lines that only grows at its end."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.store.ledger import LONGEST, Ledger

if TYPE_CHECKING:
    from pathlib import Path


def test_lines_come_back_in_their_order(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "a" / "b"), "x")
    assert list(ledger.lines()) == []
    for n in range(5):
        ledger.append(b"%d" % n)
    assert list(ledger.lines()) == [b"0", b"1", b"2", b"3", b"4"]


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_nobody_else_may_look(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path / "a"), "x")
    ledger.append(b"1")
    assert os.stat(ledger.path).st_mode & 0o077 == 0
    assert os.stat(tmp_path / "a").st_mode & 0o077 == 0


def test_it_is_bounded_and_keeps_the_latest(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path), "x", most=1000)
    for n in range(1000):
        ledger.append(b"%04d" % n)
        assert ledger.size() <= 2 * 1000 + 5
    kept = [int(line) for line in ledger.lines()]
    assert kept == list(range(kept[0], 1000))
    assert len(kept) >= 200


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path), "x")
    ledger.append(b"one")
    with open(ledger.path, "ab") as file:
        file.write(b"\ntw")
    ledger.append(b"three")
    assert list(ledger.lines()) == [b"one", b"tw", b"three"]


def test_of_a_file_that_has_grown_beyond_all_measure_the_end_is_read(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path), "x", most=1000)
    with open(ledger.path, "wb") as file:
        file.truncate(10**10)  # a hole, where the disk knows them
        file.seek(0, os.SEEK_END)
        file.write(b"\n" + b"x" * (LONGEST + 1) + b"\nlast")
    assert list(ledger.lines()) == [b"last"]


@pytest.mark.parametrize(("most", "kept"), [(50_000, 240), (4_000, 100)])
def test_many_processes_at_once_tear_no_line_and_lose_none_but_the_oldest(
    tmp_path: Path, most: int, kept: int
) -> None:
    script = (
        "import sys\n"
        "from pixelprep_cli.store.ledger import Ledger\n"
        "ledger = Ledger(sys.argv[1], 'x', most=int(sys.argv[2]))\n"
        "for n in range(20):\n"
        "    ledger.append(f'{sys.argv[3]} {n}'.rjust(40).encode())\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path), str(most)]
    processes = [subprocess.Popen([*command, str(n)]) for n in range(12)]
    assert [process.wait(60) for process in processes] == [0] * 12
    lines = [tuple(map(int, line.split())) for line in Ledger(str(tmp_path), "x").lines()]
    assert len(set(lines)) == len(lines) >= kept
    assert set(lines) <= {(process, n) for process in range(12) for n in range(20)}


def test_clearing_removes_both_generations(tmp_path: Path) -> None:
    ledger = Ledger(str(tmp_path), "x", most=10)
    for _ in range(3):
        ledger.append(b"12345678")
    ledger.clear()
    ledger.clear()
    assert (list(ledger.lines()), ledger.size()) == ([], 0)


@pytest.mark.parametrize("what", ["folder", "pipe", "link"])
def test_what_is_no_regular_file_is_neither_written_nor_waited_for(
    tmp_path: Path, what: str
) -> None:
    ledger = Ledger(str(tmp_path), "x")
    if what == "folder":
        os.mkdir(ledger.path)
    elif os.name == "nt":
        pytest.skip("needs POSIX")
    elif what == "pipe":
        os.mkfifo(ledger.path)
    else:
        os.symlink(tmp_path / "elsewhere", ledger.path)
    with pytest.raises(OSError):  # noqa: PT011 - each system has its own
        ledger.append(b"1")
    if what != "link":
        with pytest.raises(OSError):  # noqa: PT011
            list(ledger.lines())
    assert not (tmp_path / "elsewhere").exists()
