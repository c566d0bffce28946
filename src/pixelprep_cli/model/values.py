"""Values that people write as words: sizes, shares, colours, choices of format.

Each has one `parse`, used for the command line, the environment and TOML alike, so that a value
means the same wherever it is written, and says in words what it accepts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core.core_schema import CoreSchema

WRITABLE: Final = ("jpeg", "png", "webp", "avif", "gif", "tiff", "jxl")
FORMATS: Final = ("same", "auto", *WRITABLE)

_UNITS: Final = {
    "B": 1,
    "KB": 1000,
    "MB": 1000**2,
    "GB": 1000**3,
    "KIB": 1024,
    "MIB": 1024**2,
    "GIB": 1024**3,
}
_SIZE = re.compile(r"\s*([0-9]{1,15}(?:\.[0-9]{1,15})?)\s*([a-z]*)\s*", re.IGNORECASE)
_PERCENTAGE_PATTERN = r"^\s*([0-9]{1,2}(?:\.[0-9]{1,15})?)\s*%\s*$"
_PERCENTAGE = re.compile(_PERCENTAGE_PATTERN)
_ROLLOUT_PATTERN = r"^\s*(100|[0-9]{1,2}(?:\.[0-9]{1,15})?)\s*%\s*$"
_ALIASES: Final = {"jpg": "jpeg", "tif": "tiff"}

SWITCH: Final = {
    "true": True,
    "1": True,
    "yes": True,
    "on": True,
    "false": False,
    "0": False,
    "no": False,
    "off": False,
}
"""The words that switch something on or off."""


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


def _either(*choices: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": list(choices)}


def _text(pattern: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern}


class ByteSize(int, Written):
    """A number of bytes, written `500KB`, `2MB` (thousands) or `500KiB` (1024s)."""

    accepted = "a size of at least one byte such as 500KB, 2MB or 500KiB"

    @classmethod
    def parse(cls, written: object) -> Self:
        found = _SIZE.fullmatch(written) if isinstance(written, str) else None
        size = 0
        if isinstance(written, int) and not isinstance(written, bool):
            size = written
        elif found and (unit := (found[2] or "B").upper()) in _UNITS:
            size = round(float(found[1]) * _UNITS[unit])
        if size < 1:
            raise cls._refusal(written)
        return cls(size)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        units = "|".join("".join(f"[{c}{c.lower()}]" for c in unit) for unit in _UNITS)
        number = r"[0-9]{1,15}(\.[0-9]{1,15})?"
        return _either({"type": "integer", "minimum": 1}, _text(rf"^\s*{number}\s*({units})?\s*$"))

    def plain(self) -> str | int:
        """Exact: `1.2MB`, `500KiB`, or the number."""
        for unit, size in (("MB", 10**6), ("KB", 1000), ("MiB", 1024**2), ("KiB", 1024)):
            number = f"{self / size:.3f}".rstrip("0").rstrip(".")
            text = f"{number}{unit}"
            if self >= size and self.parse(text) == self:
                return text
        return int(self)

    def __str__(self) -> str:
        return format_bytes(self)


class Share(float, Written):
    """A share between 0 and 1, written as a percentage: `70%`."""

    __slots__ = ()

    accepted = "a percentage between 0% and 100% such as 70%"

    @classmethod
    def parse(cls, written: object) -> Self:
        if isinstance(written, Share):
            return cls(written)
        found = _PERCENTAGE.fullmatch(written) if isinstance(written, str) else None
        share = float(found[1]) / 100 if found else 0.0
        if share == 0:
            raise cls._refusal(written)
        return cls(share)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        return _text(_PERCENTAGE_PATTERN)

    def plain(self) -> str:
        """`70%`."""
        return str(self)

    def __str__(self) -> str:
        return f"{self * 100:.15g}%"


class Rollout(float, Written):
    """A feature's switch: on, off, or on for a share of the installations, written `25%`.

    True where the share is not nothing; who is in it is decided where the settings are resolved.
    """

    __slots__ = ()

    accepted = "true, false, or a percentage of the installations such as 25%"

    @classmethod
    def parse(cls, written: object) -> Self:
        word = written.strip().lower() if isinstance(written, str) else written
        if isinstance(word, bool | Rollout):
            return cls(word)
        if word in SWITCH:
            return cls(SWITCH[word])
        found = re.fullmatch(_ROLLOUT_PATTERN, word) if isinstance(word, str) else None
        if found is None:
            raise cls._refusal(written)
        return cls(float(found[1]) / 100)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        return _either({"type": "boolean"}, _text(_ROLLOUT_PATTERN))

    @property
    def partial(self) -> bool:
        """Whether it is on for some installations and off for others."""
        return 0 < self < 1

    def plain(self) -> bool | str:
        """`true`, `false` or `25%`."""
        return str(self) if self.partial else bool(self)

    def __str__(self) -> str:
        return f"{self * 100:.15g}%" if self.partial else str(bool(self)).lower()


class Saving(float, Written):
    """What has to be saved: a share of the source, `5%`, held below 1, or bytes, `10KB`."""

    __slots__ = ()

    accepted = "a percentage below 100% such as 5%, or a size such as 10KB"

    @classmethod
    def parse(cls, written: object) -> Self:
        if isinstance(written, Saving):
            return cls(written)
        found = _PERCENTAGE.fullmatch(written) if isinstance(written, str) else None
        if found:
            return cls(float(found[1]) / 100)
        if written == 0 and not isinstance(written, (bool, float)):
            return cls(0)
        if isinstance(written, str) and (size := _SIZE.fullmatch(written)) and not float(size[1]):
            return cls(0)
        try:
            return cls(ByteSize.parse(written))
        except ValueError:
            raise cls._refusal(written) from None

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        nothing = _either({"const": 0}, _text(r"^\s*0+(\.0+)?\s*([kKmM]?[iI]?[bB])?\s*$"))
        return _either(*nothing["anyOf"], Share.json_schema(), *ByteSize.json_schema()["anyOf"])

    def plain(self) -> str | int:
        """`5%`, `10KB`, or 0."""
        if self >= 1:
            return ByteSize(self).plain()
        return str(Share(self)) if self else 0

    def of(self, size: int) -> float:
        """Bytes to be saved of a source of `size` bytes."""
        return self * size if self < 1 else float(self)

    def __str__(self) -> str:
        return str(Share(self)) if 0 < self < 1 else format_bytes(self)


class Colour(str, Written):
    """An opaque sRGB colour, written `#rgb` or `#rrggbb`; held as `#rrggbb`."""

    __slots__ = ()

    accepted = "a colour such as #ffffff"

    @classmethod
    def parse(cls, written: object) -> Self:
        if isinstance(written, str):
            digits = written.strip().lower().removeprefix("#")
            if re.fullmatch(r"[0-9a-f]{3}", digits):
                digits = "".join(digit * 2 for digit in digits)
            if re.fullmatch(r"[0-9a-f]{6}", digits):
                return cls(f"#{digits}")
        raise cls._refusal(written)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        return _text(r"^\s*#?([0-9a-fA-F]{3}){1,2}\s*$")

    def plain(self) -> str:
        """`#rrggbb`."""
        return str(self)

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, each 0-255."""
        red, green, blue = bytes.fromhex(self[1:])
        return red, green, blue


class Likeness(int, Written):
    """How alike an output looks to its source, on SSIMULACRA2's scale, by number or by name.

    The names are those that the scale's authors give to its values (Cloudinary,
    github.com/cloudinary/ssimulacra2).
    """

    accepted = "visually-lossless, high, medium, low, or a whole number from 30 to 95"
    levels: ClassVar[dict[str, int]] = {
        "visually-lossless": 90,
        "high": 70,
        "medium": 50,
        "low": 30,
    }
    choices = tuple(levels)

    @classmethod
    def parse(cls, written: object) -> Self:
        value: object = written
        if isinstance(written, str):
            word = written.strip().lower()
            value = int(word) if re.fullmatch(r"[0-9]{2}", word) else cls.levels.get(word)
        if not isinstance(value, int) or isinstance(value, bool) or not 30 <= value <= 95:
            raise cls._refusal(written)
        return cls(value)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        numbers = {"type": "integer", "minimum": 30, "maximum": 95}
        return _either({"enum": list(cls.levels)}, numbers, _text(r"^(3[0-9]|[4-8][0-9]|9[0-5])$"))

    def plain(self) -> str | int:
        """The level's name where it has one."""
        name = str(self)
        return int(self) if name.isdecimal() else name

    def __str__(self) -> str:
        names = {value: name for name, value in self.levels.items()}
        return names.get(self, int.__repr__(self))


class FormatChoice(tuple[str, ...], Written):
    """`same`, `auto`, one format, or several: the first that can hold the picture is used."""

    __slots__ = ()

    accepted = f"one of {', '.join(FORMATS)}, or a list of formats"
    choices = FORMATS

    @classmethod
    def parse(cls, written: object) -> Self:
        names = written.split(",") if isinstance(written, str) else written
        if not isinstance(names, (list, tuple)) or not names:
            raise cls._refusal(written)
        words = [str(name).strip().lower() for name in names]
        chosen = cls(_ALIASES.get(word, word) for word in words)
        if not set(chosen) <= set(WRITABLE if len(chosen) > 1 else FORMATS):
            raise cls._refusal(written)
        return chosen

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        alone = {"enum": [*FORMATS, *_ALIASES]}
        several = {"type": "array", "minItems": 1, "items": {"enum": [*WRITABLE, *_ALIASES]}}
        return _either(
            alone, several, {"type": "array", "maxItems": 1, "minItems": 1, "items": alone}
        )

    def plain(self) -> str | list[str]:
        """One name, or a list of them."""
        return self[0] if len(self) == 1 else list(self)

    def __str__(self) -> str:
        return ", ".join(self)


def format_bytes(size: float) -> str:
    """A size for people, in thousands as disks and browsers count: `4.1 MB`, `850 B`."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(size) < 999.5:
            return (
                f"{size:.0f} {unit}" if unit == "B" or abs(size) >= 99.95 else f"{size:.1f} {unit}"
            )
        size /= 1000
    return f"{size:.1f} TB"
