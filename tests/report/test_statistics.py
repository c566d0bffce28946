"""The statistics for people, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from pixelprep_cli.model.dashboard import DAY, Storage, dashboard
from pixelprep_cli.model.figures import Figures, Made, step_of
from pixelprep_cli.report.console import open_console
from pixelprep_cli.report.dashboard import dashboard_panel
from pixelprep_cli.report.exposition import exposition
from pixelprep_cli.report.statistics import SCHEMA, statistics_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelprep_cli.model.dashboard import Dashboard

NOW = 1_800_000_000
STORAGE = Storage(backups=2_500_000, cache=40_000, statistics=1_200)
GOLDEN = Path(__file__).parent / "golden" / "statistics.json"


def run(days_ago: float, **changes: Any) -> Figures:
    fields: dict[str, Any] = {
        "seconds": 2.5,
        "pixels": 24_000_000,
        "statuses": Counter(optimized=8, kept=1, cached=5, failed=1),
        "failures": Counter(corrupt=1),
        "presets": {"built-in": Counter(web_display=8), "custom": Counter(blog=2)},
        "formats": {
            "webp": Made(36_000_000, 1_800_000, Counter({step_of(0.2): 7, step_of(0.9): 1})),
            "jpeg": Made(4_000_000, 400_000, Counter({step_of(0.05): 1})),
        },
        "deviations": Counter({3: 4, -7: 3, 22: 1}),
    }
    return Figures(at=NOW - days_ago * DAY, **(fields | changes))


def shown(*runs: Figures, since: float | None = None) -> Dashboard:
    return dashboard([each.line() for each in runs], since=since, until=NOW)


MONTH = shown(*(run(days, seconds=2.5 + days) for days in range(0, 28, 3)), since=NOW - 28 * DAY)
HOSTILE = run(
    1,
    failures=Counter({"\x1b[31mred\x1b[0m": 1, "\ud800": 1, "[bold]": 1}),
    presets={"custom": Counter({"\x1b]0;title\x07": 1, "x" * 100: 1, "\u202e": 10**15})},
    seconds=1e15,
    pixels=10**15,
    formats={"webp": Made(10**15, 0, Counter({10_000: 10**15, -10_000: 1}))},
)


@pytest.mark.parametrize("columns", [120, 60, 40])
def test_it_fits_the_terminal(terminal: Callable[..., Any], columns: int) -> None:
    opened = terminal(columns)
    console = open_console(opened.stream)
    console.print(dashboard_panel(console, MONTH, STORAGE))
    lines = opened.shown.splitlines()
    assert max(map(cell_len, lines)) <= columns
    text = "\n".join(lines)
    for told in ("P50", "P95", "P99", "web_display", "custom", "critical", "corrupt ×10", "█"):
        assert told in text


def test_without_colour_there_is_no_escape(
    terminal: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = terminal(80)
    monkeypatch.setenv("NO_COLOR", "1")
    console = open_console(opened.stream)
    console.print(dashboard_panel(console, MONTH, STORAGE))
    assert "\x1b" not in opened.written


def test_where_the_terminal_knows_ascii_alone_plots_are_in_ascii(
    terminal: Callable[..., Any],
) -> None:
    opened = terminal(80, "ascii")
    console = open_console(opened.stream)
    console.print(dashboard_panel(console, MONTH, STORAGE))
    assert "#" in opened.shown.splitlines()[-1]


@pytest.mark.parametrize("runs", [(HOSTILE,), (HOSTILE, run(0)), (run(20_000), HOSTILE)])
def test_what_a_hostile_record_says_is_shown_and_steers_nothing(
    terminal: Callable[..., Any], runs: tuple[Figures, ...]
) -> None:
    opened = terminal(80)
    console = open_console(opened.stream, "never")
    console.print(dashboard_panel(console, shown(*runs), STORAGE))
    assert "\x1b" not in opened.written
    assert json.loads(statistics_json(shown(*runs), STORAGE, version="1", enabled=True))
    assert rb"\u202e" in exposition(shown(*runs), STORAGE).replace(rb"\\", b"\\")


def test_the_json_is_as_it_was_agreed() -> None:
    """In schema 1 keys may be added; none may go or change its meaning."""
    told = statistics_json(MONTH, STORAGE, version="0.0.0", enabled=True)
    assert SCHEMA == 1
    assert told + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_every_key_is_there_of_nothing_too() -> None:
    full = json.loads(GOLDEN.read_text(encoding="utf-8"))
    empty = json.loads(statistics_json(shown(), STORAGE, version="1", enabled=False))
    assert list(empty) == list(full)
    for key in ("statuses", "errors", "previews", "storage"):
        assert list(empty[key]) == list(full[key])


def test_prometheus_reads_what_is_exposed_as_the_json_tells_it() -> None:
    from prometheus_client.parser import text_string_to_metric_families

    families = text_string_to_metric_families(exposition(MONTH, STORAGE).decode())
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }
    assert found["pixelprep_runs",] == 10
    assert found["pixelprep_pictures", "failed"] == 10
    assert found["pixelprep_error_ratio",] == pytest.approx(1 / 15)
    assert found["pixelprep_picture_seconds", "99", "webp"] == pytest.approx(0.9, rel=0.01)
    assert found["pixelprep_preset_pictures", "blog", "custom"] == 20
    assert found["pixelprep_previews_within_promise_ratio",] == 0.875
    assert found["pixelprep_storage_bytes", "backups"] == 2_500_000


def test_what_is_not_known_is_not_exposed() -> None:
    lines = exposition(shown(), STORAGE).decode().splitlines()
    assert "pixelprep_runs 0.0" in lines
    assert not any(line.startswith("pixelprep_error_ratio") for line in lines)
