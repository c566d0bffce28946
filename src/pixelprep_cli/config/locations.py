"""Where a person's own configuration lies, and a project's presets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME: Final = "PIXELPREP_HOME"
"""The variable that names a folder in which everything of a person's lies, in place of these."""

PROJECT_PRESETS: Final = os.path.join(".pixelprep", "presets")


def user_folder() -> str:
    """The folder of a person's configuration, as the platform has it; it need not exist."""
    if home := _home():
        return os.path.join(home, "config")
    from platformdirs import user_config_dir

    return user_config_dir("pixelprep", appauthor=False)


def state_folder() -> str:
    """Where journals, backups and the installation's id are; it need not exist."""
    if home := _home():
        return os.path.join(home, "state")
    from platformdirs import user_state_dir

    return user_state_dir("pixelprep", appauthor=False)


def user_file(folder: str) -> str:
    """The configuration file in a person's folder."""
    return os.path.join(folder, "config.toml")


def cache_folder() -> str:
    """The folder of what can be lost without harm, as the platform has it."""
    if home := _home():
        return os.path.join(home, "cache")
    from platformdirs import user_cache_dir

    return user_cache_dir("pixelprep", appauthor=False)


def preset_folder(folder: str) -> str:
    """The folder of a person's own presets: one `NAME.toml` each."""
    return os.path.join(folder, "presets")


def project_presets(cwd: str) -> str | None:
    """The presets of the nearest project that has some, from the current folder upward."""
    places = (os.path.join(folder, PROJECT_PRESETS) for folder in upward(cwd))
    return next(filter(os.path.isdir, places), None)


def new_project_presets(cwd: str) -> str:
    """Where a project's first preset goes: beside its configuration or its repository."""
    marks = (".pixelprep", "pixelprep.toml", ".git")
    marked = (
        folder
        for folder in upward(cwd)
        if any(os.path.exists(os.path.join(folder, mark)) for mark in marks)
    )
    return os.path.join(next(marked, os.path.abspath(cwd)), PROJECT_PRESETS)


def upward(folder: str) -> Iterator[str]:
    """A folder, the one above it, and so on."""
    folder = os.path.abspath(folder)
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def _home() -> str:
    """The folder that the variable names, absolute; empty where it is not set."""
    home = os.environ.get(HOME, "")
    return os.path.abspath(os.path.expanduser(home)) if home else ""
