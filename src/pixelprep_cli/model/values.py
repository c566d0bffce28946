"""Colours, likeness and formats, as people write them."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final, Self

from pixelprep_cli.model.written import Written, either, matching

WRITABLE: Final = ("jpeg", "png", "webp", "avif", "gif", "tiff", "jxl")
FORMATS: Final = ("same", "auto", *WRITABLE)

_ALIASES: Final = {"jpg": "jpeg", "tif": "tiff"}


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
        return matching(r"^\s*#?([0-9a-fA-F]{3}){1,2}\s*$")

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
        return either(
            {"enum": list(cls.levels)}, numbers, matching(r"^(3[0-9]|[4-8][0-9]|9[0-5])$")
        )

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
        return either(
            alone, several, {"type": "array", "maxItems": 1, "minItems": 1, "items": alone}
        )

    def plain(self) -> str | list[str]:
        """One name, or a list of them."""
        return self[0] if len(self) == 1 else list(self)

    def __str__(self) -> str:
        return ", ".join(self)
