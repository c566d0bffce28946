from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.report.names import escaped, printable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("été 東京 👩\u200d🚀.jpg", "été 東京 👩\u200d🚀.jpg"),
        ("Screenshot 3.04\u202fPM.png", "Screenshot 3.04\u202fPM.png"),
        ("a[red]b.png", "a[red]b.png"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("a\x07b\x7f\x9b", r"a\x07b\x7f\u009b"),
        ("photo\u202egpj.exe", r"photo\u202egpj.exe"),
        ("a\u2028b\ufeff", r"a\u2028b\ufeff"),
        ("a\U000e0041", r"a\U000e0041"),
        (os.fsdecode(b"caf\xe9.jpg") if os.name == "posix" else "caf\udce9.jpg", r"caf\xe9.jpg"),
        ("a\ud800b", r"a\ud800b"),
    ],
)
def test_a_name_shows_as_it_is_with_what_could_harm_made_visible(name: str, shown: str) -> None:
    assert escaped(name) == shown


@given(st.text(st.characters(codec=None), max_size=40))
def test_an_escaped_text_is_one_harmless_line_that_utf_8_can_carry(text: str) -> None:
    shown = escaped(text)
    shown.encode()
    assert {unicodedata.category(char) for char in shown}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert len(shown.splitlines()) <= 1
    assert escaped(shown) == shown


def test_a_path_below_the_current_folder_is_shown_relative_to_it(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.path.realpath(str(tmp_path))
    monkeypatch.chdir(here)
    assert printable(os.path.join(here, "sub", "a.jpg")) == os.path.join("sub", "a.jpg")


def test_a_path_elsewhere_is_shown_in_full(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.path.join(os.path.realpath(str(tmp_path)), "photos")
    os.mkdir(here)
    monkeypatch.chdir(here)
    beside = os.path.join(here + "2", "a.jpg")
    assert printable(beside) == beside
    assert printable(here) == here


@pytest.mark.skipif(os.name == "nt", reason="Windows does not remove the current folder")
def test_a_path_is_shown_in_full_where_the_current_folder_has_been_removed(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = os.path.join(str(tmp_path), "gone")
    os.mkdir(gone)
    monkeypatch.chdir(gone)
    os.rmdir(gone)
    assert printable("/photos/a.jpg") == "/photos/a.jpg"
