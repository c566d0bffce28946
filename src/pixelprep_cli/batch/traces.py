"""In a worker: what earlier runs have left where an output goes, and what this one leaves."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pixelprep_cli.batch.strength import Made as Facts
from pixelprep_cli.model.trace import Known, Trace
from pixelprep_cli.store.content import content_of, digest, stamp_of

if TYPE_CHECKING:
    from pixelprep_cli.model.job import Job
    from pixelprep_cli.model.outcome import Outcome
    from pixelprep_cli.pipeline.result import Made


def may_replace(path: str, job: Job) -> bool:
    """Whether a file that may stand at `path` gives way: all do, or it holds what a run wrote."""
    if job.overwrite or not job.replaces:
        return job.overwrite
    try:
        return content_of(path) in job.replaces
    except OSError:
        return False


def trace(source: os.stat_result, made: Made, output: str) -> Trace | None:
    """What was made from what, once it is written; None where the output has gone already.

    Args:
        source: as the system told of it before it was read.
    """
    try:
        written = stamp_of(os.stat(output))
    except OSError:
        return None
    return Trace(Known(stamp_of(source), made.source), Known(written, digest(made.data)))


def unchanged(source: os.stat_result, made: Made) -> Trace:
    """That a source has been through what was asked, and stays as it is."""
    known = Known(stamp_of(source), made.source)
    return Trace(known, known)


def told(outcome: Outcome) -> str:
    """What a journal says of an output, for `Past.learn`."""
    return str(Facts.of(outcome))
