"""A person's file is changed by a key, and stays theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pixelprep_cli.config.writing import change, written
from pixelprep_cli.errors import UsageError
from pixelprep_cli.presets import schemas

OWN = """\
# mine
preset = "web_display"  # for the site

[output]   # how
quality = 71
"""


def test_the_first_key_begins_a_file_that_names_its_schema(tmp_path: Path) -> None:
    path = change(str(tmp_path / "new"), "output.quality", 85)
    lines = Path(path).read_text().splitlines()
    assert lines[0] == "#:schema ./configuration.schema.json"
    assert lines[-2:] == ["[output]", "quality = 85"]
    schema = Path(path).with_name("configuration.schema.json")
    assert schema.read_text(encoding="utf-8") == schemas.shipped("configuration")


def test_what_else_stands_there_stays(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(OWN)
    path = Path(change(str(tmp_path), "output.quality", 85))
    assert path.read_text() == OWN.replace("71", "85")
    change(str(tmp_path), "run.jobs", 3)
    assert path.read_text() == OWN.replace("71", "85") + "\n[run]\njobs = 3\n"
    change(str(tmp_path), "run.jobs", None)
    change(str(tmp_path), "output.quality", 71)
    assert path.read_text().rstrip() == OWN.rstrip()


def test_a_key_of_a_table_within_a_section_stands_there(tmp_path: Path) -> None:
    path = Path(change(str(tmp_path), "metadata.set_author", "Zoë"))
    assert path.read_text(encoding="utf-8").splitlines()[-2:] == [
        "[metadata.set]",
        'author = "Zoë"',
    ]
    change(str(tmp_path), "metadata.set_author", None)
    assert "metadata" not in path.read_text(encoding="utf-8")


def test_a_key_that_does_not_stand_there_is_taken_out_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(OWN)
    change(str(tmp_path), "run.jobs", None)
    assert (tmp_path / "config.toml").read_text() == OWN


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[output\n", "line 1, column 8: not TOML"),
        ("[output]\nqualty = 3\n", "line 2: output.qualty: unknown key"),
        ("[output]\nquality_min = 90\n", "output.quality_min: found 90, accepted: at most"),
    ],
)
def test_what_would_not_be_valid_is_not_written(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(UsageError, match=told):
        change(str(tmp_path), "output.quality", 85)
    assert (tmp_path / "config.toml").read_text() == text


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        ("output.quality", "85", 85),
        ("output.format", "jpg,webp", ["jpeg", "webp"]),
        ("limits.max_size", "1.2 mb", "1.2MB"),
        ("run.exclude", "a*,b*", ["a*", "b*"]),
        ("run.overwrite", "yes", True),
        ("flags.progress", "25%", "25%"),
        ("flags.progress", "off", False),
        ("preset", "web_display", "web_display"),
    ],
)
def test_words_become_values(key: str, words: str, value: object) -> None:
    assert written(key, words) == value


@pytest.mark.parametrize(
    ("key", "words", "told"),
    [
        ("output.quality", "300", "output.quality: found '300', accepted: a whole number from 1"),
        ("output.qualty", "3", "no key is called 'output.qualty'; did you mean 'output.quality'"),
        ("quality", "3", "did you mean 'output.quality'"),
    ],
)
def test_a_wrong_key_or_value_is_told_with_the_right_one(key: str, words: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        written(key, words)


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"# note\r\n[output]\r\nquality = 5 # low\r\n")
    change(str(tmp_path), "output.quality", 6)
    change(str(tmp_path), "run.suffix", "-small")
    text = path.read_bytes()
    assert text.startswith(b"# note\r\n[output]\r\nquality = 6 # low\r\n")
    assert text.count(b"\n") == text.count(b"\r\n")


@pytest.mark.parametrize("key", ["in_place", "run.in_place", "run.yes", "backup"])
def test_what_could_cost_an_original_is_no_key(key: str) -> None:
    with pytest.raises(UsageError, match="could cost an original"):
        written(key, "true")


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        change(str(tmp_path), "run.exclude", ["\udcff"])
    assert list(tmp_path.iterdir()) == []
