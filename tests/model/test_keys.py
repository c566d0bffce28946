"""What keys accept, in words and from text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelprep_cli.model.amounts import SWITCH, ByteSize, Share
from pixelprep_cli.model.keys import accepted, key_annotations, read, refusal, shown
from pixelprep_cli.model.settings import keys, settings_from

PREFIX = "one of same, auto, jpeg, png, webp, avif, gif, tiff, jxl, or a list of formats"


def test_every_key_has_an_annotation() -> None:
    assert key_annotations().keys() == keys().keys()


def test_settings_of_no_values_are_the_defaults() -> None:
    said = {key: value for key, value in keys().items() if key != "preset"}
    assert settings_from(said) == settings_from({})


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("output.quality", "a whole number from 1 to 100"),
        ("run.timeout", "a number above 0 to 86400"),
        ("resize.fit", "one of inside, cover, exact"),
        ("resize.upscale", "true or false"),
        ("run.output", "text"),
        ("run.include", "a list, each text"),
        ("output.format", PREFIX),
        ("limits.reduce_by", "a percentage between 0% and 100% such as 70%"),
    ],
)
def test_what_a_key_accepts_is_said_in_words(key: str, words: str) -> None:
    assert accepted(key_annotations()[key]) == words


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("output.quality", "80", 80),
        ("output.quality", 80, 80),
        ("run.timeout", "1.5", 1.5),
        ("run.timeout", 2, 2.0),
        ("resize.fit", "cover", "cover"),
        ("output.format", "jpg,WebP", ("jpeg", "webp")),
        ("limits.max_size", "500KB", 500_000),
        ("run.include", "*.jpg,*.png", ("*.jpg", "*.png")),
        ("run.include", ["a,b.jpg"], ("a,b.jpg",)),
        ("run.suffix", "", ""),
        ("preset", "web_display", "web_display"),
    ],
)
def test_text_and_values_are_read_alike(key: str, written: object, value: object) -> None:
    assert read(key_annotations()[key], written) == value


@pytest.mark.parametrize(("word", "value"), SWITCH.items())
def test_a_switch_is_read_from_each_of_its_words(word: str, value: object) -> None:
    assert read(key_annotations()["run.overwrite"], word.upper()) is value


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("output.quality", "0"),
        ("output.quality", "101"),
        ("output.quality", "8.5"),
        ("output.quality", 8.5),
        ("output.quality", True),
        ("output.quality", "high"),
        ("run.timeout", "nan"),
        ("run.timeout", "inf"),
        ("run.timeout", "0"),
        ("run.overwrite", "maybe"),
        ("run.overwrite", 7),
        ("run.include", 7),
        ("run.output", 7),
        ("resize.fit", "Cover"),
        ("color.background", "white"),
    ],
)
def test_what_is_not_accepted_is_refused(key: str, written: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - `refusal` has the words
        read(key_annotations()[key], written)


@settings(deadline=None)
@given(st.integers())
def test_a_number_is_accepted_just_within_its_bounds(number: int) -> None:
    annotation = key_annotations()["output.quality"]
    if 1 <= number <= 100:
        assert read(annotation, str(number)) == number
    else:
        with pytest.raises(ValueError):  # noqa: PT011 - `refusal` has the words
            read(annotation, str(number))


@pytest.mark.parametrize(
    ("key", "found", "words"),
    [
        ("output.quality", "high", "found 'high', accepted: a whole number from 1 to 100"),
        (
            "resize.fit",
            "insde",
            "found 'insde', accepted: one of inside, cover, exact; did you mean 'inside'?",
        ),
        ("output.format", "wepb", f"found 'wepb', accepted: {PREFIX}; did you mean 'webp'?"),
        ("run.overwrite", 1, "found 1, accepted: true or false"),
    ],
)
def test_a_refusal_says_what_was_found_what_is_accepted_and_the_nearest_name(
    key: str, found: object, words: str
) -> None:
    assert refusal(key_annotations()[key], found) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true"),
        ({"a": 1}, "a table"),
        ("x\x1b[31m", "'x\\x1b[31m'"),
        (ByteSize(500_000), "500 kB"),
        (Share(0.7), "70%"),
        ("x" * 100, "'" + "x" * 56 + "..."),
    ],
)
def test_a_value_is_shown_short_and_harmless(value: object, words: str) -> None:
    assert shown(value) == words
