"""What a file has beside its bytes: permissions, owner, times, extended attributes."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pixelprep_cli.errors import SourceError

SYSTEMS_OWN: Final = ("security.", "trusted.", "com.apple.provenance")
"""Extended attributes that the system gives and often lets nobody set: a loss of them is none."""

_NONE: Final = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


@dataclass(frozen=True, slots=True)
class Attributes:
    """Permission bits, owner and group, times in nanoseconds, extended attributes by name."""

    mode: int
    uid: int
    gid: int
    atime_ns: int
    mtime_ns: int
    extended: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def times_ns(self) -> tuple[int, int]:
        """When it was last read and written."""
        return self.atime_ns, self.mtime_ns

    def as_json(self) -> dict[str, Any]:
        """Numbers and text alone."""
        return {
            "mode": self.mode,
            "uid": self.uid,
            "gid": self.gid,
            "atime_ns": self.atime_ns,
            "mtime_ns": self.mtime_ns,
            "extended": {name: value.hex() for name, value in self.extended.items()},
        }

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Attributes:
        """The reverse of `as_json`."""
        extended = {name: bytes.fromhex(value) for name, value in said["extended"].items()}
        return cls(**said | {"extended": extended})


def attributes_of(path: str) -> Attributes:
    """What the file at `path` has; links are followed.

    Raises:
        OSError: the system refuses.
    """
    status = os.stat(path)
    return Attributes(
        mode=stat.S_IMODE(status.st_mode),
        uid=status.st_uid,
        gid=status.st_gid,
        atime_ns=status.st_atime_ns,
        mtime_ns=status.st_mtime_ns,
        extended=_extended(path),
    )


def apply(attributes: Attributes, path: str) -> None:
    """Give a file of our own all of them; the times last, as the rest may touch them.

    Raises:
        SourceError: `attributes`, one of them cannot be given.
        OSError: the system refuses otherwise.
    """
    _own(attributes, path)
    for name, value in attributes.extended.items():
        _set(path, name, value)
    if stat.S_IMODE(os.stat(path).st_mode) != attributes.mode:  # FAT refuses even what is so
        os.chmod(path, attributes.mode)
    os.utime(path, ns=attributes.times_ns)


def _own(attributes: Attributes, path: str) -> None:
    if not hasattr(os, "chown"):
        return
    status = os.stat(path)
    if (status.st_uid, status.st_gid) == (attributes.uid, attributes.gid):
        return
    try:
        os.chown(path, attributes.uid, attributes.gid)
    except PermissionError as error:
        owner = f"user {attributes.uid}, group {attributes.gid}"
        raise SourceError(
            f"its owner ({owner}) could not be kept: {error.strerror}",
            code="attributes",
            hint="run pixelprep as its owner",
        ) from error


def _extended(path: str) -> dict[str, bytes]:
    system = _system()
    if system is None:
        return {}
    try:
        names = system.listxattr(path)
    except OSError as error:
        if error.errno in _NONE:
            return {}
        raise
    return {name: system.getxattr(path, name) for name in names if not _is_systems(name)}


def _set(path: str, name: str, value: bytes) -> None:
    system = _system()
    if system is None:
        return
    try:
        system.setxattr(path, name, value)
    except OSError as error:
        raise SourceError(
            f"its extended attribute {name} could not be kept: {error.strerror}", code="attributes"
        ) from error


def _is_systems(name: str) -> bool:
    return name.startswith(SYSTEMS_OWN)


def _system() -> Any:
    """What has listxattr, getxattr and setxattr here; None where there are no such attributes."""
    if hasattr(os, "listxattr"):
        return os
    from pixelprep_cli.store import darwin

    return darwin if darwin.is_here() else None
