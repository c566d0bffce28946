"""A framed summary for people: how a run ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.panel import Panel
from rich.text import Text

from pixelprep_cli.report.layout import labelled, shortened
from pixelprep_cli.report.lines import Line
from pixelprep_cli.report.names import printable
from pixelprep_cli.report.totals import ending_lines, size_lines, warning_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console, RenderableType

    from pixelprep_cli.model.outcome import Outcome, RunSummary

_FRAME: Final = 4
_NAMED: Final = 10


def summary_panel(
    console: Console, summary: RunSummary, bad: Sequence[Outcome], total: int
) -> RenderableType:
    """How a run of `total` pictures ended, and which of them are `bad`."""
    return framed(
        console,
        "Summary",
        (
            *ending_lines(summary, total),
            *size_lines(summary),
            *warning_lines(summary),
            *_named(bad),
        ),
    )


def framed(console: Console, title: str, lines: Iterable[Line]) -> RenderableType:
    if not console.is_terminal:
        return Group(
            Text(shortened(title, console.width, console.encoding)), labelled(console, lines)
        )
    return Panel(
        labelled(console, lines, within=_FRAME),
        title=Text(shortened(title, console.width - _FRAME - 4, console.encoding), "strong"),
        title_align="left",
        border_style="quiet",
        expand=False,
    )


def _named(bad: Sequence[Outcome]) -> list[Line]:
    lines = [
        Line((str(outcome.status), str(outcome.status)), (((printable(outcome.source), ""),),))
        for outcome in bad[:_NAMED]
    ]
    if len(bad) > _NAMED:
        more = f"… and {len(bad) - _NAMED} more, named above"
        lines.append(Line(("", "quiet"), (((more, ""),),)))
    return lines
