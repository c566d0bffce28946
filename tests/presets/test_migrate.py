"""Presets of earlier versions mean what they meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pixelprep_cli.errors import DocumentError
from pixelprep_cli.presets.migrate import MIGRATIONS, SCHEMA, migrated
from pixelprep_cli.presets.preset import read_validated
from pixelprep_cli.presets.toml import Source

HERE = Source("x.toml")
FROZEN = Path(__file__).parent / "frozen"


def to_two(table: dict[str, Any]) -> dict[str, Any]:
    return {"output": {"quality": table["quality"]}}


def to_three(table: dict[str, Any]) -> dict[str, Any]:
    return {**table, "title": "Third"}


@pytest.mark.parametrize(
    ("table", "now"),
    [
        ({"quality": 70}, {"output": {"quality": 70}, "title": "Third"}),
        ({"schema": 1, "quality": 70}, {"output": {"quality": 70}, "title": "Third"}),
        ({"schema": 2, "output": {}}, {"output": {}, "title": "Third"}),
        ({"schema": 3, "output": {}}, {"output": {}}),
    ],
)
def test_each_schema_goes_through_the_steps_after_it(
    table: dict[str, Any], now: dict[str, Any]
) -> None:
    before = dict(table)
    assert migrated(table, HERE, {1: to_two, 2: to_three}) == now
    assert table == before


@pytest.mark.parametrize("schema", [4, 0, -1, True, "1"])
def test_a_schema_that_is_none_is_told_with_those_that_are(schema: object) -> None:
    with pytest.raises(DocumentError, match="accepted: 1 to 3"):
        migrated({"schema": schema}, HERE, {1: to_two, 2: to_three})


def test_there_is_a_step_from_every_schema_to_the_next() -> None:
    assert set(MIGRATIONS) == set(range(1, SCHEMA))


@pytest.mark.parametrize("schema", range(1, SCHEMA + 1))
def test_a_preset_of_every_schema_that_there_was_still_says_the_same(schema: int) -> None:
    """The files in `frozen` are never changed; a new schema adds one."""
    preset = read_validated(str(FROZEN / f"schema-{schema}.toml"))
    values = preset.values
    assert (values["output.quality"], values["output.quality_min"]) == (90, 50)
    assert values["limits.max_size"] == 500_000
    assert values["limits.reduce_by"] == 0.7
    assert (values["resize.width"], values["resize.height"]) == (1920, 1080)
    assert values["output.format"] == ("webp", "jpeg")
    assert values["output.target"] == 70
    assert preset.extends == "quick_compress"
    (rule,) = preset.rules or ()
    assert (rule.priority, rule.aspect_min, rule.megapixels_max) == (40, 1.1, 20)
