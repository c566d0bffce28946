"""The lock of a file that is being written, held by real processes."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

import pytest

from pixelprep_cli.errors import SkippedError, SourceError
from pixelprep_cli.store import lock

HOLD = (
    "import sys; from pixelprep_cli.store import lock\n"
    "with lock.writing(sys.argv[1], sys.argv[2], needed=False):\n"
    "    print('held', flush=True); sys.stdin.readline()\n"
)
Hold = Callable[[Path], "subprocess.Popen[str]"]


@pytest.fixture
def locks(tmp_path: Path) -> str:
    return lock.lock_file(os.fspath(tmp_path / "state" / "pixelprep"))


@pytest.fixture
def held_elsewhere(locks: str) -> Iterator[Hold]:
    """Let another process hold the lock of a path until it is killed or told to go on."""
    with ExitStack() as running:

        def hold(target: Path) -> "subprocess.Popen[str]":
            process = subprocess.Popen(
                [sys.executable, "-c", HOLD, target, locks],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            running.enter_context(process)
            running.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            return process

        yield hold


def test_a_file_that_another_run_is_writing_is_left_to_it(
    tmp_path: Path, locks: str, held_elsewhere: Hold
) -> None:
    target = tmp_path / "a.webp"
    held_elsewhere(target)
    with (
        pytest.raises(SkippedError, match="being written by another run") as refusal,
        lock.writing(str(target), locks, needed=False),
    ):
        pass
    assert refusal.value.code == "being_written"


def test_where_it_has_to_be_written_the_other_run_is_waited_for(
    tmp_path: Path, locks: str, held_elsewhere: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.webp"
    other = held_elsewhere(target)
    pauses = []

    def pause(_seconds: float) -> None:
        pauses.append(1)
        if len(pauses) == 3:
            other.communicate("go on\n")

    monkeypatch.setattr("time.sleep", pause)
    with lock.writing(str(target), locks, needed=True):
        assert len(pauses) == 3


def test_it_is_not_waited_for_for_ever(
    tmp_path: Path, locks: str, held_elsewhere: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.webp"
    held_elsewhere(target)
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    with (
        pytest.raises(SourceError, match="run this again once that has ended") as refusal,
        lock.writing(str(target), locks, needed=True),
    ):
        pass
    assert refusal.value.code == "being_written"


def test_another_file_is_free(tmp_path: Path, locks: str, held_elsewhere: Hold) -> None:
    held_elsewhere(tmp_path / "a.webp")
    with lock.writing(str(tmp_path / "b.webp"), locks, needed=False):
        pass


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_does_not_hide_that_it_is_the_same_file(
    tmp_path: Path, locks: str, held_elsewhere: Hold
) -> None:
    (tmp_path / "link.webp").symlink_to("a.webp")
    held_elsewhere(tmp_path / "a.webp")
    with (
        pytest.raises(SkippedError),
        lock.writing(str(tmp_path / "link.webp"), locks, needed=False),
    ):
        pass


def test_a_run_that_is_killed_lets_go(tmp_path: Path, locks: str, held_elsewhere: Hold) -> None:
    target = tmp_path / "a.webp"
    other = held_elsewhere(target)
    other.kill()
    other.wait()
    with lock.writing(str(target), locks, needed=False):
        pass


def test_a_lock_is_let_go_after_an_error_too(tmp_path: Path, locks: str) -> None:
    target = tmp_path / "a.webp"
    with pytest.raises(ZeroDivisionError), lock.writing(str(target), locks, needed=False):
        raise ZeroDivisionError
    done = subprocess.run(
        [sys.executable, "-c", HOLD, target, locks], stdin=subprocess.DEVNULL, check=True
    )
    assert done.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_the_lock_file_is_private_empty_and_the_only_one(tmp_path: Path, locks: str) -> None:
    for n in range(20):
        with lock.writing(str(tmp_path / f"{n}.webp"), locks, needed=False):
            pass
    assert os.listdir(os.path.dirname(locks)) == ["locks"]
    status = os.stat(locks)
    assert (status.st_size, status.st_mode & 0o777) == (0, 0o600)


def test_where_no_lock_file_can_be_made_runs_do_without(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with lock.writing(str(tmp_path / "a.webp"), str(tmp_path / "state" / "locks"), needed=True):
        pass


def test_where_the_disk_knows_no_locks_runs_do_without(
    tmp_path: Path, locks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(lock, "_lock", unknown)
    with lock.writing(str(tmp_path / "a.webp"), locks, needed=False):
        pass


def test_windows_locks_a_byte_that_its_counting_reaches(
    tmp_path: Path, locks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Msvcrt(ModuleType):
        LK_NBLCK = 2

        def locking(self, descriptor: int, mode: int, count: int) -> None:
            asked.append((os.lseek(descriptor, 0, os.SEEK_CUR), mode, count))
            if len(asked) > 1:
                raise PermissionError(errno.EACCES, "locked")

    monkeypatch.setitem(sys.modules, "msvcrt", Msvcrt("msvcrt"))
    target = str(tmp_path / "a.webp")

    def write() -> None:
        with monkeypatch.context() as windows:
            windows.setattr(os, "name", "nt")
            with lock.writing(target, locks, needed=False):
                pass

    write()
    with pytest.raises(SkippedError):
        write()
    assert asked == [(lock._place(target), 2, 1)] * 2
    assert 0 <= lock._place(target) < 2**31


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_a_hundred_processes_at_once_write_different_files_and_do_not_meet(
    tmp_path: Path, locks: str
) -> None:
    script = (
        "import os, sys\n"
        "from pixelprep_cli.store import atomic, lock\n"
        "folder, locks = sys.argv[1:]\n"
        "for n in range(100):\n"
        "    if os.fork() == 0:\n"
        "        path = os.path.join(folder, f'{n}.webp')\n"
        "        with lock.writing(path, locks, needed=False):\n"
        "            atomic.write(path, bytes([n]) * 1000, token=str(n))\n"
        "        os._exit(0)\n"
        "print([os.wait()[1] for _ in range(100)] == [0] * 100)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "out", locks],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "True\n", done.stderr
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == {f"{n}.webp": bytes([n]) * 1000 for n in range(100)}
