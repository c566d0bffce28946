"""How quantities are said."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from pixelprep_cli.model.amounts import format_bytes

if TYPE_CHECKING:
    from pixelprep_cli.model.settings import Limits

_ASCII: Final = str.maketrans(
    {"→": "->", "−": "-", "–": "-", "×": "x", "≈": "~", "≤": "<=", "≥": ">=", "…": "...", "·": "|"}
    | dict(zip("▁▂▃▄▅▆▇█", "_.:-=+*#", strict=True))
)
_ASPECTS: Final = ((1, 1), (5, 4), (4, 3), (7, 5), (3, 2), (8, 5), (16, 9))


def legible(text: str, encoding: str | None) -> str:
    r"""`text` in characters that `encoding` has: ASCII spellings of signs, `\xe9` for the rest."""
    encoding = encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    return text


def count(number: int, noun: str) -> str:
    """`1 file`, `12 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def change(before: int, after: int) -> str:
    """The change in bytes: `−95 %`, `+4 %`; never `−100 %` while a byte is left."""
    if not before:
        return "0 %"
    percent = round((after - before) / before * 100)
    if after:
        percent = max(percent, -99)
    sign = "−" if percent < 0 else "+" if percent > 0 else ""
    return f"{sign}{abs(percent)} %"


ROUNDING: Final = 1e-6
"""What a tenth of a percent may lack by the rounding of binary fractions."""


def share(part: float) -> str:
    """A part of one in percent: `97 %`, `0.4 %`; `0 %` and `100 %` are said of these alone.

    Small parts and nearly all are rounded down, so that what is below 1 % is not told as 1.0 %.
    """
    percent = part * 100
    if 0 < percent < 10 or 99 < percent < 100:
        return f"{max(0.1, math.floor(percent * 10 + ROUNDING) / 10):.1f} %"
    return f"{percent:.0f} %"


def deviation(predicted: int, actual: int) -> str:
    """How far what came out is from what was predicted: `1.2 % over`, `0.3 % under`."""
    percent = abs(actual - predicted) / max(1, predicted) * 100
    if percent < 0.05:
        return "as predicted"
    return f"{percent:.1f} % {'over' if actual > predicted else 'under'}"


def size_range(low: int, high: int) -> str:
    """Two sizes in bytes as a range: `55.0–61.2 MB`."""
    first, last = format_bytes(low), format_bytes(high)
    if first == last:
        return first
    number, unit = first.split()
    return f"{number}–{last}" if last.endswith(f" {unit}") else f"{first}–{last}"


def limits_asked(limits: Limits) -> str:
    """The limits of an output: `≤ 500 kB`, `1.0–2.0 MB`, `−70%`; nothing where there are none."""
    if limits.min_size and limits.max_size:
        return size_range(limits.min_size, limits.max_size)
    said = (
        f"≤ {limits.max_size}" if limits.max_size else "",
        f"≥ {limits.min_size}" if limits.min_size else "",
        f"−{limits.reduce_by}" if limits.reduce_by else "",
    )
    return ", ".join(filter(None, said))


def dimensions(width: int | None, height: int | None) -> str:
    """`1920×1280`, or nothing where they are not known."""
    return f"{width}×{height}" if width and height else ""


def aspect_ratio(width: int, height: int) -> str:
    """The usual ratio within half a percent (`3:2`, `9:16`), else `1.91:1`."""
    ratio = max(width, height) / min(width, height)
    usual = (f"{a}:{b}" for a, b in _ASPECTS if abs(ratio / (a / b) - 1) < 0.005)
    said = next(usual, f"{ratio:.2f}".removesuffix(".00") + ":1")
    return said if width >= height else ":".join(reversed(said.split(":")))


def shape(width: int, height: int) -> str:
    """`landscape`, `portrait` or `square`."""
    return "landscape" if width > height else "portrait" if height > width else "square"


def duration(seconds: float) -> str:
    """A time that has passed: `0.21 s`, `12.4 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def clock(seconds: float) -> str:
    """A time that runs: `0:12`, `1:02:03`."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def pixel_rate(pixels: int, seconds: float) -> str:
    """Megapixels a second: `38 MP/s`, `4.2 MP/s`."""
    rate = pixels / 1e6 / max(seconds, 1e-6)
    return f"{rate:.0f} MP/s" if rate >= 9.95 else f"{rate:.1f} MP/s"
