from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.model.forecast import Forecast
from pixelprep_cli.model.outcome import Notice, Outcome, RunSummary, Status
from pixelprep_cli.model.settings import Display
from pixelprep_cli.report.reporter import Reporter, is_watched, make_reporter

if TYPE_CHECKING:
    from tests.report.conftest import OutcomeMaker, TerminalMaker


def say(reporter: Reporter, *outcomes: Outcome) -> None:
    summary = RunSummary(seconds=2.0)
    with reporter:
        reporter.start(len(outcomes), 8_200_000, version="1.2.3")
        reporter.expect(Forecast(source_bytes=8_200_000, output_bytes=420_000, low=1, high=500_000))
        for outcome in outcomes:
            reporter.tick()
            summary.add(outcome)
            reporter.file(outcome)
        reporter.finish(summary)


@pytest.fixture
def pictures(outcome: OutcomeMaker) -> list[Outcome]:
    failed = outcome("f.jpg", Status.FAILED, error=Notice("truncated", "the file ends early"))
    return [outcome(), failed]


def test_pipes_get_plain_lines_without_control_codes(pictures: list[Outcome]) -> None:
    out, err = io.StringIO(), io.StringIO()
    say(make_reporter(Display(), stdout=out, stderr=err), *pictures)
    assert out.getvalue().startswith("optimized a.jpg → ")
    assert err.getvalue() == "failed    f.jpg: the file ends early\n"
    assert "\x1b" not in out.getvalue() + err.getvalue()


def test_colour_reaches_a_pipe_only_when_it_is_asked_for_always(pictures: list[Outcome]) -> None:
    out, err = io.StringIO(), io.StringIO()
    say(make_reporter(Display(color="always"), stdout=out, stderr=err), *pictures)
    assert "\x1b[32moptimized" in out.getvalue()
    assert "\x1b[1;31mfailed" in err.getvalue()


def test_json_has_stdout_to_itself(pictures: list[Outcome]) -> None:
    out, err = io.StringIO(), io.StringIO()
    say(make_reporter(Display(), json=True, stdout=out, stderr=err), *pictures)
    events = [json.loads(line)["event"] for line in out.getvalue().splitlines()]
    assert events == ["run", "file", "file", "summary"]
    assert "optimized a.jpg" in err.getvalue()
    assert "failed    f.jpg: the file ends early" in err.getvalue()


def test_json_and_quiet_leave_only_failures_on_stderr(pictures: list[Outcome]) -> None:
    out, err = io.StringIO(), io.StringIO()
    say(make_reporter(Display(quiet=True), json=True, stdout=out, stderr=err), *pictures)
    assert len(out.getvalue().splitlines()) == 4
    assert err.getvalue() == "failed    f.jpg: the file ends early\n"


def test_json_leaves_the_look_of_a_terminal_to_stderr(
    terminal: TerminalMaker, pictures: list[Outcome]
) -> None:
    out, screen = io.StringIO(), terminal(80)
    say(make_reporter(Display(), json=True, stdout=out, stderr=screen.stream), *pictures)
    assert "╭─ Summary" in screen.shown
    assert [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_terminal_that_cannot_move_its_cursor_gets_plain_lines(
    terminal: TerminalMaker, pictures: list[Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = terminal(80)
    monkeypatch.setenv("TERM", "dumb")
    say(make_reporter(Display(), stdout=screen.stream, stderr=screen.stream), *pictures)
    assert "\x1b" not in screen.written
    assert screen.written.startswith("optimized a.jpg")


def test_plain_lines_are_used_where_only_one_stream_is_a_terminal(
    terminal: TerminalMaker, pictures: list[Outcome]
) -> None:
    screen, err = terminal(80), io.StringIO()
    say(make_reporter(Display(), stdout=screen.stream, stderr=err), *pictures)
    assert screen.shown.startswith("optimized a.jpg")
    assert err.getvalue() == "failed    f.jpg: the file ends early\n"


def test_quiet_on_a_terminal_shows_nothing_but_failures(
    terminal: TerminalMaker, pictures: list[Outcome]
) -> None:
    screen = terminal(80)
    reporter = make_reporter(Display(quiet=True), stdout=screen.stream, stderr=screen.stream)
    say(reporter, *pictures)
    assert screen.shown == "failed    f.jpg: the file ends early\n"


def test_a_run_is_watched_where_what_is_meant_for_people_stands_on_a_terminal(
    terminal: TerminalMaker,
) -> None:
    screen, pipe = terminal(80).stream, io.StringIO()
    assert is_watched(screen, screen)
    assert not is_watched(pipe, screen)
    assert not is_watched(screen, pipe)
    assert is_watched(pipe, screen, json=True)
    assert not is_watched(screen, pipe, json=True)
