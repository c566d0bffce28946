from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from pixelprep_cli.errors import ExitCode
from pixelprep_cli.model.amounts import ByteSize
from pixelprep_cli.model.forecast import Forecast
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.model.outcome import Notice, Outcome, RunSummary, Status
from pixelprep_cli.model.settings import Display, Limits, Picture
from pixelprep_cli.report.reporter import Reporter, make_reporter

if TYPE_CHECKING:
    from tests.report.conftest import OutcomeMaker, Terminal, TerminalMaker

EXPECTED = Forecast(source_bytes=8_200_000, output_bytes=420_000, low=400_000, high=500_000)
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
LOST = Notice("gain_map_dropped", "the gain map (HDR) is lost in WebP")
TRUNCATED = Notice("truncated", "the file ends after 12 kB of 48 kB; copy it again")


def reporter_on(screen: Terminal, preview: bool = False, **display: Any) -> Reporter:
    return make_reporter(
        Display(**display), preview=preview, stdout=screen.stream, stderr=screen.stream
    )


def say(
    reporter: Reporter, *outcomes: Outcome, total: int = 0, interrupted: ExitCode | None = None
) -> None:
    summary = RunSummary(seconds=2.0, interrupted=interrupted)
    with reporter:
        reporter.start(total or len(outcomes), 8_200_000, version="1.2.3")
        for outcome in outcomes:
            summary.add(outcome)
            reporter.file(outcome)
        reporter.finish(summary)


@pytest.fixture
def mixed(outcome: OutcomeMaker) -> list[Outcome]:
    """A long name, a warning, and one picture of each unhappy ending."""
    folder = "wedding of the year/second day/"
    return [
        outcome(folder + "IMG_0001.jpg"),
        outcome(folder + "IMG_0002.jpg", warnings=(LOST,)),
        outcome("c.jpg", Status.SKIPPED, error=Notice("target_exists", "the output exists")),
        outcome("d.jpg", Status.MISSED, error=Notice("limit_missed", "310 kB was reached")),
        outcome("a[red]b\x1b[31m\udcff.png", Status.FAILED, error=TRUNCATED),
    ]


def test_a_run_ends_in_a_summary_of_everything(
    terminal: TerminalMaker, mixed: list[Outcome]
) -> None:
    screen = terminal(80)
    say(reporter_on(screen), *mixed)
    shown = screen.shown
    for expected in (
        "missed    d.jpg: 310 kB was reached",
        r"failed    a[red]b\x1b[31m\xff.png: the file ends",
        "files     5  2 optimized  1 skipped  1 missed  1 failed",
        "before    8.2 MB",
        "after     420 kB",
        "saved     7.8 MB (−95 %)",
        "time      2.00 s  12 MP/s",
        "warnings  gain_map_dropped ×1",
        "│ missed    d.jpg",
        r"│ failed    a[red]b\x1b[31m\xff.png",
    ):
        assert expected in shown
    assert "IMG_0001" not in shown


def test_verbose_shows_every_file_and_warning(
    terminal: TerminalMaker, mixed: list[Outcome]
) -> None:
    screen = terminal(120)
    say(reporter_on(screen, verbose=True), *mixed)
    shown = screen.shown
    assert "IMG_0001.webp" in shown
    assert "skipped   c.jpg: the output exists" in shown
    assert "the gain map (HDR) is lost in WebP" in shown


def test_an_unsupported_format_is_told_but_not_every_output_that_exists(
    terminal: TerminalMaker, mixed: list[Outcome], outcome: OutcomeMaker
) -> None:
    reason = Notice("unsupported_format", "HEIC is not supported yet")
    screen = terminal(120)
    say(reporter_on(screen), *mixed, outcome("e.heic", Status.SKIPPED, error=reason))
    assert "skipped   e.heic: HEIC is not supported yet" in screen.shown
    assert "the output exists" not in screen.shown


