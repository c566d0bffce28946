"""Short words to a person, and questions."""

from __future__ import annotations

import shutil
import sys
import textwrap

import typer

from pixelprep_cli.errors import UsageError
from pixelprep_cli.report.names import escaped
from pixelprep_cli.report.streams import is_terminal, write_line


def say(line: str) -> None:
    """One line on standard output."""
    write_line(sys.stdout, escaped(line))


def remark(line: str) -> None:
    """One line beside the result, on standard error."""
    write_line(sys.stderr, escaped(line))


def explain(prose: str, *, hanging: str = "") -> None:
    """Prose on standard error, broken between words where a terminal is narrower.

    Args:
        hanging: what the lines but the first begin with.
    """
    width = shutil.get_terminal_size().columns if is_terminal(sys.stderr) else sys.maxsize
    lines = textwrap.wrap(
        escaped(prose),
        width,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines or [""]:
        write_line(sys.stderr, line)


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


def agreed(question: str, *, default: bool) -> bool:
    """Whether a person says yes."""
    return typer.confirm(escaped(question), default=default, err=True)
