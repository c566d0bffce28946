"""Tables of what can be switched, and of what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pixelprep_cli.report.console import styled
from pixelprep_cli.report.names import escaped, printable
from pixelprep_cli.report.tables import table_on, value_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.table import Table


class Difference(NamedTuple):
    """A key in which two presets differ; None where one does not say it."""

    key: str
    first: Any
    second: Any


class FlagRow(NamedTuple):
    """A feature: what is said of it and by whom, whether it is on here, and what is so without."""

    name: str
    value: Any
    on: bool
    origin: str
    otherwise: str


def flags_table(console: Console, rows: Iterable[FlagRow]) -> Table:
    """Features, and what comes of them."""
    table = table_on(console)
    table.add_column("Flag", no_wrap=True, overflow="fold")
    for title in ("Value", "Here", "From", "Where it is off"):
        table.add_column(title, overflow="fold")
    for row in rows:
        state = ("on", "saved") if row.on else ("off", "missed")
        origin = (printable(row.origin), "quiet")
        cells = (
            (row.name, "strong"),
            value_fragment(row.value),
            state,
            origin,
            (row.otherwise, ""),
        )
        table.add_row(*(styled(console, [cell]) for cell in cells))
    return table


def differences_table(
    console: Console, first: str, second: str, rows: Iterable[Difference]
) -> Table:
    """The keys in which two presets differ, under the presets' names."""
    table = table_on(console)
    table.add_column("Key", no_wrap=True, overflow="fold")
    for name in (first, second):
        table.add_column(styled(console, [(escaped(name), "")]), overflow="fold")
    for key, *values in rows:
        cells = (styled(console, [value_fragment(value)]) for value in values)
        table.add_row(styled(console, [(key, "")]), *cells)
    return table
