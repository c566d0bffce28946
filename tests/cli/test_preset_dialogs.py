"""Questions to a person on a terminal, and what comes of the answers."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.terminals import CTRL_C, END

pytest.importorskip("pty")

Draw = Callable[..., Path]
Talk = Callable[..., "tuple[int, str]"]

CREATE = ("presets", "create")


def test_a_preset_is_made_step_by_step_with_its_effect_on_a_picture(
    talk: Talk, folder: Path, tmp_path: Path, draw_photo: Draw
) -> None:
    draw_photo(tmp_path / "a.jpg", (320, 240))
    (folder / "taken.toml").write_text("")
    code, heard = talk(
        CREATE,
        ("A picture of yours", "none.jpg"),
        ("A picture of yours", "a.jpg"),
        ("Begin with a preset", "web_dispay"),
        ("Begin with a preset", "web_display"),
        ("Pixels", "wide"),
        ("Pixels", "64"),
        ("Format", "jpeg"),
        ("Quality", "101"),
        ("Quality", "50"),
        ("No larger than", "20KB"),
        ("Metadata", ""),
        ("A name", "web_display"),
        ("A name", "taken"),
        ("A name", "gallery"),
        ("A title", "Gallery"),
        ("Write it?", "y"),
    )
    assert code == 0
    told = tomllib.loads((folder / "gallery.toml").read_text())
    assert told == {
        "schema": 1,
        "title": "Gallery",
        "extends": "web_display",
        "resize": {"long_edge": 64},
        "output": {"format": "jpeg", "quality": 50},
        "limits": {"max_size": "20KB"},
    }
    assert "did you mean 'web_display'?" in heard
    assert "accepted: a whole number from 1 to 100" in heard
    assert "is there already" in heard
    effects = re.findall(r"predicted a\.jpg.*", heard)  # an answer may be echoed amid its question
    assert "320×240" in effects[0]
    assert "64×48" in effects[-1]
    assert effects[-1].endswith("jpeg q 50  64×48  fits ≤ 20.0 kB")


def test_a_wish_that_the_picture_misses_is_told_with_what_is_reached(
    talk: Talk, draw_photo: Draw, tmp_path: Path, folder: Path
) -> None:
    draw_photo(tmp_path / "a.jpg", (320, 240))
    _, heard = talk(
        ("presets", "create", "mine"),
        ("A picture of yours", "a.jpg"),
        ("Begin with a preset", ""),
        ("Pixels", ""),
        ("Format", "jpeg"),
        ("Quality", ""),
        ("No larger than", "1KB"),
        ("Metadata", ""),
        ("A title", ""),
        ("Write it?", "n"),
    )
    assert re.search(r"at quality 10, the lowest, .* over the limit of 1\.0 kB", heard)


def test_what_is_not_agreed_to_is_not_written(talk: Talk, folder: Path) -> None:
    code, heard = talk(
        ("presets", "create", "mine"),
        ("A picture of yours", ""),
        ("Begin with a preset", ""),
        ("Pixels", "1080x1350"),
        ("Format", ""),
        ("Quality", "high"),
        ("No larger than", ""),
        ("Metadata", "none"),
        ("A title", ""),
        ("Write it?", "n"),
    )
    assert code == 0
    assert 'fit = "cover"' in heard
    assert 'target = "high"' in heard
    assert "nothing was written" in heard
    assert os.listdir(folder) == []


def test_ctrl_c_leaves_and_writes_nothing(talk: Talk, folder: Path) -> None:
    code, heard = talk(CREATE, ("A picture of yours", ""), ("Begin with a preset", CTRL_C))
    assert (code, heard.splitlines()[-1]) == (130, "nothing was written")
    assert os.listdir(folder) == []


def test_an_end_of_input_leaves_and_writes_nothing(talk: Talk, folder: Path) -> None:
    code, heard = talk(CREATE, ("A picture of yours", ""), ("Begin with a preset", END))
    assert (code, heard.splitlines()[-1]) == (1, "nothing was written")
    assert os.listdir(folder) == []


@pytest.mark.parametrize(("answer", "left"), [("y", False), ("n", True), ("", True)])
def test_delete_does_what_is_answered(talk: Talk, folder: Path, answer: str, left: bool) -> None:
    (folder / "mine.toml").write_text("")
    code, _ = talk(("presets", "delete", "mine"), ("[y/N]", answer))
    assert code == 0
    assert (folder / "mine.toml").exists() == left


def test_an_editor_is_opened_again_at_the_line_of_the_error(
    talk: Talk, folder: Path, tmp_path: Path
) -> None:
    (folder / "mine.toml").write_text("[output]\nquality = 70\n")
    program = tmp_path / "vi"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sys\nfrom pathlib import Path\n"
        f"log = Path({str(tmp_path / 'log')!r})\n"
        "before = log.read_text() if log.exists() else ''\n"
        "log.write_text(before + ' '.join(sys.argv[1:-1]) + '|')\n"
        "Path(sys.argv[-1]).write_text(f'[output]\\nquality = {71 if before else 700}\\n')\n"
    )
    program.chmod(0o755)
    code, heard = talk(
        ("presets", "edit", "mine"),
        ("Open it again at line 2? [Y/n]", ""),
        EDITOR=str(program),
    )
    assert code == 0
    assert "output.quality: found 700" in heard
    assert (tmp_path / "log").read_text() == "|+2|"
    assert (folder / "mine.toml").read_text() == "[output]\nquality = 71\n"
