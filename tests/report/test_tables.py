from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len

from pixelprep_cli.model.amounts import ByteSize, Share
from pixelprep_cli.model.outcome import RunSummary
from pixelprep_cli.model.settings import Limits, Output, Picture, Resize
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.report.console import open_console
from pixelprep_cli.report.tables import (
    PresetRow,
    SettingRow,
    presets_table,
    preview_table,
    settings_table,
)

if TYPE_CHECKING:
    from tests.report.conftest import OutcomeMaker, TerminalMaker

PRESETS = [
    PresetRow(
        "instagram_square",
        "Instagram square",
        Picture(
            resize=Resize(width=1080, height=1080, fit="cover"),
            output=Output(format=FormatChoice(("jpeg",)), quality=95, quality_min=60),
            limits=Limits(max_size=ByteSize(4_000_000)),
        ),
        "built-in",
    ),
    PresetRow(
        "jury",
        "Contest",
        Picture(
            resize=Resize(long_edge=1920),
            output=Output(format=FormatChoice(("jpeg", "webp")), quality=90),
            limits=Limits(min_size=ByteSize(1_000_000), max_size=ByteSize(2_000_000)),
        ),
        os.path.join(os.getcwd(), "jury[1].toml"),
    ),
    PresetRow("smaller", "Smaller", Picture(limits=Limits(reduce_by=Share(0.7))), "built-in"),
]
SETTINGS = [
    SettingRow("preset", None, "built-in"),
    SettingRow("resize.upscale", value=False, origin="built-in"),
    SettingRow("limits.max_size", ByteSize(500_000), "web_display"),
    SettingRow("run.exclude", ("*.tmp", "a[red]\x1b"), os.path.join(os.getcwd(), "pixelprep.toml")),
]


def cells(text: str) -> list[list[str]]:
    """The rows of a table without frames: cells are two spaces apart or more."""
    return [
        [cell.strip() for cell in line.split("  ") if cell.strip()] for line in text.splitlines()
    ]


def test_presets_in_a_pipe_are_one_line_each_with_all_that_they_make() -> None:
    out = io.StringIO()
    console = open_console(out)
    console.print(presets_table(console, PRESETS))
    assert cells(out.getvalue()) == [
        ["Preset", "Size", "Output", "Limit", "For", "From"],
        [
            "instagram_square",
            "cover 1080×1080",
            "jpeg q 60–95",
            "≤ 4.0 MB",
            "Instagram square",
            "built-in",
        ],
        ["jury", "1920 long edge", "jpeg, webp q 90", "1.0–2.0 MB", "Contest", "jury[1].toml"],
        ["smaller", "kept", "same", "−70%", "Smaller", "built-in"],
    ]


def test_settings_show_each_value_as_it_is_written_with_its_origin() -> None:
    out = io.StringIO()
    console = open_console(out)
    console.print(settings_table(console, SETTINGS))
    assert cells(out.getvalue()) == [
        ["Key", "Value", "From"],
        ["preset", "–", "built-in"],
        ["resize.upscale", "false", "built-in"],
        ["limits.max_size", "500 kB", "web_display"],
        ["run.exclude", r"*.tmp, a[red]\x1b", "pixelprep.toml"],
    ]


@pytest.mark.parametrize("columns", [120, 80, 40])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_tables_fit_the_terminal(
    terminal: TerminalMaker, outcome: OutcomeMaker, columns: int, encoding: str
) -> None:
    screen = terminal(columns, encoding)
    console = open_console(screen.stream)
    summary = RunSummary()
    pictures = [outcome("東京/" * 20 + "a.jpg"), outcome("b.jpg", quality=None, exact=False)]
    for picture in pictures:
        summary.add(picture)
    console.print(presets_table(console, PRESETS))
    console.print(settings_table(console, SETTINGS))
    console.print(preview_table(console, pictures, summary))
    shown = screen.shown
    assert max(map(cell_len, shown.splitlines())) <= columns
    for expected in ("instagram_square", "limits.max_size", "a.jpg", "210 kB", "Total", "420 kB"):
        assert expected in shown


@pytest.mark.skipif(os.name == "nt", reason="Windows has other errors for a pipe without reader")
def test_a_table_for_a_reader_that_has_gone_raises_broken_pipe() -> None:
    read, write = os.pipe()
    os.close(read)
    stream = os.fdopen(write, "w")
    console = open_console(stream)
    with pytest.raises(BrokenPipeError):
        console.print(presets_table(console, PRESETS))
    with pytest.raises(BrokenPipeError):
        stream.close()


def test_a_wide_terminal_shows_where_predicted_outputs_would_go(
    terminal: TerminalMaker, outcome: OutcomeMaker
) -> None:
    screen = terminal(140)
    console = open_console(screen.stream)
    summary = RunSummary()
    picture = outcome(low=200_000, high=230_000, exact=False)
    summary.add(picture)
    console.print(preview_table(console, [picture], summary))
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in screen.shown.splitlines()]
    found = ["1920×1440", "webp q 80", "4.1 MB", "≈ 210 kB", "200–230 kB", "−95 %"]
    assert ["a.jpg", os.path.join("out", "a.webp"), *found] in rows
