"""What one run leaves for the statistics."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.model.figures import Figures, Made, seconds_of, step_of
from pixelprep_cli.model.outcome import Notice, Outcome, RunSummary, Status


def outcome(status: Status = Status.OPTIMIZED, **fields: Any) -> Outcome:
    made: dict[str, Any] = {
        "source_bytes": 1000,
        "output_bytes": 200,
        "format": "webp",
        "seconds": 0.2,
    }
    return Outcome(status=status, source="a.jpg", **(made | fields))


def figures(*outcomes: Outcome, predicted: int | None = None) -> Figures:
    found = Figures(at=0)
    for each in outcomes:
        found.add(each, "built-in", predicted)
    return found


def test_a_line_tells_all_and_no_names_of_files() -> None:
    run = figures(
        outcome(preset="web_display"),
        outcome(Status.FAILED, error=Notice("corrupt", "a.jpg is bad"), preset="web_display"),
        predicted=190,
    )
    run.close(RunSummary(seconds=1.5, pixels=12_000_000))
    assert Figures.read(run.line()) == run
    assert b"a.jpg" not in run.line()
    assert b"\n" not in run.line()


@given(st.floats(1e-4, 1e6))
def test_a_time_is_known_to_one_percent(seconds: float) -> None:
    assert seconds_of(step_of(seconds)) == pytest.approx(seconds, rel=0.01)


def test_only_pictures_that_were_worked_on_tell_of_time_and_savings() -> None:
    run = figures(
        outcome(Status.CACHED), outcome(Status.SKIPPED), outcome(Status.MISSED), outcome()
    )
    assert run.formats == {"webp": Made(1000, 200, Counter([step_of(0.2)]))}
    assert run.statuses == {"cached": 1, "skipped": 1, "missed": 1, "optimized": 1}


def test_an_error_without_a_name_is_counted_all_the_same() -> None:
    assert figures(outcome(Status.FAILED)).failures == {"internal": 1}


@pytest.mark.parametrize(
    ("predicted", "actual", "percent"),
    [(1000, 1150, 15), (1000, 1151, 16), (1000, 850, -15), (1000, 849, -16), (1, 10**9, 1000)],
)
def test_what_is_just_over_the_promise_is_not_rounded_into_it(
    predicted: int, actual: int, percent: int
) -> None:
    run = figures(outcome(output_bytes=actual), predicted=predicted)
    assert run.deviations == {percent: 1}


SOUND = json.loads(figures(outcome(preset="x"), predicted=190).line())

HOSTILE: list[dict[str, Any]] = [
    {"v": 2},
    {"at": -1},
    {"at": "now"},
    {"at": 1e300},
    {"at": float("nan")},
    {"seconds": float("inf")},
    {"seconds": None},
    {"pixels": 1.5},
    {"pixels": True},
    {"pixels": 10**16},
    {"statuses": {"burnt": 1}},
    {"statuses": ["optimized"]},
    {"statuses": {"optimized": -1}},
    {"failures": {"x" * 101: 1}},
    {"failures": {"": 1}},
    {"presets": {"built-in": 3}},
    {"presets": []},
    {"formats": {"webp": [1, 2]}},
    {"formats": {"webp": [1, 2, {"12345678": 1}]}},
    {"formats": {"\x1b[2J": [1, 2, {}]}},
    {"formats": {"webp": [1, 2, {"x": 1}]}},
    {"deviations": {"1001": 1}},
    {"deviations": {"1": None}},
]


@pytest.mark.parametrize("said", HOSTILE)
def test_what_cannot_be_is_refused(said: dict[str, Any]) -> None:
    assert Figures.read(json.dumps(SOUND).encode())
    with pytest.raises(ValueError):  # noqa: PT011 - the words are for nobody
        Figures.read(json.dumps(SOUND | said).encode())


@pytest.mark.parametrize(
    "line", [b"", b"null", b"[]", b"{}", b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 10_000]
)
def test_a_line_that_is_no_object_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are for nobody
        Figures.read(line)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below),
    max_leaves=5,
)


@given(st.sampled_from(sorted(SOUND)), _JSON)
def test_any_value_of_any_key_is_read_or_refused(key: str, value: Any) -> None:
    line = json.dumps(SOUND | {key: value}).encode()
    try:
        read = Figures.read(line)
    except ValueError:
        return
    assert Figures.read(read.line()).statuses == read.statuses
