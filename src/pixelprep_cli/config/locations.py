"""Where a person's own configuration lies."""

from __future__ import annotations

import os


def user_folder() -> str:
    """The folder of a person's configuration, as the platform has it; it need not exist."""
    from platformdirs import user_config_dir

    return user_config_dir("pixelprep", appauthor=False)


def user_file(folder: str) -> str:
    """The configuration file in a person's folder."""
    return os.path.join(folder, "config.toml")


def cache_folder() -> str:
    """The folder of what can be lost without harm, as the platform has it."""
    from platformdirs import user_cache_dir

    return user_cache_dir("pixelprep", appauthor=False)


def preset_folder(folder: str) -> str:
    """The folder of a person's own presets: one `NAME.toml` each."""
    return os.path.join(folder, "presets")
