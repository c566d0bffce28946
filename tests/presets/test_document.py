"""What files may say, and the words in which they are refused."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.presets.document import (
    configuration_model,
    preset_model,
    validated,
    values,
)
from pixelprep_cli.presets.toml import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel


def problems(model: type[BaseModel], text: str) -> list[str]:
    with pytest.raises(UsageError) as caught:
        validated(model, tomllib.loads(text), Source("x.toml"))
    assert caught.value.exit_code is ExitCode.USAGE
    return caught.value.message.splitlines()


def test_only_what_a_file_sets_is_in_its_values() -> None:
    text = '[resize]\nwidth = 10\n[run]\ninclude = ["*.jpg"]\ntimeout = 3\n[color]\n'
    document = validated(configuration_model(), tomllib.loads(text), Source("x.toml"))
    assert values(document) == {
        "resize.width": 10,
        "run.include": ("*.jpg",),
        "run.timeout": 3.0,
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            '[output]\nquality = "high"',
            "output.quality: found 'high', accepted: a whole number from 1 to 100",
        ),
        (
            "[output]\nquality = 80.0",
            "output.quality: found 80.0, accepted: a whole number from 1 to 100",
        ),
        (
            "[output]\nquality = true",
            "output.quality: found true, accepted: a whole number from 1 to 100",
        ),
        (
            "[output]\nquality = 101",
            "output.quality: found 101, accepted: a whole number from 1 to 100",
        ),
        (
            '[output]\nformat = "wepb"',
            (
                "output.format: found 'wepb', accepted: one of same, auto, jpeg, png, webp, avif, "
                "gif, tiff, jxl, or a list of formats; did you mean 'webp'?"
            ),
        ),
        (
            '[resize]\nfit = "insde"',
            (
                "resize.fit: found 'insde', accepted: one of inside, cover, exact; "
                "did you mean 'inside'?"
            ),
        ),
        ("[resize]\nupscale = 1", "resize.upscale: found 1, accepted: true or false"),
        (
            "[limits]\nmax_size = 0.5",
            (
                "limits.max_size: found 0.5, "
                "accepted: a size of at least one byte such as 500KB, 2MB or 500KiB"
            ),
        ),
        (
            "[limits]\nreduce_by = 70",
            "limits.reduce_by: found 70, accepted: a percentage between 0% and 100% such as 70%",
        ),
        (
            '[color]\nbackground = "red"',
            "color.background: found 'red', accepted: a colour such as #ffffff",
        ),
        ("[output]\nqualty = 80", "output.qualty: unknown key; did you mean 'quality'?"),
        ("[outptu]\nquality = 80", "outptu: unknown key; did you mean 'output'?"),
        ("quality = 80", "quality: unknown key; did you mean 'output.quality'?"),
        ("[output]\nmax_size = 8", "output.max_size: unknown key; did you mean 'limits.max_size'?"),
        (
            "[metadata]\nzzz = 1",
            "metadata.zzz: unknown key; accepted: policy, set",
        ),
        ("resize = 3", "resize: found 3, accepted: a table"),
        (
            "[output]\nquality_min = 90\nquality = 80",
            "output.quality_min: found 90, accepted: at most output.quality, 80",
        ),
        (
            "in_place = true",
            "in_place: could cost an original, so it is for the command line alone",
        ),
    ],
)
@pytest.mark.parametrize("model", [preset_model, configuration_model])
def test_a_fault_is_told_by_key_with_what_was_found_and_what_is_accepted(
    model: Callable[[], type[BaseModel]], text: str, problem: str
) -> None:
    assert problems(model(), text) == [f"x.toml: {problem}"]


@pytest.mark.parametrize("section", ["run", "display", "flags"])
def test_a_preset_holds_only_what_concerns_the_picture(section: str) -> None:
    assert problems(preset_model(), f"[{section}]\n") == [
        (
            f"x.toml: {section}: belongs in a configuration file: "
            "a preset holds only what concerns the picture"
        )
    ]


@pytest.mark.parametrize("key", ["name", "title", "extends"])
def test_a_configuration_file_is_no_preset(key: str) -> None:
    assert problems(configuration_model(), f'{key} = "x"') == [
        f"x.toml: {key}: belongs in a preset, not in a configuration file"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "[run]\njobs = 0",
            "run.jobs: found 0, accepted: a whole number from 1 to 1024",
        ),
        (
            "[run]\ntimeout = nan",
            "run.timeout: found nan, accepted: a number above 0 to 86400",
        ),
        ('[run]\ninclude = "*.jpg"', "run.include: found '*.jpg', accepted: a list, each text"),
        ("[run]\ninclude = [1]", "run.include[1]: found 1, accepted: text"),
        (
            "[flags]\nprogress = 50",
            (
                "flags.progress: found 50, "
                "accepted: true, false, or a percentage of the installations such as 25%"
            ),
        ),
        ("preset = 1", "preset: found 1, accepted: text"),
    ],
)
def test_a_fault_in_a_configuration_file_is_told(text: str, problem: str) -> None:
    assert problems(configuration_model(), text) == [f"x.toml: {problem}"]


def test_a_fault_in_a_rule_is_told_with_the_number_of_the_rule() -> None:
    text = """
        [[recommend.when]]
        [[recommend.when]]
        kind = ["photo"]
        aspect_min = -1
        aspect_mix = 1
    """
    assert problems(preset_model(), text) == [
        "x.toml: recommend.when[2].aspect_min: found -1, accepted: a number above 0 to 100000",
        (
            "x.toml: recommend.when[2].kind[1]: found 'photo', "
            "accepted: one of photograph, graphic, screenshot, text, line-art, mixed; "
            "did you mean 'photograph'?"
        ),
        "x.toml: recommend.when[2].aspect_mix: unknown key; did you mean 'aspect_min'?",
    ]


@pytest.mark.parametrize("text", ["[recommend]\nwhen = 3", "[recommend.when]\npriority = 1"])
def test_rules_that_are_no_list_are_told_how_they_are_written(text: str) -> None:
    (told,) = problems(preset_model(), text)
    assert told.endswith("accepted: a list of tables, each under its name in [[double brackets]]")


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = '[output]\nquality = "high"\nformats = 1\n[resize]\nwidth = 0'
    assert problems(configuration_model(), text) == [
        "x.toml: resize.width: found 0, accepted: a whole number from 1 to 65535",
        "x.toml: output.quality: found 'high', accepted: a whole number from 1 to 100",
        "x.toml: output.formats: unknown key; did you mean 'format'?",
    ]
