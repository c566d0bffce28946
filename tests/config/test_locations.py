"""Where a person's own files lie."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.config.locations import preset_folder, user_file, user_folder
from pixelprep_cli.config.resolve import resolve

if TYPE_CHECKING:
    from pathlib import Path


def test_the_folder_is_called_after_the_command() -> None:
    assert os.path.basename(user_folder()) == "pixelprep"


def test_the_file_and_the_presets_lie_in_the_folder() -> None:
    assert user_file("a") == os.path.join("a", "config.toml")
    assert preset_folder("a") == os.path.join("a", "presets")


@pytest.mark.skipif(sys.platform != "linux", reason="the variable is that of Linux desktops")
def test_the_platforms_folder_is_used_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "pixelprep" / "presets").mkdir(parents=True)
    (tmp_path / "pixelprep" / "config.toml").write_text("preset = 'mine'\n[run]\njobs = 3\n")
    (tmp_path / "pixelprep" / "presets" / "mine.toml").write_text("[output]\nquality = 7\n")
    settings = resolve({}, cwd=str(tmp_path), environ={}).settings
    assert (settings.run.jobs, settings.picture.output.quality) == (3, 7)
