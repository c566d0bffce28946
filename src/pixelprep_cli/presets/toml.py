"""TOML files, read with errors that name the file and the place in it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.errors import DocumentError, UsageError
from pixelprep_cli.presets.lines import line_of, statements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST: Final = 50
"""Problems of a document that are told; more than a person would read at once."""

_PLACE = re.compile(r"(?P<what>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.DOTALL)


def read_text(path: str) -> str:
    """The text of a regular file, which must be UTF-8; a byte order mark is passed over.

    Its line ends are its own.

    Raises:
        UsageError: it cannot be read, or is not text.
    """
    if not os.path.isfile(path):
        found = "is not a file" if os.path.exists(path) else "there is no such file"
        raise UsageError(f"{path}: {found}", code="configuration")
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
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
        raise DocumentError(
            f"{path}: {where}not TOML: {what[:1].lower()}{what[1:]}",
            line=int(place["line"]) if place else None,
        ) from None


@dataclass(frozen=True, slots=True)
class Source:
    """A document as errors name it, with its text where the lines of its keys are to be told.

    `root` is the table of the text that the document is.
    """

    where: str
    text: str = ""
    root: tuple[str, ...] = ()

    def error(
        self, problems: Sequence[tuple[Sequence[str | int], str]], hint: str | None = None
    ) -> DocumentError:
        """All problems in the order of their lines, each with its key and what is said of it."""
        found = statements(self.text)
        placed = [
            (line_of((*self.root, *place), found), dotted(place), words)
            for place, words in problems[:MOST]
        ]
        placed.sort(key=lambda told: told[0] or len(self.text))
        rows = [
            ": ".join(filter(None, (self.where, f"line {line}" if line else "", key, words)))
            for line, key, words in placed
        ]
        if len(problems) > MOST:
            rows.append(f"{self.where}: and {len(problems) - MOST} more")
        return DocumentError("\n".join(rows), line=placed[0][0] if placed else None, hint=hint)


def dotted(place: Sequence[str | int]) -> str:
    """A key's address: `recommend.when[2].kind`; lists are counted from 1."""
    steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place]
    return "".join(steps).removeprefix(".")


def read(path: str) -> dict[str, Any]:
    """The tables of a TOML file.

    Raises:
        UsageError: the file cannot be read or is not TOML.
    """
    return parse(path, read_text(path))


def written(value: Any) -> str:
    """A value as TOML writes it."""
    import tomli_w

    return tomli_w.dumps({"_": value}).removeprefix("_ = ").strip()


def changed(text: str, values: Mapping[tuple[str, ...], Any]) -> str:
    """A text with other values at addresses; comments, order and line ends stay.

    None takes a key out.
    """
    import tomlkit

    line_end = "\r\n" if "\r\n" in text else "\n"
    document = tomlkit.parse(text.replace("\r\n", "\n"))
    for place, value in values.items():
        _put(document, place, value)
    return tomlkit.dumps(document).replace("\n", line_end)


def _put(table: Any, steps: Sequence[str], value: Any) -> None:
    """Set or take out the value at an address; tables on the way are made, empty ones taken out."""
    first, *rest = steps
    if not rest:
        if value is None:
            table.pop(first, None)
        else:
            table[first] = value
        return
    if first not in table:
        if value is None:
            return
        table[first] = {}
    _put(table[first], rest, value)
    if value is None and not table[first]:
        table.pop(first)
