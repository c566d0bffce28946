"""Read a file whole: only a regular one, of no more bytes than allowed, that nobody is changing."""

from __future__ import annotations

import os
import stat
from typing import Final

from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.amounts import format_bytes

# What turns into a pipe after it was looked at must not block.
FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
)


def read_whole(path: str, most: int) -> bytes:
    """All bytes of a file of at most `most`.

    Raises:
        SourceError: no regular file, unreadable, empty, too large, or changed while it was read.
    """
    try:
        _require_regular(os.stat(path))  # opening a device can have effects of its own
        with os.fdopen(os.open(path, FLAGS), "rb") as file:
            before = os.fstat(file.fileno())
            _require_regular(before)
            _require_size(before.st_size, most)
            data = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
    except OSError as error:
        raise SourceError(
            f"the file cannot be read: {error.strerror}", code="unreadable"
        ) from error
    if _state(before) != _state(after) or len(data) != before.st_size:
        raise SourceError(
            "the file changed while it was read",
            code="changed_while_read",
            hint="run this again once whatever writes it has finished",
        )
    return data


def _require_regular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise SourceError("it is not a regular file", code="not_regular")


def _require_size(size: int, most: int) -> None:
    if size == 0:
        raise SourceError("the file is empty", code="empty_file")
    if size > most:
        raise SourceError(
            f"the file has {format_bytes(size)}, the limit is {format_bytes(most)}",
            code="file_too_large",
            hint=f"if you trust it, raise it with --max-file-size {size}",
        )


def _state(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns
