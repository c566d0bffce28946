"""The manual page, made of the commands themselves: what they say in `--help`, as roff.

Macros are those of man(7), which man-db, mandoc and groff all read.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from pixelprep_cli import __version__

EXITS: Final = {
    0: "All well, skipped and kept pictures included.",
    1: "A picture failed or missed its limit, or a preset or this installation is wrong.",
    2: "Wrong usage or configuration, or nothing to do; nothing was written.",
    130: "Interrupted by Ctrl-C.",
    143: "Terminated.",
}


def page() -> str:
    """The manual page of the program and all its commands."""
    from typer.main import get_command

    from pixelprep_cli.cli.app import app

    root: Any = get_command(app)
    lines = [
        f'.TH PIXELPREP 1 "" "pixelprep {__version__}" "User Commands"',
        ".nh",
        ".ad l",
        ".SH NAME",
        rf"pixelprep \- {_roff(_lower(root.help or '').rstrip('.'))}",
        ".SH SYNOPSIS",
        "\n.br\n".join(_synopsis(name, command) for name, command in _commands(root)),
        ".SH DESCRIPTION",
        *_paragraphs(DESCRIPTION),
        ".SH COMMANDS",
        *(line for name, command in _commands(root) for line in _command(name, command)),
        *_environment(),
        *_files(),
        ".SH EXIT STATUS",
        *(line for code, words in EXITS.items() for line in _item(str(code), words)),
    ]
    return "\n".join(lines) + "\n"


DESCRIPTION: Final = """\
pixelprep makes folders of pictures smaller, to a purpose, and says what it did. Originals stay as
they are: outputs go to optimized/ under the current folder, or where --output says.

What is not said on the command line comes, each overriding the one before, from the defaults, your
configuration file, the project's, environment variables, and a preset that the command line names.
"""


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    for name, command in group.commands.items():
        words = f"{before}{name}"
        below = hasattr(command, "commands")
        if not command.hidden and (not below or command.invoke_without_command):
            yield words, command
        if below:
            yield from _commands(command, f"{words} ")


def _synopsis(name: str, command: Any) -> str:
    said = [rf"\fBpixelprep {_roff(name)}\fR"]
    if _options(command):
        said.append(r"[\fIOPTIONS\fR]")
    said += (_italic(_argument(parameter)) for parameter in _arguments(command))
    return " ".join(said)


def _command(name: str, command: Any) -> Iterator[str]:
    yield f".SS {_roff(f'pixelprep {name}')}"
    yield from _paragraphs(inspect.cleandoc(command.help or ""))
    for parameter in _arguments(command):
        if parameter.help:
            yield from _item(_italic(_argument(parameter)), parameter.help, raw=True)
    for panel, options in groupby(_options(command), lambda option: option.rich_help_panel):
        if panel:
            yield ".PP"
            yield rf"\fI{_roff(panel)}\fR"
        for option in options:
            yield from _item(_flags(option), _about(option), raw=True)


def _arguments(command: Any) -> list[Any]:
    return [p for p in command.params if p.param_type_name == "argument"]


def _options(command: Any) -> list[Any]:
    """The options in the order of their panels, as the help shows them."""
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    panels = list(dict.fromkeys(option.rich_help_panel for option in options))
    return sorted(options, key=lambda option: panels.index(option.rich_help_panel))


def _argument(parameter: Any) -> str:
    shown = str(parameter.metavar or parameter.name.upper())
    if not parameter.required and not shown.startswith("["):
        shown = f"[{shown}]"
    return shown.removesuffix("...") + ("..." if parameter.nargs == -1 else "")


def _flags(option: Any) -> str:
    names = [*option.opts, *option.secondary_opts]
    said = ", ".join(rf"\fB{_roff(name)}\fR" for name in names)
    return said if option.is_flag else f"{said} {_italic(option.metavar or 'TEXT')}"


def _about(option: Any) -> str:
    default = option.show_default
    told = f" Default: {default}." if isinstance(default, str) else ""
    return f"{option.help or ''}{told}"


def _environment() -> Iterator[str]:
    from pixelprep_cli.config.environment import variables
    from pixelprep_cli.config.flags import SAFE_MODE
    from pixelprep_cli.config.locations import HOME

    yield ".SH ENVIRONMENT"
    yield from _item(HOME, "A folder for configuration, presets, runs, backups and cache, in place "
                     "of the platform's.")  # fmt: skip
    yield from _item(SAFE_MODE, "1 switches every optional feature off, whatever else is said.")
    for name, key in variables().items():
        yield from _item(name, f"Sets {key}.")
    yield from _item("VISUAL, EDITOR", "What presets edit opens a preset in.")
    yield from _item("NO_COLOR", "Not empty: no colours, unless --color says always.")


def _files() -> Iterator[str]:
    yield ".SH FILES"
    yield from _item("pixelprep.toml", "The project's configuration, in its folder; or the table "
                     "[tool.pixelprep] of its pyproject.toml.")  # fmt: skip
    yield from _item(".pixelprep/presets/", "The project's presets.")
    yield from _item("config.toml, presets/", "Your configuration and your presets, in the folder "
                     "that pixelprep config path tells.")  # fmt: skip


def _item(tag: str, words: str, *, raw: bool = False) -> Iterator[str]:
    yield ".TP"
    yield tag if raw else rf"\fB{_roff(tag)}\fR"
    yield _roff(" ".join(words.split()))


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs; one that shows a command stands as it is."""
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            yield ".PP"
        example = paragraph.startswith("pixelprep ") and "\n" not in paragraph
        yield from (
            (".RS", rf"\fB{_roff(paragraph)}\fR", ".RE")
            if example
            else map(_roff, paragraph.splitlines())
        )


def _italic(text: str) -> str:
    return rf"\fI{_roff(text)}\fR"


def _roff(text: str) -> str:
    """Text that roff prints as it is: hyphens that can be copied, no line taken for a macro."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
