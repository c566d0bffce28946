"""The manual page holds what the commands say, in roff that formatters read."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest
from typer.main import get_command

from pixelprep_cli.cli.app import app
from pixelprep_cli.cli.manual import EXITS, page
from pixelprep_cli.config.environment import variables
from pixelprep_cli.errors import ExitCode


def commands(group: Any, before: str = "pixelprep") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        words = f"{before} {name}"
        below = hasattr(command, "commands")
        if not below or command.invoke_without_command:
            found[words] = command
        found |= commands(command, words) if below else {}
    return found


def plain(roff: str) -> str:
    """The text of a page without its fonts and escapes."""
    return re.sub(r"\\f[BIR]|\\&", "", roff).replace(r"\-", "-").replace(r"\e", "\\")


def test_every_command_is_told_with_every_option() -> None:
    sections = re.split(r"^\.SS ", plain(page()).split(".SH ENVIRONMENT")[0], flags=re.MULTILINE)
    told = {section.split("\n", 1)[0]: section for section in sections[1:]}
    there = commands(get_command(app))
    assert told.keys() == there.keys()
    for name, command in there.items():
        for option in command.params:
            if option.param_type_name == "option":
                assert ", ".join([*option.opts, *option.secondary_opts]) in told[name]
                assert " ".join(option.help.split()) in told[name]


def test_every_variable_and_every_exit_code_is_told() -> None:
    text = plain(page())
    assert all(f"\n{name}\n" in text for name in variables())
    assert list(EXITS) == list(ExitCode)


def test_no_line_of_text_is_taken_for_a_macro() -> None:
    known = {".TH", ".nh", ".ad", ".SH", ".SS", ".TP", ".PP", ".RS", ".RE", ".br"}
    macros = {line.split(" ")[0] for line in page().splitlines() if line.startswith((".", "'"))}
    assert macros <= known


def test_the_page_is_the_same_each_time() -> None:
    assert page() == page()


def test_what_may_be_repeated_is_followed_by_one_ellipsis() -> None:
    assert "undo\\fR [\\fIOPTIONS\\fR] \\fI[RUN] [FILE]...\\fR" in page()
    assert "disable\\fR \\fIFLAG...\\fR" in page()
    assert "...." not in page()


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff")
def test_groff_reads_it_without_a_warning() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-K", "utf8"],
        input=page(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    assert "SYNOPSIS" in re.sub(".\x08|\x1b\\[[0-9;]*m", "", done.stdout)
