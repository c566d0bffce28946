"""The statistics, for people."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.dashboard import DAY, HOUR, PROMISED, Level
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.report.console import styled
from pixelprep_cli.report.lines import Line, change_fragment
from pixelprep_cli.report.names import escaped
from pixelprep_cli.report.panels import framed
from pixelprep_cli.report.plots import sparkline
from pixelprep_cli.report.tables import table_on
from pixelprep_cli.report.words import count, duration, pixel_rate, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console, RenderableType

    from pixelprep_cli.model.dashboard import Dashboard, Storage, Total
    from pixelprep_cli.report.lines import Part

LEVELS: Final = {Level.OK: "saved", Level.WARNING: "warning", Level.CRITICAL: "failed"}
FAILURES: Final = 5
PRESETS: Final = 10
"""How many kinds of failure and how many presets are named."""

_WIDE: Final = 76
_ROOMY: Final = 60
_BESIDE: Final = 28
"""Cells that a plot leaves for its label and its figure; where it has no room for all its bars, the
latest are shown."""


def dashboard_panel(console: Console, shown: Dashboard, storage: Storage) -> RenderableType:
    """All that the statistics tell; there is at least one run."""
    parts: list[RenderableType] = [
        framed(console, f"Statistics {_span(shown)}", _lines(shown, storage))
    ]
    if shown.timings:
        parts += [Text(), _timings(console, shown)]
    if shown.presets:
        parts += [Text(), _presets(console, shown)]
    if len(shown.trend) > 1:
        parts += [Text(), _trends(console, shown)]
    return Group(*parts)


def _lines(shown: Dashboard, storage: Storage) -> Iterator[Line]:
    total = shown.total
    statuses = [
        _part(f"{total.statuses[status]:,} {status}", str(status))
        for status in Status
        if total.statuses[status]
    ]
    done = _part(f"{total.pictures:,} in {count(total.runs, 'run')}", "strong")
    yield _line("pictures", done, *statuses)
    if total.pictures_per_second is not None:
        said = [_part(f"{total.pictures_per_second:.3g} pictures/s", "strong")]
        if total.pixels:
            said.append(_part(pixel_rate(total.pixels, total.seconds)))
        yield _line("speed", *said)
    yield _line("errors", *_errors(shown))
    yield _line("previews", *_accuracy(shown))
    if total.made.source_bytes:
        before, after = total.made.source_bytes, total.made.output_bytes
        saved: Part = (
            (format_bytes(total.saved), "strong"),
            (" of ", "quiet"),
            (format_bytes(before), ""),
            (" (", "quiet"),
            change_fragment(before, after),
            (")", "quiet"),
        )
        yield _line("saved", saved)
    yield _line(
        "storage",
        _part(f"backups {format_bytes(storage.backups)}"),
        _part(f"cache {format_bytes(storage.cache)}"),
        _part(f"statistics {format_bytes(storage.statistics)}", "quiet"),
    )
    if shown.unread:
        yield _line(
            "left out", _part(f"{count(shown.unread, 'line')} that cannot be read", "warning")
        )


def _errors(shown: Dashboard) -> Iterator[Part]:
    total = shown.total
    rate = total.error_rate
    if rate is None:
        yield _part("none, as nothing was tried", "quiet")
        return
    yield (
        (share(rate), "strong"),
        ("  ", ""),
        (str(total.level), LEVELS[total.level]),
    )
    for code, pictures in shown.failures.most_common(FAILURES):
        yield _part(f"{escaped(code)} ×{pictures:,}")
    others = len(shown.failures) - FAILURES
    if others > 0:
        yield _part(f"… and {count(others, 'other kind')}", "quiet")


def _accuracy(shown: Dashboard) -> Iterator[Part]:
    found = shown.accuracy
    if found is None:
        yield _part("no picture was previewed before it was made", "quiet")
        return
    kept = "saved" if found.p95 <= PROMISED else "warning"
    yield (
        (share(found.within), kept),
        (f" of {found.pictures:,} within the promised {PROMISED} %", ""),
    )
    yield _part(f"half within {found.p50} %, 95 of 100 within {found.p95} %", "quiet")


def _timings(console: Console, shown: Dashboard) -> Table:
    """How long pictures took, by format, and in the room that is left what was saved."""
    wide, roomy = console.width >= _WIDE, console.width >= _ROOMY
    table = table_on(console)
    table.add_column("Format", no_wrap=True)
    titles = ["P50", "P95", "P99"]
    if roomy:
        titles = ["Pictures", *titles, *(("Before", "After") if wide else ()), "Saving"]
    for title in titles:
        table.add_column(title, justify="right", no_wrap=True)
    for timing in shown.timings:
        sizes = (timing.source_bytes, timing.output_bytes)
        cells = [(duration(seconds), "") for seconds in (timing.p50, timing.p95, timing.p99)]
        if roomy:
            weights = [(format_bytes(size), "") for size in sizes if wide]
            cells = [(f"{timing.pictures:,}", ""), *cells, *weights, change_fragment(*sizes)]
        cells = [(timing.format, "strong"), *cells]
        table.add_row(*(styled(console, [cell]) for cell in cells))
    return table


def _presets(console: Console, shown: Dashboard) -> Table:
    table = table_on(console)
    table.add_column("Preset", overflow="fold")
    table.add_column("From", no_wrap=True)
    roomy = console.width >= _ROOMY
    for title in ("Pictures", *(("Share", "Runs") if roomy else ())):
        table.add_column(title, justify="right", no_wrap=True)
    every = sum(use.pictures for use in shown.presets)
    named, rest = shown.presets[:PRESETS], shown.presets[PRESETS:]
    rows = [(escaped(use.preset), use.origin, use.pictures, f"{use.runs:,}") for use in named]
    if rest:
        rows.append((f"{len(rest)} others", "", sum(use.pictures for use in rest), ""))
    for name, origin, pictures, runs in rows:
        cells = [name, origin, f"{pictures:,}"]
        if roomy:
            cells += [share(pictures / max(1, every)), runs]
        table.add_row(*(styled(console, [(cell, "")]) for cell in cells))
    return table


def _trends(console: Console, shown: Dashboard) -> RenderableType:
    """A row for each figure: its plot, a bar a period, and how high the highest is."""
    rows: tuple[tuple[str, Callable[[Total], float | None], Callable[[float], str]], ...] = (
        ("pictures", lambda total: total.pictures, lambda most: f"{most:,.0f}"),
        ("P50 time", lambda total: total.p50, duration),
        ("speed", lambda total: total.pixels_per_second, lambda most: pixel_rate(round(most), 1)),
        ("errors", lambda total: total.error_rate, share),
        ("saved", lambda total: total.saved, format_bytes),
    )
    table = Table.grid(padding=(0, 1, 0, 0), pad_edge=False)
    for _ in range(3):
        table.add_column(no_wrap=True)
    room = max(1, console.width - _BESIDE)
    for label, figure, words in rows:
        values = [figure(total) if total.runs else None for total in shown.trend]
        known = [value for value in values if value is not None]
        if known:
            table.add_row(
                styled(console, [(label, "quiet")]),
                styled(console, [(sparkline(values[-room:]), "predicted")]),
                styled(console, [(f"most {words(max(known))}", "quiet")]),
            )
    return Group(
        styled(console, [(f"{_length(shown.period)} a bar, the last is now", "quiet")]), table
    )


def _span(shown: Dashboard) -> str:
    """From when on, in local time."""
    start = shown.since if shown.since is not None else shown.first
    return f"since {day(start or 0.0)}"


def day(moment: float) -> str:
    """A day in local time; where the system cannot tell, the moment itself."""
    try:
        return time.strftime("%Y-%m-%d", time.localtime(moment))
    except (OverflowError, OSError, ValueError):
        return f"{moment:.0f} s"


def _length(seconds: int) -> str:
    if seconds < DAY:
        return count(seconds // HOUR, "hour")
    return count(seconds // DAY, "day")


def _line(label: str, *parts: Part) -> Line:
    return Line((label, "quiet"), parts)


def _part(text: str, style: str = "") -> Part:
    return ((text, style),)
