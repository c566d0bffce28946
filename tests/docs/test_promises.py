"""What docs/safety.md promises, shown with the whole program where no room alone can show it."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

DrawPhoto = Callable[..., Path]
Run = Callable[..., Any]


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """All files with their bytes and their times."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def cut_off(picture: Path) -> None:
    """Leave only the first half of a file."""
    whole = picture.read_bytes()
    picture.write_bytes(whole[: len(whole) // 2])


def test_every_promise_names_a_test_that_is_there(
    checkout: str, rows: Callable[[str, str], list[list[str]]]
) -> None:
    told = {row[1].strip("`") for row in rows("docs/safety.md", "| promise |")}
    there = {
        name
        for path in Path(checkout, "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert told
    assert told - there == set()


def test_a_run_leaves_its_sources_as_they_were(
    tmp_path: Path, draw_photo: DrawPhoto, pixelprep: Run
) -> None:
    draw_photo(tmp_path / "in" / "a.jpg")
    draw_photo(tmp_path / "in" / "b.png")
    before = tree(tmp_path / "in")
    done = pixelprep("optimize", "in", "-f", "webp", "--overwrite", "--json")
    assert done.events[-1]["optimized"] == 2
    assert tree(tmp_path / "in") == before


def test_a_preview_leaves_everything_as_it_was(
    tmp_path: Path, draw_photo: DrawPhoto, pixelprep: Run
) -> None:
    draw_photo(tmp_path / "a.jpg")
    before = tree(tmp_path)
    assert pixelprep("preview", "a.jpg", "-f", "webp", "--json").events[1]["estimated_bytes"] > 0
    assert tree(tmp_path) == before
    assert not (tmp_path / "optimized").exists()


def test_an_output_that_exists_is_left_alone_unless_overwrite_is_said(
    tmp_path: Path, draw_photo: DrawPhoto, pixelprep: Run
) -> None:
    draw_photo(tmp_path / "a.jpg")
    output = tmp_path / "optimized" / "a.jpg"
    output.parent.mkdir()
    output.write_bytes(b"mine")
    left = pixelprep("optimize", "a.jpg", "--json").files["a.jpg"]
    assert (left["status"], left["error"]["code"]) == ("skipped", "target_exists")
    assert output.read_bytes() == b"mine"
    replaced = pixelprep("optimize", "a.jpg", "--overwrite", "--json").files["a.jpg"]
    assert replaced["output_bytes"] == output.stat().st_size > len(b"mine")


def test_a_bad_picture_leaves_nothing_and_the_others_are_made(
    tmp_path: Path, draw_photo: DrawPhoto, pixelprep: Run
) -> None:
    cut_off(draw_photo(tmp_path / "in" / "a.jpg"))
    draw_photo(tmp_path / "in" / "b.jpg")
    files = pixelprep("optimize", "in", "-q", "50", "--json").files
    assert (files["a.jpg"]["status"], files["b.jpg"]["status"]) == ("failed", "optimized")
    assert os.listdir(tmp_path / "optimized") == ["b.jpg"]


def test_a_picture_with_too_many_pixels_is_refused_by_its_header(
    tmp_path: Path, draw_photo: DrawPhoto, pixelprep: Run
) -> None:
    cut_off(draw_photo(tmp_path / "a.jpg"))
    done = pixelprep("optimize", "a.jpg", "--max-pixels", "1000", "--json")
    assert done.files["a.jpg"]["error"]["code"] == "too_many_pixels"


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_an_interrupted_run_leaves_whole_outputs_and_nothing_else(
    tmp_path: Path, draw_photo: DrawPhoto, begin: Run
) -> None:
    for number in range(40):
        draw_photo(tmp_path / "in" / f"{number}.jpg", (640, 480))
    run = begin("optimize", "in", "-f", "avif", "--effort", "max", "--json")
    lines = [run.stdout.readline() for _ in range(3)]
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=30)
    assert run.returncode == 130
    events = [json.loads(line) for line in [*lines, *out.splitlines()]]
    assert events[-1]["event"] == "summary"
    made = {os.path.basename(event["output"]) for event in events if event["event"] == "file"}
    there = os.listdir(tmp_path / "optimized")
    assert made <= set(there)
    assert 2 <= len(there) < 40
    for name in there:
        with Image.open(tmp_path / "optimized" / name) as picture:
            picture.load()
