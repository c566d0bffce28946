"""A curve of sizes meets what it has learnt, and keeps its shape elsewhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.sizing.curve import Curve, prior

POINTS = st.dictionaries(st.integers(1, 100), st.floats(1, 1e9), min_size=1, max_size=6)


@given(POINTS)
def test_it_meets_every_point_that_it_has_learnt(points: dict[int, float]) -> None:
    curve = Curve(prior)
    for quality, size in points.items():
        curve.learn(quality, size)
    for quality, size in points.items():
        assert curve(quality) == pytest.approx(math.log(size), abs=1e-9)


def test_what_is_learnt_anew_replaces_what_was_known() -> None:
    curve = Curve(prior)
    curve.learn(50, 100)
    curve.learn(50, 200)
    assert curve(50) == pytest.approx(math.log(200))


def test_one_point_moves_the_whole_curve_as_it_is() -> None:
    curve = Curve(prior)
    curve.learn(60, 5000)
    assert curve(90) - curve(60) == pytest.approx(prior(90) - prior(60))


def test_between_two_points_it_is_moved_in_proportion() -> None:
    curve = Curve(lambda quality: quality / 10)
    curve.learn(20, math.exp(2))
    curve.learn(40, math.exp(5))
    assert curve(30) == pytest.approx(3 + 0.5)


@given(st.integers(1, 100), st.integers(1, 100), st.floats(1, 1e6))
def test_the_highest_quality_within_a_cap_is_within_it_or_the_floor(
    floor: int, ceiling: int, cap: float
) -> None:
    floor, ceiling = sorted((floor, ceiling))
    curve = Curve(lambda quality: quality / 10)
    found = curve.highest(cap, floor, ceiling)
    assert floor <= found <= ceiling
    assert found == floor or curve(found) <= math.log(cap)
    assert found == ceiling or curve(found + 1) > math.log(cap)


def test_more_quality_is_expected_to_take_more_bytes() -> None:
    expected = [prior(quality) for quality in range(1, 100)]
    assert expected == sorted(expected)
