from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.errors import ExitCode
from pixelprep_cli.model.amounts import ByteSize, Share
from pixelprep_cli.model.forecast import Forecast
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.model.outcome import Notice, Outcome, RunSummary, Status
from pixelprep_cli.model.settings import Limits, Picture
from pixelprep_cli.report.plain import PlainComparison, PlainReporter, QuietReporter

if TYPE_CHECKING:
    from tests.report.conftest import OutcomeMaker

    from pixelprep_cli.report.reporter import Reporter

TRUNCATED = Notice("truncated", "the file ends after 12 kB of 48 kB")


def said(reporter: Reporter, *outcomes: Outcome, total: int = 0) -> None:
    summary = RunSummary(seconds=2.0)
    with reporter:
        reporter.start(total or len(outcomes), 1, version="1.2.3")
        for outcome in outcomes:
            summary.add(outcome)
            reporter.file(outcome)
        if total > len(outcomes):
            summary.interrupted = ExitCode.INTERRUPTED
        reporter.finish(summary)


def test_each_picture_has_its_line_and_the_run_its_totals(outcome: OutcomeMaker) -> None:
    out, err = io.StringIO(), io.StringIO()
    exists = Notice("exists", "the output exists")
    said(PlainReporter(out, err), outcome(), outcome("b.jpg", Status.SKIPPED, error=exists))
    assert out.getvalue().splitlines() == [
        f"optimized a.jpg → {os.path.join('out', 'a.webp')}  4.1 MB → 210 kB (−95 %)  q 80",
        "skipped   b.jpg: the output exists",
        "files     2  1 optimized  1 skipped",
        "time      2.00 s  6.0 MP/s",
        "before    4.1 MB",
        "after     210 kB",
        "saved     3.9 MB (−95 %)",
    ]
    assert err.getvalue() == ""


def test_problems_and_warnings_go_to_stderr(outcome: OutcomeMaker) -> None:
    out, err = io.StringIO(), io.StringIO()
    warned = outcome("w.jpg", warnings=(Notice("gain_map_dropped", "the gain map is lost"),))
    missed = outcome("m.jpg", Status.MISSED, error=Notice("limit_missed", "310 kB was reached"))
    said(PlainReporter(out, err), warned, missed, outcome("f.jpg", Status.FAILED, error=TRUNCATED))
    assert err.getvalue().splitlines() == [
        "warning   w.jpg: the gain map is lost",
        "missed    m.jpg: 310 kB was reached",
        "failed    f.jpg: the file ends after 12 kB of 48 kB",
    ]
    assert "f.jpg" not in out.getvalue()
    assert "warnings  gain_map_dropped ×1" in out.getvalue()


def test_a_run_that_made_pictures_larger_says_what_was_added(outcome: OutcomeMaker) -> None:
    out = io.StringIO()
    said(PlainReporter(out, io.StringIO()), outcome(output_bytes=4_510_000))
    assert "added     410 kB (+10 %)" in out.getvalue().splitlines()


def test_verbose_lines_tell_dimensions_encodes_and_time(outcome: OutcomeMaker) -> None:
    out = io.StringIO()
    said(PlainReporter(out, io.StringIO(), verbose=True), outcome())
    assert out.getvalue().splitlines()[0].endswith("q 80  1920×1440  2 encodes  0.21 s")


def test_verbose_lines_tell_how_alike_it_looks_and_why_the_format(outcome: OutcomeMaker) -> None:
    out = io.StringIO()
    aimed = outcome(perceptual=81.26, reason="webp is predicted smallest")
    said(PlainReporter(out, io.StringIO(), verbose=True), aimed)
    told = out.getvalue().splitlines()[0]
    assert "1920×1440  SSIMULACRA2 81.3  2 encodes" in told
    assert told.endswith("webp is predicted smallest")


def test_a_preview_says_what_it_predicts_and_how_surely(outcome: OutcomeMaker) -> None:
    out = io.StringIO()
    predicted = outcome(low=200_000, high=230_000, exact=False)
    said(PlainReporter(out, io.StringIO(), preview=True), predicted)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("predicted a.jpg → ")
    assert lines[0].endswith("4.1 MB → ≈ 210 kB (−95 %)  200–230 kB  q 80")
    assert "predicted 210 kB (200–230 kB)" in lines


def test_an_interrupted_run_says_how_far_it_came(outcome: OutcomeMaker) -> None:
    out = io.StringIO()
    said(PlainReporter(out, io.StringIO()), outcome(), total=400)
    assert "stopped   interrupted after 1 of 400 files" in out.getvalue().splitlines()


