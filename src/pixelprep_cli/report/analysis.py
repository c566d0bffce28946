"""What was found in one picture, framed for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.report.console import styled
from pixelprep_cli.report.lines import Line, change_fragment
from pixelprep_cli.report.names import escaped, printable
from pixelprep_cli.report.panels import framed
from pixelprep_cli.report.words import aspect_ratio, count, dimensions, duration, shape

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from pixelprep_cli.model.facts import Analysis, Findings, Recommendation, Told
    from pixelprep_cli.model.outcome import Outcome
    from pixelprep_cli.report.lines import Part

GRAINY = ((2.0, "clean"), (5.0, "some grain"), (256.0, "grainy"))
SHARP = ((0.1, "blurred"), (0.3, "soft"), (1.01, "sharp"))
"""Words for noise below so many levels, and for sharpness below so much."""


def analysis_panel(console: Console, analysis: Analysis) -> RenderableType:
    """The facts, and the presets that fit, with their reasons and what each would save.

    Every piece of metadata, and the policies that leave it out, where that was asked for.
    """
    fitting = analysis.recommendations
    return framed(
        console,
        printable(analysis.source),
        (
            *_facts(analysis),
            *_measured(analysis),
            *_metadata(analysis.findings),
            *map(_told, analysis.told or ()),
            *(
                _fitting(preset, analysis.facts.bytes, best=preset is fitting[0])
                for preset in fitting
            ),
        ),
    )


def shown_line(console: Console, outcome: Outcome) -> RenderableType:
    """Which picture shows the crop."""
    return styled(console, [("crop shown in ", "quiet"), (printable(outcome.output or ""), "name")])


def _facts(analysis: Analysis) -> list[Line]:
    facts = analysis.facts
    width, height = facts.upright
    form = f"{shape(width, height)} {aspect_ratio(width, height)}"
    turned = f"EXIF orientation {facts.orientation}" if facts.orientation > 1 else ""
    alpha = "transparent" if analysis.transparent else "opaque"
    if facts.alpha and not analysis.transparent:
        alpha = "opaque, though it declares transparency"
    kind = f"{analysis.kind} {analysis.kind_confidence * 100:.0f} %"
    gamut = "wide gamut" if facts.wide_gamut else ""
    grey = "grey in fact" if analysis.findings.grey and facts.mode not in ("L", "LA", "1") else ""
    lines = [
        _line("format", facts.format.upper(), f"{facts.bits} bits", format_bytes(facts.bytes)),
        _line("pixels", dimensions(width, height), f"{facts.pixels / 1e6:.1f} MP", form, turned),
        _line("content", kind, alpha),
        _line(
            *("colour", facts.profile or "no profile", gamut, grey),
            *("gain map" if facts.gain_map else "", _palette(analysis.findings)),
        ),
    ]
    if facts.frames > 1:
        runs = duration((analysis.findings.duration or 0) / 1000)
        lines.append(_line("frames", str(facts.frames), runs))
    if facts.pages > 1:
        lines.append(_line("pages", str(facts.pages)))
    return lines


def _palette(found: Findings) -> str:
    return count(found.colours, "colour") if found.colours else ""


def _measured(analysis: Analysis) -> list[Line]:
    found = analysis.findings
    grain = next(word for most, word in GRAINY if found.noise < most)
    focus = next(word for most, word in SHARP if found.sharpness < most)
    lines = [
        _line(
            "measured",
            f"{focus} ({found.sharpness:.2f})",
            f"{grain} (σ {found.noise:.1f})",
            f"{found.dynamic_range:.1f} stops",
        )
    ]
    if found.saved_quality is not None:
        about = "" if found.standard_tables else "about "
        wasted = found.wasted_bytes or 0
        share = f"{wasted / analysis.facts.bytes * 100:.0f} %"
        more = f"{format_bytes(wasted)} wasted ({share})" if wasted else "nothing wasted"
        lines.append(_line("saved at", f"{about}quality {found.saved_quality}", more))
    return lines


def _metadata(found: Findings) -> list[Line]:
    if not found.metadata:
        return [_line("metadata", "none")]
    parts: list[Part] = []
    for block in found.metadata:
        said: Part = ((f"{block.name} {format_bytes(block.bytes)}", ""),)
        if block.risks:
            said = (*said, (": ", "quiet"), (", ".join(block.risks), "warning"))
        parts.append(said)
    return [Line(("metadata", "quiet"), tuple(parts))]


def _told(entry: Told) -> Line:
    policies = ", ".join(entry.dropped_by)
    fate = (f"dropped by {policies}", "warning") if policies else ("kept by all", "saved")
    named = ((escaped(entry.name), "strong"), (f" {escaped(entry.value)}", ""))
    return Line((entry.block, "quiet"), (named, (fate,)))


def _fitting(found: Recommendation, before: int, *, best: bool) -> Line:
    preset = (escaped(found.preset), "strong" if best else "")
    confidence = (f" {found.confidence * 100:.0f} %", "quiet")
    reasons = (((escaped(reason), ""),) for reason in found.reasons)
    parts = ((preset, confidence), *reasons, *_outcome(found, before))
    return Line(("fits", "saved") if best else ("also", "quiet"), parts)


def _outcome(found: Recommendation, before: int) -> list[Part]:
    if found.problem:
        return [((escaped(found.problem), "missed"),)]
    if found.output_bytes is None:
        return []
    exact = found.low == found.high
    size = f"{found.format} {'' if exact else '≈ '}{format_bytes(found.output_bytes)}"
    return [
        ((size, ""), (" (", "quiet"), change_fragment(before, found.output_bytes), (")", "quiet"))
    ]


def _line(label: str, *said: str) -> Line:
    return Line((label, "quiet"), tuple(((escaped(text), ""),) for text in said if text))
