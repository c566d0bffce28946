"""One line for each thing that happens, as styled fragments that any renderer can join.

A fragment is a text and the name of its style; a part is what should not be torn apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.report.names import escaped, printable
from pixelprep_cli.report.styles import painted
from pixelprep_cli.report.words import change, count, dimensions, duration, limits_asked, size_range

if TYPE_CHECKING:
    from pixelprep_cli.model.forecast import Forecast
    from pixelprep_cli.model.outcome import Notice, Outcome
    from pixelprep_cli.model.settings import Limits

Fragment = tuple[str, str]
Part = tuple[Fragment, ...]

LABEL_WIDTH: Final = 9
_ARROW: Final = (" → ", "quiet")


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what is said under it."""

    label: Fragment
    parts: tuple[Part, ...]

    def text(self, *, color: bool = False) -> str:
        """The line as one string, with terminal escapes only if `color`."""
        label, style = self.label
        fragments = [(f"{label:<{LABEL_WIDTH}}", style)]
        for number, part in enumerate(self.parts):
            fragments += [("  " if number else " ", ""), *part]
        return painted(fragments) if color else "".join(text for text, _ in fragments)


def outcome_line(outcome: Outcome, *, verbose: bool = False, preview: bool = False) -> Line:
    """What became of one picture, or with `preview` what would become of it."""
    if not outcome.produced:
        return _reason_line(str(outcome.status), outcome.source, outcome.error)
    predicted = preview and outcome.status is not Status.CACHED
    label = "predicted" if predicted else str(outcome.status)
    before, after = outcome.source_bytes or 0, outcome.output_bytes or 0
    parts = [
        _names(outcome),
        _sizes(before, after, exact=outcome.exact),
        *_between(outcome.low, outcome.high),
    ]
    if outcome.quality is not None:
        parts.append(((f"q {outcome.quality}", ""),))
    elif outcome.reason and not verbose:
        parts.append(((outcome.reason, "quiet"),))
    if verbose:
        parts.append(((_details(outcome), "quiet"),))
    return Line((label, label), tuple(parts))


def warning_line(outcome: Outcome, notice: Notice) -> Line:
    """One warning that a picture carries."""
    return _reason_line("warning", outcome.source, notice)


def dropped_lines(outcome: Outcome) -> list[Line]:
    """What the output no longer tells of what its source does, block by block."""
    blocks: dict[str, list[str]] = {}
    for each in outcome.dropped:
        block, _, name = each.partition(" ")
        blocks.setdefault(block, []).append(name)
    return [
        Line(("dropped", "quiet"), (((f"{block} ", "quiet"), (escaped(", ".join(names)), "")),))
        for block, names in blocks.items()
    ]


def expectation_line(forecast: Forecast) -> Line:
    """What a run is expected to make of what, before it begins."""
    said: Part = (
        ("≈ ", "quiet"),
        (format_bytes(forecast.source_bytes), ""),
        _ARROW,
        (format_bytes(forecast.output_bytes), "strong"),
    )
    between = _between(forecast.low, forecast.high)
    if between:
        said = (*said, (" (", "quiet"), *between[0], (")", "quiet"))
    return Line(("expected", "quiet"), (said,))


def comparison_line(outcome: Outcome, limits: Limits) -> Line:
    """What one preset would make of a picture that others are tried on, too."""
    parts: list[Part] = [((outcome.preset or "", "strong"),)]
    if outcome.produced:
        before, after = outcome.source_bytes or 0, outcome.output_bytes or 0
        parts += [
            _sizes(before, after, exact=outcome.exact),
            *_between(outcome.low, outcome.high),
            ((encoding(outcome), ""),),
            ((dimensions(outcome.width, outcome.height), ""),),
        ]
    label = "predicted" if outcome.produced else str(outcome.status)
    return Line((label, label), (*parts, (fit_fragment(outcome, limits),)))


def encoding(outcome: Outcome) -> str:
    """Format and quality: `webp q 80`, `png`."""
    quality = "" if outcome.quality is None else f" q {outcome.quality}"
    return f"{outcome.format}{quality}"


def fit_fragment(outcome: Outcome, limits: Limits) -> Fragment:
    """Whether an output would fit its limits."""
    asked = limits_asked(limits)
    codes = {notice.code for notice in outcome.warnings}
    if not asked:
        return "no limit", "quiet"
    if outcome.status is Status.MISSED:
        return f"misses {asked}", "missed"
    if Warn.GOAL_MISSED in codes:
        return f"over {asked}", "warning"
    if Warn.BELOW_MIN_SIZE in codes:
        return f"under {asked}", "warning"
    return f"fits {asked}", "saved"


def change_fragment(before: int, after: int) -> Fragment:
    """The change in bytes, styled by its direction."""
    return change(before, after), "saved" if after <= before else "grown"


def _reason_line(label: str, source: str, notice: Notice | None) -> Line:
    said: Part = ((printable(source), "name"),)
    if notice is not None:
        said += ((": ", "quiet"), (escaped(notice.message), ""))
    return Line((label, label), (said,))


def _names(outcome: Outcome) -> Part:
    source: Part = ((printable(outcome.source), "name"),)
    return (*source, _ARROW, (printable(outcome.output), "name")) if outcome.output else source


def _sizes(before: int, after: int, *, exact: bool) -> Part:
    return (
        (format_bytes(before), ""),
        _ARROW,
        (("" if exact else "≈ ") + format_bytes(after), "strong"),
        (" (", "quiet"),
        change_fragment(before, after),
        (")", "quiet"),
    )


def _between(low: int | None, high: int | None) -> list[Part]:
    if low is None or high is None or low == high:
        return []
    return [((size_range(low, high), "quiet"),)]


def _details(outcome: Outcome) -> str:
    said = (
        dimensions(outcome.width, outcome.height),
        "" if outcome.perceptual is None else f"SSIMULACRA2 {outcome.perceptual:.1f}",
        count(outcome.encodes, "encode"),
        duration(outcome.seconds),
        outcome.reason,
    )
    return "  ".join(filter(None, said))
