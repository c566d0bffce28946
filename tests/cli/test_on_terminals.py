"""What a terminal and a pipe get to see, above all of names that nobody should have given."""

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.terminals import shown

pty = pytest.importorskip("pty")

Command = Callable[..., Any]
Draw = Callable[..., Path]

NASTY = {
    "a[red]b.jpg": "a[red]b.jpg",
    "line\nbreak.jpg": r"line\nbreak.jpg",
    "esc\x1b[2Jape.jpg": r"esc\x1b[2Jape.jpg",
    "bidi\u202egpj.jpg": r"bidi\u202egpj.jpg",
    "bell\x07.jpg": r"bell\x07.jpg",
}


@pytest.fixture
def nasty(draw_photo: Draw, tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    first = draw_photo(folder / "plain.jpg", (40, 30)).read_bytes()
    for name in NASTY:
        (folder / name).write_bytes(first)
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.jpg")).write_bytes(first)
    return folder


def test_names_are_harmless_in_a_pipe(pixelprep: Command, nasty: Path) -> None:
    done = pixelprep("optimize", "in", "-f", "webp", "-v")
    assert done.code == 0, done.err
    written = done.out + done.err
    assert all(char.isprintable() or char == "\n" for char in written)
    for name in NASTY.values():
        assert f"in/{name}" in written
    if sys.platform == "linux":
        assert r"in/caf\xe9.jpg" in written


@pytest.mark.parametrize("words", [("optimize", "-v"), ("preview",), ("analyze",)])
def test_names_are_harmless_on_a_terminal(
    on_terminal: Callable[..., tuple[int, str]], nasty: Path, words: tuple[str, ...]
) -> None:
    code, written = on_terminal(*words, "in")
    assert code == 0
    assert "\x1b[2J" not in written
    assert "\x07" not in written
    assert "\u202e" not in written
    text = "\n".join(shown(written))
    for name in NASTY.values():
        assert name in text


def test_names_are_harmless_in_refusals(pixelprep: Command) -> None:
    done = pixelprep("optimize", "absent\x1b[2J[red].jpg")
    assert done.code == 2
    assert r"absent\x1b[2J[red].jpg" in done.err


@pytest.mark.parametrize("command", ["optimize", "preview", "analyze"])
def test_a_pipe_gets_no_control_codes(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, command: str
) -> None:
    draw_photo(tmp_path / "in" / "a.jpg")
    (tmp_path / "in" / "b.jpg").write_bytes(b"no picture")
    done = pixelprep(command, "in")
    assert done.code == 1
    assert "\x1b" not in done.out + done.err
    assert "\r" not in done.out + done.err


def test_a_terminal_gets_colours_a_summary_and_its_cursor_back(
    on_terminal: Callable[..., tuple[int, str]], draw_photo: Draw, tmp_path: Path
) -> None:
    for n in range(12):
        draw_photo(tmp_path / "in" / f"{n}.jpg", (600, 400))
    (tmp_path / "in" / "b.jpg").write_bytes(b"no picture")
    code, written = on_terminal("optimize", "in", "-f", "webp", "-j", "1", "--effort", "max")
    assert code == 1
    assert "\x1b[" in written
    text = "\n".join(shown(written))
    assert "expected" in text
    assert "12 optimized" in text
    assert "b.jpg" in text
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h") >= 1


def test_a_watched_run_says_what_it_expects_and_how_close_it_came(
    on_terminal: Callable[..., tuple[int, str]], draw_photo: Draw, tmp_path: Path
) -> None:
    for n in range(30):
        draw_photo(tmp_path / "in" / f"{n}.jpg", (300 + n, 200))
    code, written = on_terminal("optimize", "in", "-f", "webp", "--effort", "max")
    assert code == 0
    text = "\n".join(shown(written))
    assert re.search(
        r"^expected  ≈ [\d.]+ kB → [\d.]+ kB \([\d.]+–[\d.]+ kB\)$", text, re.MULTILINE
    )
    assert re.search(r"predicted [\d.]+ kB, (as predicted|[\d.]+ % (over|under))", text)


def test_a_few_pictures_are_begun_at_once_and_say_nothing_of_predictions(
    on_terminal: Callable[..., tuple[int, str]], draw_photo: Draw, tmp_path: Path
) -> None:
    for n in range(4):
        draw_photo(tmp_path / "in" / f"{n}.jpg", (60, 40))
    code, written = on_terminal("optimize", "in", "-f", "webp")
    assert code == 0
    assert "expected" not in written
    assert "predicted" not in written


def test_events_hold_what_was_expected_where_a_person_watches_standard_error(
    begin: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    for n in range(24):
        draw_photo(tmp_path / "in" / f"{n}.jpg", (100 + n, 80))
    main, other = pty.openpty()
    process = begin("optimize", "in", "-f", "webp", "--json", stderr=other)
    os.close(other)
    out, _ = process.communicate(timeout=60)
    os.close(main)
    _, *files, summary = map(json.loads, out.splitlines())
    assert len(files) == 24
    assert all(file["estimated_bytes"] > 0 for file in files)
    assert sum(file["estimated_bytes"] for file in files) == summary["estimated_bytes"]
    assert 1 <= summary["sampled"] <= 2
    assert summary["low"] <= summary["estimated_bytes"] <= summary["high"]


def test_one_picture_is_compared_in_a_table(
    on_terminal: Callable[..., tuple[int, str]], draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg", (300, 200))
    code, written = on_terminal("preview", "a.jpg")
    assert code == 0
    rows = [line.split("│")[1:-1] for line in shown(written) if "│" in line]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert [row[0] for row in cells[1:]] == sorted(row[0] for row in cells[1:])
    (row,) = (row for row in cells if row[0] == "web_display")
    assert row[1] == "300×200"
    assert row[2].startswith("webp q ")
    assert row[-1] == "fits ≤ 500 kB"


def test_no_color_is_obeyed_and_outranked_by_the_option(
    on_terminal: Callable[..., tuple[int, str]], draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    words = ("optimize", "a.jpg", "--overwrite", "--no-progress")
    assert "\x1b[" in on_terminal(*words)[1]
    assert "\x1b[" not in on_terminal(*words, NO_COLOR="1")[1]
    assert "\x1b[" not in on_terminal(*words, "--color", "never")[1]
    assert "\x1b[" in on_terminal(*words, "--color", "always", NO_COLOR="1")[1]
    assert "\x1b[" in on_terminal("analyze", "a.jpg")[1]
    assert "\x1b[" not in on_terminal("analyze", "a.jpg", "--color", "never")[1]


@pytest.mark.parametrize(
    ("words", "env"),
    [(("--no-progress",), {}), ((), {"PIXELPREP_PROGRESS_ENABLED": "false"})],
)
def test_there_is_no_bar_where_it_is_switched_off(
    on_terminal: Callable[..., tuple[int, str]],
    draw_photo: Draw,
    tmp_path: Path,
    words: tuple[str, ...],
    env: dict[str, str],
) -> None:
    for n in range(5):
        draw_photo(tmp_path / "in" / f"{n}.jpg", (600, 400))
    slow = ("optimize", "in", "-f", "webp", "-j", "1", "--effort", "max")
    code, written = on_terminal(*slow, *words, **env)
    assert code == 0
    assert "\x1b[?25l" not in written
    assert "MP/s" in "\n".join(shown(written))


def test_an_interrupted_bar_gives_the_cursor_back(
    begin: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    for n in range(40):
        draw_photo(tmp_path / "in" / f"{n}.jpg", (600, 400))
    main, other = pty.openpty()
    process = begin(
        *("optimize", "in", "-f", "webp", "-j", "1", "--effort", "max"),
        stdin=other,
        stdout=other,
        stderr=other,
    )
    os.close(other)
    heard = b""
    while b"\x1b[?25l" not in heard:
        heard += os.read(main, 65536)
    process.send_signal(2)
    while True:
        try:
            heard += os.read(main, 65536)
        except OSError:
            break
    os.close(main)
    assert process.wait(20) == 130
    assert heard.count(b"\x1b[?25l") == heard.count(b"\x1b[?25h")
    assert b"interrupted" in heard
    assert b"Traceback" not in heard
