"""Where words go: what a stream is, and what it can carry."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

from pixelprep_cli.report.words import legible

if TYPE_CHECKING:
    from pixelprep_cli.model.settings import ColourWhen


def is_terminal(stream: TextIO) -> bool:
    """Whether `stream` is a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def wants_color(stream: TextIO, when: ColourWhen) -> bool:
    """Whether to colour `stream`. An explicit `when` outranks NO_COLOR (https://no-color.org)."""
    if when == "auto":
        return is_terminal(stream) and not os.environ.get("NO_COLOR")
    return when == "always"


def write_line(stream: TextIO, line: str) -> None:
    """Write one line in what the stream's encoding has, and flush it.

    Raises:
        BrokenPipeError: the reader has gone (`| head`).
    """
    stream.write(legible(line, stream.encoding) + "\n")
    stream.flush()
