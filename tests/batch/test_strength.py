"""Which settings would take more off a picture than those that it was made by."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.batch.strength import Made, asks_no_more
from pixelprep_cli.model.amounts import ByteSize, Saving, Share
from pixelprep_cli.model.digest import asked_of
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.model.keys import key_annotations
from pixelprep_cli.model.settings import PICTURE_SECTIONS, keys, settings_from
from pixelprep_cli.model.values import Colour, FormatChoice, Likeness

MADE = Made("jpeg", 1600, 1200, 300_000, 80)

BY_KEY: dict[str, tuple[object, ...]] = {
    "resize.width": (None, 800, 1600, 2000),
    "resize.height": (None, 600, 1200),
    "resize.long_edge": (None, 1000, 1600, 4000),
    "resize.short_edge": (None, 600, 1200),
    "resize.fit": ("inside", "cover", "exact"),
    "resize.gravity": ("centre", "north"),
    "resize.upscale": (False, True),
    "resize.linear": (False, True),
    "resize.sharpen": ("off", "standard"),
    "output.format": (FormatChoice(("same",)), FormatChoice(("jpeg",)), FormatChoice(("webp",))),
    "output.quality": (None, 60, 80, 95),
    "output.quality_min": (None, 10, 50),
    "output.target": (None, Likeness(50), Likeness(90)),
    "output.lossless": (False, True),
    "output.effort": ("fast", "balanced", "max"),
    "output.progressive": (None, True, False),
    "output.dpi": (None, 72, 300),
    "output.chroma": ("auto", "4:4:4", "4:2:0"),
    "limits.max_size": (None, ByteSize(100_000), ByteSize(300_000), ByteSize(500_000)),
    "limits.min_size": (None, ByteSize(100_000), ByteSize(500_000)),
    "limits.reduce_by": (None, Share(0.2), Share(0.7)),
    "limits.min_savings": (Saving(0), Saving(0.05), Saving(0.2), Saving(10_000)),
    "limits.on_miss": ("fail", "keep", "downscale"),
    "color.profile": ("srgb", "display-p3", "keep"),
    "color.dither": (False, True),
    "color.background": (Colour("#ffffff"), Colour("#000000")),
    "metadata.policy": ("keep", "safe", "copyright", "none"),
    "metadata.set_author": (None, "A Name"),
    "metadata.set_copyright": (None, "© {year} A Name"),
}


def asked(**values: object) -> str:
    said = {key.replace("__", "."): value for key, value in values.items()}
    return asked_of([Recipe(picture=settings_from(said).picture)])


def no_more(now: dict[str, Any], before: dict[str, Any], made: Made = MADE) -> bool:
    return asks_no_more(asked(**now), asked(**before), str(made))


settings = st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in BY_KEY.items()})


def test_these_are_all_keys_of_a_picture() -> None:
    known = {key for key in key_annotations() if key.split(".")[0] in PICTURE_SECTIONS}
    assert known - BY_KEY.keys() == set(), "say in batch/strength.py when its values are weaker"


@given(settings)
def test_the_same_settings_never_ask_more(said: dict[str, Any]) -> None:
    assert no_more(said, said)
    assert asks_no_more(asked(**said) + " ", asked(**said), str(MADE)), "by their keys as well"


@given(settings, settings)
def test_another_format_a_crop_an_enlargement_or_fewer_metadata_always_ask_more(
    now: dict[str, Any], before: dict[str, Any]
) -> None:
    now |= {"output.format": FormatChoice(("webp",))}
    before |= {"output.format": FormatChoice(("same",))}
    assert not no_more(now, before)
    now |= {"output.format": FormatChoice(("same",)), "metadata.policy": "none"}
    assert not no_more(now, before | {"metadata.policy": "copyright"})


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ({"output__quality": 85}, {"output__quality": 80}),
        ({"output__quality": 95, "limits__max_size": ByteSize(10**6)}, {"output__quality": 80}),
        ({}, {"output__quality": 60}),
        ({"output__target": Likeness(90)}, {"output__target": Likeness(50)}),
        ({"output__effort": "fast"}, {"output__effort": "max"}),
        ({"metadata__policy": "keep"}, {"metadata__policy": "safe"}),
        ({"metadata__policy": "safe"}, {"metadata__policy": "none"}),
        ({"limits__reduce_by": Share(0.2)}, {"limits__reduce_by": Share(0.5)}),
        ({}, {"limits__reduce_by": Share(0.5)}),
        ({"output__chroma": "4:4:4"}, {"output__chroma": "4:2:0"}),
        ({}, {"output__chroma": "4:2:0"}),
        ({"output__lossless": True}, {}),
        ({"limits__min_savings": Saving(0.2)}, {"limits__min_savings": Saving(0.05)}),
        ({"limits__min_savings": Saving(10_000)}, {}),
    ],
)
def test_weaker_settings_ask_no_more_and_stronger_ones_do(
    weaker: dict[str, Any], stronger: dict[str, Any]
) -> None:
    made = replace(MADE, quality=stronger.get("output__quality", 80))
    assert no_more(weaker, stronger, made)
    assert not no_more(stronger, weaker, replace(made, quality=weaker.get("output__quality", 80)))


@pytest.mark.parametrize(
    ("now", "enough"),
    [
        ({"resize__long_edge": 1600}, True),
        ({"resize__long_edge": 1599}, False),
        ({"resize__width": 1600, "resize__height": 1200}, True),
        ({"resize__width": 1600, "resize__height": 1199}, False),
        ({"resize__width": 3200, "resize__upscale": True}, False),
        ({"resize__width": 3200, "resize__height": 3200, "resize__fit": "cover"}, False),
        ({"resize__gravity": "north"}, True),
        ({"limits__max_size": ByteSize(300_000)}, True),
        ({"limits__max_size": ByteSize(299_999)}, False),
        ({"limits__min_size": ByteSize(300_001)}, False),
        ({"output__format": FormatChoice(("jpeg",))}, True),
        ({"output__format": FormatChoice(("auto",))}, False),
        ({"color__background": Colour("#000000")}, True),
        ({"output__dpi": 300}, False),
    ],
)
def test_what_the_picture_meets_already_is_not_asked(now: dict[str, Any], enough: bool) -> None:
    assert no_more(now, {"resize__long_edge": 2000}) is enough


def test_a_picture_that_kept_its_pixels_counts_as_what_was_asked() -> None:
    kept = replace(MADE, quality=None)
    assert no_more({"output__quality": 90}, {"output__quality": 85}, kept)
    assert not no_more({"output__quality": 80}, {"output__quality": 85}, kept)
    assert no_more({}, {"output__quality": 70}, kept)


def test_a_key_that_came_later_had_its_default() -> None:
    def without(text: str) -> str:
        shorter = text.replace('"dpi":null,', "")
        assert shorter != text
        return shorter

    made = str(replace(MADE, quality=70))
    assert asks_no_more(asked(), without(asked(output__quality=70)), made)
    assert not asks_no_more(asked(output__dpi=72), without(asked()), made)


def test_dates_and_the_number_of_recipes_have_to_be_the_same() -> None:
    one = [Recipe()]
    assert not asks_no_more(asked_of(one, keep_dates=True), asked_of(one), str(MADE))
    assert not asks_no_more(asked_of(one * 2), asked_of(one), str(MADE))
    assert asks_no_more(asked_of(one * 2), asked_of(one * 2), str(MADE))


def test_defaults_are_those_of_the_settings() -> None:
    assert asked() == asked(**{key: keys()[key] for key in BY_KEY})
