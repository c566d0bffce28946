"""Attributes of files, on this system and, with a system of our own, on macOS."""

from __future__ import annotations

import ctypes
import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from pixelprep_cli.errors import SourceError
from pixelprep_cli.store import attributes, darwin
from pixelprep_cli.store.attributes import Attributes, apply, attributes_of

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name != "posix", reason="of POSIX")


@posix
def test_a_file_can_be_given_all_that_another_has(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "a").chmod(0o604)
    os.utime(tmp_path / "a", ns=(123456789, 987654321))
    found = attributes_of(str(tmp_path / "a"))
    apply(found, str(tmp_path / "b"))
    assert attributes_of(str(tmp_path / "b")) == found
    assert Attributes.from_json(found.as_json()) == found


@posix
def test_an_owner_that_cannot_be_kept_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    (tmp_path / "a").touch()
    monkeypatch.setattr(os, "chown", refuse)
    foreign = Attributes(mode=0o644, uid=os.getuid() + 1, gid=os.getgid(), atime_ns=0, mtime_ns=0)
    with pytest.raises(SourceError, match=r"owner .* could not be kept") as raised:
        apply(foreign, str(tmp_path / "a"))
    assert raised.value.code == "attributes"


class Libc:
    """xattr(2) as macOS has it, over a dictionary."""

    def __init__(self) -> None:
        self.held = {b"user.tag": b"holiday"}

    def listxattr(self, _path: bytes, into: Any, _size: int, _options: int) -> int:
        names = b"".join(name + b"\0" for name in self.held)
        if into is not None:
            ctypes.memmove(into, names, len(names))
        return len(names)

    def getxattr(self, _path: bytes, name: bytes, into: Any, *_: int) -> int:
        value = self.held[name]
        if into is not None:
            ctypes.memmove(into, value, len(value))
        return len(value)

    def setxattr(self, _path: bytes, name: bytes, value: bytes, *_: int) -> int:
        if name == b"refused":
            ctypes.set_errno(13)
            return -1
        self.held[name] = value
        return 0


def test_macos_has_its_attributes_read_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libc = Libc()
    monkeypatch.setattr(darwin, "_libc", lambda: libc)
    monkeypatch.setattr(attributes, "_system", lambda: darwin)
    path = tmp_path / "a"
    path.touch()
    found = attributes_of(str(path))
    assert found.extended == {"user.tag": b"holiday"}
    libc.held.clear()
    apply(found, str(path))
    assert libc.held == {b"user.tag": b"holiday"}
    with pytest.raises(OSError, match="Permission denied"):
        darwin.setxattr(str(path), "refused", b"")


def test_a_system_without_such_attributes_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attributes, "_system", lambda: None)
    (tmp_path / "a").touch()
    assert attributes_of(str(tmp_path / "a")).extended == {}


def test_what_only_the_system_gives_is_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = SimpleNamespace(
        listxattr=lambda _path: ["security.selinux", "user.a"],
        getxattr=lambda _path, name: name.encode(),
    )
    monkeypatch.setattr(attributes, "_system", lambda: system)
    (tmp_path / "a").touch()
    assert attributes_of(str(tmp_path / "a")).extended == {"user.a": b"user.a"}
