from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def test_no_room_imports_from_above(checkout: str) -> None:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
    ]
    done = subprocess.run(
        [*command, "--no-cache"],
        cwd=checkout,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rooms_are_told_from_the_top_floor_down(
    read: Callable[[str], str], rows: Callable[[str, str], list[list[str]]]
) -> None:
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    floors = [room for layer in contracts[0]["layers"] for room in layer.split(" | ")]
    told = [row[0].strip("`") for row in rows("docs/architecture.md", "| room |")]
    assert told == [floor.removeprefix("pixelprep_cli.") for floor in floors]
    there = {
        name.removesuffix(".py")
        for name in os.listdir(os.path.dirname(sys.modules["pixelprep_cli"].__file__ or ""))
        if not name.startswith("_") and name != "py.typed"
    }
    assert set(told) == there
