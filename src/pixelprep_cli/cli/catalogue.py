"""What there is: presets, where they lie, how they differ; the configuration."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pixelprep_cli.cli.speech import remark, say
from pixelprep_cli.config.resolve import open_catalogue, resolve
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.keys import key_annotations
from pixelprep_cli.model.settings import settings_from

if TYPE_CHECKING:
    from rich.console import Console

    from pixelprep_cli.presets.catalogue import Catalogue, Preset


def show_list() -> None:
    """Print every preset; those that are broken are named on stderr with their errors."""
    from pixelprep_cli.report.tables import PresetRow, presets_table

    catalogue = open_catalogue()
    rows = []
    wrong: dict[str, list[str]] = {}
    for listed in catalogue.listing():
        if listed.error is not None:
            wrong.setdefault(listed.error, []).append(listed.name)
            continue
        picture = settings_from(catalogue.load(listed.name).values).picture
        below = " and ".join(listed.shadows)
        origin = f"{listed.origin}, shadows {below}" if below else listed.origin
        rows.append(PresetRow(listed.name, listed.title, picture, origin))
    for error, names in wrong.items():
        for line in error.split("\n"):
            remark(line)
        remark(f"  so this cannot be used: {', '.join(names)}")
    if not catalogue.custom:
        remark(f"custom presets are switched off by {catalogue.off_by}")
    console = _console()
    console.print(presets_table(console, rows))


def show_one(name: str) -> None:
    """Print one preset: every key that it says, itself or by inheritance, and where.

    Raises:
        UsageError: there is no such preset.
    """
    from pixelprep_cli.report.tables import SettingRow, settings_table

    preset = open_catalogue().load(name)
    console = _console()
    console.print(f"{preset.name}: {preset.title}", style="bold")
    console.print(f"{preset.description} ({preset.origin}, {preset.path})".lstrip())
    said = preset.layer
    rows = [
        SettingRow(key, said[key].value, said[key].origin)
        for key in key_annotations()
        if key in said
    ]
    console.print(settings_table(console, rows))


def show_difference(name: str, other: str | None) -> None:
    """Print the keys in which two presets differ.

    Args:
        other: None for the preset that the first extends, or else the one that it shadows.

    Raises:
        UsageError: there is no such preset, or none to compare it with.
    """
    from pixelprep_cli.report.listings import Difference, differences_table

    catalogue = open_catalogue()
    first = catalogue.load(name)
    second = catalogue.load(other) if other else _compared(catalogue, name)
    keys = [key for key in key_annotations() if key in first.values or key in second.values]
    rows = [
        Difference(key, first.values.get(key), second.values.get(key))
        for key in keys
        if first.values.get(key) != second.values.get(key)
    ]
    names = [preset.name for preset in (first, second)]
    if first.name == second.name:
        names = [f"{preset.name} ({preset.origin})" for preset in (first, second)]
    if rows:
        console = _console()
        console.print(differences_table(console, names[0], names[1], rows))
    else:
        say(f"{names[0]} and {names[1]} ask the same of a picture")


def show_path(name: str | None) -> None:
    """Print a preset's file, or the folder of a person's own.

    Raises:
        UsageError: there is no such preset.
    """
    catalogue = open_catalogue()
    say(catalogue.find(name).path if name else catalogue.folder)


def _compared(catalogue: Catalogue, name: str) -> Preset:
    """What a preset differs from by its own words."""
    chain = catalogue.chain(catalogue.find(name))
    place = chain[1][0] if len(chain) > 1 else next(iter(catalogue.stack(name)[1:]), None)
    if place is None:
        raise UsageError(
            f"{name} extends no preset and shadows none",
            code="nothing_to_compare",
            hint=f"name another: pixelprep presets diff {name} OTHER",
        )
    return catalogue.at(place)


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
