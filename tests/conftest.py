"""What every test can rely on: nobody's own configuration, drawn pictures, the real command."""

import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from PIL import Image
from tests.oxipng_apart import oxipng_apart  # noqa: F401 - a fixture for all

import pixelprep_cli
from pixelprep_cli.batch.priority import renounce_realtime
from pixelprep_cli.cli.guidance import CI

renounce_realtime()
settings.register_profile("pixelprep", deadline=None)
settings.load_profile("pixelprep")

_SOURCES = os.path.dirname(os.path.dirname(os.path.abspath(pixelprep_cli.__file__)))
_FOREIGN = (
    *(
        "VISUAL",
        "EDITOR",
        "NO_COLOR",
        "FORCE_COLOR",
        "PY_COLORS",
        "CLICOLOR",
        "CLICOLOR_FORCE",
    ),
    *CI,
    *("COLUMNS", "LINES", "TERMINAL_WIDTH", "TTY_COMPATIBLE", "TTY_INTERACTIVE"),
    *("PYTHONIOENCODING", "PYTHONWARNINGS", "PILLOW_BLOCK_SIZE", "PILLOW_BLOCKS_MAX"),
)
_HOMES = (
    *("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"),
    *("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"),
)
_homes = itertools.count()


@pytest.fixture(scope="session")
def _homestead(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(_homestead: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, which does not exist yet; no variable of the developer's counts."""
    place = _homestead / str(next(_homes))
    for name in list(os.environ):
        if name.startswith("PIXELPREP_") or name in _FOREIGN:
            monkeypatch.delenv(name)
    for name in _HOMES:
        monkeypatch.setenv(name, str(place))
    monkeypatch.setenv("TERM", "xterm-256color")
    return place


@cache
def _photo(width: int, height: int) -> Image.Image:
    """Soft shapes under a little grain, the same each time."""
    noise = random.Random(7)
    coarse = (width // 12 + 2, height // 12 + 2)
    shapes = Image.frombytes("RGB", coarse, noise.randbytes(3 * coarse[0] * coarse[1]))
    grain = Image.frombytes("RGB", (width, height), noise.randbytes(3 * width * height))
    smooth = shapes.resize((width, height), Image.Resampling.BICUBIC)
    return Image.blend(smooth, grain, 0.08)


@pytest.fixture
def draw_photo() -> Callable[..., Path]:
    """Draw a picture like a photograph: `draw_photo(path, size, **save)`.

    Its format is that of the name unless `format` says otherwise; what else `Image.save` takes
    can be given too.
    """

    def draw(path: os.PathLike[str] | str, size: tuple[int, int] = (320, 240), **save: Any) -> Path:
        made = Path(path)
        made.parent.mkdir(parents=True, exist_ok=True)
        quality = {"quality": 92} if made.suffix == ".jpg" else {}
        _photo(*size).save(made, **quality | save)
        return made

    return draw


@dataclass(frozen=True)
class Finished:
    """How a process has ended, and what it has said."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """Its standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        """The events of files, by the base names of their sources."""
        events = [event for event in self.events if event["event"] == "file"]
        return {os.path.basename(event["source"]): event for event in events}


def _environment(changes: dict[str, str]) -> dict[str, str]:
    path = os.pathsep.join(filter(None, (_SOURCES, os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, **changes}


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Begin the real command, in the test's folder and a session of its own; returns its Popen."""
    started: list[subprocess.Popen[str]] = []

    def run(*words: str | os.PathLike[str], **popen: Any) -> subprocess.Popen[str]:
        options: dict[str, Any] = {
            "cwd": tmp_path,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "encoding": "utf-8",
            "errors": "surrogateescape",
            "start_new_session": True,
        }
        environment = _environment(popen.pop("env", {}))
        command = [sys.executable, "-m", "pixelprep_cli", *words]
        process = subprocess.Popen(command, env=environment, **(options | popen))
        started.append(process)
        return process

    yield run
    for process in started:
        with process:
            process.kill()


@pytest.fixture
def pixelprep(begin: Callable[..., subprocess.Popen[str]]) -> Callable[..., Finished]:
    """Run the real command in the test's folder to its end: `pixelprep("optimize", …, env={…})`."""

    def run(*words: str | os.PathLike[str], **popen: Any) -> Finished:
        process = begin(*words, **popen)
        out, err = process.communicate(timeout=60)
        return Finished(process.returncode, out or "", err or "")

    return run


EXTRAS = {"jxl": "pylibjxl", "heic": "pillow_heif", "raw": "rawpy"}
"""Parameters of tests that need an extra, and what has to be there for them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is tried with a format whose extra is not installed."""
    for item in items:
        given = getattr(item, "callspec", None)
        for name, package in EXTRAS.items():
            if given and name in given.params.values() and find_spec(package) is None:
                item.add_marker(pytest.mark.skip(reason=f"needs pixelprep-cli[{name}]"))
