"""Prose for a person, as wide as their terminal."""

from __future__ import annotations

import os

import pytest

from pixelprep_cli.cli import speech
from pixelprep_cli.cli.speech import agreed, quote, quote_command, remark, say

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


def test_what_is_quoted_is_never_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speech, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "30")
    line = "# Steps of a build, such as GitHub's."
    quote(line)
    assert capsys.readouterr().err == f"{line}\n"


@pytest.mark.skipif(os.name == "nt", reason="the backslash is of other systems' shells")
def test_a_command_goes_on_as_shells_have_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speech, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "30")
    quote_command("pixelprep optimize wedding/ -p web_display -o out")
    assert capsys.readouterr().err.splitlines() == [
        "  $ pixelprep optimize \\",
        "      wedding/ -p \\",
        "      web_display -o out",
    ]


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