@pytest.mark.parametrize("columns", [120, 80, 40, 24])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("preview", [False, True])
def test_nothing_is_wider_than_the_terminal(
    terminal: TerminalMaker, mixed: list[Outcome], columns: int, encoding: str, preview: bool
) -> None:
    screen = terminal(columns, encoding)
    reporter = reporter_on(screen, verbose=True, preview=preview)
    reporter.expect(EXPECTED)
    say(reporter, *mixed)
    lines = screen.shown.splitlines()
    assert len(lines) > 10
    assert max(map(cell_len, lines)) <= columns


def test_a_single_picture_has_its_line_and_its_warnings_and_no_summary(
    terminal: TerminalMaker, outcome: OutcomeMaker
) -> None:
    screen = terminal(120)
    say(reporter_on(screen), outcome(warnings=(LOST,)))
    first, second = screen.shown.splitlines()
    assert first.rstrip().endswith("4.1 MB → 210 kB (−95 %)  q 80")
    assert second.rstrip() == "warning   a.jpg: the gain map (HDR) is lost in WebP"


def test_an_interrupted_run_is_summed_up_as_far_as_it_came(
    terminal: TerminalMaker, outcome: OutcomeMaker
) -> None:
    screen = terminal(80)
    say(reporter_on(screen), outcome(), total=400, interrupted=ExitCode.INTERRUPTED)
    assert "stopped   interrupted after 1 of 400 files" in screen.shown


def test_many_failures_are_named_in_the_summary_up_to_a_point(
    terminal: TerminalMaker, outcome: OutcomeMaker
) -> None:
    screen = terminal(80)
    failed = [outcome(f"{n}.jpg", Status.FAILED, error=TRUNCATED) for n in range(14)]
    say(reporter_on(screen), *failed)
    summary = screen.shown.partition("Summary")[2]
    assert summary.count("│ failed    ") == 10
    assert "… and 4 more, named above" in summary


def test_a_preview_ends_in_a_table_with_a_total_and_its_range(
    terminal: TerminalMaker, outcome: OutcomeMaker
) -> None:
    screen = terminal(80)
    predicted = [
        outcome(name, low=200_000, high=230_000, exact=False) for name in ("a.jpg", "b.jpg")
    ]
    say(reporter_on(screen, preview=True), *predicted)
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in screen.shown.splitlines()]
    assert ["a.jpg", "1920×1440", "webp q 80", "4.1 MB", "≈ 210 kB", "−95 %"] in rows
    assert ["Total", "", "", "8.2 MB", "420 kB", "−95 %"] in rows
    assert ["", "", "", "", "406–448 kB", ""] in rows


def wait_for_bar(reporter: Reporter) -> None:
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        time.sleep(0.05)
        reporter.tick()


def test_the_bar_shows_while_the_run_lasts_and_gives_the_terminal_back(
    terminal: TerminalMaker, outcome: OutcomeMaker
) -> None:
    screen = terminal(80)
    threads = threading.active_count()
    with reporter_on(screen) as reporter:
        reporter.start(2, 8_200_000, version="1.2.3")
        reporter.file(outcome())
        wait_for_bar(reporter)
        assert threading.active_count() == threads
        reporter.finish(RunSummary())
    written = screen.written
    assert "1/2" in written
    assert "3.9 MB saved" in written
    assert " left" in written
    assert written.index(HIDE) < written.rindex(SHOW)
    assert written.rindex("1/2") < written.rindex("\x1b[2K") < written.index("Summary")


def test_the_terminal_is_given_back_when_the_run_is_torn_off(terminal: TerminalMaker) -> None:
    screen = terminal(80)
    reporter = reporter_on(screen)
    reporter.start(2, 8_200_000, version="1.2.3")
    wait_for_bar(reporter)
    with pytest.raises(KeyboardInterrupt), reporter:
        raise KeyboardInterrupt
    written = screen.written
    assert written.index(HIDE) < written.rindex(SHOW)


def test_a_short_run_and_one_without_progress_show_no_bar(
    terminal: TerminalMaker, outcome: OutcomeMaker
) -> None:
    short, without = terminal(80), terminal(80)
    with reporter_on(short) as reporter:
        reporter.start(2, 8_200_000, version="1.2.3")
        reporter.tick()
        reporter.file(outcome())
    with reporter_on(without, progress=False) as reporter:
        reporter.start(2, 8_200_000, version="1.2.3")
        wait_for_bar(reporter)
    assert short.written == ""
    assert without.written == ""


