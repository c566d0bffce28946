"""Options become a layer."""

from __future__ import annotations

import pytest

from pixelprep_cli.config.options import OPTIONS, option_layer
from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.model.settings import keys


def refusal_of(**given: object) -> str:
    with pytest.raises(UsageError) as caught:
        option_layer(given)
    assert caught.value.exit_code is ExitCode.USAGE
    return str(caught.value)


def test_every_option_says_a_key_of_its_own() -> None:
    assert set(OPTIONS.values()) <= keys().keys()
    assert len(set(OPTIONS.values())) == len(OPTIONS)


def test_an_option_that_is_not_given_says_nothing() -> None:
    assert option_layer({"quality": None, "include": [], "exclude": ()}) == {}


def test_an_option_is_the_origin_of_its_value() -> None:
    said = option_layer({"quality_min": "40", "overwrite": False})
    assert {key: (said.value, said.origin) for key, said in said.items()} == {
        "output.quality_min": (40, "option --quality-min"),
        "run.overwrite": (False, "option --overwrite"),
    }


def test_options_that_are_not_accepted_are_all_told_by_their_names() -> None:
    assert refusal_of(quality="high", long_edge=0).splitlines() == [
        "--quality: found 'high', accepted: a whole number from 1 to 100",
        "--long-edge: found 0, accepted: a whole number from 1 to 65535",
    ]


def test_options_that_contradict_each_other_are_told_by_their_names() -> None:
    assert refusal_of(quality=50, quality_min=60) == (
        "--quality-min: found 60, accepted: at most --quality, 50"
    )
    assert refusal_of(max_size="1MB", min_size="2MB") == (
        "--min-size: found 2.0 MB, accepted: at most --max-size, 1.0 MB"
    )


@pytest.mark.parametrize(
    ("sizes", "found"),
    [
        ({"width": "800", "long_edge": "900"}, "--width: found 800 beside --long-edge 900"),
        (
            {"width": "8", "height": "7", "short_edge": "9"},
            "--width: found 8 beside --short-edge 9",
        ),
        ({"long_edge": "8", "short_edge": "9"}, "--long-edge: found 8 beside --short-edge 9"),
    ],
)
def test_a_size_that_is_said_in_two_ways_at_once_is_refused(
    sizes: dict[str, object], found: str
) -> None:
    accepted = "accepted: width and height, or one edge alone"
    assert refusal_of(**sizes) == f"{found}, {accepted}"


def test_a_width_and_a_height_belong_together() -> None:
    assert option_layer({"width": "8", "height": "7"}).keys() == {"resize.width", "resize.height"}
