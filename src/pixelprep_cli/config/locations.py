"""Where a person's own configuration lies."""

from __future__ import annotations

import os


def user_folder() -> str:
    """The folder of a person's configuration, as the platform has it; it need not exist."""
    from platformdirs import user_config_dir

    return user_config_dir("pixelprep", appauthor=False)


def state_folder() -> str:
    """The folder of what runs leave for each other, as the platform has it; it need not exist."""
    from platformdirs import user_state_dir

    return user_state_dir("pixelprep", appauthor=False)


def user_file(folder: str) -> str:
    """The configuration file in a person's folder."""
    return os.path.join(folder, "config.toml")


def preset_folder(folder: str) -> str:
    """The folder of a person's own presets: one `NAME.toml` each."""
    return os.path.join(folder, "presets")
