"""The command run in this process, where no worker and no terminal is needed."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.terminals import talked, watched

from pixelprep_cli.cli.boundary import guarded
from pixelprep_cli.config.locations import preset_folder, user_folder

Say = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run the command in this process: its exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str, given: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        code = guarded(words)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def folder(home: Path) -> Path:
    """The folder of a person's presets."""
    made = Path(preset_folder(user_folder()))
    made.mkdir(parents=True)
    return made


@pytest.fixture
def on_terminal(begin: Callable[..., Any]) -> Callable[..., tuple[int, str]]:
    """Run the command on a terminal: its exit code, and all that it wrote."""
    pytest.importorskip("pty")
    return lambda *words, **env: watched(begin, words, env)


@pytest.fixture
def talk(begin: Callable[..., Any]) -> Callable[..., tuple[int, str]]:
    """Run the command on a terminal and answer: `talk(words, (question, answer), …)`."""
    pytest.importorskip("pty")
    return lambda words, *dialog, **env: talked(begin, words, dialog, env)
