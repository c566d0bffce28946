"""The built-in presets say what they promise, and their rules leave no picture out."""

from __future__ import annotations

import os
import tomllib
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixelprep_cli.analysis.recommend import matches
from pixelprep_cli.model.facts import ImageFacts, Kind, Traits
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.presets.catalogue import Catalogue
from pixelprep_cli.presets.places import built_in_folder
from pixelprep_cli.presets.preset import read_trusted, read_validated

BUILT_IN = Catalogue(folder="", custom=False)
COMMON: dict[str, object] = {"color.profile": "srgb", "metadata.policy": "safe"}
INSTAGRAM: dict[str, object] = {
    "resize.fit": "cover",
    "resize.gravity": "centre",
    "output.format": ("jpeg",),
    "output.progressive": True,
    "output.quality": 95,
    "output.quality_min": 60,
    "limits.max_size": 4_000_000,
}
TABLE: dict[str, dict[str, object]] = {
    "instagram_square": INSTAGRAM | {"resize.width": 1080, "resize.height": 1080},
    "instagram_portrait": INSTAGRAM | {"resize.width": 1080, "resize.height": 1350},
    "jury_submission": {
        "resize.long_edge": 1920,
        "output.format": ("jpeg",),
        "output.dpi": 300,
        "output.quality": 100,
        "output.quality_min": 60,
        "limits.min_size": 1_000_000,
        "limits.max_size": 2_000_000,
    },
    "web_display": {
        "resize.width": 1920,
        "output.format": ("webp",),
        "output.quality": 90,
        "output.quality_min": 50,
        "limits.max_size": 500_000,
    },
    "web_modern": {
        "resize.width": 1920,
        "output.format": ("avif",),
        "output.quality": 75,
        "output.quality_min": 40,
        "limits.max_size": 300_000,
    },
    "email_newsletter": {
        "resize.width": 600,
        "output.format": ("jpeg",),
        "output.progressive": False,
        "output.quality": 85,
        "output.quality_min": 40,
        "limits.max_size": 200_000,
    },
    "quick_compress": {
        "output.format": ("jpeg", "webp"),
        "output.quality": 95,
        "output.quality_min": 30,
        "limits.reduce_by": 0.7,
        "limits.on_miss": "keep",
    },
}


@cache
def recipes() -> list[Recipe]:
    return [Recipe(preset=preset.name, rules=preset.rules) for preset in BUILT_IN.loadable()]


def recommended(width: int, height: int, kind: Kind = "photograph") -> list[str | None]:
    facts = ImageFacts(format="jpeg", bytes=1, width=width, height=height)
    return [match.recipe.preset for match in matches(Traits(facts=facts, kind=kind), recipes())]


def test_the_built_in_presets_are_those_of_the_table() -> None:
    assert BUILT_IN.names() == sorted(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_built_in_preset_says_what_the_table_says(name: str) -> None:
    assert BUILT_IN.load(name).values == TABLE[name] | COMMON


@pytest.mark.parametrize("name", TABLE)
def test_a_built_in_preset_holds_to_the_model_and_reads_the_same_without_it(name: str) -> None:
    path = os.path.join(built_in_folder(), f"{name}.toml")
    assert read_trusted(path) == read_validated(path)


@pytest.mark.parametrize("name", TABLE)
def test_a_built_in_preset_says_its_schema_its_name_and_what_it_is_for(name: str) -> None:
    with open(os.path.join(built_in_folder(), f"{name}.toml"), "rb") as file:
        table = tomllib.load(file)
    assert (table["schema"], table["name"]) == (1, name)
    assert table["title"]
    assert table["description"]
    assert all(rule["reason"] for rule in table["recommend"]["when"])


@pytest.mark.parametrize(
    ("width", "height", "preset"),
    [
        (1080, 1080, "instagram_square"),
        (3000, 2800, "instagram_square"),
        (2800, 3000, "instagram_square"),
        (1080, 1350, "instagram_portrait"),
        (3000, 4000, "instagram_portrait"),
        (1080, 1920, "instagram_portrait"),
        (4000, 3000, "web_display"),
        (3840, 2160, "web_display"),
        (1600, 1200, "web_display"),
        (6000, 4000, "jury_submission"),
        (8256, 5504, "jury_submission"),
        (600, 400, "email_newsletter"),
        (800, 600, "email_newsletter"),
        (500, 500, "email_newsletter"),
        (400, 600, "email_newsletter"),
        (8000, 2000, "quick_compress"),
        (1000, 3000, "quick_compress"),
        (900, 120, "quick_compress"),
    ],
)
def test_a_photograph_is_recommended_by_its_shape_and_size(
    width: int, height: int, preset: str
) -> None:
    assert recommended(width, height)[0] == preset


@pytest.mark.parametrize("size", [(64, 64), (1080, 1080), (1920, 1080), (6000, 4000)])
def test_a_graphic_is_compressed_as_it_is(size: tuple[int, int]) -> None:
    assert recommended(*size, kind="graphic")[0] == "quick_compress"


SIDES = st.integers(1, 65535)


@settings(deadline=None)
@given(SIDES, SIDES, st.sampled_from(["photograph", "graphic"]))
def test_every_picture_has_a_preset(width: int, height: int, kind: Kind) -> None:
    assert "quick_compress" in recommended(width, height, kind)


@settings(deadline=None)
@given(SIDES, SIDES)
@example(900, 1000)
@example(1100, 1000)
@example(1000, 2000)
@example(2400, 1000)
def test_a_photograph_of_a_usual_shape_needs_no_catch_all(width: int, height: int) -> None:
    if 0.5 < width / height < 2.4:
        assert recommended(width, height)[0] != "quick_compress"
