"""A file's bytes, and the kind of picture that they are: all that is known before a decoder."""

from __future__ import annotations

import os
import stat
from io import BytesIO

from pixelprep_cli.codecs.inputs import refusal
from pixelprep_cli.codecs.raw import is_raw
from pixelprep_cli.codecs.signature import HEAD_BYTES, identify, sniff
from pixelprep_cli.errors import SkippedError, SourceError
from pixelprep_cli.model.values import format_bytes
from pixelprep_cli.pixels.faults import COPY_ANEW


def read(path: str, most: int) -> bytes:
    """A regular file of at most so many bytes.

    Raises:
        SourceError: it is none, or cannot be read.
    """
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise SourceError("it is not a regular file", code="not_regular")
        if status.st_size == 0:
            raise SourceError("the file is empty", code="empty_file")
        if status.st_size > most:
            raise SourceError(
                f"the file has {format_bytes(status.st_size)}, the limit is {format_bytes(most)}",
                code="file_too_large",
                hint="raise it with --max-file-size",
            )
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise SourceError(
            f"the file cannot be read: {error.strerror}", code="unreadable"
        ) from error


def kind_of(path: str, data: bytes) -> str:
    """The kind, one that can be read.

    Raises:
        SkippedError: it is known and not read, or not without an extra.
        SourceError: it is of no known kind.
    """
    head = data[:HEAD_BYTES]
    kind = identify(path, head)
    if kind == "tiff" and is_raw(BytesIO(data)):
        kind = "raw"
    if kind is None:
        raise SourceError("its content is of no known picture format", code="not_a_picture")
    if refused := refusal(kind):
        code, told = refused
        raise SkippedError(told, code=code)
    if kind != "tga" and sniff(head) is None:
        raise SourceError(f"its content is not {kind}", code="corrupt", hint=COPY_ANEW)
    return kind
