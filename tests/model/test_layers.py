"""Which layer wins, and what gives way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.amounts import ByteSize
from pixelprep_cli.model.layers import contradictions, layer, merge

if TYPE_CHECKING:
    from collections.abc import Mapping

FLOOR, CEILING = "output.quality_min", "output.quality"
LEAST, MOST = "limits.min_size", "limits.max_size"


def merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    said = merge([layer(values, f"layer {number}") for number, values in enumerate(layers)])
    return {key: said[key].value for key in said}


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["run.jobs", "output.effort", "output.quality", "metadata.policy"]),
            st.integers(1, 100),
        )
    )
)
def test_the_last_layer_that_says_a_value_wins(layers: list[dict[str, int]]) -> None:
    expected = {key: value for values in layers for key, value in values.items()}
    assert merged(*layers) == expected


def test_the_origin_of_a_value_is_that_of_the_layer_that_won() -> None:
    said = merge(
        [layer({"run.jobs": 1, "run.suffix": "a"}, "file"), layer({"run.jobs": 2}, "option")]
    )
    assert {key: value.origin for key, value in said.items()} == {
        "run.jobs": "option",
        "run.suffix": "file",
    }


@pytest.mark.parametrize(
    ("lower", "upper", "left"),
    [
        ({"resize.width": 1, "resize.height": 2}, {"resize.long_edge": 3}, {"resize.long_edge": 3}),
        ({"resize.long_edge": 1}, {"resize.short_edge": 2}, {"resize.short_edge": 2}),
        ({"resize.short_edge": 1}, {"resize.width": 2}, {"resize.width": 2}),
        (
            {"resize.width": 1, "resize.height": 2},
            {"resize.width": 3},
            {"resize.width": 3, "resize.height": 2},
        ),
        (
            {"resize.width": 1},
            {"resize.long_edge": 2, "resize.short_edge": 3},
            {"resize.long_edge": 2, "resize.short_edge": 3},
        ),
        ({"resize.width": 1}, {"output.quality": 2}, {"resize.width": 1, "output.quality": 2}),
    ],
)
def test_a_size_said_one_way_takes_back_the_other_ways(
    lower: dict[str, int], upper: dict[str, int], left: dict[str, int]
) -> None:
    assert merged(lower, upper) == left


def test_a_floor_above_a_ceiling_from_a_higher_layer_comes_down_to_it() -> None:
    said = merge([layer({FLOOR: 60, CEILING: 95}, "preset web"), layer({CEILING: 40}, "option -q")])
    assert said[FLOOR].value == 40
    assert said[FLOOR].origin == "output.quality, option -q"


def test_a_ceiling_below_a_floor_from_a_higher_layer_goes_up_to_it() -> None:
    assert merged({FLOOR: 50, CEILING: 75}, {FLOOR: 80}) == {FLOOR: 80, CEILING: 80}


def test_a_least_size_above_a_cap_from_a_higher_layer_goes() -> None:
    lower = {LEAST: ByteSize(1_000_000), MOST: ByteSize(2_000_000)}
    assert merged(lower, {MOST: ByteSize(500_000)}) == {MOST: 500_000}


def test_a_cap_does_not_give_way_to_a_least_size_from_a_higher_layer() -> None:
    with pytest.raises(UsageError) as caught:
        merged({MOST: ByteSize(500_000)}, {LEAST: ByteSize(1_000_000)})
    assert str(caught.value) == (
        "limits.min_size 1.0 MB (layer 1) is over limits.max_size 500 kB (layer 0) "
        "(say a max_size that is larger, too)"
    )


@st.composite
def quality_layers(draw: st.DrawFn) -> dict[str, int]:
    values = draw(st.dictionaries(st.sampled_from([FLOOR, CEILING]), st.integers(1, 100)))
    return values if not contradictions(values) else {}


@settings(deadline=None)
@given(st.lists(quality_layers(), min_size=1, max_size=5))
def test_a_floor_is_never_over_the_ceiling_and_the_highest_word_stands(
    layers: list[dict[str, int]],
) -> None:
    said = merged(*layers)
    if said.keys() == {FLOOR, CEILING}:
        assert said[FLOOR] <= said[CEILING]
    assert layers[-1].items() <= said.items()


def test_a_layer_that_contradicts_itself_is_told() -> None:
    values = {FLOOR: 90, CEILING: 80, LEAST: ByteSize(2000), MOST: ByteSize(1000)}
    assert contradictions(values) == {
        "output.quality_min": "found 90, accepted: at most output.quality, 80",
        "limits.min_size": "found 2.0 kB, accepted: at most limits.max_size, 1.0 kB",
    }