def test_quiet_says_only_what_went_wrong(outcome: OutcomeMaker) -> None:
    err = io.StringIO()
    warned = outcome("w.jpg", warnings=(Notice("gain_map_dropped", "lost"),))
    said(QuietReporter(err), outcome(), warned, outcome("f.jpg", Status.FAILED, error=TRUNCATED))
    assert err.getvalue() == "failed    f.jpg: the file ends after 12 kB of 48 kB\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_name_can_be_written_in_any_encoding(outcome: OutcomeMaker, encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    names = ["caf\udce9.jpg", "東京.jpg", "a[red]b.png", "x\x1b[31m\u202e\n.jpg"]
    said(PlainReporter(stream, stream), *(outcome(name) for name in names))
    lines = raw.getvalue().decode(encoding).splitlines()
    assert lines[0].startswith(r"optimized caf\xe9.jpg -> " if encoding != "utf-8" else "optimized")
    assert lines[2].startswith("optimized a[red]b.png ")
    assert lines[3].startswith(r"optimized x\x1b[31m\u202e\n.jpg ")


def test_colour_changes_nothing_but_colour(outcome: OutcomeMaker) -> None:
    plain, coloured = io.StringIO(), io.StringIO()
    failed = outcome("f.jpg", Status.FAILED, error=TRUNCATED)
    said(PlainReporter(plain, plain), outcome(), failed)
    said(PlainReporter(coloured, coloured, color=True), outcome(), failed)
    assert "\x1b[1;31mfailed   \x1b[0m f.jpg" in coloured.getvalue()
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured.getvalue()) == plain.getvalue()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other errors for a pipe without reader")
def test_a_reader_that_has_gone_is_heard_of_at_once(outcome: OutcomeMaker) -> None:
    read, write = os.pipe()
    os.close(read)
    stream = os.fdopen(write, "w")
    with pytest.raises(BrokenPipeError):
        PlainReporter(stream, io.StringIO()).file(outcome())
    with pytest.raises(BrokenPipeError):
        stream.close()


def test_plain_lines_quiet_and_json_load_no_rich() -> None:
    program = """
import sys
from pixelprep_cli.model.outcome import Outcome, RunSummary, Status
from pixelprep_cli.model.settings import Display
from pixelprep_cli.report.reporter import make_reporter
for quiet in (False, True):
    for json in (False, True):
        with make_reporter(Display(quiet=quiet), json=json) as reporter:
            reporter.start(1, 1, version="1.2.3")
            reporter.file(Outcome(status=Status.FAILED, source="a.jpg"))
            reporter.finish(RunSummary())
sys.exit(any(name.split(".")[0] in ("rich", "pydantic", "PIL") for name in sys.modules))
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
    assert b"\x1b" not in ended.stdout + ended.stderr


RECIPES = [
    Recipe(preset="web", picture=Picture(limits=Limits(max_size=ByteSize(500_000)))),
    Recipe(preset="jury", picture=Picture(limits=Limits(min_size=ByteSize(1_000_000)))),
    Recipe(preset="plain"),
    Recipe(preset="tiny", picture=Picture(limits=Limits(max_size=ByteSize(100)))),
    Recipe(preset="goal", picture=Picture(limits=Limits(reduce_by=Share(0.7)))),
]


def test_a_comparison_has_a_line_for_each_preset_in_their_order(outcome: OutcomeMaker) -> None:
    out, err = io.StringIO(), io.StringIO()
    under = (Notice("below_min_size", "too small"),)
    over = (Notice("goal_missed", "too large"),)
    missed = Notice("limit_missed", "900 B")
    said(
        PlainComparison(out, err, RECIPES),
        outcome(preset="goal", warnings=over),
        outcome("a.jpg", Status.MISSED, preset="tiny", error=missed),
        outcome(preset="plain", quality=None, format="png"),
        outcome(preset="jury", warnings=under),
        outcome(preset="web", low=200_000, high=230_000, exact=False),
    )
    assert out.getvalue().splitlines() == [
        "predicted web  4.1 MB → ≈ 210 kB (−95 %)  200–230 kB  webp q 80  1920×1440  fits ≤ 500 kB",
        "predicted jury  4.1 MB → 210 kB (−95 %)  webp q 80  1920×1440  under ≥ 1.0 MB",
        "predicted plain  4.1 MB → 210 kB (−95 %)  png  1920×1440  no limit",
        "missed    tiny  misses ≤ 100 B",
        "predicted goal  4.1 MB → 210 kB (−95 %)  webp q 80  1920×1440  over −70%",
    ]
    assert err.getvalue() == ""


def test_what_is_wrong_with_a_compared_picture_is_told_once(outcome: OutcomeMaker) -> None:
    out, err = io.StringIO(), io.StringIO()
    failed = [outcome("f.jpg", Status.FAILED, preset=r.preset, error=TRUNCATED) for r in RECIPES]
    said(PlainComparison(out, err, RECIPES), *failed)
    assert out.getvalue() == ""
    assert err.getvalue() == "failed    f.jpg: the file ends after 12 kB of 48 kB\n"


def test_an_interrupted_comparison_says_how_far_it_came(outcome: OutcomeMaker) -> None:
    out = io.StringIO()
    said(PlainComparison(out, out, RECIPES), outcome(preset="web"), total=5)
    assert out.getvalue().splitlines()[-1] == "stopped   interrupted after 1 of 5 files"


def test_a_preview_by_a_sample_says_so_and_tells_of_all(outcome: OutcomeMaker) -> None:
    out = io.StringIO()
    told = Forecast(source_bytes=9_000_000, output_bytes=900_000, low=800_000, high=1_000_000)
    summary = RunSummary(pictures=80, forecast=told)
    with PlainReporter(out, out, preview=True) as reporter:
        reporter.start(1, 1, version="1.2.3")
        summary.add(outcome())
        reporter.finish(summary)
    assert [line for line in out.getvalue().splitlines() if not line.startswith("time")] == [
        "files     1 of 80 looked at  1 predicted",
        "before    9.0 MB",
        "predicted 900 kB (800 kB–1.0 MB)",
        "saved     8.1 MB (−90 %)",
    ]
