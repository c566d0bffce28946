"""Small plots of characters."""

from __future__ import annotations

from pixelprep_cli.report.plots import BARS, sparkline
from pixelprep_cli.report.words import legible


def test_each_value_has_a_bar_and_the_largest_the_highest() -> None:
    assert sparkline([0, 1, 2, 4, 7]) == "▁▂▃▅█"


def test_what_is_not_known_is_a_gap_and_nought_is_none() -> None:
    assert sparkline([None, 0.0, 3.0, None]) == " ▁█ "


def test_the_least_is_seen_and_what_has_grown_has_no_bar() -> None:
    assert sparkline([0.001, 1000, -5]) == "▂█▁"


def test_of_nothing_but_nought_all_bars_are_low() -> None:
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([-1, -2]) == "▁▁"
    assert sparkline([]) == ""


def test_each_bar_has_an_ascii_spelling_of_its_own() -> None:
    plain = legible(BARS, "ascii")
    assert len(set(plain)) == len(BARS)
    assert plain.isascii()