@pytest.mark.parametrize("switch", ["NO_COLOR", "never"])
def test_colour_can_be_switched_off(
    terminal: TerminalMaker, mixed: list[Outcome], monkeypatch: pytest.MonkeyPatch, switch: str
) -> None:
    screen = terminal(80)
    if switch == "NO_COLOR":
        monkeypatch.setenv("NO_COLOR", "1")
    say(reporter_on(screen, color="never" if switch == "never" else "auto"), *mixed)
    assert "\x1b" not in screen.written


def test_an_explicit_wish_for_colour_outranks_no_color(
    terminal: TerminalMaker, mixed: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = terminal(80)
    monkeypatch.setenv("NO_COLOR", "1")
    say(reporter_on(screen, color="always"), *mixed)
    assert "\x1b[1;31mfailed" in screen.written


def test_what_a_run_expects_stands_before_it_and_how_close_it_came_after_it(
    terminal: TerminalMaker, outcome: OutcomeMaker
) -> None:
    screen = terminal(80)
    summary = RunSummary(pictures=2, forecast=EXPECTED)
    with reporter_on(screen) as reporter:
        reporter.start(2, 8_200_000, version="1.2.3")
        reporter.expect(EXPECTED)
        for name in ("a.jpg", "b.jpg"):
            summary.add(outcome(name, estimated_bytes=200_000))
            reporter.file(outcome(name, estimated_bytes=200_000))
        reporter.finish(summary)
    assert screen.shown.startswith("expected  ≈ 8.2 MB → 420 kB (400–500 kB)")
    assert "│ predicted 400 kB, 5.0 % over" in screen.shown


def test_a_run_that_did_not_predict_says_nothing_of_predictions(
    terminal: TerminalMaker, mixed: list[Outcome]
) -> None:
    screen = terminal(80)
    say(reporter_on(screen), *mixed)
    assert "predicted" not in screen.shown


@pytest.mark.parametrize("columns", [110, 80, 40])
def test_a_comparison_is_one_table_of_the_presets(
    terminal: TerminalMaker, outcome: OutcomeMaker, columns: int
) -> None:
    screen = terminal(columns)
    recipes = [
        Recipe(preset="web", picture=Picture(limits=Limits(max_size=ByteSize(500_000)))),
        Recipe(preset="tiny", picture=Picture(limits=Limits(max_size=ByteSize(100)))),
    ]
    reporter = make_reporter(
        Display(), preview=True, compared=recipes, stdout=screen.stream, stderr=screen.stream
    )
    say(
        reporter,
        outcome("a.jpg", preset="web", low=200_000, high=230_000, exact=False),
        outcome("a.jpg", Status.MISSED, preset="tiny", error=TRUNCATED),
    )
    shown = screen.shown
    lines = shown.splitlines()
    assert max(map(cell_len, lines)) <= columns
    assert shown.index("web") < shown.index("tiny")
    assert lines[0].strip() == "a.jpg  4000×3000  4.1 MB"
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines]
    if columns == 110:
        found = ["web", "1920×1440", "webp q 80", "≈ 210 kB", "200–230 kB", "−95 %"]
        assert [*found, "fits ≤ 500 kB"] in rows
        assert ["tiny", "", "", "", "", "", "misses ≤ 100 B"] in rows


def test_what_is_wrong_with_a_compared_picture_is_shown_once(
    terminal: TerminalMaker, outcome: OutcomeMaker
) -> None:
    screen = terminal(80)
    recipes = [Recipe(preset=name) for name in ("web", "jury")]
    reporter = make_reporter(
        Display(), preview=True, compared=recipes, stdout=screen.stream, stderr=screen.stream
    )
    say(reporter, *(outcome("f.jpg", Status.FAILED, error=TRUNCATED) for _ in recipes))
    assert screen.shown.count("the file ends") == 1
