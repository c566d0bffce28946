"""Write a file so that its name never holds anything but the old bytes or all of the new."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from pixelprep_cli.errors import SkippedError, SourceError
from pixelprep_cli.store.attributes import apply
from pixelprep_cli.store.failpoints import reach
from pixelprep_cli.store.folders import flush, flush_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelprep_cli.store.attributes import Attributes

NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""How file systems say that they have no hard links; FAT and most network shares have none."""

CODES = {
    errno.ENOSPC: "no_space",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "no_space",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.EROFS: "read_only",
    errno.EFBIG: "file_too_large",
    errno.ENAMETOOLONG: "name_too_long",
    errno.EMFILE: "too_many_files",
}


def temporary_path(target: str, token: str) -> str:
    """Where the bytes for `target` are gathered: beside it, so that a rename is enough."""
    return os.path.join(os.path.dirname(target), f".pixelprep-{token}.tmp")


def token(run: str | None) -> str:
    """A token for one temporary file; hard to guess, and telling the run that makes it."""
    return "-".join(filter(None, (run, secrets.token_hex(8))))


def temporary_prefix(run: str) -> str:
    """How the names of a run's temporary files begin."""
    return f".pixelprep-{run}-"


def write(
    target: str,
    data: bytes,
    *,
    token: str,
    overwrite: bool = False,
    times_ns: tuple[int, int] | None = None,
    attributes: Attributes | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Write `data` to `target`, whole or not at all, and on the disk before it gets the name.

    A symlink is followed: its target is replaced, not the link. A file that is replaced hands on
    its permissions. `token` must be hard to guess and used once.

    Args:
        attributes: what the file shall have beside its bytes, instead of permissions and times;
            then the name is on the disk, too, when this returns.
        ready: called when all is written but the name; what it raises leaves the target as it was.

    Raises:
        SkippedError: the target exists and `overwrite` is off.
        SourceError: the disk refused; nothing is left behind.
    """
    target = os.path.realpath(target)
    temporary = temporary_path(target, token)
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        mode = _mode_of(target) if overwrite and attributes is None else None
        _fill(temporary, data, mode, times_ns, attributes)
        reach("temporary-ready")
        ready()
        try:
            _publish(temporary, target, overwrite=overwrite)
        except FileExistsError:
            refuse_existing(target)
            raise
        reach("published")
        if attributes is not None:
            flush_folder(os.path.dirname(target))
    except OSError as error:
        raise refused(target, error) from error
    finally:
        with suppress(OSError):
            os.unlink(temporary)


def refused(path: str, error: OSError) -> SourceError:
    """What the system said when a file was to be written."""
    code = CODES.get(error.errno or 0, "write_failed")
    return SourceError(f"{path} cannot be written: {error.strerror}", code=code)


def refuse_existing(target: str) -> None:
    """Do nothing, unless something stands at `target`.

    Raises:
        SkippedError: something does.
    """
    if os.path.lexists(target):
        raise SkippedError(
            f"{target} exists already", code="target_exists", hint="--overwrite replaces it"
        )


def discard(target: str, token: str) -> None:
    """Remove what a killed writer of `target` may have left."""
    with suppress(OSError):
        os.unlink(temporary_path(os.path.realpath(target), token))


def _mode_of(path: str) -> int | None:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except OSError:
        return None


def _fill(
    path: str,
    data: bytes,
    mode: int | None,
    times_ns: tuple[int, int] | None,
    attributes: Attributes | None,
) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    if attributes is not None:
        mode = attributes.mode & 0o600  # until it has its owner
    with os.fdopen(os.open(path, flags, 0o666 if mode is None else mode), "wb") as file:
        reach("temporary-open")
        file.write(data)
        file.flush()
        if attributes is not None:
            apply(attributes, path)
        elif mode is not None:
            os.chmod(path, mode)
        if times_ns is not None:
            os.utime(path, ns=times_ns)
        flush(file.fileno())
    times_ns = attributes.times_ns if attributes is not None else times_ns
    if os.name == "nt" and times_ns is not None:  # where closing it was the last time of writing
        os.utime(path, ns=times_ns)


def _publish(temporary: str, target: str, *, overwrite: bool) -> None:
    """Give the finished file its name. Raises FileExistsError unless `overwrite`."""
    if overwrite:
        os.replace(temporary, target)
    elif os.name == "nt":
        os.rename(temporary, target)  # refuses an existing target there
    else:
        _publish_new(temporary, target)


def _publish_new(temporary: str, target: str) -> None:
    try:
        os.link(temporary, target)
    except OSError as error:
        if error.errno not in NO_HARD_LINKS:
            raise
        # Claiming the name first would leave an empty file if we are killed in between.
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from error
        os.replace(temporary, target)
