"""File names, and messages that quote them, made harmless to print."""

from __future__ import annotations

import os
import unicodedata
from typing import Final

# Controls, format characters (bidi overrides among them), lone surrogates, line separators:
# https://www.unicode.org/reports/tr44/#General_Category_Values
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS: Final = frozenset("\u200c\u200d")  # Persian and emoji are written with them
_SHORT: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escaped(text: str) -> str:
    r"""`text` on one line, with what could steer a terminal or deceive a reader made visible.

    Control characters become `\x1b`, undecodable bytes `\xff`, bidi overrides `\u202e`.
    """
    return text if text.isprintable() else "".join(map(_escape, text))


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, by PEP 383
        return f"\\x{code - 0xDC00:02x}"
    if char in _JOINERS or unicodedata.category(char) not in _UNSAFE:
        return char
    if code < 0x80:
        return _SHORT.get(char, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def printable(path: str) -> str:
    """A path as people name it: relative to the current folder when below it, and escaped."""
    try:
        here = os.path.join(os.getcwd(), "")
    except OSError:  # the current folder has been removed
        return escaped(path)
    return escaped(path.removeprefix(here) or path)
