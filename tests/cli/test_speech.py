"""Prose for a person, as wide as their terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.cli import speech
from pixelprep_cli.cli.speech import explain

if TYPE_CHECKING:
    import pytest

TIP = "tip: outputs are in optimized/summer-2026/; -o FOLDER puts them elsewhere"


def test_prose_is_broken_between_words_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speech, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "30")
    explain(TIP, hanging="  ")
    assert capsys.readouterr().err.splitlines() == [
        "tip: outputs are in",
        "  optimized/summer-2026/; -o",
        "  FOLDER puts them elsewhere",
    ]


def test_prose_is_one_line_where_no_terminal_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    explain(TIP)
    assert capsys.readouterr().err == f"{TIP}\n"
