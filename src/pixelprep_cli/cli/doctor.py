"""`doctor`: whether this installation is well, and what cures it where it is not."""

from __future__ import annotations

import json as jsons
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Final

from pixelprep_cli import __version__
from pixelprep_cli.cli import checkup, surroundings
from pixelprep_cli.cli.speech import broken, width_of
from pixelprep_cli.errors import ExitCode
from pixelprep_cli.model.health import Check, Verdict
from pixelprep_cli.report.names import escaped
from pixelprep_cli.report.streams import wants_color, write_line
from pixelprep_cli.report.styles import painted
from pixelprep_cli.report.words import count

SCHEMA: Final = 1
MARGIN: Final = 8
COLUMN: Final = 40
"""Where a check's name begins, and what was found."""

WIDE: Final = 72
"""Columns from which names and what was found stand side by side."""

AREAS: Final[tuple[Callable[[], Iterator[Check]], ...]] = (
    checkup.versions,
    checkup.codecs,
    checkup.extras,
    surroundings.folders,
    surroundings.room,
    checkup.terminal,
    checkup.machine,
    surroundings.flags,
    surroundings.configuration,
)
LOOKS: Final = {Verdict.OK: "saved", Verdict.NOTE: "warning", Verdict.WRONG: "failed"}


def examine(*, json: bool) -> ExitCode:
    """Look at everything and tell of it as it is found; with `json`, as one object at the end."""
    checks = []
    area = None
    for look in AREAS:
        for check in look():
            checks.append(check)
            if not json:
                _show(check, headed=check.area != area)
                area = check.area
    wrong = [check for check in checks if check.verdict is Verdict.WRONG]
    if json:
        told = {"schema": SCHEMA, "version": __version__, "well": not wrong}
        write_line(sys.stdout, jsons.dumps(told | {"checks": [asdict(each) for each in checks]}))
    else:
        names = ", ".join(check.name for check in wrong)
        told_wrong = f"{count(len(wrong), 'thing')} to cure: {names}"
        write_line(sys.stdout, f"\n{escaped(told_wrong) if wrong else 'all is well'}")
    return ExitCode.FAILED if wrong else ExitCode.OK


def _show(check: Check, *, headed: bool) -> None:
    if headed:
        _write((check.area, "strong"))
    width = width_of(sys.stdout)
    name, column = (f"{check.name:30}", COLUMN) if width >= WIDE else (check.name, MARGIN)
    indent = " " * column
    found, *more = check.found.split("\n")
    first, *rows = broken(f"{'':{MARGIN}}{name}  {found}", width, indent)
    _write(("  ", ""), (f"{check.verdict:6}", LOOKS[check.verdict]), (first[MARGIN:], ""))
    for line in more:
        rows += broken(indent + line, width)
    for row in rows:
        _write((row, ""))
    for row in broken(indent + check.cure, width) if check.cure else ():
        _write((row, "quiet"))


def _write(*fragments: tuple[str, str]) -> None:
    coloured = wants_color(sys.stdout, "auto")
    write_line(
        sys.stdout, painted(fragments) if coloured else "".join(text for text, _ in fragments)
    )
