"""A file of lines that only grows at its end, shared by as many processes as there are.

For what may be lost without harm, and must cost next to nothing: a line is one write of some
microseconds, where a database takes milliseconds to open and to close. It never grows beyond two
generations: the one that is written, and the one before it.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import PixelprepError
from pixelprep_cli.store.folders import make_private
from pixelprep_cli.store.lock import lock_file, writing
from pixelprep_cli.store.reading import FLAGS as READING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST: Final = 2_000_000
LONGEST: Final = 250_000
"""Bytes of a generation, and of a line."""

PATIENCE: Final = 1.0
"""Seconds to wait for others."""

APPENDING: Final = (
    os.O_WRONLY
    | os.O_APPEND
    | os.O_CREAT
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class Ledger:
    """Lines in a folder of ours, the oldest first; `most` is how large a generation may be."""

    def __init__(self, folder: str, name: str, *, most: int = MOST) -> None:
        self.path = os.path.join(folder, f"{name}.jsonl")
        self._before = os.path.join(folder, f"{name}.old.jsonl")
        self._folder, self._most = folder, most

    def append(self, line: bytes) -> None:
        """Add a line, which has no line break in it.

        It begins with a break of its own, so that one that a full disk has cut off spoils no other.

        Raises:
            OSError: the system refuses.
            PixelprepError: others have been at it all the time.
        """
        make_private(self._folder)
        with writing(self.path, lock_file(self._folder), needed=True, patience=PATIENCE):
            if self._append(b"\n" + line) > self._most:
                os.replace(self.path, self._before)

    def lines(self) -> Iterator[bytes]:
        """Every line that is no longer than LONGEST.

        Raises:
            OSError: the system refuses.
        """
        for path in (self._before, self.path):
            for line in _end_of(path, self._most + LONGEST).split(b"\n"):
                if line and len(line) <= LONGEST:
                    yield line

    def size(self) -> int:
        """Bytes on the disk."""
        found = 0
        for path in (self._before, self.path):
            with suppress(OSError):
                found += os.lstat(path).st_size
        return found

    def clear(self) -> None:
        """Remove all lines.

        Raises:
            OSError: the system refuses.
            PixelprepError: others have been at it all the time.
        """
        with writing(self.path, lock_file(self._folder), needed=True, patience=PATIENCE):
            for path in (self._before, self.path):
                with suppress(FileNotFoundError):
                    os.unlink(path)

    def _append(self, data: bytes) -> int:
        """Write at the end, in one go; returns the bytes that the file has then."""
        descriptor = os.open(self.path, APPENDING, 0o600)
        try:
            _require_regular(descriptor, self.path)
            os.write(descriptor, data)
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)


def _end_of(path: str, most: int) -> bytes:
    """The last bytes of a file, beginning with a whole line; nothing where there is no file."""
    try:
        descriptor = os.open(path, READING)
    except FileNotFoundError:
        return b""
    try:
        _require_regular(descriptor, path)
    except OSError:
        os.close(descriptor)
        raise
    with os.fdopen(descriptor, "rb") as file:
        size = os.fstat(descriptor).st_size
        if size <= most:
            return file.read(most)
        file.seek(size - most)
        return file.read(most).partition(b"\n")[2]


def _require_regular(descriptor: int, path: str) -> None:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", path)


REFUSED: Final = (OSError, PixelprepError)
"""All that may go wrong with a ledger."""
