"""Changes that are written down: what they leave when something goes wrong half way."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.runs import remembered

from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.job import Record
from pixelprep_cli.store import backup, change, journal
from pixelprep_cli.store.runs import Runs
from pixelprep_cli.store.undo import Fate, undo

if TYPE_CHECKING:
    from collections.abc import Callable

ONCE = "r-0123abcd"
posix = pytest.mark.skipif(os.name != "posix", reason="of POSIX")


@pytest.fixture
def record(tmp_path: Path) -> Record:
    (tmp_path / "run").mkdir()
    return Record(run="r", folder=str(tmp_path / "run"))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photos" / "a.jpg"
    path.parent.mkdir()
    path.write_bytes(b"original")
    return path


def names(photo: Path) -> list[str]:
    return sorted(os.listdir(photo.parent))


def put_in_place(photo: Path, record: Record, name: str = "a.jpg") -> None:
    original = change.original(str(photo))
    path = str(photo.parent / name)
    change.replace_original(original, b"new", name=path, token=ONCE, record=record)


def fates(record: Record) -> list[Fate]:
    return [each.fate for each in undo("r", record.folder, journal.read(record.folder).changes)]


@pytest.mark.parametrize("edit", [b"edited, and longer", b"0riginal"])
def test_an_original_that_changes_meanwhile_stays(photo: Path, record: Record, edit: bytes) -> None:
    original = replace(change.original(str(photo)), sha256=backup.hashed(str(photo)))
    times = original.times_ns
    photo.write_bytes(edit)
    os.utime(photo, ns=times)
    with pytest.raises(SourceError, match="changed or moved") as raised:
        change.replace_original(original, b"new", name=str(photo), token=ONCE, record=record)
    assert raised.value.code == "changed_meanwhile"
    assert photo.read_bytes() == edit
    assert names(photo) == ["a.jpg"]
    assert journal.read(record.folder).changes == []


def test_an_original_that_goes_meanwhile_does_not_come_back(photo: Path, record: Record) -> None:
    original = change.original(str(photo))
    photo.unlink()
    with pytest.raises(SourceError):
        change.replace_original(original, b"new", name=str(photo), token=ONCE, record=record)
    assert names(photo) == []


@pytest.mark.parametrize("name", ["a.jpg", "a.webp"])
def test_a_change_is_written_down_and_taken_back(photo: Path, record: Record, name: str) -> None:
    put_in_place(photo, record, name)
    assert names(photo) == [name]
    (recorded,) = journal.read(record.folder).changes
    assert recorded.done
    assert fates(record) == [Fate.RESTORED]
    assert (names(photo), photo.read_bytes()) == (["a.jpg"], b"original")
    assert fates(record) == [Fate.UNCHANGED]


def test_a_journal_that_cannot_be_written_leaves_everything_as_it_was(
    photo: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(journal.Journal, "begin", refuse)
    with pytest.raises(SourceError, match=r"the journal in .* No space") as raised:
        put_in_place(photo, record)
    assert raised.value.code == "no_space"
    assert (names(photo), photo.read_bytes()) == (["a.jpg"], b"original")


def test_a_backup_that_does_not_fit_leaves_everything_as_it_was(
    photo: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    monkeypatch.setattr(backup, "keep", refuse)
    with pytest.raises(SourceError, match="the backup of") as raised:
        put_in_place(photo, record)
    assert raised.value.code == "no_space"
    assert (names(photo), photo.read_bytes()) == (["a.jpg"], b"original")


@posix
def test_a_folder_that_cannot_be_flushed_afterwards_hides_no_change(
    photo: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: str) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("pixelprep_cli.store.atomic.flush_folder", refuse)
    with pytest.raises(SourceError):
        put_in_place(photo, record)
    assert photo.read_bytes() == b"new"
    monkeypatch.undo()
    assert fates(record) == [Fate.RESTORED]
    assert photo.read_bytes() == b"original"


def test_a_change_of_which_nobody_can_tell_whether_it_was_made_stays_on_record(
    photo: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: str) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    def published(_folder: str) -> None:
        monkeypatch.setattr(backup, "hashed", refuse)
        refuse("")

    monkeypatch.setattr("pixelprep_cli.store.atomic.flush_folder", published)
    with pytest.raises(SourceError):
        put_in_place(photo, record)
    monkeypatch.undo()
    assert photo.read_bytes() == b"new"
    assert fates(record) == [Fate.RESTORED]
    assert photo.read_bytes() == b"original"


def test_two_files_of_one_content_share_a_backup_and_both_come_back(
    photo: Path, record: Record
) -> None:
    other = photo.with_name("b.jpg")
    other.write_bytes(photo.read_bytes())
    put_in_place(photo, record)
    put_in_place(other, record, "b.jpg")
    assert len(os.listdir(os.path.join(record.folder, backup.FOLDER))) == 1
    assert fates(record) == [Fate.RESTORED, Fate.RESTORED]
    assert photo.read_bytes() == other.read_bytes() == b"original"


@posix
def test_a_backup_that_another_name_could_change_is_not_relied_on(
    photo: Path, record: Record, tmp_path: Path
) -> None:
    sha256 = backup.hashed(str(photo))
    kept = Path(backup.place(record.folder, sha256))
    kept.parent.mkdir()
    os.link(photo, kept)
    backup.keep(record.folder, str(photo), sha256, "r-1")
    photo.write_bytes(b"edited in place")
    assert kept.read_bytes() == b"original"


def test_a_damaged_backup_is_named_and_nothing_is_replaced_by_it(
    photo: Path, record: Record
) -> None:
    put_in_place(photo, record)
    Path(backup.place(record.folder, journal_before(record))).write_bytes(b"0riginal")
    (undone,) = undo("r", record.folder, journal.read(record.folder).changes)
    assert (undone.fate, undone.code) == (Fate.FAILED, "backup_damaged")
    assert (names(photo), photo.read_bytes()) == (["a.jpg"], b"new")


def test_a_torn_line_of_a_journal_is_of_a_change_that_was_not_begun(
    photo: Path, record: Record
) -> None:
    put_in_place(photo, record)
    (name,) = (n for n in os.listdir(record.folder) if n.startswith(journal.PREFIX))
    path = Path(record.folder, name)
    whole = path.read_bytes()
    path.write_bytes(whole + b'\n{"begin":{"source":"/x')
    assert len(journal.read(record.folder).changes) == 1
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        assert len(journal.read(record.folder).changes) <= 1


@pytest.mark.parametrize("damage", [b"\x00", b"\xff", b"7"])
def test_a_damaged_journal_is_never_believed_and_costs_no_backup(
    photo: Path, tmp_path: Path, damage: bytes
) -> None:
    runs = Runs(str(tmp_path / "state"))
    run = remembered()
    with runs.begin(run):
        record = Record(run="r", folder=runs.folder(run), backup=True)
        put_in_place(photo, record)
    (name,) = (n for n in os.listdir(record.folder) if n.startswith(journal.PREFIX))
    path = Path(record.folder, name)
    whole, made = path.read_bytes(), photo.read_bytes()
    data = (Path(record.folder) / "backup" / journal_before(record)).read_bytes()
    for at in range(0, len(whole), 3):
        bent = whole[:at] + damage + whole[at + 1 :]
        if bent == whole:
            continue
        path.write_bytes(bent)
        told = runs.told(run)
        fates = [each.fate for each in undo("r", record.folder, told.changes)]
        runs.close_undone(run, told)
        assert told.unreadable, f"byte {at}"
        assert runs.held(run) == len(data), f"byte {at}"
        assert fates == ([Fate.RESTORED] if photo.read_bytes() == b"original" else [])
        photo.write_bytes(made)
    path.write_bytes(whole)
    assert [each.fate for each in undo("r", record.folder, runs.told(run).changes)] == ["restored"]
    runs.close_undone(run, runs.told(run))
    assert (photo.read_bytes(), runs.held(run)) == (b"original", 0)


def test_a_full_disk_leaves_no_torn_line(
    photo: Path, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write

    def short(descriptor: int, data: bytes) -> int:
        return write(descriptor, data[: len(data) // 2])

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", short)
        with pytest.raises(SourceError):
            put_in_place(photo, record)
    assert photo.read_bytes() == b"original"
    assert journal.read(record.folder) == ([], 0)
    put_in_place(photo, record)
    assert len(journal.read(record.folder).changes) == 1


def refuse(number: int) -> Callable[..., None]:
    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.skipif(os.name != "posix", reason="what systems of POSIX say of FAT and of shares")
@pytest.mark.parametrize("refusal", [errno.EINVAL, errno.ENOTSUP, errno.EBADF])
def test_a_disk_without_links_modes_attributes_and_flushed_folders_will_do(
    photo: Path, record: Record, monkeypatch: pytest.MonkeyPatch, refusal: int
) -> None:
    flush = os.fsync

    def of_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            refuse(refusal)()
        flush(descriptor)

    photo.chmod(0o600)
    os.utime(photo, ns=(10**18, 10**18))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", of_files)
        patched.setattr(os, "link", refuse(errno.EPERM))
        patched.setattr(os, "chmod", refuse(errno.EPERM))
        patched.setattr(os, "listxattr", refuse(errno.ENOTSUP), raising=False)
        put_in_place(photo, record, "a.webp")
        assert names(photo) == ["a.webp"]
        assert fates(record) == [Fate.RESTORED]
    assert (names(photo), photo.read_bytes()) == (["a.jpg"], b"original")
    assert photo.stat().st_mtime_ns == 10**18


def journal_before(record: Record) -> str:
    (recorded,) = journal.read(record.folder).changes
    before = recorded.entry.changes[0].before
    assert before is not None
    return before.sha256


def test_backups_of_what_may_not_be_written_to_can_be_given_back_on_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "backup" / "aa"
    kept.parent.mkdir()
    kept.write_bytes(b"original")
    kept.chmod(0o444)
    unlink = os.unlink

    def unlink_of_windows(path: str) -> None:
        if not os.stat(path).st_mode & stat.S_IWRITE:
            raise PermissionError(errno.EACCES, "access is denied", path)
        unlink(path)

    with monkeypatch.context() as windows:
        windows.setattr(os, "name", "nt")
        windows.setattr(os, "unlink", unlink_of_windows)
        backup.discard(str(tmp_path))
    assert not kept.exists()
