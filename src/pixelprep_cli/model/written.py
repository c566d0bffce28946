"""Values that people write as words.

Each has one `parse`, used for the command line, the environment and TOML alike, so that a value
means the same wherever it is written, and says in words what it accepts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core.core_schema import CoreSchema


def nearest(word: object, names: Iterable[str]) -> str | None:
    """The name that a mistyped word most likely means."""
    if not isinstance(word, str):
        return None
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), list(names), n=1)
    return near[0] if near else None


class Written:
    """A value that pydantic validates by the type's own `parse`.

    `accepted` says in words what that takes; `choices` holds the names, where it is one of some.
    """

    __slots__ = ()

    accepted: ClassVar[str]
    choices: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def parse(cls, written: object) -> Self:
        """Read what a person wrote.

        Raises:
            ValueError: it is not such a value; the message says what would be.
        """
        raise NotImplementedError(written)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """What `parse` takes from a TOML file, as JSON Schema."""
        raise NotImplementedError

    def plain(self) -> Any:
        """The value as it is written in a TOML file; `parse` gives it back."""
        raise NotImplementedError

    @classmethod
    def _refusal(cls, written: object) -> ValueError:
        near = nearest(written, cls.choices)
        guess = f"; did you mean {near!r}?" if near else ""
        return ValueError(f"{written!r} is not {cls.accepted}{guess}")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, _core: Any, _handler: Any) -> dict[str, Any]:
        return cls.json_schema()


def either(*choices: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of what any of these takes."""
    return {"anyOf": list(choices)}


def matching(pattern: str) -> dict[str, Any]:
    """The JSON Schema of a text of this pattern."""
    return {"type": "string", "pattern": pattern}
