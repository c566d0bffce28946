"""What editors are told is what the program accepts."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.keys import key_annotations, place_of, plain
from pixelprep_cli.model.settings import keys
from pixelprep_cli.presets import schemas
from pixelprep_cli.presets.document import configuration_model, preset_model, validated
from pixelprep_cli.presets.places import built_in_folder, is_name
from pixelprep_cli.presets.toml import Source

KINDS: tuple[schemas.Kind, ...] = ("preset", "configuration")
MODELS = {"preset": preset_model, "configuration": configuration_model}


def validator(kind: schemas.Kind) -> Draft7Validator:
    schema = json.loads(schemas.shipped(kind))
    Draft7Validator.check_schema(schema)
    return Draft7Validator(schema)


def accepts(kind: schemas.Kind, table: dict[str, Any]) -> bool:
    try:
        validated(MODELS[kind](), table, Source("x.toml"))
    except UsageError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shipped_is_what_the_models_say(kind: schemas.Kind) -> None:
    written = schemas.shipped(kind) == schemas.generated(kind)
    assert written, "run: python -m pixelprep_cli.presets.schemas"


@pytest.mark.parametrize(
    "path", sorted(Path(built_in_folder()).glob("*.toml")), ids=lambda p: p.stem
)
def test_every_built_in_preset_is_one_by_its_schema(path: Path) -> None:
    assert list(validator("preset").iter_errors(tomllib.loads(path.read_text()))) == []


def test_every_key_is_in_the_schema_of_configurations_with_its_default() -> None:
    schema = json.loads(schemas.shipped("configuration"))
    for address, default in keys().items():
        *tables, key = place_of(address)
        table = schema
        for name in tables:
            table = schema["definitions"][table["properties"][name]["$ref"].rpartition("/")[2]]
        told = table["properties"][key]
        if tables:
            assert told.get("default") == plain(default)
            assert told["description"]


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("output.quality", 80),
        ("output.quality", 0),
        ("output.quality", "80"),
        ("output.quality", 80.5),
        ("output.format", "webp"),
        ("output.format", "wepb"),
        ("output.format", ["jpeg", "webp"]),
        ("output.format", ["same"]),
        ("output.format", []),
        ("output.target", "high"),
        ("output.target", "best"),
        ("output.target", 30),
        ("output.target", 29),
        ("output.target", "95"),
        ("output.target", "96"),
        ("limits.max_size", "1.2MB"),
        ("limits.max_size", "500 kib"),
        ("limits.max_size", 1),
        ("limits.max_size", 0),
        ("limits.max_size", "500XB"),
        ("limits.max_size", "0KB"),
        ("limits.max_size", "0.5KB"),
        ("limits.reduce_by", "0%"),
        ("limits.min_savings", "0%"),
        ("limits.min_savings", "0GB"),
        ("limits.min_savings", "0 kib"),
        ("limits.reduce_by", "70%"),
        ("limits.reduce_by", "100%"),
        ("limits.reduce_by", 0.7),
        ("color.background", "#fff"),
        ("color.background", "white"),
        ("resize.fit", "cover"),
        ("resize.fit", "covers"),
        ("resize.upscale", True),
        ("resize.upscale", 1),
        ("run.timeout", 1.5),
        ("run.timeout", 0),
        ("run.include", ["*.jpg"]),
        ("run.include", "*.jpg"),
        ("flags.progress", "25%"),
        ("flags.progress", "100%"),
        ("flags.progress", "101%"),
        ("flags.progress", False),
        ("flags.progress", 1),
        ("flags.progress", []),
        ("flags.progress", {}),
        ("limits.max_size", []),
        ("limits.reduce_by", {}),
        ("limits.min_savings", []),
        ("output.target", []),
        ("output.format", {}),
        ("color.background", []),
        ("output.qualty", 80),
    ],
)
def test_schema_and_model_agree_on_a_value(address: str, value: object) -> None:
    section, key = address.split(".")
    table = {section: {key: value}}
    known = validator("configuration").is_valid(table)
    assert known == accepts("configuration", table)
    if section in json.loads(schemas.shipped("preset"))["properties"]:
        assert validator("preset").is_valid(table) == known


@pytest.mark.parametrize(
    "output",
    [
        {"lossless": True},
        {"lossless": True, "quality": 80},
        {"lossless": True, "target": "high"},
        {"lossless": False, "quality": 80},
    ],
)
def test_schema_and_model_agree_on_what_stands_beside_lossless(output: dict[str, Any]) -> None:
    assert validator("preset").is_valid({"output": output}) == accepts("preset", {"output": output})


@pytest.mark.parametrize("name", ["mine", "2-up", "_", "-p", "con", "auto", "a b", "A", "a" * 65])
def test_schema_and_catalogue_agree_on_a_name(name: str) -> None:
    assert validator("preset").is_valid({"name": name}) == is_name(name)


def test_every_word_that_a_key_accepts_is_in_the_schema() -> None:
    from pixelprep_cli.model.keys import choices

    for address, annotation in key_annotations().items():
        for word in choices(annotation):
            value: object = {"true": True, "false": False}.get(word, word)
            for name in reversed(place_of(address)):
                value = {name: value}
            assert validator("configuration").is_valid(value), (address, word)


@pytest.mark.parametrize("word", ["in_place", "backup", "run", "flags", "nonsense"])
def test_a_preset_cannot_say_what_does_not_concern_the_picture(word: str) -> None:
    assert not validator("preset").is_valid({word: {}})
