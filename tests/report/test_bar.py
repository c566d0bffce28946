from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pixelprep_cli.model.outcome import Status
from pixelprep_cli.report.bar import Progress

if TYPE_CHECKING:
    from tests.report.conftest import OutcomeMaker


def begun(seconds_ago: float, *, total: int, source_bytes: int) -> Progress:
    began = time.monotonic() - seconds_ago
    return Progress(total=total, source_bytes=source_bytes, began=began)


def test_a_wide_terminal_has_room_for_every_figure(outcome: OutcomeMaker) -> None:
    progress = begun(2, total=4, source_bytes=16_400_000)
    progress.add(outcome())
    assert progress.said(80) == ["1/4", "6.0 MP/s", "0:06 left", "3.9 MB saved"]


def test_a_narrow_terminal_keeps_what_matters_most(outcome: OutcomeMaker) -> None:
    progress = begun(2, total=4, source_bytes=16_400_000)
    progress.add(outcome())
    assert progress.said(24) == ["1/4", "0:06 left"]
    assert progress.said(8) == []


def test_before_anything_is_known_the_bar_tells_the_time_that_has_passed() -> None:
    assert begun(3, total=4, source_bytes=1000).said(80) == ["0/4", "0:03"]


def test_skipped_pictures_do_not_make_the_rest_look_quick(outcome: OutcomeMaker) -> None:
    progress = begun(2, total=4, source_bytes=16_400_000)
    progress.add(outcome("b.jpg", Status.SKIPPED))
    progress.add(outcome("c.jpg", Status.SKIPPED))
    progress.add(outcome())
    assert progress.seconds_left is not None
    assert round(progress.seconds_left) == 2


def test_what_was_done_already_is_no_part_of_what_is_left(outcome: OutcomeMaker) -> None:
    progress = begun(2, total=12, source_bytes=2 * 4_100_000)
    for number in range(10):
        progress.add(outcome(f"{number}.jpg", Status.CACHED))
    assert progress.said(80) == ["10/12", "0:02", "38.9 MB saved"]
    progress.add(outcome())
    assert progress.seconds_left is not None
    assert round(progress.seconds_left) == 2


@given(width=st.integers(6, 200), total=st.integers(1, 10**7), elapsed=st.floats(0, 10**6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bar_and_figures_always_fit(
    outcome: OutcomeMaker, width: int, total: int, elapsed: float
) -> None:
    progress = begun(elapsed, total=total, source_bytes=10**9)
    progress.add(outcome())
    assert 6 + sum(2 + len(figure) for figure in progress.said(width)) <= width
