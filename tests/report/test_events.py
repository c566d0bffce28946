from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from pixelprep_cli.model.facts import (
    Analysis,
    Findings,
    ImageFacts,
    MetadataBlock,
    Recommendation,
)
from pixelprep_cli.model.forecast import Forecast
from pixelprep_cli.model.outcome import Notice, Outcome, RunSummary, Status
from pixelprep_cli.report.events import (
    EventReporter,
    analysis_event,
    file_event,
    summary_event,
    write_event,
)

PHOTOS = os.path.abspath("/photos")

OPTIMIZED = Outcome(
    status=Status.OPTIMIZED,
    source=os.path.join(PHOTOS, "a.jpg"),
    output=os.path.join(PHOTOS, "a.webp"),
    source_bytes=4_100_000,
    output_bytes=210_000,
    source_width=4000,
    source_height=3000,
    width=1920,
    height=1440,
    format="webp",
    quality=80,
    perceptual=81.26,
    encodes=2,
    seconds=0.21049,
    preset="web_display",
    warnings=(Notice("gain_map_dropped", "the gain map is lost in WebP"),),
)
FAILED = Outcome(
    status=Status.FAILED,
    source=os.path.join(PHOTOS, "caf\udce9.jpg"),
    error=Notice("truncated", "the file ends after 12 kB of 48 kB"),
)
PREDICTED = Outcome(
    status=Status.OPTIMIZED,
    source=os.path.join(PHOTOS, "b.png"),
    output=os.path.join(PHOTOS, "b.avif"),
    source_bytes=1_000_000,
    output_bytes=100_000,
    low=90_000,
    high=120_000,
    exact=False,
    width=800,
    height=600,
    format="avif",
    quality=60,
    seconds=0.05,
)
EXPECTED = Forecast(source_bytes=9000, output_bytes=900, low=800, high=1100, pictures=12, sampled=3)
ANALYSIS = Analysis(
    source=os.path.join(PHOTOS, "a.jpg"),
    facts=ImageFacts(
        format="jpeg",
        bytes=4_100_000,
        width=4000,
        height=3000,
        orientation=6,
        profile="Display P3",
        location=True,
    ),
    kind="photograph",
    kind_confidence=0.987,
    transparent=False,
    findings=Findings(
        grey=False,
        noise=1.234,
        sharpness=0.8,
        dynamic_range=9.04,
        saved_quality=97,
        standard_tables=False,
        wasted_bytes=1_000_000,
        metadata=(MetadataBlock(name="EXIF", bytes=9000, risks=("holds a location",)),),
    ),
    recommendations=(
        Recommendation(
            preset="instagram_portrait",
            confidence=0.8,
            reasons=("it is upright",),
            format="jpeg",
            output_bytes=400_000,
            low=380_000,
            high=420_000,
        ),
    ),
    seconds=0.05,
)


def run(*outcomes: Outcome, preview: bool = False) -> str:
    stream = io.StringIO()
    summary = RunSummary(seconds=1.23456, pictures=len(outcomes))
    with EventReporter(stream, preview=preview) as reporter:
        reporter.start(len(outcomes), 4_100_000, version="1.2.3")
        reporter.expect(Forecast(source_bytes=4_100_000, output_bytes=210_000, low=1, high=2))
        for outcome in outcomes:
            reporter.tick()
            summary.add(outcome)
            reporter.file(outcome)
        reporter.finish(summary)
    return stream.getvalue()


def test_every_event_stands_as_the_contract_has_it() -> None:
    analysis = io.StringIO()
    write_event(analysis, analysis_event(ANALYSIS))
    written = (
        run(OPTIMIZED, FAILED)
        + run(PREDICTED, OPTIMIZED, FAILED, preview=True)
        + analysis.getvalue()
    )
    golden = os.path.join(os.path.dirname(__file__), "golden", "events.ndjson")
    with open(golden, encoding="ascii") as file:
        contract = file.read()
    assert written == contract.replace('"/photos/', json.dumps(os.path.join(PHOTOS, ""))[:-1])


def test_an_undecodable_name_survives_the_round_trip() -> None:
    event = json.loads(run(FAILED).splitlines()[1])
    assert event["source"] == FAILED.source


def test_a_relative_path_is_made_absolute() -> None:
    event = file_event(Outcome(status=Status.KEPT, source="a.jpg", output="out/a.jpg"))
    assert event["source"] == os.path.abspath("a.jpg")
    assert event["output"] == os.path.abspath("out/a.jpg")


@pytest.mark.parametrize("status", Status)
def test_the_summary_counts_every_status(status: Status) -> None:
    summary = json.loads(run(Outcome(status=status, source="a.jpg")).splitlines()[-1])
    assert summary["files"] == summary[str(status)] == 1
    assert sum(summary[str(each)] for each in Status) == 1


def test_the_summary_counts_every_warning() -> None:
    one, two = Notice("bit_depth_reduced", "16 became 8"), Notice("frames_dropped", "first of 3")
    told = run(replace(OPTIMIZED, warnings=(one, two)), replace(OPTIMIZED, warnings=(two,)))
    assert json.loads(told.splitlines()[-1])["warnings"] == {
        "frames_dropped": 2,
        "bit_depth_reduced": 1,
    }


def test_each_event_can_be_read_before_the_next_is_written() -> None:
    program = (
        "import sys\n"
        "from pixelprep_cli.report.events import EventReporter\n"
        "EventReporter(sys.stdout).start(1, 1, version='1.2.3')\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {
            "event": "run",
            "schema": 1,
            "version": "1.2.3",
        }


def test_a_run_that_predicted_tells_what_it_expected() -> None:
    summary = RunSummary(pictures=12, forecast=EXPECTED)
    summary.add(replace(OPTIMIZED, estimated_bytes=200_000))
    event = summary_event(summary)
    assert (event["output_bytes"], event["estimated_bytes"]) == (210_000, 200_000)
    assert (event["pictures"], event["sampled"]) == (12, 3)
    assert (event["low"], event["high"]) == (800, 1100)
    assert file_event(replace(OPTIMIZED, estimated_bytes=200_000))["estimated_bytes"] == 200_000


def test_a_preview_by_a_sample_tells_of_all_pictures() -> None:
    summary = RunSummary(pictures=12, forecast=EXPECTED)
    summary.add(PREDICTED)
    event = summary_event(summary, preview=True)
    assert (event["files"], event["pictures"], event["sampled"]) == (1, 12, 3)
    assert event["source_bytes"] == 9000
    assert event["output_bytes"] == event["estimated_bytes"] == 900
    assert (event["low"], event["high"]) == (800, 1100)
