"""Short words to a person, and questions."""

from __future__ import annotations

import sys

import typer

from pixelprep_cli.errors import UsageError
from pixelprep_cli.report.names import escaped
from pixelprep_cli.report.streams import write_line


def say(line: str) -> None:
    """One line on standard output."""
    write_line(sys.stdout, escaped(line))


def remark(line: str) -> None:
    """One line beside the result, on standard error."""
    write_line(sys.stderr, escaped(line))


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
