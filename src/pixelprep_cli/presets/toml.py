"""TOML files, read with errors that name the file and the place in it."""

from __future__ import annotations

import os
import re
from typing import Any

from pixelprep_cli.errors import UsageError

_PLACE = re.compile(r"(?P<what>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.DOTALL)


def read_text(path: str) -> str:
    """The text of a regular file, which must be UTF-8; a byte order mark is passed over.

    Raises:
        UsageError: it cannot be read, or is not text.
    """
    if not os.path.isfile(path):
        found = "is not a file" if os.path.exists(path) else "there is no such file"
        raise UsageError(f"{path}: {found}", code="configuration")
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except UnicodeDecodeError as error:
        found = f"{path}: found bytes that are not UTF-8 at offset {error.start}"
        raise UsageError(found, code="configuration") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", code="configuration") from None


def parse(path: str, text: str) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises:
        UsageError: the text is not TOML; the message names file, line and column.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = _PLACE.fullmatch(str(error))
        where = f"line {place['line']}, column {place['column']}: " if place else ""
        what = place["what"] if place else str(error)
        raise UsageError(
            f"{path}: {where}not TOML: {what[:1].lower()}{what[1:]}", code="configuration"
        ) from None


def read(path: str) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises:
        UsageError: the file cannot be read or is not TOML.
    """
    return parse(path, read_text(path))
