"""Folders of our own: nobody else may look into them."""

from __future__ import annotations

import os


def make_private(folder: str) -> None:
    """Create a folder and those above it that are missing, each for its owner alone.

    Raises:
        OSError: the system refuses, or something stands there that is no folder.
    """
    if os.path.isdir(folder):
        return
    above = os.path.dirname(os.path.abspath(folder))
    if above != folder:
        make_private(above)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise
