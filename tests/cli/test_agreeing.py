"""What changes originals for good is asked on a terminal, and done only by a person's word."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from benchmarks.kills import snapshot
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Talk = Callable[..., tuple[int, str]]
    Draw = Callable[..., Path]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")

GO_ON = "Go on? [y/N] "
ASKED = ("format: 3 of 4 pictures become webp", "dimensions: ", "metadata: ", "for good")


@pytest.fixture
def photos(tmp_path: Path, draw_photo: Draw) -> Path:
    folder = tmp_path / "photos"
    for number in range(2):
        draw_photo(folder / f"{number}.jpg", (160, 120 + number), quality=97)
    draw_photo(folder / "there.webp", (160, 120), quality=97)
    Image.linear_gradient("L").convert("I;16").save(folder / "deep.png")
    return folder


@pytest.fixture
def preset(tmp_path: Path) -> tuple[str, ...]:
    """A command whose preset changes format and dimensions and drops metadata and depth."""
    (tmp_path / "pixelprep.toml").touch()
    (tmp_path / ".pixelprep" / "presets").mkdir(parents=True)
    (tmp_path / ".pixelprep" / "presets" / "harsh.toml").write_text(
        'name = "harsh"\ndescription = "all at once"\n'
        '[output]\nformat = "webp"\nquality = 60\n'
        '[resize]\nlong_edge = 200\n[metadata]\npolicy = "none"\n'
    )
    return ("optimize", "photos", "--in-place", "-p", "harsh", "-j", "1")


@pytest.mark.parametrize("answer", ["n", "", "what?"])
def test_any_word_but_yes_changes_nothing(
    talk: Talk, photos: Path, preset: tuple[str, ...], answer: str
) -> None:
    before = snapshot(str(photos))
    code, written = talk(preset, (GO_ON, answer))
    assert (code, "not agreed to; nothing was changed" in written) == (2, True)
    for told in ASKED:
        assert told in written
    assert snapshot(str(photos)) == before


def test_the_end_of_what_is_typed_is_no_yes(
    talk: Talk, photos: Path, preset: tuple[str, ...]
) -> None:
    before = snapshot(str(photos))
    code, _ = talk(preset, (GO_ON, "\x04"))
    assert code == 2
    assert snapshot(str(photos)) == before


def test_a_persons_yes_agrees_to_all_that_was_listed_and_undo_brings_it_back(
    talk: Talk, photos: Path, preset: tuple[str, ...], pixelprep: Callable[..., object]
) -> None:
    before = snapshot(str(photos))
    code, written = talk(preset, (GO_ON, "y"))
    assert code == 0, written
    assert sorted(os.listdir(photos)) == ["0.webp", "1.webp", "deep.webp", "there.webp"]
    pixelprep("undo")
    assert snapshot(str(photos)) == before


def test_a_yes_agrees_to_nothing_that_was_not_listed(
    talk: Talk, photos: Path, preset: tuple[str, ...], tmp_path: Path
) -> None:
    harsh = tmp_path / ".pixelprep" / "presets" / "harsh.toml"
    harsh.write_text(harsh.read_text().replace('format = "webp"\nquality = 60', ""))
    code, written = talk(preset, (GO_ON, "y"))
    assert (code, "dimensions: " in written, "format: " in written) == (0, True, False)
    with Image.open(photos / "0.jpg") as image:
        assert max(image.size) == 160
    with Image.open(photos / "deep.png") as image:
        assert image.mode == "I;16", "its depth would be lost, and nobody was asked about that"


def test_an_interruption_of_the_question_changes_nothing(
    talk: Talk, photos: Path, preset: tuple[str, ...]
) -> None:
    before = snapshot(str(photos))
    code, _ = talk(preset, (GO_ON, "^C"))
    assert code == 130
    assert snapshot(str(photos)) == before


def test_what_was_said_as_an_option_is_not_asked(
    on_terminal: Callable[..., tuple[int, str]], photos: Path
) -> None:
    words = ("optimize", "photos", "--in-place", "-f", "webp", "-q", "60", "--long-edge", "100")
    code, written = on_terminal(*words)
    assert (code, GO_ON in written) == (0, False)
    assert (photos / "0.webp").exists()
    assert (photos / "deep.png").exists(), "its depth would be lost, and nobody has agreed to that"
