import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from pixelprep_cli.errors import SourceError
from pixelprep_cli.store import reading

posix = pytest.mark.skipif(os.name != "posix", reason="of POSIX")


def refusal(path: Path, most: int = 10**6) -> SourceError:
    with pytest.raises(SourceError) as refused:
        reading.read_whole(str(path), most)
    return refused.value


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\r\n\x1a" * 1000)
    assert reading.read_whole(str(tmp_path / "a"), 3000) == b"\r\n\x1a" * 1000


def test_a_file_over_the_limit_is_refused_naming_both_sizes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(3001))
    refused = refusal(tmp_path / "a", 3000)
    assert refused.code == "file_too_large"
    assert "3.0 kB" in refused.message
    assert refused.hint == "if you trust it, raise it with --max-file-size 3001"


def test_an_empty_file_is_named_so(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert refusal(tmp_path / "a").code == "empty_file"


@posix
def test_pipes_sockets_devices_and_folders_are_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        monkeypatch.setattr(os, "open", lambda *_: pytest.fail("opened"))
        for path in (*map(Path, ("pipe", "folder", "socket")), Path("/dev/zero")):
            assert refusal(path).code == "not_regular"


@posix
def test_a_file_that_turns_into_a_pipe_after_a_look_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    regular = os.stat(__file__)
    monkeypatch.setattr(os, "stat", lambda _path: regular)
    assert refusal(tmp_path / "a.jpg").code == "not_regular"


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def shrink(path: Path) -> None:
    os.truncate(path, 10)


def rewrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"new")
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize("change", [grow, shrink, rewrite])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(1000))
    look = os.fstat
    looks: list[os.stat_result] = []

    def look_and_let_change(descriptor: int) -> os.stat_result:
        found = look(descriptor)
        if not looks:
            change(path)
        looks.append(found)
        return found

    monkeypatch.setattr(os, "fstat", look_and_let_change)
    refused = refusal(path)
    assert refused.code == "changed_while_read"
    assert refused.hint == "run this again once whatever writes it has finished"


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a").code == "unreadable"
