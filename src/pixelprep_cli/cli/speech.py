"""Short words to a person, and questions."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

import typer

from pixelprep_cli.errors import Interruption, UsageError
from pixelprep_cli.report.names import escaped
from pixelprep_cli.report.streams import is_terminal, write_line

ROOM: Final = len(" [y/N]: ")
"""Columns that a question leaves for what is asked beside it, and for where the answer begins."""


def say(line: str) -> None:
    """One line on standard output, broken between words where a terminal is narrower."""
    _write(sys.stdout, line, None)


def remark(line: str, *, hanging: str | None = None) -> None:
    """One line beside the result, on standard error; otherwise as `say`.

    Args:
        hanging: what the lines but the first begin with; by default as many spaces as that one.
    """
    _write(sys.stderr, line, hanging)


def quote(line: str) -> None:
    """One line of a file, or of what can be typed, on standard error: never broken."""
    write_line(sys.stderr, escaped(line))


def quote_command(words: str) -> None:
    """What can be typed, as `quote`; torn as shells allow, but for those of Windows."""
    width = width_of(sys.stderr) - len(" \\") if os.name != "nt" else sys.maxsize
    rows = broken(f"  $ {words}", width, " " * 6)
    for row in rows[:-1]:
        quote(f"{row} \\")
    quote(rows[-1])


def _write(stream: TextIO, line: str, hanging: str | None) -> None:
    for row in broken(line, width_of(stream), hanging):
        write_line(stream, row)


def width_of(stream: TextIO) -> int:
    """The columns of a stream; where it is no terminal, no line is too long."""
    return shutil.get_terminal_size().columns if is_terminal(stream) else sys.maxsize


def broken(line: str, width: int, hanging: str | None = None) -> list[str]:
    """A line in rows of a width, torn between words alone."""
    if hanging is None:
        hanging = " " * (len(line) - len(line.lstrip(" ")))
    rows = textwrap.wrap(
        escaped(line),
        width,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return rows or [""]


def can_ask() -> bool:
    """Whether a person is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def require_person(what: str, instead: str) -> None:
    """Refuse a question that nobody can answer.

    Raises:
        UsageError: no terminal is there.
    """
    if not can_ask():
        raise UsageError(f"{what}, and no terminal is there", code="no_terminal", hint=instead)


def asked(question: str) -> str:
    """What a person answers; nothing where they press Enter."""
    with _leaving_its_line():
        return str(
            typer.prompt(_prompt(question), default="", show_default=False, err=True)
        ).strip()


def agreed(question: str, *, default: bool) -> bool:
    """Whether a person says yes."""
    with _leaving_its_line():
        return typer.confirm(_prompt(question), default=default, err=True)


@contextmanager
def _leaving_its_line() -> Iterator[None]:
    """Have what comes after a question that was left begin in a line of its own."""
    try:
        yield
    except (Interruption, typer.Abort):
        write_line(sys.stderr, "")
        raise


def _prompt(question: str) -> str:
    return "\n".join(broken(question, width_of(sys.stderr) - ROOM))
