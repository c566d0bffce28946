from __future__ import annotations

import io
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from pixelprep_cli.model.facts import (
    Analysis,
    Findings,
    ImageFacts,
    MetadataBlock,
    Recommendation,
    Told,
)
from pixelprep_cli.report.analysis import analysis_panel
from pixelprep_cli.report.console import open_console

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
        kind_confidence=0.987,
        transparent=False,
        findings=Findings(
            grey=True,
            noise=3.21,
            sharpness=0.5,
            dynamic_range=9.04,
            saved_quality=97,
            standard_tables=False,
            wasted_bytes=1_230_000,
            metadata=(
                MetadataBlock(name="EXIF", bytes=9000, risks=("holds a location",)),
                MetadataBlock(name="ICC", bytes=500),
            ),
            duration=1500,
        ),
        recommendations=(
            Recommendation(
                preset="web_display",
                confidence=0.83,
                reasons=("large and wide",),
                format="webp",
                output_bytes=410_000,
                low=400_000,
                high=420_000,
            ),
            Recommendation(
                preset="jury_submission",
                confidence=0.41,
                reasons=("large enough",),
                problem="it cannot be",
            ),
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
        "content   photograph 99 %  opaque",
        "colour    Display P3  wide gamut  grey in fact",
        "frames    3  1.50 s",
        "pages     2",
        "measured  sharp (0.50)  some grain (σ 3.2)  9.0 stops",
        "saved at  about quality 97  1.2 MB wasted (30 %)",
        "metadata  EXIF 9.0 kB: holds a location  ICC 500 B",
        "fits      web_display 83 %  large and wide  webp ≈ 410 kB (−90 %)",
        "also      jury_submission 41 %  large enough  it cannot be",
    ]


def test_each_piece_of_metadata_stands_with_the_policies_that_drop_it_where_that_is_asked(
    analysis: Analysis,
) -> None:
    told = (
        Told("EXIF", "GPSLatitude", "48.2", dropped_by=("safe", "copyright", "none")),
        Told("EXIF", "Orientation", "6[b]"),
    )
    out = io.StringIO()
    console = open_console(out)
    console.print(analysis_panel(console, replace(analysis, told=told)))
    assert [line.rstrip() for line in out.getvalue().splitlines()][10:12] == [
        "EXIF      GPSLatitude 48.2  dropped by safe, copyright, none",
        "EXIF      Orientation 6[b]  kept by all",
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
