"""Extended attributes on macOS, which Python's own `os` has on Linux only: xattr(2)."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from typing import Any


def is_here() -> bool:
    """Whether this is macOS."""
    return sys.platform == "darwin"


def listxattr(path: str) -> list[str]:
    """Names of a file's extended attributes. Raises OSError."""
    raw = os.fsencode(path)
    size = _checked(_libc().listxattr(raw, None, 0, 0), path)
    names = ctypes.create_string_buffer(size)
    size = _checked(_libc().listxattr(raw, names, size, 0), path)
    return [os.fsdecode(name) for name in names.raw[:size].split(b"\0") if name]


def getxattr(path: str, name: str) -> bytes:
    """The value of one. Raises OSError."""
    raw = os.fsencode(path), os.fsencode(name)
    size = _checked(_libc().getxattr(*raw, None, 0, 0, 0), path)
    value = ctypes.create_string_buffer(size)
    size = _checked(_libc().getxattr(*raw, value, size, 0, 0), path)
    return value.raw[:size]


def setxattr(path: str, name: str, value: bytes) -> None:
    """Give a file one. Raises OSError."""
    raw = os.fsencode(path), os.fsencode(name)
    _checked(_libc().setxattr(*raw, value, len(value), 0, 0), path)


@cache
def _libc() -> Any:
    libc = ctypes.CDLL(None, use_errno=True)
    text, size = ctypes.c_char_p, ctypes.c_size_t
    word, number = ctypes.c_uint32, ctypes.c_int
    libc.listxattr.argtypes = [text, ctypes.c_void_p, size, number]
    libc.getxattr.argtypes = [text, text, ctypes.c_void_p, size, word, number]
    libc.setxattr.argtypes = [text, text, text, size, word, number]
    libc.listxattr.restype = libc.getxattr.restype = ctypes.c_ssize_t
    return libc


def _checked(result: int, path: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)
    return result
