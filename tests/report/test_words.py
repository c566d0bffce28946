from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.report.words import (
    aspect_ratio,
    change,
    clock,
    count,
    deviation,
    dimensions,
    duration,
    legible,
    pixel_rate,
    shape,
    share,
    size_range,
)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "é 4.1 MB → 210 kB (−95 %) ×2"),
        (None, "é 4.1 MB → 210 kB (−95 %) ×2"),
        ("ascii", r"\xe9 4.1 MB -> 210 kB (-95 %) x2"),
        ("latin-1", "é 4.1 MB -> 210 kB (-95 %) x2"),
    ],
)
def test_signs_are_spelt_in_what_the_encoding_has(encoding: str | None, shown: str) -> None:
    assert legible("é 4.1 MB → 210 kB (−95 %) ×2", encoding) == shown


@given(st.text(), st.sampled_from(["ascii", "latin-1", "cp437", "cp1252", "utf-8"]))
def test_a_legible_text_can_always_be_encoded(text: str, encoding: str) -> None:
    shown = legible(text, encoding)
    assert shown.encode(encoding).decode(encoding) == shown


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (4_100_000, 210_000, "−95 %"),
        (1_000_000, 1, "−99 %"),
        (1000, 0, "−100 %"),
        (1000, 999, "0 %"),
        (1000, 1042, "+4 %"),
        (0, 10, "0 %"),
    ],
)
def test_a_change_is_said_with_its_sign_and_never_overstated(
    before: int, after: int, said: str
) -> None:
    assert change(before, after) == said


def test_a_range_names_a_shared_unit_once() -> None:
    assert size_range(55_000_000, 61_200_000) == "55.0–61.2 MB"
    assert size_range(900_000, 1_200_000) == "900 kB–1.2 MB"
    assert size_range(55_010_000, 55_020_000) == "55.0 MB"


@pytest.mark.parametrize(
    ("width", "height", "said"),
    [
        (6000, 4000, "3:2"),
        (4000, 2667, "3:2"),
        (1080, 1920, "9:16"),
        (1080, 1350, "4:5"),
        (500, 500, "1:1"),
        (2560, 1080, "2.37:1"),
        (1200, 628, "1.91:1"),
        (30, 900, "1:30"),
    ],
)
def test_an_aspect_is_a_simple_ratio_where_one_is_near(width: int, height: int, said: str) -> None:
    assert aspect_ratio(width, height) == said


def test_quantities_read_as_people_say_them() -> None:
    assert [count(1, "file"), count(0, "file"), count(12, "file")] == [
        "1 file",
        "0 files",
        "12 files",
    ]
    assert [dimensions(1920, 1280), dimensions(None, None)] == ["1920×1280", ""]
    assert [shape(3, 2), shape(2, 3), shape(2, 2)] == ["landscape", "portrait", "square"]
    assert [duration(s) for s in (0.21, 12.42, 200.4, 7500)] == [
        "0.21 s",
        "12.4 s",
        "3 min 20 s",
        "2 h 5 min",
    ]
    assert [clock(s) for s in (0, 12.2, 3723)] == ["0:00", "0:12", "1:02:03"]
    assert [pixel_rate(38_200_000, 1), pixel_rate(8_400_000, 2)] == ["38 MP/s", "4.2 MP/s"]


@pytest.mark.parametrize(
    ("predicted", "actual", "said"),
    [
        (1000, 1012, "1.2 % over"),
        (1000, 997, "0.3 % under"),
        (10_000, 10_001, "as predicted"),
        (0, 5, "500.0 % over"),
    ],
)
def test_what_came_out_is_said_by_how_far_it_is_from_the_prediction(
    predicted: int, actual: int, said: str
) -> None:
    assert deviation(predicted, actual) == said


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (0, "0 %"),
        (0.0001, "0.1 %"),
        (0.0099, "0.9 %"),
        (0.01, "1.0 %"),
        (0.029, "2.9 %"),
        (0.0499, "4.9 %"),
        (0.05, "5.0 %"),
        (0.5, "50 %"),
        (0.9999, "99.9 %"),
        (1, "100 %"),
    ],
)
def test_a_share_below_a_level_is_not_told_as_that_level(part: float, told: str) -> None:
    assert share(part) == told
