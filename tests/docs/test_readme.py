from __future__ import annotations

import os
import re
import runpy
import shlex
from typing import TYPE_CHECKING, Any

from typer.main import get_command

from pixelprep_cli.cli.app import app
from pixelprep_cli.presets.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable


def two_commands(text: str) -> list[str]:
    return re.findall(r"^    (python3 .*)$", text, re.MULTILINE)


def test_there_are_two_commands_and_ci_runs_each(read: Callable[[str], str]) -> None:
    words = re.findall(r'\$\(readme "?([\w ]+)"?\)', read(".ci/run"))
    commands = two_commands(read("README.md"))
    assert [[word in command for word in words] for command in commands] == [
        [True, False],
        [False, True],
    ]


def test_both_commands_need_python_alone(read: Callable[[str], str]) -> None:
    for command in two_commands(read("README.md")):
        programs = [shlex.split(part)[0] for part in command.split("&&")]
        assert programs[0] == "python3"
        assert all(program.startswith(".venv/bin/") for program in programs[1:])


def test_every_command_line_that_is_shown_takes_the_options_that_it_shows(
    read: Callable[[str], str], blocks: Callable[[str, str], list[str]]
) -> None:
    shown = "\n".join([*blocks("README.md", "sh"), *two_commands(read("README.md"))])
    lines = re.findall(r"\bpixelprep (\w.*)", shown)
    assert len(lines) == 12
    for line in lines:
        command: Any = get_command(app)
        words = shlex.split(line, comments=True)
        while hasattr(command, "commands"):
            command = command.commands[words.pop(0)]
        taken = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= taken


def test_the_table_of_what_goes_in_is_the_registrys(
    checkout: str, read: Callable[[str], str]
) -> None:
    readme = read("README.md")
    made = runpy.run_path(os.path.join(checkout, "docs", "inputs.py"))["written"](readme)
    assert made == readme, "run python docs/inputs.py"
    assert "| JPEG |" in readme


def test_the_presets_are_those_that_are_built_in(
    rows: Callable[[str, str], list[list[str]]],
) -> None:
    told = [row[0].strip("`") for row in rows("README.md", "| preset |")]
    assert sorted(told) == Catalogue(folder="", custom=False).names()


def test_statuses_and_exit_codes_are_told_as_in_the_reference(
    rows: Callable[[str, str], list[list[str]]],
) -> None:
    statuses = [row[0] for row in rows("README.md", "| status |")]
    assert statuses == [row[0] for row in rows("docs/json.md", "| status |")]
    codes = [code for row in rows("README.md", "| exit code |") for code in row[0].split(", ")]
    assert codes == [row[0] for row in rows("docs/cli.md", "| code |")]
