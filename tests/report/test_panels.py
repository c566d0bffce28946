from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from pixelprep_cli.model.facts import Analysis, ImageFacts, Recommendation
from pixelprep_cli.report.console import open_console
from pixelprep_cli.report.panels import analysis_panel

if TYPE_CHECKING:
    from tests.report.conftest import TerminalMaker


@pytest.fixture
def analysis() -> Analysis:
    return Analysis(
        source=os.path.join(os.getcwd(), "a[red]\x1b.jpg"),
        facts=ImageFacts(
            format="jpeg",
            bytes=4_100_000,
            width=4000,
            height=6000,
            orientation=6,
            profile="Display P3",
            wide_gamut=True,
            location=True,
            frames=3,
            pages=2,
        ),
        kind="photograph",
        transparent=False,
        recommendations=(
            Recommendation(preset="web_display", confidence=0.83, reasons=("large and wide",)),
            Recommendation(preset="jury_submission", confidence=0.41, reasons=("large enough",)),
        ),
    )


def test_an_analysis_says_what_was_found_and_what_fits(analysis: Analysis) -> None:
    out = io.StringIO()
    console = open_console(out)
    console.print(analysis_panel(console, analysis))
    assert [line.rstrip() for line in out.getvalue().splitlines()] == [
        r"a[red]\x1b.jpg",
        "format    JPEG  8 bits  4.1 MB",
        "pixels    6000×4000  24.0 MP  landscape 3:2  EXIF orientation 6",
        "content   photograph  opaque",
        "colour    Display P3  wide gamut",
        "location  its metadata tells a place",
        "frames    3",
        "pages     2",
        "fits      web_display 83 %  large and wide",
        "also      jury_submission 41 %  large enough",
    ]


@pytest.mark.parametrize("columns", [120, 80, 40])
def test_an_analysis_is_framed_within_the_terminal(
    terminal: TerminalMaker, analysis: Analysis, columns: int
) -> None:
    screen = terminal(columns)
    console = open_console(screen.stream)
    console.print(analysis_panel(console, analysis))
    lines = screen.shown.splitlines()
    assert lines[0].startswith(r"╭─ a[red]\x1b.jpg ─")
    assert {cell_len(line) for line in lines} == {cell_len(lines[0])}
    assert cell_len(lines[0]) <= columns
