"""JSON lines for scripts: a versioned contract, one object a line.

Every key is always there, in the same order; what is absent is null. Paths are absolute; bytes
that are not UTF-8 stand in them as lone surrogates (PEP 383), escaped.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final, TextIO

from pixelprep_cli.model.outcome import Status
from pixelprep_cli.report.reporter import Reporter
from pixelprep_cli.report.streams import write_line
from pixelprep_cli.report.words import shape

if TYPE_CHECKING:
    from pixelprep_cli.model.facts import Analysis, Findings, Recommendation, Told
    from pixelprep_cli.model.outcome import Notice, Outcome, RunSummary

SCHEMA: Final = 1
Event = dict[str, Any]


def run_event(version: str) -> Event:
    """The first line: which contract, and who wrote it."""
    return {"event": "run", "schema": SCHEMA, "version": version}


def file_event(outcome: Outcome) -> Event:
    """What became of one picture. Sizes in bytes, dimensions in pixels as seen."""
    return {
        "event": "file",
        "status": str(outcome.status),
        "source": _absolute(outcome.source),
        "output": _absolute(outcome.output),
        "source_bytes": outcome.source_bytes,
        "output_bytes": outcome.output_bytes,
        "estimated_bytes": outcome.estimated_bytes,
        "source_width": outcome.source_width,
        "source_height": outcome.source_height,
        "width": outcome.width,
        "height": outcome.height,
        "format": outcome.format,
        "quality": outcome.quality,
        "perceptual": None if outcome.perceptual is None else round(outcome.perceptual, 1),
        "encodes": outcome.encodes,
        "seconds": round(outcome.seconds, 3),
        "preset": outcome.preset,
        "reason": outcome.reason,
        "dropped": list(outcome.dropped),
        "warnings": [_notice(notice) for notice in outcome.warnings],
        "error": _notice(outcome.error) if outcome.error else None,
    }


def estimate_event(outcome: Outcome) -> Event:
    """What would become of one picture; true to the byte if `exact`, else between low and high."""
    predicted = outcome.output_bytes
    return {
        "event": "estimate",
        "source": _absolute(outcome.source),
        "preset": outcome.preset,
        "format": outcome.format,
        "quality": outcome.quality,
        "source_bytes": outcome.source_bytes,
        "estimated_bytes": predicted,
        "low": predicted if outcome.low is None else outcome.low,
        "high": predicted if outcome.high is None else outcome.high,
        "width": outcome.width,
        "height": outcome.height,
        "exact": outcome.exact,
        "seconds": round(outcome.seconds, 3),
    }


def analysis_event(analysis: Analysis) -> Event:
    """What was found in one picture. Dimensions and aspect (width / height) are as seen."""
    facts, told = analysis.facts, analysis.told
    width, height = facts.upright
    return {
        "event": "analysis",
        "source": _absolute(analysis.source),
        "source_bytes": facts.bytes,
        "format": facts.format,
        "width": width,
        "height": height,
        "orientation": shape(width, height),
        "exif_orientation": facts.orientation,
        "aspect": round(width / height, 4),
        "kind": analysis.kind,
        "transparent": analysis.transparent,
        "profile": facts.profile,
        "location": facts.location,
        "frames": facts.frames,
        "bits": facts.bits,
        "recommendations": [_recommendation(fitting) for fitting in analysis.recommendations],
        "kind_confidence": round(analysis.kind_confidence, 3),
        "alpha": facts.alpha,
        "mode": facts.mode,
        "wide_gamut": facts.wide_gamut,
        "gain_map": facts.gain_map,
        "pages": facts.pages,
        **_findings(analysis.findings),
        "told": None if told is None else [_told(entry) for entry in told],
        "seconds": round(analysis.seconds, 3),
    }


def _recommendation(fitting: Recommendation) -> Event:
    return {
        "preset": fitting.preset,
        "confidence": round(fitting.confidence, 3),
        "reasons": list(fitting.reasons),
        "format": fitting.format,
        "estimated_bytes": fitting.output_bytes,
        "low": fitting.low,
        "high": fitting.high,
        "problem": fitting.problem,
    }


def _findings(found: Findings) -> Event:
    return {
        "grey": found.grey,
        "colours": found.colours,
        "noise": round(found.noise, 2),
        "sharpness": round(found.sharpness, 2),
        "dynamic_range": round(found.dynamic_range, 1),
        "saved_quality": found.saved_quality,
        "standard_tables": found.standard_tables,
        "wasted_bytes": found.wasted_bytes,
        "duration": found.duration,
        "metadata": [
            {"name": block.name, "bytes": block.bytes, "risks": list(block.risks)}
            for block in found.metadata
        ],
    }


def summary_event(summary: RunSummary, *, preview: bool = False) -> Event:
    """The last line. The bytes are of those pictures that have an output, or would have one."""
    told = summary.predicted if preview else summary.forecast
    sampled = summary.forecast.sampled if summary.forecast else None
    source_bytes, output_bytes, estimated = (
        (told.source_bytes, told.output_bytes, told.output_bytes)
        if told and preview
        else (summary.source_bytes, summary.output_bytes, summary.estimated_bytes)
    )
    return {
        "event": "summary",
        "files": summary.files,
        **{str(status): summary.counts[status] for status in Status},
        "warnings": dict(summary.warnings.most_common()),
        "source_bytes": source_bytes,
        "output_bytes": output_bytes,
        "seconds": round(summary.seconds, 3),
        "pictures": summary.pictures,
        "sampled": sampled,
        "estimated_bytes": estimated if told else None,
        "low": told.low if told else None,
        "high": told.high if told else None,
    }


def write_event(stream: TextIO, event: Event) -> None:
    """Write one event as one line of ASCII, and flush it.

    Raises:
        BrokenPipeError: the reader has gone (`| head`).
    """
    write_line(stream, _in_one_line(event))


class EventReporter(Reporter):
    """Says a run as JSON lines."""

    def __init__(self, stream: TextIO, *, preview: bool = False) -> None:
        self._stream = stream
        self._preview = preview

    def start(self, total: int, source_bytes: int, *, version: str) -> None:  # noqa: ARG002
        write_event(self._stream, run_event(version))

    def file(self, outcome: Outcome) -> None:
        predicted = self._preview and outcome.produced
        write_event(self._stream, estimate_event(outcome) if predicted else file_event(outcome))

    def finish(self, summary: RunSummary) -> None:
        write_event(self._stream, summary_event(summary, preview=self._preview))


_in_one_line: Final = json.JSONEncoder(separators=(",", ":")).encode


def _absolute(path: str | None) -> str | None:
    return None if path is None else os.path.abspath(path)


def _told(entry: Told) -> Event:
    return {
        "block": entry.block,
        "name": entry.name,
        "value": entry.value,
        "dropped_by": list(entry.dropped_by),
    }


def _notice(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "message": notice.message}
