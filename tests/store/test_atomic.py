import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelprep_cli.errors import SkippedError, SourceError
from pixelprep_cli.store import atomic, backup, folders
from pixelprep_cli.store.attributes import apply, attributes_of

posix = pytest.mark.skipif(os.name != "posix", reason="of POSIX")


ONCE = "0123abcd"


def write(target: str | Path, data: bytes, **options: Any) -> None:
    atomic.write(os.fspath(target), data, token=ONCE, **options)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@contextmanager
def umask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


def refusing(number: int) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@settings(max_examples=20)
@given(data=st.binary(max_size=100_000))
def test_what_is_written_is_read_back(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "below", "a.webp")
        write(target, data)
        assert Path(target).read_bytes() == data
        assert os.listdir(os.path.dirname(target)) == ["a.webp"]


def test_an_existing_target_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "a.webp"
    target.write_bytes(b"old")
    with pytest.raises(SkippedError, match="--overwrite") as refusal:
        write(target, b"new")
    assert refusal.value.code == "target_exists"
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.webp"]


def test_overwriting_replaces_an_existing_target(tmp_path: Path) -> None:
    target = tmp_path / "a.webp"
    target.write_bytes(b"old")
    write(target, b"new", overwrite=True)
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["a.webp"]


@posix
def test_a_new_file_has_the_permissions_that_the_umask_leaves(tmp_path: Path) -> None:
    with umask(0o027):
        write(tmp_path / "a.webp", b"new")
    assert stat.S_IMODE((tmp_path / "a.webp").stat().st_mode) == 0o640


@posix
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444])
def test_a_replaced_file_hands_on_its_permissions(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "a.webp"
    target.write_bytes(b"old")
    target.chmod(mode)
    with umask(0o022):
        write(target, b"new", overwrite=True)
    assert stat.S_IMODE(target.stat().st_mode) == mode
    assert target.read_bytes() == b"new"


@posix
def test_the_bytes_of_a_private_file_are_at_no_time_readable_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.webp"
    target.write_bytes(b"old")
    target.chmod(0o600)
    seen = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    write(target, b"new", overwrite=True)
    assert seen == [0o600]


@posix
def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "b.webp", tmp_path / "a.webp"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write(link, b"new", overwrite=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert names(tmp_path / "real") == ["b.webp"]


@posix
def test_a_link_that_leads_nowhere_gets_its_target(tmp_path: Path) -> None:
    link = tmp_path / "a.webp"
    link.symlink_to("b.webp")
    write(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "b.webp").read_bytes() == b"new"


@posix
def test_a_link_to_a_file_counts_as_existing(tmp_path: Path) -> None:
    (tmp_path / "b.webp").write_bytes(b"old")
    (tmp_path / "a.webp").symlink_to("b.webp")
    with pytest.raises(SkippedError):
        write(tmp_path / "a.webp", b"new")
    assert (tmp_path / "b.webp").read_bytes() == b"old"


@posix
def test_a_target_that_appears_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, sync = tmp_path / "a.webp", os.fsync

    def rival(descriptor: int) -> None:
        sync(descriptor)
        target.write_bytes(b"rival")

    monkeypatch.setattr(os, "fsync", rival)
    with pytest.raises(SkippedError):
        write(target, b"new")
    assert target.read_bytes() == b"rival"
    assert names(tmp_path) == ["a.webp"]


@posix
@pytest.mark.parametrize("number", sorted(atomic.NO_HARD_LINKS))
def test_a_disk_without_hard_links_is_written_to_and_keeps_what_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(os, "link", refusing(number))
    write(tmp_path / "a.webp", b"first")
    with pytest.raises(SkippedError):
        write(tmp_path / "a.webp", b"second")
    assert (tmp_path / "a.webp").read_bytes() == b"first"
    assert names(tmp_path) == ["a.webp"]


def test_windows_publishes_by_a_rename_that_refuses_an_existing_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(source: str, target: str) -> None:
        if os.path.exists(target):
            raise FileExistsError(errno.EEXIST, "exists", target)
        os.replace(source, target)

    target = str(tmp_path / "a.webp")
    with monkeypatch.context() as windows:
        windows.setattr(os, "name", "nt")
        windows.setattr(os, "rename", rename)
        windows.setattr(os, "link", refusing(errno.EIO))
        write(target, b"first")
        with pytest.raises(SkippedError):
            write(target, b"second")
        write(target, b"third", overwrite=True)
    assert Path(target).read_bytes() == b"third"
    assert names(tmp_path) == ["a.webp"]


def test_times_outlast_the_closing_of_the_file_that_sets_them_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.fdopen

    @contextmanager
    def closing_counts_as_writing(descriptor: int, mode: str) -> Iterator[Any]:
        with opened(descriptor, mode) as file:
            yield file
        for path in tmp_path.glob("*.tmp"):
            os.utime(path)

    original, kept = tmp_path / "original", tmp_path / "kept.tmp"
    original.write_bytes(b"bytes")
    os.utime(original, ns=(10**18, 10**18))
    told = attributes_of(str(original))
    with monkeypatch.context() as windows:
        windows.setattr(os, "name", "nt")
        windows.setattr(os, "fdopen", closing_counts_as_writing)
        write(str(tmp_path / "dated"), b"new", times_ns=(10**18, 10**18))
        write(str(tmp_path / "replaced"), b"new", attributes=told)
        sha256 = backup.hashed(str(original))
        assert backup.copy(str(original), str(kept), sha256, partial(apply, told))
    for path in (tmp_path / "dated", tmp_path / "replaced", kept):
        assert path.stat().st_mtime_ns == 10**18


@pytest.mark.parametrize("overwrite", [False, True])
def test_the_bytes_are_on_the_disk_before_they_get_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    target, done = tmp_path / "a.webp", []
    for name in ("fsync", "link", "replace"):
        real = getattr(os, name)

        def noted(*args: object, name: str = name, real: Callable[..., None] = real) -> None:
            done.append((name, target.exists()))
            real(*args)

        monkeypatch.setattr(os, name, noted)
    write(target, b"new", overwrite=overwrite)
    assert done == [("fsync", False), ("replace" if overwrite else "link", False)]


def test_macos_is_asked_to_keep_the_order_of_writes_and_any_disk_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    asked = Mock()
    monkeypatch.setattr(fcntl, "fcntl", asked)
    monkeypatch.setattr(sys, "platform", "darwin")
    write(tmp_path / "a.webp", b"bytes")
    assert [call.args[1] for call in asked.call_args_list] == [folders.F_BARRIERFSYNC]
    flushed = Mock(wraps=os.fsync)
    monkeypatch.setattr(os, "fsync", flushed)
    asked.side_effect = OSError(errno.ENOTSUP, "not supported")
    write(tmp_path / "b.webp", b"bytes")
    assert flushed.call_count == 1


def test_the_times_that_are_given_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "a.webp"
    write(target, b"new", times_ns=(10**18, 2 * 10**17))
    assert target.stat().st_mtime_ns == 2 * 10**17


@posix
def test_a_link_planted_as_the_temporary_file_is_not_followed(tmp_path: Path) -> None:
    victim, target = tmp_path / "victim", str(tmp_path / "a.webp")
    victim.write_bytes(b"precious")
    os.symlink(victim, atomic.temporary_path(target, ONCE))
    with pytest.raises(SourceError):
        write(target, b"new")
    assert victim.read_bytes() == b"precious"
    assert not os.path.exists(target)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "no_space"),
        (errno.EDQUOT, "no_space"),
        (errno.EACCES, "permission"),
        (errno.EROFS, "read_only"),
        (errno.EFBIG, "file_too_large"),
        (errno.EMFILE, "too_many_files"),
        (errno.EXDEV, "write_failed"),
        (errno.EIO, "write_failed"),
    ],
)
@pytest.mark.parametrize("call", ["fsync", "link", "open"])
def test_a_disk_that_refuses_is_named_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    target = tmp_path / "a.webp"
    with monkeypatch.context() as fault:
        fault.setattr(os, call, refusing(number))
        with pytest.raises(SourceError, match=r"a\.webp cannot be written: \w+") as refusal:
            write(target, b"new")
    assert refusal.value.code == code
    assert names(tmp_path) == []


