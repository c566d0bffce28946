import json
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest

from pixelprep_cli.model.amounts import ByteSize, Share
from pixelprep_cli.model.digest import NAMES, asked_of, plain
from pixelprep_cli.model.job import Recipe, RecommendRule
from pixelprep_cli.model.settings import PICTURE_SECTIONS, Output, Picture
from pixelprep_cli.model.values import Colour, FormatChoice, Likeness

KEYS = [(name, item.name) for name, cls in PICTURE_SECTIONS.items() for item in fields(cls)]


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_key_of_a_preset_takes_part(section: str, key: str) -> None:
    other: Any = replace(getattr(Picture(), section), **{key: "another value"})
    changed = Recipe(picture=replace(Picture(), **{section: other}))
    assert asked_of([changed]) != asked_of([Recipe()])


def test_a_key_that_is_yet_to_come_takes_part() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Later(Output):
        dither: int = 0

    def asked(dither: int) -> str:
        return asked_of([Recipe(picture=replace(Picture(), output=Later(dither=dither)))])

    assert asked(0) != asked(1)


def test_a_rule_takes_part_and_what_things_are_called_does_not() -> None:
    rule = RecommendRule(priority=1, reason="wide")
    assert asked_of([Recipe(rules=(rule,))]) != asked_of([Recipe()])
    renamed = Recipe(preset="mine", rules=(replace(rule, reason="broad"),))
    assert asked_of([renamed]) == asked_of([Recipe(rules=(rule,))])
    assert {item.name for cls in (Recipe, RecommendRule) for item in fields(cls)} >= NAMES


def test_the_dates_of_outputs_take_part() -> None:
    assert asked_of([Recipe()], keep_dates=True) != asked_of([Recipe()])


def test_values_are_written_as_plain_ones() -> None:
    values = (ByteSize(5), Share(0.7), Colour("#ffffff"), Likeness(70), FormatChoice(("webp",)))
    assert json.loads(json.dumps(plain(values))) == [5, 0.7, "#ffffff", 70, ["webp"]]


@pytest.mark.parametrize("value", [{"a"}, {"a": 1}, object()])
def test_what_has_no_order_or_no_text_of_its_own_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no text for"):
        plain(value)
