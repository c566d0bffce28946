"""What each key accepts: told in words, and read from what a person wrote.

The annotations of the sections are the one source: pydantic validates files by them, `read` takes
the text of an option or a variable by them, and errors say what they allow.
"""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from annotated_types import Interval

from pixelprep_cli.model.amounts import SWITCH
from pixelprep_cli.model.settings import SECTIONS
from pixelprep_cli.model.written import Written, nearest

INNER: Final = "set"
"""The table within a section that holds its keys `set_…`."""

ORIGINALS: Final = ("in_place", "backup", "no_backup", "yes")
"""What could cost an original."""

FOR_THE_COMMAND_LINE: Final = "could cost an original, so it is for the command line alone"


def place_of(key: str) -> tuple[str, ...]:
    """Where a file has a dotted key: `author` of the table `metadata.set` is `metadata.set_author`.

    >>> place_of("metadata.set_author")
    ('metadata', 'set', 'author')
    """
    section, _, name = key.rpartition(".")
    prefix = f"{INNER}_"
    within = (INNER, name.removeprefix(prefix)) if name.startswith(prefix) else (name,)
    return (section, *within) if section else within


@cache
def key_annotations() -> dict[str, Any]:
    """Every dotted key with its annotation."""
    found: dict[str, Any] = {"preset": str}
    for section, cls in SECTIONS.items():
        hints = get_type_hints(cls, include_extras=True)
        found |= {f"{section}.{name}": hint for name, hint in hints.items()}
    return found


def accepted(annotation: Any) -> str:
    """What an annotation allows, in words: `a whole number from 1 to 100`."""
    base, bounds = bare(annotation)
    if get_origin(base) is Literal:
        return f"one of {', '.join(get_args(base))}"
    if get_origin(base) is tuple:
        return f"a list, each {accepted(get_args(base)[0])}"
    if get_origin(base) is list:
        return "a list of tables, each under its name in [[double brackets]]"
    if issubclass(base, Written):
        return str(base.accepted)
    kind = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}
    return f"{kind.get(base, 'a table')}{_range(bounds)}"


def read(annotation: Any, written: object) -> Any:
    """The value of what was given to an option or a variable: text, or a value already.

    In text a list's items stand between commas. Files do not come here: there a number is no text.

    Raises:
        ValueError: it is not what the annotation allows; `refusal` says so in words.
    """
    base, bounds = bare(annotation)
    if get_origin(base) is tuple:
        items = written.split(",") if isinstance(written, str) else written
        if not isinstance(items, (list, tuple)):
            raise ValueError(written)
        return tuple(read(get_args(base)[0], item) for item in items)
    if get_origin(base) is Literal:
        return _one_of(get_args(base), written)
    if issubclass(base, Written):
        return base.parse(written)
    if base is bool:
        word = SWITCH.get(written.strip().lower()) if isinstance(written, str) else written
        return _one_of((True, False), word)
    return _plain(base, bounds, written)


def shown(value: object) -> str:
    """A value as a person would write it, for messages: short and on one line."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Written):
        return str(value)
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def plain(value: Any) -> Any:
    """A key's value as it stands in a TOML file."""
    if isinstance(value, Written):
        return value.plain()
    return list(value) if isinstance(value, tuple) else value


def choices(annotation: Any) -> tuple[str, ...]:
    """The words that an annotation allows, where it is one of some."""
    base, _ = bare(annotation)
    if base is bool:
        return ("true", "false")
    return get_args(base) if get_origin(base) is Literal else getattr(base, "choices", ())


def refusal(annotation: Any, found: object) -> str:
    """What was found and what would be right: `found 'midi', accepted: one of low, mid, high`."""
    near = nearest(found, choices(annotation))
    guess = f"; did you mean {near!r}?" if near else ""
    return f"found {shown(found)}, accepted: {accepted(annotation)}{guess}"


def bare(annotation: Any) -> tuple[Any, Interval | None]:
    """The annotation without `| None` and without metadata, and its bounds.

    Where the metadata name another type, as which the value is written, it is that.
    """
    if get_origin(annotation) is Annotated:
        base, *metadata = get_args(annotation)
        written = next((item for item in metadata if isinstance(item, type)), base)
        return written, next((item for item in metadata if isinstance(item, Interval)), None)
    if isinstance(annotation, UnionType) or get_origin(annotation) is Union:
        return bare(next(option for option in get_args(annotation) if option is not NoneType))
    return annotation, None


def _one_of(allowed: tuple[Any, ...], value: object) -> Any:
    if value not in allowed:
        raise ValueError(value)
    return value


def _plain(base: type, bounds: Interval | None, written: object) -> Any:
    """A text or a number; a whole number is a number too, a switch is none."""
    value = base(written) if isinstance(written, str) else written
    if isinstance(value, bool) or not isinstance(value, (int, base) if base is float else base):
        raise ValueError(written)
    if bounds and not _within(bounds, value):
        raise ValueError(written)
    return base(value)


def _within(bounds: Any, value: Any) -> bool:
    low = value > bounds.gt if bounds.ge is None else value >= bounds.ge
    return bool(low and value <= bounds.le)


def _range(bounds: Interval | None) -> str:
    if bounds is None:
        return ""
    low = f"above {bounds.gt}" if bounds.ge is None else f"from {bounds.ge}"
    return f" {low} to {bounds.le}"
