from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.main import get_command

from pixelprep_cli.cli.app import app
from pixelprep_cli.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable

OPTIONS = "| option | takes | default |"


def commands() -> dict[str, Any]:
    found: dict[str, Any] = vars(get_command(app))["commands"]
    return found


def options(command: str) -> dict[str, Any]:
    """The options of a command, by the names that its help gives them."""
    return {
        ", ".join([*option.opts, *option.secondary_opts]): option
        for option in commands()[command].params
        if option.param_type_name == "option"
    }


def told(rows: Callable[[str, str], list[list[str]]]) -> dict[str, tuple[str, str]]:
    """What the reference says that an option takes, and its default, by its names."""
    return {
        row[0].replace("`", ""): (row[1].strip("`"), row[2]) for row in rows("docs/cli.md", OPTIONS)
    }


def test_every_option_is_told_with_what_it_takes_and_its_default(
    rows: Callable[[str, str], list[list[str]]],
) -> None:
    assert told(rows) == {
        names: (option.metavar or "", option.show_default)
        for names, option in options("optimize").items()
    }


def test_preview_takes_the_options_of_optimize_but_those_of_writing() -> None:
    own = {"-n, --dry-run", "--in-place", "--no-backup", "-y, --yes", "--resume"}
    assert options("optimize").keys() - options("preview").keys() == own
    assert options("preview").keys() <= options("optimize").keys()


def test_analyze_takes_the_options_that_are_told(read: Callable[[str], str]) -> None:
    told = read("docs/cli.md").split("`analyze`, which only")[1].split("What you")[0]
    taken = {option.opts[-1] for option in options("analyze").values()}
    assert taken == set(re.findall(r"`(--[a-z-]+)`", told))


def test_the_groups_are_those_of_the_help(read: Callable[[str], str]) -> None:
    panels = {option.rich_help_panel for option in options("optimize").values()}
    assert set(re.findall(r"^### (.*)$", read("docs/cli.md"), re.MULTILINE)) == panels


def test_every_command_is_told(rows: Callable[[str, str], list[list[str]]]) -> None:
    paths = {
        " ".join([name, *below])
        for name, command in commands().items()
        for below in (
            *([one] for one in vars(command).get("commands", ())),
            *([[]] if getattr(command, "invoke_without_command", True) else []),
        )
    }
    lines = [
        row[0].strip("`").removeprefix("pixelprep ") for row in rows("docs/cli.md", "| command |")
    ]
    assert {re.split(r" \[?[A-Z]", line)[0] for line in lines} == paths


def test_every_exit_code_is_told(rows: Callable[[str, str], list[list[str]]]) -> None:
    assert [int(row[0]) for row in rows("docs/cli.md", "| code |")] == list(ExitCode)
