"""Prose for a person, as wide as their terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.cli import speech
from pixelprep_cli.cli.speech import agreed, quote, remark, say

if TYPE_CHECKING:
    import pytest

TIP = "tip: outputs are in optimized/summer-2026/; -o FOLDER puts them elsewhere"


def test_prose_is_broken_between_words_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speech, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "30")
    remark(TIP, hanging="  ")
    assert capsys.readouterr().err.splitlines() == [
        "tip: outputs are in",
        "  optimized/summer-2026/; -o",
        "  FOLDER puts them elsewhere",
    ]


def test_prose_is_one_line_where_no_terminal_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    remark(TIP)
    assert capsys.readouterr().err == f"{TIP}\n"


def test_a_line_that_is_set_in_goes_on_below_its_beginning(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speech, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "30")
    say("  not met: 58.3 kB, 942 kB under the lower bound")
    assert capsys.readouterr().out.splitlines() == [
        "  not met: 58.3 kB, 942 kB",
        "  under the lower bound",
    ]


def test_what_can_be_typed_is_never_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speech, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "30")
    command = "  $ pixelprep optimize wedding/ -p web_display -o out"
    quote(command)
    assert capsys.readouterr().err == f"{command}\n"


def test_a_question_leaves_room_for_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "30")
    told: list[str] = []

    def confirm(text: str, **_: object) -> bool:
        told.append(text)
        return True

    monkeypatch.setattr("typer.confirm", confirm)
    assert agreed("Delete /me/gallery.toml for good?", default=False)
    (text,) = told
    assert max(map(len, text.splitlines())) <= 30 - len(" [y/N]: ")
