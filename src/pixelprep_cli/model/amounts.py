"""Amounts that people write as words: sizes, shares, savings, and switches for a share."""

from __future__ import annotations

import re
from typing import Any, Final, Self

from pixelprep_cli.model.written import Written, either, matching

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
_NOT_NOTHING = r"(?=[0-9.]*[1-9])"
_ROLLOUT_PATTERN = r"^\s*(100|[0-9]{1,2}(?:\.[0-9]{1,15})?)\s*%\s*$"
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
        return either(
            {"type": "integer", "minimum": 1},
            matching(rf"^\s*{_NOT_NOTHING}{number}\s*({units})?\s*$"),
        )

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
        return matching(_PERCENTAGE_PATTERN.replace("^", f"^{_NOT_NOTHING}", 1))

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
        if isinstance(word, str) and word in SWITCH:
            return cls(SWITCH[word])
        found = re.fullmatch(_ROLLOUT_PATTERN, word) if isinstance(word, str) else None
        if found is None:
            raise cls._refusal(written)
        return cls(float(found[1]) / 100)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        return either({"type": "boolean"}, matching(_ROLLOUT_PATTERN))

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
        nothing = either({"const": 0}, matching(r"^\s*0+(\.0+)?\s*([kKmMgG]?[iI]?[bB]|%)?\s*$"))
        return either(*nothing["anyOf"], Share.json_schema(), *ByteSize.json_schema()["anyOf"])

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


def format_bytes(size: float) -> str:
    """A size for people, in thousands as disks and browsers count: `4.1 MB`, `850 B`."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(size) < 999.5:
            return (
                f"{size:.0f} {unit}" if unit == "B" or abs(size) >= 99.95 else f"{size:.1f} {unit}"
            )
        size /= 1000
    return f"{size:.1f} TB"
