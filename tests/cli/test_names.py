"""File names of every kind, through the whole program and back to the file."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
Draw = Callable[..., Path]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names that Linux alone takes")

NFC, NFD = "caf\u00e9.jpg", "cafe\u0301.jpg"
NAMES = {
    "not UTF-8": os.fsdecode(b"caf\xe9.jpg"),
    "255 bytes": "x" * 251 + ".jpg",
    "255 bytes of letters of two": "\u00e9" * 125 + "y.jpg",
    "trailing dots": "dots...jpg",
    "newline": "a\nb.jpg",
    "markup": "[red]a[bold].jpg",
    "escape sequence": "\x1b[31mred\x1b]0;title\x07.jpg",
    "right to left": "a\u202egpj.jpg",
    "option": "--force.jpg",
    "glob": "[ab]*?.jpg",
    "spaces": " a .jpg",
    "quotes": "'\"`$(x).jpg",
    "composed": NFC,
    "decomposed": NFD,
    "upper": "TWIN.jpg",
    "lower": "twin.jpg",
}


def test_pictures_of_any_name_are_made_and_their_names_lead_back_to_them(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    whole = draw_photo(tmp_path / "whole.jpg", (32, 24)).read_bytes()
    (tmp_path / "in").mkdir()
    for name in NAMES.values():
        (tmp_path / "in" / name).write_bytes(whole)
    done = pixelprep("optimize", "in", "-f", "webp", "--json")
    assert done.code == 0, done.err
    assert set(done.files) == set(NAMES.values())
    outputs = [event["output"] for event in done.files.values()]
    assert len({output.lower() for output in outputs}) == len(NAMES)
    there = sorted(os.listdir(tmp_path / "optimized"))
    assert there == sorted(map(os.path.basename, outputs))
    assert all(len(os.fsencode(name)) <= 255 for name in there)
    assert "\x1b" not in done.err
    plain = pixelprep("optimize", "in", "-f", "webp", "-o", "again", "-v")
    assert plain.code == 0
    assert "\x1b[31m" not in plain.out + plain.err
    assert "[red]" in plain.out + plain.err
    assert sorted(os.listdir(tmp_path / "again")) == there


def test_no_name_leads_an_output_out_of_its_folder(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    whole = draw_photo(tmp_path / "whole.jpg", (32, 24)).read_bytes()
    (tmp_path / "deep" / "in" / "..." / "...jpg").mkdir(parents=True)
    for name in ("...jpg/....jpg", "..a/b.jpg", ".../...png"):
        path = tmp_path / "deep" / "in" / "..." / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(whole)
    before = set(tmp_path.rglob("*"))
    done = pixelprep("optimize", tmp_path / "deep" / "in" / "..." / "...jpg" / "....jpg", "-o",
                     "deep/out", "--json")  # fmt: skip
    assert done.code == 0, done.err
    assert [path.parent for path in set(tmp_path.rglob("*.jpg")) - before if path.is_file()] == [
        tmp_path / "deep" / "out"
    ]


@pytest.mark.parametrize("suffix", ["/../../x", "\\..\\x", "/x", "\0"])
def test_a_suffix_that_leads_elsewhere_is_refused(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, suffix: str
) -> None:
    draw_photo(tmp_path / "a.jpg", (32, 24))
    if "\0" in suffix:
        (tmp_path / "pixelprep.toml").write_text('[run]\nsuffix = "\\u0000"\n')
        done = pixelprep("optimize", "a.jpg")
    else:
        done = pixelprep("optimize", "a.jpg", "--suffix", suffix)
    assert done.code == 2
    assert "would lead into another folder" in done.err
    assert not (tmp_path / "optimized").exists()
