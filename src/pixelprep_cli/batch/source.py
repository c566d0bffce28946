"""One file that may be a picture: looked at, not decoded."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from typing import Final

from pixelprep_cli.codecs.inputs import refusal
from pixelprep_cli.codecs.raw import is_raw
from pixelprep_cli.codecs.signature import HEAD_BYTES, READABLE, identify, sniff
from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.outcome import Notice

# A file that turns into a pipe after it was looked at must not block.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CODES: Final = {
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.ENOENT: "not_found",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A picture to work on, or one of which it is clear already why nothing comes of it.

    Args:
        path: absolute.
        format: what its content says, else its extension; None where neither says anything.
        size: in bytes.
        root: the named folder that it was found under; None where it was named itself.
        problem: why no worker needs to see it.
    """

    path: str
    format: str | None
    size: int = 0
    root: str | None = None
    problem: Notice | None = None


def examine(path: str, root: str | None = None) -> Source | None:
    """Look at a file's kind, size and first bytes. Only a regular file is opened.

    Returns:
        None for a file that is no candidate: neither named nor, by content or extension, a
        picture.
    """
    size = 0
    try:
        size, head, raw = _beginning(path)
        kind = identify(path, head)
        kind = "raw" if kind == "tiff" and raw else kind
        problem = _problem(kind, size)
    except SourceError as error:
        kind = identify(path, b"")
        problem = Notice(error.code, error.message)
    if kind is None and root is not None:
        return None
    return Source(path=path, format=kind, size=size, root=root, problem=problem)


def unreadable(error: OSError) -> SourceError:
    """What the system said when it was asked for a file or a folder."""
    return SourceError(
        f"it cannot be read: {error.strerror or error}",
        code=_CODES.get(error.errno or 0, "unreadable"),
    )


def _beginning(path: str) -> tuple[int, bytes, bool]:
    """Size, first bytes, and whether what looks like a TIFF is a camera's RAW."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise SourceError("it is not a regular file", code="not_regular")
        with os.fdopen(os.open(path, _FLAGS), "rb", buffering=0) as file:
            size, head = os.fstat(file.fileno()).st_size, file.read(HEAD_BYTES)
            return size, head, sniff(head) == "tiff" and is_raw(file)
    except OSError as error:
        raise unreadable(error) from error


def _problem(kind: str | None, size: int) -> Notice | None:
    if size == 0:
        return Notice("empty_file", "the file is empty")
    if kind is None:
        known = ", ".join(READABLE)
        return Notice(
            "not_a_picture",
            f"its content is of no known picture format; read are {known}",
        )
    refused = refusal(kind)
    return Notice(*refused) if refused else None
