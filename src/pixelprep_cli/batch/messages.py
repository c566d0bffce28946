"""What workers tell their parent."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pixelprep_cli.batch.source import unreadable
from pixelprep_cli.errors import LimitMissedError, PixelprepError, SkippedError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.facts import Analysis
from pixelprep_cli.model.forecast import Gauge
from pixelprep_cli.model.outcome import Notice, Outcome, Status

if TYPE_CHECKING:
    from pixelprep_cli.model.job import Job

Result = Outcome | Analysis | Gauge


@dataclass(frozen=True, slots=True)
class Opened:
    """A header is read: the picture has so many pixels and will take so many bytes of memory.

    The worker waits for the parent's word before it decodes.
    """

    pixels: int
    memory: int


def outcome_of(error: Exception, job: Job) -> Outcome:
    """The outcome of a job that ended by an exception."""
    size = None
    with suppress(OSError):
        size = os.stat(job.source).st_size
    base = Outcome(status=Status.FAILED, source=job.source, source_bytes=size)
    if len(job.recipes) == 1:
        base = replace(base, preset=job.recipes[0].preset)
    match error:
        case LimitMissedError():
            return replace(
                base,
                status=Status.MISSED,
                output_bytes=error.reached,
                quality=error.quality,
                encodes=error.encodes,
                error=Notice(error.code, str(error)),
            )
        case SkippedError():
            return replace(base, status=Status.SKIPPED, error=Notice(error.code, str(error)))
        case PixelprepError():
            return replace(base, error=Notice(error.code, str(error)))
        case OSError():
            refused = unreadable(error)
            return replace(base, error=Notice(refused.code, refused.message))
        case MemoryError():
            return replace(base, error=Notice("out_of_memory", _out_of_memory(job)))
        case _:
            told = f"{type(error).__name__}: {error}"
            return replace(base, error=Notice("internal", told))


def _out_of_memory(job: Job) -> str:
    told, most = "there is not enough memory for it", job.bounds.max_memory
    if most is None:
        return told
    return f"{told}; the limit is {format_bytes(most)} (raise it with --max-memory)"
