"""A fault is told with the line on which it stands."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.errors import DocumentError
from pixelprep_cli.presets.document import preset_model, validated
from pixelprep_cli.presets.lines import LONGEST, line_of, statements
from pixelprep_cli.presets.preset import parse_validated
from pixelprep_cli.presets.toml import MOST, Source

TEXT = '''\
# a comment
title = """
[output]
quality = 3"""

[output] # quality = 4
format = [
    "jpeg",
    "webp",
]
quality = 80
"effort" = "fast"
limits.x = 1

[[recommend.when]]
[[recommend.when]]
kind = ["graphic"]
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 2),
        (("output",), 6),
        (("output", "format"), 7),
        (("output", "format", 1), 7),
        (("output", "quality"), 11),
        (("output", "effort"), 12),
        (("output", "limits", "x"), 13),
        (("recommend", "when", 0), 15),
        (("recommend", "when", 1), 16),
        (("recommend", "when", 1, "kind"), 17),
        (("output", "dpi"), None),
        (("title", "x"), None),
    ],
)
def test_a_key_is_on_the_line_on_which_it_begins(
    place: tuple[str | int, ...], line: int | None
) -> None:
    assert line_of(place, statements(TEXT)) == line


def test_lines_end_as_on_windows_too() -> None:
    assert line_of(("output", "quality"), statements(TEXT.replace("\n", "\r\n"))) == 11


@given(st.lists(st.sampled_from(["# c", "", "[t]", "a = 1", "b = [", "1,", "]", 's = """', '"""'])))
def test_any_text_has_a_line_or_none(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = line_of(("t",), statements(text))
    if found is not None:
        assert lines[found - 1] == "[t]"


def test_a_long_text_has_its_lines_too() -> None:
    assert line_of(("a",), statements("\n" * 5000 + "a = 1")) == 5001


def test_a_statement_that_is_too_long_costs_no_search() -> None:
    assert line_of(("b",), statements("a = [" + "\n" * 2 * LONGEST + "]\nb = 1")) is None


def test_a_table_within_a_list_is_of_its_last_table() -> None:
    text = "[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2\n[[a.d]]\n[[a.d]]\ne = 3\n"
    assert line_of(("a", 0, "b", "c"), statements(text)) == 3
    assert line_of(("a", 1, "b", "c"), statements(text)) == 6
    assert line_of(("a", 1, "d", 1, "e"), statements(text)) == 9


def test_of_very_many_faults_the_first_are_told_and_the_others_counted() -> None:
    text = "[output]\n" + "".join(f"k{number} = 1\n" for number in range(MOST + 9))
    with pytest.raises(DocumentError) as caught:
        parse_validated("x.toml", text)
    told = caught.value.message.splitlines()
    assert (len(told), told[-1]) == (MOST + 1, "x.toml: and 9 more")


def test_every_fault_has_its_line_and_the_first_is_where_an_editor_goes() -> None:
    text = "\n[output]\nquality = 300\nqualty = 3\n\n[resize]\nwidth = 0\n"
    with pytest.raises(DocumentError) as caught:
        parse_validated("x.toml", text)
    assert caught.value.message.splitlines() == [
        "x.toml: line 3: output.quality: found 300, accepted: a whole number from 1 to 100",
        "x.toml: line 4: output.qualty: unknown key; did you mean 'quality'?",
        "x.toml: line 7: resize.width: found 0, accepted: a whole number from 1 to 65535",
    ]
    assert caught.value.line == 3


def test_a_contradiction_is_told_with_its_line() -> None:
    text = "[output]\nquality = 40\nquality_min = 60\n"
    with pytest.raises(DocumentError) as caught:
        parse_validated("x.toml", text)
    assert caught.value.line == 3


def test_what_is_no_toml_has_its_line() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_validated("x.toml", "[output]\nquality = \n")
    assert caught.value.line == 2


def test_without_a_text_there_is_no_line() -> None:
    table: dict[str, Any] = tomllib.loads("[output]\nquality = 300\n")
    with pytest.raises(DocumentError) as caught:
        validated(preset_model(), table, Source("x.toml"))
    assert caught.value.line is None
    assert caught.value.message.startswith("x.toml: output.quality: ")
