"""Which recipe fits, by rules."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.analysis.formats import format_of, holds
from pixelprep_cli.analysis.recommend import CERTAIN, Match, matches, recommendations
from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.model.facts import ImageFacts, Kind, Traits
from pixelprep_cli.model.job import Recipe, RecommendRule
from pixelprep_cli.model.settings import Output, Picture
from pixelprep_cli.model.values import FormatChoice


def facts(width: int, height: int, orientation: int = 1) -> ImageFacts:
    return ImageFacts(
        format="jpeg", bytes=1000, width=width, height=height, orientation=orientation
    )


def traits(width: int, height: int, kind: Kind = "photograph", *, orientation: int = 1) -> Traits:
    return Traits(facts=facts(width, height, orientation), kind=kind)


def recipe(name: str, *rules: RecommendRule) -> Recipe:
    return Recipe(preset=name, rules=rules)


def names(found: list[Match]) -> list[str | None]:
    return [match.recipe.preset for match in found]


@cache
def built_in() -> tuple[Recipe, ...]:
    """What `-p auto` chooses among, for a person who has configured nothing."""
    nowhere = os.path.join(os.sep, "no", "such", "folder")
    return resolve({"preset": "auto"}, cwd=nowhere, environ={}, folder=nowhere).recipes


def test_the_highest_priority_wins() -> None:
    low, high = RecommendRule(priority=1, aspect_min=1.1), RecommendRule(priority=2, aspect_min=1.0)
    found = matches(traits(300, 200), [recipe("a", low), recipe("b", high)])
    assert names(found) == ["b", "a"]


def test_a_recipe_is_listed_once_by_its_best_rule() -> None:
    rules = (RecommendRule(priority=1, reason="poor"), RecommendRule(priority=5, reason="good"))
    (found,) = matches(traits(300, 200), [recipe("a", *rules)])
    assert found.rule.reason == "good"


def test_of_equals_the_surer_is_first_and_then_the_name() -> None:
    sure, unsure = RecommendRule(aspect_min=0.5), RecommendRule(aspect_min=1.49)
    recipes = [recipe("c", sure), recipe("a", unsure), recipe("b", sure)]
    assert names(matches(traits(300, 200), recipes)) == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (RecommendRule(aspect_min=1.5, aspect_max=1.5), True),
        (RecommendRule(aspect_min=1.51), False),
        (RecommendRule(aspect_max=1.49), False),
        (RecommendRule(long_edge_min=3000), True),
        (RecommendRule(long_edge_min=3001), False),
        (RecommendRule(long_edge_max=2999), False),
        (RecommendRule(megapixels_min=6), True),
        (RecommendRule(megapixels_max=5.9), False),
        (RecommendRule(kind=("graphic",)), False),
        (RecommendRule(kind=("photograph", "graphic")), True),
        (RecommendRule(), True),
    ],
)
def test_every_bound_is_included_and_obeyed(rule: RecommendRule, fits: bool) -> None:
    assert bool(matches(traits(3000, 2000), [recipe("a", rule)])) is fits


def test_the_picture_is_judged_as_it_is_seen() -> None:
    upright = RecommendRule(aspect_max=0.9)
    assert matches(traits(3000, 2000, orientation=6), [recipe("a", upright)])
    assert not matches(traits(3000, 2000), [recipe("a", upright)])


@given(st.integers(1, 9000), st.integers(1, 9000), st.floats(0.1, 10), st.floats(0.1, 10))
def test_confidence_is_least_on_a_bound_and_never_certain(
    width: int, height: int, least: float, most: float
) -> None:
    rule = RecommendRule(aspect_min=min(least, most), aspect_max=max(least, most))
    for match in matches(traits(width, height), [recipe("a", rule)]):
        assert CERTAIN / 2 <= match.confidence <= CERTAIN
    on = RecommendRule(aspect_min=width / height)
    (match,) = matches(traits(width, height), [recipe("a", on)])
    assert match.confidence == CERTAIN / 2


def test_confidence_is_full_in_the_middle_of_narrow_bounds() -> None:
    square = recipe("a", RecommendRule(aspect_min=0.9, aspect_max=1.1))
    assert matches(traits(1000, 1000), [square])[0].confidence == CERTAIN
    exact = recipe("a", RecommendRule(aspect_min=1, aspect_max=1))
    assert matches(traits(1000, 1000), [exact])[0].confidence == CERTAIN
    assert matches(traits(1090, 1000), [square])[0].confidence < 0.7 * CERTAIN


def test_a_crop_that_leaves_less_is_less_sure() -> None:
    four_five, two_three, story = (
        matches(traits(*size), [r for r in built_in() if r.preset == "instagram_portrait"])[0]
        for size in ((1080, 1350), (2000, 3000), (1080, 1920))
    )
    assert four_five.confidence > two_three.confidence > story.confidence
    assert story.confidence < 0.7


def test_a_rule_that_asks_for_a_kind_is_no_surer_than_the_kind() -> None:
    unsure = replace(traits(300, 200, "graphic"), kind_confidence=0.6)
    (asks,) = matches(unsure, [recipe("a", RecommendRule(kind=("graphic",)))])
    assert asks.confidence == pytest.approx(0.6 * CERTAIN)
    (wide,) = matches(unsure, [recipe("a", RecommendRule(aspect_min=0.1))])
    assert wide.confidence == CERTAIN


@pytest.mark.parametrize("kind", ["text", "screenshot", "line-art", "mixed"])
@pytest.mark.parametrize("size", [(2480, 3508), (3000, 3000), (6000, 4000)])
def test_no_crop_and_no_competition_is_recommended_for_pages_and_windows(
    kind: Kind, size: tuple[int, int]
) -> None:
    found = set(names(matches(traits(*size, kind), built_in())))
    assert not found & {"instagram_square", "instagram_portrait", "jury_submission"}


def test_people_are_told_the_reason() -> None:
    rule = RecommendRule(reason="upright", aspect_max=0.9)
    (told,) = recommendations(matches(traits(2, 3), [recipe("a", rule)]))
    assert (told.preset, told.reasons) == ("a", ("upright",))
    assert told.confidence == round(told.confidence, 2)


def test_a_rule_without_a_reason_tells_what_it_asks() -> None:
    rule = RecommendRule(aspect_max=0.9, kind=("photograph", "mixed"), animated=False)
    for asked, words in (
        (rule, "photograph or mixed, not animated, aspect ≤ 0.9"),
        (RecommendRule(), "any picture"),
    ):
        (told,) = recommendations(matches(traits(2, 3), [recipe("a", asked)]))
        assert told.reasons == (words,)


@pytest.mark.parametrize(
    ("width", "height", "kind", "preset"),
    [
        (4000, 4000, "photograph", "instagram_square"),
        (4200, 4000, "photograph", "instagram_square"),
        (3000, 4000, "photograph", "instagram_portrait"),
        (2000, 3000, "photograph", "instagram_portrait"),
        (3000, 2000, "photograph", "web_display"),
        (1600, 900, "photograph", "web_display"),
        (6000, 4000, "photograph", "jury_submission"),
        (600, 400, "photograph", "email_newsletter"),
        (300, 300, "photograph", "email_newsletter"),
        (900, 600, "photograph", "email_newsletter"),
        (8000, 2000, "photograph", "quick_compress"),
        (1000, 4000, "photograph", "quick_compress"),
        (1600, 900, "graphic", "quick_compress"),
        (4000, 4000, "graphic", "quick_compress"),
        (1600, 900, "screenshot", "quick_compress"),
        (900, 1600, "text", "quick_compress"),
        (600, 600, "line-art", "quick_compress"),
        (1600, 1000, "mixed", "quick_compress"),
    ],
)
def test_the_built_in_presets_fit_the_shapes_that_they_are_for(
    width: int, height: int, kind: Kind, preset: str
) -> None:
    found = matches(traits(width, height, kind), built_in())
    assert names(found)[0] == preset


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.sampled_from(get_args(Kind)))
def test_there_is_a_built_in_preset_for_every_picture(width: int, height: int, kind: Kind) -> None:
    found = matches(traits(width, height, kind), built_in())
    assert found
    assert found[0].recipe.preset != "web_modern"


@given(
    st.integers(1, 20_000),
    st.integers(1, 20_000),
    st.sampled_from(get_args(Kind)),
    st.sampled_from([(True, False), (False, True), (True, True)]),
)
def test_no_recommendation_loses_frames_or_transparency(
    width: int, height: int, kind: Kind, used: tuple[bool, bool]
) -> None:
    transparent, animated = used
    content = replace(traits(width, height, kind), transparent=transparent, animated=animated)
    found = matches(content, built_in())
    assert found
    for match in found:
        chosen = format_of(match.recipe.picture.output.format, content, max(width, height))
        assert holds(chosen, content)


def test_a_preset_of_ones_own_that_would_lose_transparency_is_not_recommended() -> None:
    high, low = RecommendRule(priority=9, aspect_min=1), RecommendRule(priority=1, aspect_min=1)
    photo, web = (
        replace(recipe(name, rule), picture=Picture(output=Output(format=FormatChoice((name,)))))
        for name, rule in (("jpeg", high), ("webp", low))
    )
    opaque = traits(300, 200)
    assert names(matches(opaque, [photo, web])) == ["jpeg", "webp"]
    assert names(matches(replace(opaque, transparent=True), [photo, web])) == ["webp"]
    assert names(matches(replace(opaque, animated=True), [photo, web])) == ["webp"]


def test_where_every_preset_would_lose_something_the_rules_decide_alone() -> None:
    jpeg = replace(
        recipe("a", RecommendRule(aspect_min=1)),
        picture=Picture(output=Output(format=FormatChoice(("jpeg",)))),
    )
    assert names(matches(replace(traits(300, 200), transparent=True), [jpeg])) == ["a"]


def test_a_rule_can_ask_for_transparency_and_animation() -> None:
    plain = traits(300, 200)
    for such, asks, refuses in (
        (
            replace(plain, transparent=True),
            RecommendRule(transparent=True),
            RecommendRule(transparent=False),
        ),
        (
            replace(plain, animated=True),
            RecommendRule(animated=True),
            RecommendRule(animated=False),
        ),
    ):
        assert matches(such, [recipe("a", asks)])
        assert not matches(plain, [recipe("a", asks)])
        assert matches(plain, [recipe("a", refuses)])
        assert not matches(such, [recipe("a", refuses)])
