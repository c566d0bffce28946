"""The look of each kind of word: eight colours, so that every terminal's own theme holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

STYLES: Final = {
    "optimized": "green",
    "kept": "green",
    "cached": "green",
    "predicted": "cyan",
    "skipped": "dim",
    "missed": "bold yellow",
    "failed": "bold red",
    "warning": "yellow",
    "saved": "green",
    "grown": "yellow",
    "name": "",
    "strong": "bold",
    "quiet": "dim",
}

# Select Graphic Rendition, ECMA-48 8.3.117
_SGR: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def painted(fragments: Iterable[tuple[str, str]]) -> str:
    """Styled fragments as one string with terminal escapes."""
    return "".join(_paint(text, STYLES.get(style, "")) for text, style in fragments)


def _paint(text: str, look: str) -> str:
    codes = ";".join(_SGR[word] for word in look.split())
    return f"\x1b[{codes}m{text}\x1b[0m" if codes else text
