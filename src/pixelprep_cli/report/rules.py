"""When which preset is recommended, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pixelprep_cli.report.names import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pixelprep_cli.model.job import Recipe, RecommendRule

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
    return [
        (str(rule.priority), preset, ", ".join(_asked(rule)) or "any picture", rule.reason)
        for preset, rule in ordered
    ]


def _asked(rule: RecommendRule) -> Iterator[str]:
    if rule.kind:
        yield " or ".join(rule.kind)
    for true, word in ((rule.transparent, "transparent"), (rule.animated, "animated")):
        if true is not None:
            yield word if true else f"not {word}"
    for name, least, most, unit in (
        ("aspect", rule.aspect_min, rule.aspect_max, ""),
        ("long edge", rule.long_edge_min, rule.long_edge_max, ""),
        ("", rule.megapixels_min, rule.megapixels_max, " MP"),
    ):
        if said := _between(least, most, unit):
            yield f"{name} {said}".strip()


def _between(least: float | None, most: float | None, unit: str) -> str:
    if least is not None and most is not None:
        return f"{least:g}–{most:g}{unit}"
    if least is not None:
        return f"≥ {least:g}{unit}"
    return f"≤ {most:g}{unit}" if most is not None else ""
