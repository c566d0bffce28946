"""JSON Schemas of presets and configuration files, by which editors complete and check.

Generated from the models, and shipped beside this module, so that writing one costs no pydantic.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final, Literal

from pixelprep_cli.presets.places import ACCEPTED, NAME

if TYPE_CHECKING:
    from pydantic import BaseModel

Kind = Literal["preset", "configuration"]

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""Taplo, which stands behind the TOML of most editors, reads draft 4 to 7."""

TITLES: Final[dict[Kind, str]] = {
    "preset": "A preset of pixelprep",
    "configuration": "A configuration file of pixelprep",
}


def file_name(kind: Kind) -> str:
    """What the schema's file is called, here and beside the files that it describes."""
    return f"{kind}.schema.json"


def directive(kind: Kind) -> str:
    """The line by which a TOML file names its schema, which lies beside it."""
    return f"#:schema ./{file_name(kind)}"


def shipped(kind: Kind) -> str:
    """The schema that came with this version."""
    path = os.path.join(os.path.dirname(__file__), file_name(kind))
    with open(path, encoding="utf-8", newline="\n") as file:
        return file.read()


def generated(kind: Kind) -> str:
    """The schema that the models have."""
    from pixelprep_cli.presets.document import configuration_model, preset_model

    model = preset_model() if kind == "preset" else configuration_model()
    schema = _schema_of(model)
    if kind == "preset":
        schema["properties"] = _versions() | schema["properties"]
        schema["properties"]["name"] |= {"pattern": f"^{NAME}$", "description": _sentence(ACCEPTED)}
    head = {"$schema": DIALECT, "title": TITLES[kind]}
    return json.dumps(head | schema, indent=2, ensure_ascii=False) + "\n"


def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    from pydantic.json_schema import GenerateJsonSchema

    class Toml(GenerateJsonSchema):
        """TOML has no null: a key that may be left out is left out."""

        def nullable_schema(self, schema: Any) -> dict[str, Any]:
            return self.generate_inner(schema["schema"])

        def default_schema(self, schema: Any) -> dict[str, Any]:
            return self.generate_inner(schema["schema"])

    schema = model.model_json_schema(schema_generator=Toml, ref_template="#/definitions/{model}")
    schema["definitions"] = schema.pop("$defs")
    for table in (schema, *schema["definitions"].values()):
        table.pop("title", None)
        table.pop("description", None)
        for key in table["properties"].values():
            key.pop("title", None)
    _tell_keys(schema)
    _refuse_beside_lossless(schema)
    return schema


def _tell_keys(schema: dict[str, Any]) -> None:
    """Give each key of a section its default, and what it accepts in words."""
    from pixelprep_cli.model.keys import accepted, key_annotations, place_of, plain
    from pixelprep_cli.model.settings import keys

    for address, default in keys().items():
        *tables, name = place_of(address)
        if not tables or tables[0] not in schema["properties"]:
            continue
        told = {"description": _sentence(accepted(key_annotations()[address]))}
        if default is not None:
            told["default"] = plain(default)
        _table(schema, tables)["properties"][name] |= told


def _refuse_beside_lossless(schema: dict[str, Any]) -> None:
    """Refuse what `contradictions` does, as far as schemas can: they compare no numbers."""
    from pixelprep_cli.model.keys import place_of
    from pixelprep_cli.model.layers import LOSSLESS, LOSSY

    *tables, name = place_of(LOSSLESS)
    beside = [{"required": [place_of(key)[-1]]} for key in sorted(LOSSY)]
    table = _table(schema, tables)
    table["if"] = {"properties": {name: {"const": True}}, "required": [name]}
    table["then"] = {"not": {"anyOf": beside}}


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _table(schema: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The definition of a table within tables."""
    table = schema
    for name in names:
        reference = table["properties"][name]["$ref"]
        table = schema["definitions"][reference.rpartition("/")[2]]
    return table


def _versions() -> dict[str, Any]:
    from pixelprep_cli.presets.migrate import SCHEMA

    words = f"The shape of this file; {SCHEMA} is the one of this version."
    return {"schema": {"enum": list(range(1, SCHEMA + 1)), "description": words}}


def _write() -> None:
    for kind in TITLES:
        path = os.path.join(os.path.dirname(__file__), file_name(kind))
        text = generated(kind)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    _write()
