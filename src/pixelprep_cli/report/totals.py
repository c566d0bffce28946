"""How a run ended, as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.report.lines import Line, change_fragment
from pixelprep_cli.report.words import count, deviation, duration, pixel_rate, size_range

if TYPE_CHECKING:
    from pixelprep_cli.model.forecast import Forecast
    from pixelprep_cli.model.outcome import RunSummary
    from pixelprep_cli.report.lines import Part


def ending_lines(summary: RunSummary, total: int, *, preview: bool = False) -> list[Line]:
    """How many of `total` pictures ended in which way, and how long it took."""
    files = str(summary.files)
    if summary.pictures > total:
        files = f"{files} of {summary.pictures} looked at"
    lines = [
        Line(("files", "quiet"), (_part(files, "strong"), *_by_status(summary, preview=preview))),
        Line(("time", "quiet"), tuple(_part(said) for said in _pace(summary))),
    ]
    return [*stopped_lines(summary, total), *lines]


def size_lines(summary: RunSummary, *, preview: bool = False) -> list[Line]:
    """What the pictures that have an output weighed and weigh; nothing where none has."""
    told = summary.predicted if preview else summary
    before, after = told.source_bytes, told.output_bytes
    if not before:
        return []
    label, difference = ("saved", before - after) if after <= before else ("added", after - before)
    percent = change_fragment(before, after)
    saved: Part = ((format_bytes(difference), "strong"), (" (", "quiet"), percent, (")", "quiet"))
    return [
        Line(("before", "quiet"), (_part(format_bytes(before)),)),
        *(_predicted(summary.predicted) if preview else _made(summary)),
        Line((label, "quiet"), (saved,)),
    ]


def stopped_lines(summary: RunSummary, total: int) -> list[Line]:
    """That a run of `total` files was interrupted; nothing where it was not."""
    if summary.interrupted is None:
        return []
    said = f"interrupted after {summary.files} of {count(total, 'file')}"
    return [Line(("stopped", "failed"), (_part(said),))]


def warning_lines(summary: RunSummary) -> list[Line]:
    """How often each warning was given; nothing where none was."""
    if not summary.warnings:
        return []
    by_code = (_part(f"{code} ×{n}", "warning") for code, n in summary.warnings.most_common())
    return [Line(("warnings", "quiet"), tuple(by_code))]


def _made(summary: RunSummary) -> list[Line]:
    """What outputs weigh, and where that was predicted, how close it came."""
    after = summary.output_bytes
    lines = [Line(("after", "quiet"), (_part(format_bytes(after), "strong"),))]
    if summary.estimated_bytes:
        told = format_bytes(summary.estimated_bytes)
        said = f"{told}, {deviation(summary.estimated_bytes, after)}"
        lines.append(Line(("predicted", "quiet"), (_part(said),)))
    return lines


def _predicted(forecast: Forecast) -> list[Line]:
    said: Part = ((format_bytes(forecast.output_bytes), "strong"),)
    if forecast.low != forecast.high:
        said = (*said, (f" ({size_range(forecast.low, forecast.high)})", "quiet"))
    return [Line(("predicted", "quiet"), (said,))]


def _by_status(summary: RunSummary, *, preview: bool) -> list[Part]:
    words = {Status.OPTIMIZED: "predicted"} if preview else {}
    return [
        _part(f"{summary.counts[status]} {words.get(status, status)}", str(status))
        for status in Status
        if summary.counts[status]
    ]


def _pace(summary: RunSummary) -> list[str]:
    rate = [pixel_rate(summary.pixels, summary.seconds)] if summary.pixels else []
    return [duration(summary.seconds), *rate]


def _part(text: str, style: str = "") -> Part:
    return ((text, style),)
