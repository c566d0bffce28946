from __future__ import annotations

import ast
import glob
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from pixelprep_cli.batch import source
from pixelprep_cli.codecs.inputs import NOT_READ
from pixelprep_cli.model.facts import Analysis, Findings, ImageFacts
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Outcome, RunSummary, Status
from pixelprep_cli.report.events import (
    analysis_event,
    estimate_event,
    file_event,
    run_event,
    summary_event,
)
from pixelprep_cli.store import atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PICTURE = Outcome(status=Status.OPTIMIZED, source="a.jpg", output_bytes=1)
FACTS = ImageFacts(format="jpeg", bytes=1, width=1, height=1)
FINDINGS = Findings(grey=False, noise=1.5, sharpness=0.8, dynamic_range=9.04)
ANALYSIS = Analysis(
    source="a.jpg",
    facts=FACTS,
    kind="photograph",
    kind_confidence=1,
    transparent=False,
    findings=FINDINGS,
)
EVENTS = {
    "run": run_event("1"),
    "file": file_event(PICTURE),
    "estimate": estimate_event(PICTURE),
    "analysis": analysis_event(ANALYSIS),
    "summary": summary_event(RunSummary()),
}
ERRORS = ("SourceError", "SkippedError")
PLACES = {"Notice": 0, "_failed": 1}
"""What takes the codes that events carry: by keyword, and by position. A UsageError has none in
events, as it ends the run before the first."""


def examples(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    while text := text.strip():
        event, end = decoder.raw_decode(text)
        yield event
        text = text[end:]


@pytest.mark.parametrize("document", ["README.md", "docs/json.md"])
def test_every_example_has_the_keys_that_are_written_in_their_order(
    document: str, blocks: Callable[[str, str], list[str]]
) -> None:
    shown = [event for block in blocks(document, "json") for event in examples(block)]
    assert shown
    for event in shown:
        assert list(event) == list(EVENTS[event["event"]])


def test_the_reference_has_an_example_of_every_event(
    blocks: Callable[[str, str], list[str]],
) -> None:
    shown = [
        event["event"] for block in blocks("docs/json.md", "json") for event in examples(block)
    ]
    assert shown == list(EVENTS)


@pytest.mark.parametrize("event", EVENTS)
def test_every_key_is_told(event: str, read: Callable[[str], str]) -> None:
    section = read("docs/json.md").split(f"\n## {event}\n")[1].split("\n## ")[0]
    told = re.findall(r"^\| (`.*?) \|", section.split("| key |")[1].split("\n\n")[0], re.MULTILINE)
    names = [name for row in told for name in re.findall(r"`(\w+)`", row)]
    assert sorted(names) == sorted(EVENTS[event])


def test_every_status_is_told(rows: Callable[[str, str], list[list[str]]]) -> None:
    assert [row[0].strip("`") for row in rows("docs/json.md", "| status |")] == list(Status)


def test_every_warning_is_told(rows: Callable[[str, str], list[list[str]]]) -> None:
    assert [row[0].strip("`") for row in rows("docs/json.md", "| code | what it tells |")] == list(
        Warn
    )


def test_every_error_is_told(checkout: str, rows: Callable[[str, str], list[list[str]]]) -> None:
    told = [row[0].strip("`") for row in rows("docs/json.md", "| code | status |")]
    written = {
        *NOT_READ,
        *source._CODES.values(),
        *atomic.CODES.values(),
        "limit_missed",
        "limit_impossible",
    }
    written.update(*map(codes, glob.iglob(f"{checkout}/src/**/*.py", recursive=True)))
    assert sorted(told) == sorted(written)


def codes(path: str) -> set[str]:
    """The codes that a module gives to errors of single pictures."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    return {
        code.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for code in codes_in(call)
        if isinstance(code, ast.Constant) and isinstance(code.value, str)
    }


def codes_in(call: ast.Call) -> list[ast.expr]:
    match call.func:
        case ast.Name(id=name) if name in PLACES:
            return [call.args[PLACES[name]]]
        case ast.Name(id=name) if name in ERRORS:
            return [word.value for word in call.keywords if word.arg == "code"]
        case ast.Attribute(value=ast.Name(id=table), attr="get") if table.endswith("CODES"):
            return call.args[1:]
    return []
