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
from pixelprep_cli.model.trace import Known, Stamp
from pixelprep_cli.store.content import stamp_of

# A file that turns into a pipe after it was looked at must not block.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_CODES: Final = {
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.ENOENT: "not_found",
}


Identity = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A picture to work on, or one of which it is clear already why nothing comes of it.

    Args:
        path: absolute.
        real: the same without links; empty where nobody has looked.
        format: what its content says, else its extension; None where neither says anything.
        size: in bytes.
        root: the named folder that it was found under; None where it was named itself.
        identity: device and inode; None where it could not be opened.
        stamp: by what it will be known to be unchanged.
        content: the digest of what it holds, where that is known without reading it.
        problem: why no worker needs to see it.
    """

    path: str
    real: str = ""
    format: str | None
    size: int = 0
    root: str | None = None
    identity: Identity | None = None
    stamp: Stamp | None = None
    content: bytes | None = None
    problem: Notice | None = None


def examine(
    path: str, root: str | None = None, known: Known | None = None, real: str = ""
) -> Source | None:
    """Look at a file's kind, size and first bytes. Only a regular file is opened.

    Args:
        known: what it was when it was last read; while it still is, it is not opened.

    Returns:
        None for a file that is no candidate: neither named nor, by content or extension, a
        picture.
    """
    if known is not None and known.kind is not None:
        unchanged = _unchanged(path, root, known, real)
        if unchanged is not None:
            return unchanged
    status = None
    try:
        status, head, raw = _beginning(path)
        kind = identify(path, head)
        kind = "raw" if kind == "tiff" and raw else kind
        problem = _problem(kind, status.st_size)
    except SourceError as error:
        kind = identify(path, b"")
        problem = Notice(error.code, error.message)
    if kind is None and root is not None:
        return None
    return Source(
        path=path,
        real=real,
        format=kind,
        size=status.st_size if status else 0,
        root=root,
        identity=identity_of(status) if status else None,
        stamp=stamp_of(status) if status else None,
        problem=problem,
    )


def _unchanged(path: str, root: str | None, known: Known, real: str) -> Source | None:
    """A file by what is known of it; None where it is not any more what it was."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    if stamp_of(status) != known.stamp or not stat.S_ISREG(status.st_mode):
        return None
    return Source(
        path=path,
        real=real,
        format=known.kind,
        size=known.stamp.size,
        root=root,
        identity=identity_of(status),
        stamp=known.stamp,
        content=known.content,
        problem=_problem(known.kind, known.stamp.size),
    )


def identity_of(status: os.stat_result) -> Identity:
    """By what a file is known through links and other spellings of its path."""
    return status.st_dev, status.st_ino


def unreadable(error: OSError) -> SourceError:
    """What the system said when it was asked for a file or a folder."""
    return SourceError(
        f"it cannot be read: {error.strerror or error}",
        code=_CODES.get(error.errno or 0, "unreadable"),
    )


def _beginning(path: str) -> tuple[os.stat_result, bytes, bool]:
    """What the system says of it, first bytes, and whether a seeming TIFF is a camera's RAW."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise SourceError("it is not a regular file", code="not_regular")
        descriptor = os.open(path, _FLAGS)
        try:
            status, head = os.fstat(descriptor), os.read(descriptor, HEAD_BYTES)
            return status, head, sniff(head) == "tiff" and _is_raw(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise unreadable(error) from error


def _is_raw(descriptor: int) -> bool:
    with open(descriptor, "rb", buffering=0, closefd=False) as file:
        return is_raw(file)


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
