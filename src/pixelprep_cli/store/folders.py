"""Folders: making our own, into which nobody else may look, and flushing names to the disk."""

from __future__ import annotations

import errno
import os
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
            os.fsync(descriptor)
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
