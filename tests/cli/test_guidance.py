"""What a person is told once, on a terminal and nowhere else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.terminals import shown

from pixelprep_cli.cli.guidance import CI, in_ci
from pixelprep_cli.config.locations import state_folder
from pixelprep_cli.store.guide import FILE, Guide

pytest.importorskip("pty")

Draw = Callable[..., Path]
OnTerminal = Callable[..., "tuple[int, str]"]
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(80)


def lines(written: str, begun: str) -> list[str]:
    return [line for line in shown(written) if line.startswith(begun)]


def seen() -> list[str]:
    """What is kept of what was shown."""
    path = os.path.join(state_folder(), FILE)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        kept: list[str] = json.load(file)["shown"]
        return kept


@pytest.fixture
def photos(draw_photo: Draw, tmp_path: Path) -> Path:
    for n in range(2):
        draw_photo(tmp_path / "in" / f"{n}.jpg", (60, 40))
    return tmp_path / "in"


@pytest.fixture
def welcomed() -> None:
    """The first run is over."""
    Guide(state_folder()).first("welcome")


def test_the_first_run_says_three_lines_and_no_other_does(
    on_terminal: OnTerminal, photos: Path
) -> None:
    code, written = on_terminal("optimize", "in", "-o", "out")
    assert code == 0
    said = shown(written)
    at = said.index("pixelprep: 2 pictures will be optimized; the originals stay as they are")
    assert said[at + 1].startswith("  outputs go to out/")
    assert said[at + 2].startswith("  pixelprep undo takes all of it back")
    assert not said[at + 3].startswith("  ")
    assert "will be optimized" not in on_terminal("optimize", "in", "-o", "out2")[1]


def test_the_first_run_in_place_says_where_originals_are_kept(
    on_terminal: OnTerminal, photos: Path
) -> None:
    written = on_terminal("optimize", "in", "--in-place", "-q", "30")[1]
    assert "2 pictures will be replaced" in written
    assert f"originals, which are kept in {state_folder()}" in written


def test_the_first_run_in_place_without_backups_says_that_nothing_undoes_it(
    on_terminal: OnTerminal, photos: Path
) -> None:
    written = on_terminal("optimize", "in", "--in-place", "--no-backup", "--yes", "-q", "30")[1]
    assert "of which nothing is kept" in written
    assert "nothing can undo this" in written


def test_a_file_that_is_named_is_told(on_terminal: OnTerminal, photos: Path) -> None:
    written = on_terminal("optimize", "in/0.jpg", "-o", "small.webp")[1]
    assert "pixelprep: 1 picture will be optimized" in written
    assert "the output is small.webp" in written


@pytest.mark.parametrize("words", [("preview", "in"), ("optimize", "in", "-n"), ("analyze", "in")])
def test_what_writes_nothing_is_no_first_run(
    on_terminal: OnTerminal, photos: Path, words: tuple[str, ...]
) -> None:
    assert "pixelprep undo" not in on_terminal(*words)[1]
    assert "welcome" not in seen()


def test_nothing_is_said_or_kept_without_a_terminal(
    pixelprep: Callable[..., Any], photos: Path
) -> None:
    done = pixelprep("optimize", "in", "-p", "quick_compress")
    assert done.code == 0
    assert "will be" not in done.out + done.err
    assert "tip:" not in done.out + done.err
    assert seen() == []


@pytest.mark.parametrize(
    "env",
    [
        {"CI": "true"},
        {"GITHUB_ACTIONS": "true"},
        {"PIXELPREP_ONBOARDING_ENABLED": "false"},
        {"PIXELPREP_SAFE_MODE": "1"},
        {"PIXELPREP_QUIET": "true"},
    ],
)
def test_nothing_is_said_or_kept_in_ci_where_it_is_switched_off_or_quiet(
    on_terminal: OnTerminal, photos: Path, env: dict[str, str]
) -> None:
    code, written = on_terminal("optimize", "in", **env)
    assert code == 0
    assert "will be" not in written
    assert "tip:" not in written
    assert seen() == []


@pytest.mark.parametrize("variable", CI)
def test_build_services_are_known_by_their_variables(variable: str) -> None:
    assert in_ci({variable: "1"})
    assert not in_ci({variable: "false"})
    assert not in_ci({})


def test_where_nothing_can_be_kept_nothing_is_said(
    on_terminal: OnTerminal, photos: Path, home: Path
) -> None:
    home.mkdir()
    (home / "pixelprep").write_text("in the way of the state folder")
    code, written = on_terminal("optimize", "in", "--no-cache", XDG_CONFIG_HOME=str(home / "c"))
    assert code == 0
    assert "will be optimized" not in written


@pytest.mark.usefixtures("welcomed")
def test_a_folder_without_an_output_is_answered_once(on_terminal: OnTerminal, photos: Path) -> None:
    (tip,) = lines(on_terminal("optimize", "in")[1], "tip:")
    assert "-o FOLDER" in tip
    assert lines(on_terminal("optimize", "in", "--force")[1], "tip:") == []


@pytest.mark.usefixtures("welcomed")
def test_a_preset_that_saved_nothing_is_answered(on_terminal: OnTerminal, photos: Path) -> None:
    (photos / "png.toml").write_text('[output]\nformat = "png"\n')
    words = ("optimize", "in", "-o", "out", "-p", "in/png.toml")
    (tip,) = lines(on_terminal(*words)[1], "tip:")
    assert "png.toml saved nothing here; pixelprep analyze PATH" in tip


@pytest.mark.usefixtures("welcomed")
def test_a_heic_without_the_extra_is_answered(
    begin: Callable[..., Any], on_terminal: OnTerminal, photos: Path, tmp_path: Path
) -> None:
    (photos / "iphone.heic").write_bytes(HEIC)
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'pi_heif' else find(name, *more)\n"
    )
    source = str(Path(__file__).parents[2] / "src")
    path = os.pathsep.join((str(hidden), source))
    (tip,) = lines(on_terminal("optimize", "in", "-o", "out", PYTHONPATH=path)[1], "tip:")
    assert tip == "tip: HEIC is read once its extra is installed: pip install 'pixelprep-cli[heic]'"


@pytest.mark.usefixtures("welcomed")
def test_a_missed_cap_is_answered(on_terminal: OnTerminal, photos: Path) -> None:
    code, written = on_terminal("optimize", "in", "-o", "out", "--max-size", "300")
    assert code == 1
    (tip,) = lines(written, "tip:")
    assert "--on-miss downscale" in tip


@pytest.mark.usefixtures("welcomed")
def test_a_tip_is_never_on_standard_output(
    begin: Callable[..., Any], photos: Path, tmp_path: Path
) -> None:
    main, other = os.openpty()
    process = begin("optimize", "in", "--json", stderr=other)
    os.close(other)
    out, _ = process.communicate(timeout=120)
    heard = b""
    while b"tip: " not in heard:
        heard += os.read(main, 65536)
    os.close(main)
    events = [json.loads(line)["event"] for line in out.splitlines()]
    assert events == ["run", "file", "file", "summary"]
