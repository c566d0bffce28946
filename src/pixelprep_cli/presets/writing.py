"""Presets written: composed anew, or a person's own text with as little changed as can be."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.errors import PixelprepError, SkippedError, UsageError
from pixelprep_cli.model.keys import key_annotations, place_of, plain
from pixelprep_cli.model.layers import layer, merge
from pixelprep_cli.presets import schemas, toml
from pixelprep_cli.presets.migrate import SCHEMA
from pixelprep_cli.store import atomic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pixelprep_cli.model.job import RecommendRule
    from pixelprep_cli.presets.catalogue import Chain, Preset
    from pixelprep_cli.presets.places import Place

HEADER: Final = f"""\
{schemas.directive("preset")}
# A preset of pixelprep, to be edited as you like. What may stand
# here is in the schema that the first line names.
# `pixelprep presets edit` and `validate` check what you write.
"""


def composed(head: Mapping[str, str | None], values: Mapping[str, Any]) -> str:
    """The text of a preset.

    Args:
        head: `name`, `title`, `description`, `extends`; what is None or empty is left out.
        values: validated values under dotted keys.
    """
    return _text({key: text for key, text in head.items() if text}, values, ())


def self_contained(preset: Preset, chain: Chain) -> str:
    """A preset with all that it inherits from presets of one's own; a built-in is still extended.

    Like this it means the same on any machine.
    """
    own = [file for place, file in chain if place.origin != "built-in"]
    said = merge(layer(file.values, preset.name) for file in reversed(own))
    built_in = next((place.name for place, _ in chain if place.origin == "built-in"), None)
    head = {
        "name": preset.name,
        "title": "" if preset.title == preset.name else preset.title,
        "description": preset.description,
        "extends": built_in,
    }
    values = {key: found.value for key, found in said.items()}
    return _text({key: text for key, text in head.items() if text}, values, preset.rules)


def _text(
    head: Mapping[str, str], values: Mapping[str, Any], rules: Sequence[RecommendRule]
) -> str:
    import tomli_w

    document: dict[str, Any] = {"schema": SCHEMA, **head}
    for address in key_annotations():
        if address not in values:
            continue
        *tables, key = place_of(address)
        table = document
        for name in tables:
            table = table.setdefault(name, {})
        table[key] = plain(values[address])
    if rules:
        document["recommend"] = {"when": [_rule(rule) for rule in rules]}
    return f"{HEADER}\n{tomli_w.dumps(document)}"


def _rule(rule: RecommendRule) -> dict[str, Any]:
    return {
        item.name: plain(getattr(rule, item.name))
        for item in fields(rule)
        if getattr(rule, item.name) != item.default
    }


def revised(text: str, values: Mapping[str, Any]) -> str:
    """A preset's text with other values under dotted keys, as `toml.changed` has it."""
    headed = text if "#:schema" in text else f"{HEADER}\n{text}"
    return toml.changed(headed, {place_of(key): plain(value) for key, value in values.items()})


def without_header(text: str) -> str:
    """A preset's text without the lines that are of use only in a folder of presets."""
    text = text.replace(HEADER, "", 1).removeprefix("\n")
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#:schema"))


def put(place: Place, text: str, *, overwrite: bool = False) -> None:
    """Write a preset, whole or not at all, and its schema beside it, where that can be.

    Raises:
        UsageError: a preset stands there, and `overwrite` is off.
        PixelprepError: the disk refused.
    """
    try:
        atomic.write(place.path, text.encode(), token=secrets.token_hex(8), overwrite=overwrite)
    except SkippedError:
        raise taken(place) from None
    lay_schema(os.path.dirname(place.path), "preset")


def taken(place: Place) -> UsageError:
    """The refusal of a name that another preset has."""
    return UsageError(
        f"a preset {place.name!r} is there already: {place.path}",
        code="preset_exists",
        hint="take another name, or replace it with --overwrite",
    )


def lay_schema(folder: str, kind: schemas.Kind) -> None:
    """Have this version's schema in a folder, where the files beside it name it.

    Nothing but editors' help depends on it: it may be another's file in a folder that is shared.
    """
    path = os.path.join(folder, schemas.file_name(kind))
    text = schemas.shipped(kind).encode()
    try:
        with open(path, "rb") as file:
            if file.read() == text:
                return
    except OSError:
        pass
    with suppress(PixelprepError):
        atomic.write(path, text, token=secrets.token_hex(8), overwrite=True)
