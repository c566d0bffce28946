"""Outcomes of earlier runs: what is remembered of them, and how they are told again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.model.outcome import Notice, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelprep_cli.batch.source import Source
    from pixelprep_cli.batch.strength import Made

FACTS: Final = (
    *("output_bytes", "source_width", "source_height", "source_format", "width", "height"),
    *("format", "quality", "perceptual", "preset"),
)
"""What is remembered of an outcome, beside its warnings."""


def facts_of(outcome: Outcome) -> str:
    """What is remembered of an outcome, as JSON."""
    values: list[Any] = [getattr(outcome, name) for name in FACTS]
    warnings = [[notice.code, notice.message] for notice in outcome.warnings]
    return json.dumps([*values, warnings], separators=(",", ":"))


def cached(source: Source, output: str, facts: Sequence[Any], *, preset: str | None) -> Outcome:
    """An outcome whose output stands as it would be made.

    Args:
        facts: what `facts_of` has told, parsed.
        preset: by which it would be made, where there is but one.
    """
    *values, warnings = facts
    told = dict(zip(FACTS, values, strict=True))
    if preset is not None:
        told["preset"] = preset
    return Outcome(
        status=Status.CACHED,
        source=source.path,
        output=output,
        source_bytes=source.size,
        warnings=tuple(Notice(*warning) for warning in warnings) if warnings else (),
        **told,
    )


def unchanged(source: Source, made: Made) -> Outcome:
    """A picture in place that stays as an earlier run has made it."""
    return Outcome(
        status=Status.CACHED,
        source=source.path,
        output=source.path,
        source_bytes=source.size,
        output_bytes=source.size,
        source_width=made.width,
        source_height=made.height,
        width=made.width,
        height=made.height,
        format=made.format,
        quality=made.quality,
    )
