"""When which preset is recommended, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pixelprep_cli.report.names import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pixelprep_cli.model.job import Recipe

HEAD = ("priority", "preset", "where", "reason")


def rules_table(recipes: Iterable[Recipe]) -> Table:
    """Every rule of every recipe, the highest priority first."""
    table = Table(box=None, pad_edge=False, header_style="quiet")
    for name in HEAD:
        table.add_column(name, justify="right" if name == "priority" else "left")
    for row in rule_rows(recipes):
        table.add_row(*(Text(escaped(cell)) for cell in row))
    return table


def rule_rows(recipes: Iterable[Recipe]) -> list[tuple[str, str, str, str]]:
    """The cells of each rule, in the order in which they win."""
    rules = [(recipe.preset or "", rule) for recipe in recipes for rule in recipe.rules]
    ordered = sorted(rules, key=lambda found: (-found[1].priority, found[0]))
    return [(str(rule.priority), preset, rule.asks, rule.reason) for preset, rule in ordered]
