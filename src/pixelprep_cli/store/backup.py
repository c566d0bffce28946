"""Copies of what a run replaces, kept by content in the run's own folder.

Each run has its own: no other run can take a backup away, or rely on one that goes.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import SourceError
from pixelprep_cli.store.failpoints import reach
from pixelprep_cli.store.folders import flush, flush_folder, make_private

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

FOLDER: Final = "backup"
FICLONE: Final = 0x40049409
"""ioctl(2) that has two files share their blocks: linux/fs.h, ioctl_ficlone(2)."""

CHUNK: Final = 1 << 20
NOT_HERE: Final = {
    errno.EXDEV,
    errno.EPERM,
    errno.EACCES,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.ENOSYS,
    errno.EMLINK,
    errno.EINVAL,
    errno.ENOTTY,
}
"""How systems say that they do not share blocks, or have no link there: the next way is tried."""


def place(run: str, sha256: str) -> str:
    """Where the content lies in a run's folder."""
    return os.path.join(run, FOLDER, sha256)


def keep(run: str, path: str, sha256: str, token: str) -> None:
    """Keep the file at `path`, whose content has that hash, and have it on the disk.

    By sharing blocks where the file system does that, by a link where the file has no other name,
    else by copying.

    Raises:
        SourceError: `changed_meanwhile`, its content is another by now.
        OSError: there is no room, or the system refuses.
    """
    kept = place(run, sha256)
    folder = os.path.dirname(kept)
    if not os.path.isdir(folder):
        make_private(folder)
        flush_folder(run)
    if not _is_kept(kept, sha256):
        reach("backup-open")
        _shared(path, kept, token) or _linked(path, kept) or _copied(path, kept, sha256, token)
    flush_folder(folder)


def size(run: str) -> int:
    """Bytes that a run's backups hold."""
    total = 0
    with suppress(FileNotFoundError), os.scandir(os.path.join(run, FOLDER)) as entries:
        total = sum(entry.stat(follow_symlinks=False).st_size for entry in entries)
    return total


def copy(
    source: str, target: str, sha256: str, finish: Callable[[str], None] = lambda _target: None
) -> bool:
    """Copy a file, checked by its hash, to a new one that is then on the disk.

    Args:
        finish: called with `target` once it is written and sound, before it is flushed.

    Returns:
        Whether the content is that which the hash tells; if not, nothing is left.

    Raises:
        OSError: the system refuses; nothing is left.
    """
    digest = hashlib.sha256()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(source, "rb") as old, os.fdopen(os.open(target, flags, 0o600), "wb") as new:
            while chunk := old.read(CHUNK):
                digest.update(chunk)
                new.write(chunk)
            new.flush()
            sound = digest.hexdigest() == sha256
            if sound:
                finish(target)
                flush(new.fileno())
        if sound and os.name == "nt":  # where closing it was the last time of writing
            finish(target)
    except BaseException:
        _remove(target)
        raise
    if not sound:
        _remove(target)
    return sound


def hashed(path: str) -> str:
    """The SHA-256 of a file's content. Raises OSError."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_kept(kept: str, sha256: str) -> bool:
    """Whether the content is there already, in a file that nobody else can reach by a name."""
    try:
        return os.stat(kept).st_nlink == 1 and hashed(kept) == sha256
    except FileNotFoundError:
        return False


def _shared(path: str, kept: str, token: str) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    temporary = f"{kept}.{token}.tmp"
    try:
        with open(path, "rb") as old, open(temporary, "xb", opener=_private) as new:
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
            flush(new.fileno())
    except OSError as error:
        _remove(temporary)
        if error.errno in NOT_HERE:
            return False
        raise
    os.replace(temporary, kept)
    return True


def _linked(path: str, kept: str) -> bool:
    if os.stat(path).st_nlink != 1 or os.path.lexists(kept):
        return False
    try:
        os.link(path, kept)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno in NOT_HERE:
            return False
        raise
    return True


def _copied(path: str, kept: str, sha256: str, token: str) -> bool:
    temporary = f"{kept}.{token}.tmp"
    if not copy(path, temporary, sha256):
        raise SourceError("it changed while it was backed up", code="changed_meanwhile")
    os.replace(temporary, kept)
    return True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def is_link_cheap(path: str, folder: str) -> bool:
    """Whether a backup of `path` below `folder` takes no room of its own, as far as can be told."""
    try:
        status = os.stat(path)
        return status.st_nlink == 1 and status.st_dev == os.stat(folder).st_dev
    except OSError:
        return False


def discard(run: str, but: Collection[str] = ()) -> None:
    """Give the room of a run's backups back, which cannot be brought back any more.

    Args:
        but: hashes of contents that stay.
    """
    folder = os.path.join(run, FOLDER)
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        if name in but:
            continue
        path = os.path.join(folder, name)
        with suppress(FileNotFoundError):
            if os.name == "nt":  # where what may not be written to may not be removed either
                os.chmod(path, stat.S_IWRITE)
            os.unlink(path)
    with suppress(OSError):
        os.rmdir(folder)


def sweep(run: str) -> None:
    """Remove what a killed process has begun to copy."""
    folder = os.path.join(run, FOLDER)
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        if name.endswith(".tmp") and stat.S_ISREG(os.lstat(os.path.join(folder, name)).st_mode):
            _remove(os.path.join(folder, name))