def test_a_failed_overwrite_leaves_the_old_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.webp"
    target.write_bytes(b"old")
    with monkeypatch.context() as fault:
        fault.setattr(os, "fsync", refusing(errno.ENOSPC))
        with pytest.raises(SourceError):
            write(target, b"new", overwrite=True)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.webp"]


def test_a_folder_of_that_name_is_an_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "a.webp").mkdir()
    with pytest.raises(SourceError):
        write(tmp_path / "a.webp", b"new", overwrite=True)
    assert names(tmp_path) == ["a.webp"]


def test_a_name_that_is_too_long_is_named_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refusal:
        write(tmp_path / ("a" * 300), b"new")
    assert refusal.value.code in ("name_too_long", "write_failed")
    assert names(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="of POSIX")
def test_a_folder_that_may_not_be_written_to_is_a_matter_of_permission() -> None:
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, stat.S_IXOTH | stat.S_IROTH | stat.S_IRUSR | stat.S_IXUSR)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(65534)
            with pytest.raises(SourceError) as refusal:
                write(os.path.join(place, "a.webp"), b"new")
        finally:
            os.seteuid(user)
            os.chmod(place, stat.S_IRWXU)
        assert refusal.value.code == "permission"
        assert os.listdir(place) == []


def test_discarding_removes_the_temporary_file_and_minds_no_absence(tmp_path: Path) -> None:
    target = str(tmp_path / "a.webp")
    Path(atomic.temporary_path(target, ONCE)).write_bytes(b"half")
    atomic.discard(target, ONCE)
    atomic.discard(target, ONCE)
    assert names(tmp_path) == []


@posix
def test_a_writer_that_is_killed_at_any_moment_never_tears_the_target(tmp_path: Path) -> None:
    target = tmp_path / "a.webp"
    writer = (
        "import itertools, sys; from pixelprep_cli.store import atomic\n"
        "for n in itertools.count():\n"
        "    atomic.write(sys.argv[1], bytes([n % 2]) * 300_000, token=str(n), overwrite=True)\n"
        "    print(flush=True)\n"
    )
    for lines in range(1, 7):
        with subprocess.Popen(
            [sys.executable, "-c", writer, str(target)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            for _ in range(lines):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        data = target.read_bytes()
        assert data in (bytes(300_000), b"\1" * 300_000)
