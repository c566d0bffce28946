"""How a run ended, as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.values import format_bytes
from pixelprep_cli.report.lines import Line, change_fragment
from pixelprep_cli.report.words import count, duration, pixel_rate, size_range

if TYPE_CHECKING:
    from pixelprep_cli.model.outcome import RunSummary
    from pixelprep_cli.report.lines import Part


def ending_lines(summary: RunSummary, total: int) -> list[Line]:
    """How many of `total` pictures ended in which way, and how long it took."""
    lines = [
        Line(("files", "quiet"), (_part(str(summary.files), "strong"), *_by_status(summary))),
        Line(("time", "quiet"), tuple(_part(said) for said in _pace(summary))),
    ]
    if summary.interrupted is not None:
        said = f"interrupted after {summary.files} of {count(total, 'file')}"
        lines.insert(0, Line(("stopped", "failed"), (_part(said),)))
    return lines


def size_lines(summary: RunSummary, *, preview: bool = False) -> list[Line]:
    """What the pictures that have an output weighed and weigh; nothing where none has."""
    if not summary.source_bytes:
        return []
    before, after = summary.source_bytes, summary.output_bytes
    sizes: Part = ((format_bytes(after), "strong"),)
    if preview and summary.low != summary.high:
        sizes = (*sizes, (f" ({size_range(summary.low, summary.high)})", "quiet"))
    label, difference = ("saved", before - after) if after <= before else ("added", after - before)
    percent = change_fragment(before, after)
    saved: Part = ((format_bytes(difference), "strong"), (" (", "quiet"), percent, (")", "quiet"))
    return [
        Line(("before", "quiet"), (_part(format_bytes(before)),)),
        Line(("predicted" if preview else "after", "quiet"), (sizes,)),
        Line((label, "quiet"), (saved,)),
    ]


def warning_lines(summary: RunSummary) -> list[Line]:
    """How often each warning was given; nothing where none was."""
    if not summary.warnings:
        return []
    by_code = (_part(f"{code} ×{n}", "warning") for code, n in summary.warnings.most_common())
    return [Line(("warnings", "quiet"), tuple(by_code))]


def _by_status(summary: RunSummary) -> list[Part]:
    return [
        _part(f"{summary.counts[status]} {status}", str(status))
        for status in Status
        if summary.counts[status]
    ]


def _pace(summary: RunSummary) -> list[str]:
    rate = [pixel_rate(summary.pixels, summary.seconds)] if summary.pixels else []
    return [duration(summary.seconds), *rate]


def _part(text: str, style: str = "") -> Part:
    return ((text, style),)
