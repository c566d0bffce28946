"""`presets list`, `presets show`, `config show`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.model.settings import settings_from
from pixelprep_cli.report.names import printable

if TYPE_CHECKING:
    from rich.console import Console


def show_list() -> None:
    """Print every preset; those that are broken are named on stderr with their errors."""
    from pixelprep_cli.report.tables import PresetRow, presets_table

    console = _console()
    catalogue = resolve({}).catalogue
    rows = []
    for listed in catalogue.listing():
        if listed.error is not None:
            sys.stderr.write(f"{printable(listed.error)}\n")
            continue
        picture = settings_from(catalogue.load(listed.name).values).picture
        origin = f"{listed.origin}, shadows the built-in" if listed.shadows else listed.origin
        rows.append(PresetRow(listed.name, listed.title, picture, origin))
    console.print(presets_table(console, rows))


def show_one(name: str) -> None:
    """Print one preset: every key that it says, itself or by inheritance, and where.

    Raises:
        UsageError: there is no such preset.
    """
    from pixelprep_cli.report.tables import SettingRow, settings_table

    preset = resolve({}).catalogue.load(name)
    console = _console()
    console.print(f"{preset.name}: {preset.title}", style="bold")
    console.print(f"{preset.description} ({preset.origin}, {preset.path})")
    rows = [SettingRow(key, said.value, said.origin) for key, said in preset.layer.items()]
    console.print(settings_table(console, rows))


def show_config() -> None:
    """Print every key with its value and its origin.

    Raises:
        UsageError: a file or a variable says what cannot be.
    """
    from pixelprep_cli.report.tables import SettingRow, settings_table

    console = _console()
    console.print(settings_table(console, [SettingRow(*row) for row in resolve({}).rows()]))


def _console() -> Console:
    from pixelprep_cli.report.console import open_console

    return open_console(sys.stdout)
