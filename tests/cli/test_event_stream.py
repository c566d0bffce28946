"""The JSON lines of `--json`, as a script reads them."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
Draw = Callable[..., Path]

FILE_KEYS = [
    *("event", "status", "source", "output", "source_bytes", "output_bytes", "estimated_bytes"),
    *("source_width", "source_height", "width", "height", "format", "quality", "perceptual"),
    *("encodes", "seconds", "preset", "reason", "dropped", "warnings", "error"),
]
SUMMARY_KEYS = [
    *("event", "files", "optimized", "kept", "cached", "skipped", "missed", "failed"),
    *(
        "warnings",
        "source_bytes",
        "output_bytes",
        "seconds",
        "pictures",
        "sampled",
        "estimated_bytes",
    ),
    *("low", "high"),
]


def test_the_stream_is_run_files_summary_and_nothing_else(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "in" / "a.jpg")
    (tmp_path / "in" / "b.jpg").write_bytes(b"no picture")
    (tmp_path / "in" / "c.pdf").write_bytes(b"%PDF-1.7\n")
    done = pixelprep("optimize", "in", "-p", "web_display", "--json", "--quiet")
    assert done.code == 1
    run, *files, summary = done.events
    assert list(run) == ["event", "schema", "version"]
    assert (run["event"], run["schema"]) == ("run", 1)
    assert [list(file) for file in files] == [FILE_KEYS] * 3
    assert list(summary) == SUMMARY_KEYS
    made = done.files["a.jpg"]
    assert made["source"] == str(tmp_path / "in" / "a.jpg")
    assert made["output"] == str(tmp_path / "optimized" / "a.webp")
    assert made["output_bytes"] == os.path.getsize(made["output"])
    assert (made["format"], made["preset"], made["error"]) == ("webp", "web_display", None)
    assert (summary["files"], summary["optimized"], summary["failed"], summary["skipped"]) == (
        *(3, 1, 1, 1),
    )
    assert summary["output_bytes"] == made["output_bytes"]
    assert len(done.err.splitlines()) == 1


def test_without_quiet_people_are_told_on_standard_error(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg")
    done = pixelprep("optimize", "a.jpg", "--json")
    assert [event["event"] for event in done.events] == ["run", "file", "summary"]
    assert "a.jpg" in done.err


@pytest.mark.skipif(sys.platform != "linux", reason="names there are text")
def test_names_that_are_no_text_come_out_as_lone_surrogates_and_lead_back_to_the_file(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    plain = draw_photo(tmp_path / "plain.jpg")
    name = os.path.join(os.fsencode(tmp_path), b"in", b"caf\xe9.jpg")
    os.mkdir(os.path.dirname(name))
    os.rename(plain, name)
    done = pixelprep("optimize", "in", "-f", "webp", "--json", "--quiet")
    assert done.code == 0, done.err
    assert done.out.isascii()
    assert "caf\\udce9.jpg" in done.out
    (file,) = (event for event in done.events if event["event"] == "file")
    assert os.fsencode(file["source"]) == name
    assert os.path.getsize(os.fsencode(file["output"])) == file["output_bytes"]


def test_a_refusal_leaves_standard_output_empty(pixelprep: Command) -> None:
    done = pixelprep("optimize", "absent", "--json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("pixelprep: ")
