"""The Rich console that bars and tables are drawn on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from pixelprep_cli.report.streams import is_terminal, wants_color
from pixelprep_cli.report.styles import STYLES
from pixelprep_cli.report.words import legible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pixelprep_cli.model.settings import ColourWhen

PIPE_WIDTH: Final = 10_000


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave BrokenPipeError to the caller; Rich would exit on the spot."""
        raise  # noqa: PLE0704 - Rich calls this while it handles the error


def open_console(stream: TextIO, color: ColourWhen = "auto") -> Console:
    """A console on `stream`: as wide as the terminal, or too wide to tear a line in a pipe.

    Nothing is taken for markup, and without colour no style is written at all.
    """
    terminal = is_terminal(stream)
    return _Console(
        file=stream,
        theme=Theme(STYLES),
        force_terminal=terminal,
        color_system=("auto" if terminal else "standard") if wants_color(stream, color) else None,
        no_color=False,
        width=None if terminal else PIPE_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
    )


def styled(console: Console, fragments: Iterable[tuple[str, str]]) -> Text:
    """Styled fragments as a Rich text, in what the console's encoding has."""
    return Text.assemble(*((legible(text, console.encoding), style) for text, style in fragments))
