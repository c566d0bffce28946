"""`presets rules`: the rules of every preset in one table."""

from __future__ import annotations

import sys

from pixelprep_cli.config.resolve import resolve


def show_rules() -> None:
    """Print every rule, those that win first, with the preset, what it asks, and its reason."""
    from pixelprep_cli.report.console import open_console
    from pixelprep_cli.report.rules import rules_table

    resolved = resolve({"preset": "auto"})
    console = open_console(sys.stdout, resolved.settings.display.color)
    console.print(rules_table(resolved.recipes))
