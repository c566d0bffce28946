"""One writer at a time for a file, among all runs of a person's.

A single file in the state folder is the lock of every path: a writer locks that byte of it which
the path's hash says. The system lets go of what a killed process held, nothing is left to tidy
up, and hundreds of runs do not meet. Where there can be no such file, on a full disk or in a home
that cannot be written to, runs do without: what they write is whole all the same.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import contextmanager, suppress
from hashlib import blake2b
from importlib import import_module
from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import SkippedError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACES: Final = (1 << 31) - 1
"""Bytes that can be locked; Windows' `_locking` counts no further. None of them exists."""

PATIENCE: Final = 10.0
PAUSE: Final = 0.02
"""Seconds: how long a run waits for another one's picture, and between two looks."""

HELD: Final = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""How systems say that another process has the lock."""


def lock_file(folder: str) -> str:
    """The file in the state folder by which runs know of each other."""
    return os.path.join(folder, "locks")


@contextmanager
def writing(target: str, locks: str, *, needed: bool, patience: float = PATIENCE) -> Iterator[None]:
    """Within the block no other run writes `target`. Not to be nested: a process has one lock.

    Args:
        locks: the lock file; it is made where it is missing.
        needed: whether this run writes the file even if another has just done so, and so waits
            for that.
        patience: seconds that it waits at most.

    Raises:
        SourceError: `being_written`, another run has been writing it all the time.
        SkippedError: `being_written`, another run is writing it, and that will do.
    """
    descriptor = _opened(locks)
    if descriptor is None:
        yield
        return
    try:
        place, until = _place(target), time.monotonic() + patience * needed
        while not _acquired(descriptor, place):
            if time.monotonic() >= until:
                _refuse(target, needed=needed)
            time.sleep(PAUSE)
        yield
    finally:
        os.close(descriptor)  # which lets go of the lock, too


def _refuse(target: str, *, needed: bool) -> None:
    told = f"{target} is being written by another run at this moment"
    if needed:
        hint = "run this again once that has ended"
        raise SourceError(told, code="being_written", hint=hint)
    raise SkippedError(told, code="being_written")


def _opened(path: str) -> int | None:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        return os.open(path, flags, 0o600)
    return None


def _place(target: str) -> int:
    path = os.path.normcase(os.path.realpath(target))
    digest = blake2b(os.fsencode(path), digest_size=8).digest()
    return int.from_bytes(digest, "big") % PLACES


def _acquired(descriptor: int, place: int) -> bool:
    """Whether the byte is ours now; also where the disk knows no locks."""
    try:
        _lock(descriptor, place)
    except OSError as error:
        return error.errno not in HELD
    return True


def _lock(descriptor: int, place: int) -> None:
    if os.name == "nt":
        msvcrt = import_module("msvcrt")
        os.lseek(descriptor, place, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl = import_module("fcntl")
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
