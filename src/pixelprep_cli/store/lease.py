"""A file that stays locked while the process lives that has taken it; the system frees it."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Self

from pixelprep_cli.store.folders import make_private


class Lease:
    """A taken lease; leaving the context gives it back. Workers that are forked do not share it."""

    def __init__(self, path: str, descriptor: int) -> None:
        self._path, self._descriptor = path, descriptor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def release(self) -> None:
        """Give it back; its file goes first, so that nobody takes one that is about to go."""
        if self._descriptor < 0:
            return
        if os.name == "nt":  # which removes no open file
            os.close(self._descriptor)
        with suppress(OSError):
            os.unlink(self._path)
        if os.name != "nt":
            os.close(self._descriptor)
        self._descriptor = -1


def take(path: str) -> Lease | None:
    """Take the lease at `path`; None where a living process has it.

    Raises:
        OSError: the system refuses the file.
    """
    make_private(os.path.dirname(path))
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
            if _stands(path, descriptor):
                return Lease(path, descriptor)
        except (BlockingIOError, PermissionError):
            os.close(descriptor)
            return None
        os.close(descriptor)  # it was given back while we waited to see it


def _stands(path: str, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> None:
    """Lock for this process alone. Raises BlockingIOError or PermissionError where it is taken."""
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
