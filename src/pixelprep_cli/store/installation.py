"""An id of this installation: drawn once, kept in the state folder, sent nowhere."""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
from typing import Final

from pixelprep_cli.errors import PixelprepError
from pixelprep_cli.store import atomic

FILE: Final = "installation-id"


def installation_id(folder: str) -> str:
    """The id that a state folder keeps; one is drawn where there is none yet.

    Where the folder cannot be written it is the machine's name and the folder's, so that it stays
    the same.
    """
    path = os.path.join(folder, FILE)
    if kept := _kept(path):
        return kept
    drawn = secrets.token_hex(16)
    try:
        atomic.write(path, f"{drawn}\n".encode(), token=secrets.token_hex(8))
    except PixelprepError:  # refused, or another process was faster
        return _kept(path) or hashlib.sha256(f"{platform.node()}\0{folder}".encode()).hexdigest()
    return drawn


def share_of(installation: str, feature: str) -> float:
    """Where an installation stands for a feature, from 0 up to 1.

    Even over all installations, and for each feature another: a feature that is on for a share is
    on where this is below it, and stays on as the share grows.
    """
    digest = hashlib.sha256(f"{feature}\0{installation}".encode()).digest()
    return int.from_bytes(digest[:7]) / 2**56


def _kept(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(100).strip()
    except (OSError, ValueError):
        return ""
