"""Folders of our own, into which nobody else may look, and what is to be on the disk: flushing."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Final


def make_private(folder: str) -> None:
    """Create a folder and those above it that are missing, each for its owner alone.

    Raises:
        OSError: the system refuses, or something stands there that is no folder.
    """
    if os.path.isdir(folder):
        return
    above = os.path.dirname(os.path.abspath(folder))
    if above != folder:
        make_private(above)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise


F_BARRIERFSYNC: Final = 85
"""fcntl(2) of macOS: fsync, and nothing that is written later gets to the disk before it."""


def flush(descriptor: int) -> None:
    """Have a file on the disk, before anything that is written later.

    macOS' fsync leaves that to the disk, which has an order of its own.

    Raises:
        OSError: the system refuses.
    """
    if sys.platform == "darwin":
        with suppress(OSError):  # not every disk knows it
            import_module("fcntl").fcntl(descriptor, F_BARRIERFSYNC)
            return
    os.fsync(descriptor)


UNFLUSHABLE: Final = {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EACCES}
"""How systems say that a folder is none that can be opened or flushed."""


def flush_folder(folder: str) -> None:
    """Have a folder's names on the disk. Windows has no such thing, nor have all network shares.

    Raises:
        OSError: the system refuses otherwise.
    """
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            flush(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in UNFLUSHABLE:
            raise


def missing_folders(folder: str) -> tuple[str, ...]:
    """A folder and those above it that do not exist, the deepest first."""
    missing = []
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        missing.append(folder)
        folder = os.path.dirname(folder)
    return tuple(missing)
