"""Framed summaries for people: how a run ended, what was found in a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.panel import Panel
from rich.text import Text

from pixelprep_cli.model.values import format_bytes
from pixelprep_cli.report.layout import labelled, shortened
from pixelprep_cli.report.lines import Line
from pixelprep_cli.report.names import escaped, printable
from pixelprep_cli.report.totals import ending_lines, size_lines, warning_lines
from pixelprep_cli.report.words import aspect_ratio, dimensions, shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console, RenderableType

    from pixelprep_cli.model.facts import Analysis, Recommendation, Told
    from pixelprep_cli.model.outcome import Outcome, RunSummary

_FRAME: Final = 4
_NAMED: Final = 10


def summary_panel(
    console: Console, summary: RunSummary, bad: Sequence[Outcome], total: int
) -> RenderableType:
    """How a run of `total` pictures ended, and which of them are `bad`."""
    return _framed(
        console,
        "Summary",
        (
            *ending_lines(summary, total),
            *size_lines(summary),
            *warning_lines(summary),
            *_named(bad),
        ),
    )


def analysis_panel(
    console: Console, analysis: Analysis, *, metadata: bool = False
) -> RenderableType:
    """What was found in one picture, and the presets that fit it, with the reasons.

    With `metadata` every piece of these, and the policies that leave it out.
    """
    fitting = analysis.recommendations
    return _framed(
        console,
        printable(analysis.source),
        (
            *_findings(analysis),
            *(_fitting(preset, best=preset is fitting[0]) for preset in fitting),
            *(map(_told, analysis.metadata) if metadata else ()),
        ),
    )


def _framed(console: Console, title: str, lines: Iterable[Line]) -> RenderableType:
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
        lines.append(_line("", f"… and {len(bad) - _NAMED} more, named above"))
    return lines


def _findings(analysis: Analysis) -> list[Line]:
    facts = analysis.facts
    width, height = facts.upright
    form = f"{shape(width, height)} {aspect_ratio(width, height)}"
    megapixels = f"{facts.pixels / 1e6:.1f} MP"
    turned = f"EXIF orientation {facts.orientation}" if facts.orientation > 1 else ""
    gamut = "wide gamut" if facts.wide_gamut else ""
    lines = [
        _line("format", facts.format.upper(), f"{facts.bits} bits", format_bytes(facts.bytes)),
        _line("pixels", dimensions(width, height), megapixels, form, turned),
        _line("content", analysis.kind, "transparent" if analysis.transparent else "opaque"),
        _line("colour", facts.profile or "no profile", gamut, "gain map" if facts.gain_map else ""),
        _line("location", "its metadata tells a place" if facts.location else "none told"),
    ]
    if facts.frames > 1:
        lines.append(_line("frames", str(facts.frames)))
    if facts.pages > 1:
        lines.append(_line("pages", str(facts.pages)))
    return lines


def _told(entry: Told) -> Line:
    policies = ", ".join(entry.dropped_by)
    fate = (f"dropped by {policies}", "warning") if policies else ("kept by all", "saved")
    named = ((escaped(entry.name), "strong"), (f" {escaped(entry.value)}", ""))
    return Line((entry.block, "quiet"), (named, (fate,)))


def _fitting(found: Recommendation, *, best: bool) -> Line:
    preset = (escaped(found.preset), "strong" if best else "")
    confidence = (f" {found.confidence * 100:.0f} %", "quiet")
    reasons = (((escaped(reason), ""),) for reason in found.reasons)
    return Line(("fits", "saved") if best else ("also", "quiet"), ((preset, confidence), *reasons))


def _line(label: str, *said: str) -> Line:
    return Line((label, "quiet"), tuple(((escaped(text), ""),) for text in said if text))
