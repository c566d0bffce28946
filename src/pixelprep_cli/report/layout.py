"""How lines and names are laid out in a terminal's width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from pixelprep_cli.report.console import styled
from pixelprep_cli.report.lines import LABEL_WIDTH
from pixelprep_cli.report.names import printable
from pixelprep_cli.report.words import legible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, RenderResult

    from pixelprep_cli.report.lines import Line, Part


def labelled(console: Console, lines: Iterable[Line], *, within: int = 0) -> Table:
    """Lines under their labels, torn between their parts where they do not fit.

    `within` is how many of the console's cells a frame around them takes.
    """
    table = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(width=LABEL_WIDTH, no_wrap=True)
    table.add_column(overflow="fold")
    room = console.width - within - LABEL_WIDTH - 1
    for line in lines:
        table.add_row(styled(console, [line.label]), _flowed(console, line.parts, room))
    return table


def _flowed(console: Console, parts: Iterable[Part], width: int) -> Text:
    rows: list[Text] = []
    for part in parts:
        text = styled(console, part)
        if rows and rows[-1].cell_len + 2 + text.cell_len <= width:
            rows[-1].append("  ").append_text(text)
        else:
            rows.append(text)
    return Text("\n").join(rows)


class PathCell:
    """A path in a table: where room is short, its beginning gives way, for its end tells more."""

    def __init__(self, path: str, *, least: int = 12) -> None:
        self._name = printable(path)
        self._least = least

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        name = shortened(self._name, options.max_width, console.encoding)
        yield Text(name, "name", no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        cells = cell_len(legible(self._name, console.encoding))
        return Measurement(min(cells, self._least), cells).with_maximum(options.max_width)


def shortened(name: str, width: int, encoding: str) -> str:
    """The end of `name` that fits in `width` cells of a terminal, in what `encoding` has."""
    name = legible(name, encoding)
    if cell_len(name) <= width:
        return name
    dots = legible("…", encoding)
    start = len(name)
    room = width - cell_len(dots)
    while start and (room := room - cell_len(name[start - 1])) >= 0:
        start -= 1
    return dots + name[start:]
