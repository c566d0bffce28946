"""The versions of what makes pixels and bytes, without loading any of it."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from typing import Final

PIXELS: Final = 4
"""Raised whenever the same source, settings and libraries give other bytes than before, or a file
is taken for another format."""

LIBRARIES: Final = (
    *("pillow", "pillow-avif-plugin", "cykooz-resizer"),
    *("mozjpeg-lossless-optimization", "pyoxipng", "imagequant"),
    *("pi-heif-decoder", "rawpy", "pylibjxl", "imagecodecs"),
)
"""Distributions that have a say in an output's bytes."""

_METADATA = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+).*\.(dist|egg)-info", re.IGNORECASE)


@cache
def versions() -> str:
    """All of them, as one text.

    The names of the folders that installers leave tell them: importlib.metadata, which reads what
    is in there, takes longer to load than a run of unchanged pictures may last.
    """
    found = _installed()
    return " ".join((f"pixels={PIXELS}", *(f"{name}={found.get(name)}" for name in LIBRARIES)))


def _installed() -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or os.curdir)
        except OSError:
            continue
        for name in names:
            if parts := _METADATA.fullmatch(name):
                found.setdefault(parts["name"].lower().replace("_", "-"), parts["version"])
    return found
