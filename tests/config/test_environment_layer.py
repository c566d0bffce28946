"""Variables become a layer."""

from __future__ import annotations

import pytest

from pixelprep_cli.config.environment import environment_layer, variables
from pixelprep_cli.config.options import OPTIONS
from pixelprep_cli.errors import ExitCode, UsageError


def said_by(**environ: str) -> dict[str, object]:
    return {key: said.value for key, said in environment_layer(environ).items()}


def refusal_of(**environ: str) -> str:
    with pytest.raises(UsageError) as caught:
        environment_layer(environ)
    assert caught.value.exit_code is ExitCode.USAGE
    return str(caught.value)


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_has_a_variable(option: str) -> None:
    assert variables()[f"PIXELPREP_{option.upper()}"] == OPTIONS[option]


def test_other_peoples_variables_are_passed_over() -> None:
    assert said_by(PATH="/bin", _PIXELPREP_COMPLETE="x", pixelprep_quality="x") == {}


def test_an_empty_variable_is_not_set() -> None:
    assert said_by(PIXELPREP_QUALITY="") == {}


def test_a_variable_is_the_origin_of_its_value() -> None:
    layer = environment_layer({"PIXELPREP_QUALITY": "80"})
    assert layer["output.quality"].origin == "environment PIXELPREP_QUALITY"


def test_the_items_of_a_list_stand_between_commas() -> None:
    assert said_by(PIXELPREP_EXCLUDE="*.gif,tmp/*") == {"run.exclude": ("*.gif", "tmp/*")}


@pytest.mark.parametrize(("word", "value"), [("true", True), ("0", False), ("Off", False)])
def test_a_feature_is_switched_by_its_variable(word: str, value: object) -> None:
    assert said_by(PIXELPREP_SIZE_PREVIEW_ENABLED=word) == {"flags.size_preview": value}


def test_the_bar_and_the_feature_progress_are_told_apart() -> None:
    assert said_by(PIXELPREP_PROGRESS="no", PIXELPREP_PROGRESS_ENABLED="yes") == {
        "display.progress": False,
        "flags.progress": True,
    }


def test_values_that_are_not_accepted_are_all_told_by_their_variables() -> None:
    assert refusal_of(PIXELPREP_QUALITY="high", PIXELPREP_JOBS="0").splitlines() == [
        "PIXELPREP_QUALITY: found 'high', accepted: a whole number from 1 to 100",
        "PIXELPREP_JOBS: found '0', accepted: a whole number from 1 to 1024",
    ]


def test_variables_that_contradict_each_other_are_told_by_their_names() -> None:
    assert refusal_of(PIXELPREP_QUALITY="50", PIXELPREP_QUALITY_MIN="60") == (
        "PIXELPREP_QUALITY_MIN: found 60, accepted: at most PIXELPREP_QUALITY, 50"
    )


def test_an_unknown_variable_is_answered_with_the_nearest() -> None:
    assert refusal_of(PIXELPREP_QUALTIY="80", PIXELPREP_ZZZZZZ="1").splitlines() == [
        "PIXELPREP_QUALTIY: unknown variable; did you mean 'PIXELPREP_QUALITY'?",
        "PIXELPREP_ZZZZZZ: unknown variable",
    ]


def test_unknown_variables_are_told_together_with_values_that_are_not_accepted() -> None:
    assert refusal_of(PIXELPREP_ZZZZZZ="1", PIXELPREP_JOBS="0").splitlines() == [
        "PIXELPREP_ZZZZZZ: unknown variable",
        "PIXELPREP_JOBS: found '0', accepted: a whole number from 1 to 1024",
    ]
