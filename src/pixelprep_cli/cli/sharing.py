"""Presets that go elsewhere, and that come from there."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Final

from pixelprep_cli.cli.authoring import moved, new_place, save, writable_catalogue
from pixelprep_cli.cli.speech import say
from pixelprep_cli.errors import SkippedError, UsageError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.presets import toml
from pixelprep_cli.presets.places import Place, is_path
from pixelprep_cli.presets.preset import parse_validated
from pixelprep_cli.presets.writing import revised, self_contained, without_header
from pixelprep_cli.report.names import printable

LARGEST: Final = 32_000
"""Bytes that a preset may have which is taken from elsewhere. To read TOML can take time by the
square of its length."""


def export(name: str, output: str, *, overwrite: bool) -> None:
    """Write a preset that needs no other of one's own.

    Raises:
        UsageError: there is no such preset, it is not valid, or the file exists.
    """
    from pixelprep_cli.store import atomic

    catalogue = writable_catalogue()
    place = catalogue.find(name)
    chain = catalogue.chain(place)
    if any(link.origin != "built-in" for link, _ in chain[1:]):
        text = self_contained(catalogue.load(name), chain)
    else:
        text = revised(toml.read_text(place.path), {"name": chain[0][0].name})
    text = without_header(text)
    if output == "-":
        sys.stdout.write(text)
        return
    path = os.path.join(output, f"{place.name}.toml") if os.path.isdir(output) else output
    try:
        atomic.write(path, text.encode(), token=f"export-{os.getpid()}", overwrite=overwrite)
    except SkippedError as error:
        raise UsageError(error.message, code="target_exists", hint=error.hint) from None
    say(f"exported {place.name}: {printable(path)}")


def take(source: str, name: str | None, *, project: bool, overwrite: bool) -> None:
    """Take a preset from a file, or from standard input. Nothing of it is run.

    Raises:
        UsageError: it is no preset, or there is one of its name.
    """
    catalogue = writable_catalogue()
    shown, text = _foreign(source)
    table = toml.parse(shown, text)
    if not any(isinstance(value, dict) for value in table.values()) and "extends" not in table:
        raise UsageError(
            f"{shown} is no preset: it says nothing of pictures",
            code="not_a_preset",
            hint="a preset has tables such as [output], or extends another preset",
        )
    stem = os.path.splitext(os.path.basename(source))[0] if source != "-" else ""
    named = name or table.get("name") or stem
    if not isinstance(named, str) or not named:
        raise UsageError(f"{shown} has no name", code="preset_name", hint="give it one by --name")
    extends = parse_validated(shown, text).extends or ""
    if source == "-" and is_path(extends) and not os.path.isabs(os.path.expanduser(extends)):
        raise UsageError(
            f"{shown}: extends: found {extends!r}, accepted: a preset's name, or a whole path",
            code="not_a_preset",
            hint="a path counts from the preset's own file",
        )
    place = new_place(catalogue, named, project=project)
    origin = Place(named, os.path.abspath(source), "file")
    text = moved(text, origin) if source != "-" else revised(text, {"name": None})
    save(catalogue, place, text, overwrite=overwrite, shown=shown)
    say(f"imported {named}: {printable(place.path)}")


def _foreign(source: str) -> tuple[str, str]:
    """What errors call a foreign preset, and its text."""
    if source != "-":
        with suppress(OSError):
            if os.path.getsize(source) > LARGEST:
                raise _too_large(source)
        return source, toml.read_text(source)
    data = sys.stdin.buffer.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _too_large("standard input")
    try:
        return "standard input", data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"standard input: found bytes that are not UTF-8 at offset {error.start}"
        raise UsageError(found, code="not_a_preset") from None


def _too_large(shown: str) -> UsageError:
    told = f"{shown} is no preset: it has over {format_bytes(LARGEST)}"
    return UsageError(told, code="not_a_preset")
