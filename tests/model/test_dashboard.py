"""What the figures of many runs come to."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.model.dashboard import DAY, HOUR, Level, Total, dashboard, quantile
from pixelprep_cli.model.figures import Figures, Made, step_of

NOW = 1_800_000_000


def run(at: float = NOW, **fields: Any) -> Figures:
    statuses = Counter(fields.pop("statuses", {"optimized": 1}))
    return Figures(at=at, statuses=statuses, **fields)


def lines(*runs: Figures) -> list[bytes]:
    return [each.line() for each in runs]


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=60))
def test_percentiles_are_those_of_the_times_to_one_percent(times: list[float]) -> None:
    made = Made(times=Counter(map(step_of, times)))
    (timing,) = dashboard(lines(run(formats={"webp": made})), until=NOW).timings
    ordered = sorted(times)
    for share, told in ((50, timing.p50), (95, timing.p95), (99, timing.p99)):
        rank = -(-share * len(ordered) // 100)
        assert told == pytest.approx(ordered[rank - 1], rel=0.011)


def test_there_is_no_quantile_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        quantile(Counter(), 0.5)


@pytest.mark.parametrize(
    ("failed", "level"),
    [(0, Level.OK), (9, Level.OK), (10, Level.WARNING), (49, Level.WARNING), (50, Level.CRITICAL)],
)
def test_an_alert_begins_at_one_percent_and_is_critical_from_five(
    failed: int, level: Level
) -> None:
    total = Total(statuses=Counter(cached=500, optimized=500 - failed, failed=failed, skipped=7))
    assert total.error_rate == failed / 1000
    assert total.level is level


def test_a_missed_limit_is_an_error_and_of_skipped_pictures_there_is_no_rate() -> None:
    assert Total(statuses=Counter(missed=1, optimized=1)).error_rate == 0.5
    assert Total(statuses=Counter(skipped=3)).error_rate is None


def test_a_run_that_had_nothing_to_do_tells_nothing_of_speed() -> None:
    worked = run(seconds=2.0, pixels=8_000_000, statuses={"optimized": 4, "cached": 6})
    idle = run(seconds=100.0, pixels=0, statuses={"cached": 1000})
    total = dashboard(lines(worked, idle), until=NOW).total
    assert total.pictures_per_second == 2
    assert total.pixels_per_second == 4_000_000
    assert total.pictures == 1010


def test_previews_are_held_against_what_is_promised() -> None:
    found = dashboard(
        lines(run(deviations=Counter({-15: 2, 3: 5, 15: 1, 16: 1, -40: 1}))), until=NOW
    ).accuracy
    assert found
    assert (found.pictures, found.within, found.p50, found.p95) == (10, 0.8, 3, 40)


def test_presets_are_told_by_use_with_who_made_them() -> None:
    uses = {"built-in": Counter(web=5), "custom": Counter(blog=7, web=1)}
    shown = dashboard(lines(run(presets=uses), run(presets=uses)), until=NOW)
    assert [(use.preset, use.origin, use.pictures, use.runs) for use in shown.presets] == [
        ("blog", "custom", 14, 2),
        ("web", "built-in", 10, 2),
        ("web", "custom", 2, 2),
    ]


def test_only_runs_since_then_count() -> None:
    told = lines(run(NOW - 3 * DAY), run(NOW - DAY), run(NOW))
    assert dashboard(told, until=NOW).total.runs == 3
    assert dashboard(told, until=NOW, since=NOW - 2 * DAY).total.runs == 2
    assert dashboard(told, until=NOW, since=NOW + 1).total.runs == 0


@pytest.mark.parametrize(
    ("days", "period", "periods"),
    [(1, HOUR, 24), (30, DAY, 30), (31, 2 * DAY, 16), (200, 7 * DAY, 29), (365, 14 * DAY, 27)],
)
def test_a_trend_has_no_more_periods_than_fit(days: int, period: int, periods: int) -> None:
    shown = dashboard(lines(run()), until=NOW, since=NOW - days * DAY)
    assert (shown.period, len(shown.trend)) == (period, periods)


def test_each_run_is_in_one_period_of_the_trend_the_latest_last() -> None:
    told = lines(run(NOW - 10 * DAY), run(NOW - DAY / 2), run(NOW), run(NOW + 9 * DAY))
    shown = dashboard(told, until=NOW)
    assert sum(total.runs for total in shown.trend) == 4
    assert (shown.trend[0].runs, shown.trend[-1].runs) == (1, 3 if shown.period >= DAY else 2)


def test_a_run_from_1970_and_one_from_the_far_future_break_nothing() -> None:
    shown = dashboard(lines(run(0), run(10**15)), until=NOW)
    assert len(shown.trend) <= 30
    assert sum(total.runs for total in shown.trend) == 2


def test_lines_that_cannot_be_read_are_left_out_and_counted() -> None:
    shown = dashboard([b"{", *lines(run()), b"\xff", b'{"v":1}'], until=NOW)
    assert (shown.total.runs, shown.unread) == (1, 3)


def test_of_nothing_there_is_a_dashboard_too() -> None:
    shown = dashboard([], until=NOW)
    assert (shown.first, shown.accuracy, shown.timings, len(shown.trend)) == (None, None, (), 1)
