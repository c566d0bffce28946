"""A worker's part of `--in-place`: whether an output may take its source's place, and that it does.

The name, the dimensions and all that nobody asked to change stay; nothing gets larger.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.naming import name_in_place
from pixelprep_cli.batch.traces import told, trace, unchanged
from pixelprep_cli.errors import SkippedError
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.pipeline import Admit, make
from pixelprep_cli.store import change, lock
from pixelprep_cli.store.content import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pixelprep_cli.model.job import Job
    from pixelprep_cli.model.outcome import Notice, Outcome
    from pixelprep_cli.pipeline.draft import Draft
    from pixelprep_cli.store.change import Original

LOSSES: Final = frozenset(
    (
        Warn.FRAMES_DROPPED,
        Warn.PAGES_DROPPED,
        Warn.PICTURES_DROPPED,
        Warn.LAYERS_FLATTENED,
        Warn.RAW_DEVELOPED,
        Warn.BIT_DEPTH_REDUCED,
        Warn.ALPHA_FLATTENED,
        Warn.ALPHA_HARDENED,
        Warn.COLOURS_REDUCED,
        Warn.WIDE_GAMUT_CONVERTED,
        Warn.HDR_TONE_MAPPED,
    )
)
"""Warnings of what an output lacks, which in place is a loss for good."""


INKS: Final = ("CMYK", "LAB")
"""Modes whose colours are converted."""


def replaced(job: Job, admit: Admit) -> Outcome:
    """Make one picture's output and put it in its source's place, where that gains anything.

    Raises:
        SkippedError: `gain_map` or `would_lose`, the source has what the output could not hold;
            `name_taken`, its new name belongs to another file.
        SourceError: as `make`; or it was changed meanwhile; or the system refuses. The source
            stays as it was.
    """
    from pixelprep_cli.pipeline.fit import losses

    assert job.record is not None  # noqa: S101 - nothing is replaced without a journal
    source = change.original(job.source)
    if job.seen not in (None, stamp_of(source.status)[:2]):
        raise change.changed_meanwhile()

    def chosen(draft: Draft) -> None:
        refuse_losses(job, losses(draft))
        refuse_losses(job, _colours(draft))
        _refuse_taken(source.path, draft)

    with lock.writing(source.path, job.locks, needed=True) if job.locks else nullcontext():
        made = make(job, admit, chosen)
        refuse_losses(job, made.outcome.warnings)
        if not _gains(job, made.outcome):
            return replace(as_it_is(made.outcome), trace=unchanged(source.status, made))
        name = name_in_place(source.path, made.outcome.source_format, made.outcome.format or "")
        source = replace(source, sha256=made.source.hex())
        change.replace_original(
            source,
            made.data,
            name=name,
            token=job.token,
            record=job.record,
            told=told(made.outcome),
        )
        return replace(
            made.outcome,
            output=name,
            warnings=made.outcome.warnings + _other_names(source),
            trace=trace(source.status, made, name),
        )


def foreseen(job: Job, outcome: Outcome) -> Outcome:
    """A preview's outcome, where the output would take its source's place.

    Raises:
        SkippedError: as `replaced`.
    """
    refuse_losses(job, outcome.warnings)
    if not _gains(job, outcome):
        return as_it_is(outcome)
    own = os.path.realpath(job.source)
    return replace(outcome, output=name_in_place(own, outcome.source_format, outcome.format or ""))


def refuse_losses(job: Job, notices: Iterable[Notice]) -> None:
    """Leave a picture alone that would lose what nobody has agreed to lose.

    Raises:
        SkippedError: `gain_map` or `would_lose`.
    """
    for notice in notices:
        if notice.code == Warn.GAIN_MAP_DROPPED:
            raise SkippedError(
                "it has an HDR gain map, which would be lost for good: never replaced",
                code="gain_map",
                hint="write a copy, without --in-place",
            )
        if notice.code in LOSSES and not (job.in_place and job.in_place.lossy):
            raise SkippedError(
                f"in place it would be lost for good: {notice.message}",
                code="would_lose",
                hint="write a copy, without --in-place, or agree to the loss with --yes",
            )


def _colours(draft: Draft) -> tuple[Notice, ...]:
    """A warning where sRGB, if the output is to be in it, does not hold the picture's colours.

    What `keep` and `display-p3` convert shows when the output is made.
    """
    facts = draft.source.facts
    wide = facts.wide_gamut and draft.picture.color.profile == "srgb"
    if wide or facts.mode in INKS:
        told = f"colours are converted from {facts.profile or facts.mode} to sRGB"
        return (Warn.WIDE_GAMUT_CONVERTED.says(told),)
    return ()


def _other_names(source: Original) -> tuple[Notice, ...]:
    """A warning where a file has names beside the one that has got the output."""
    others = source.status.st_nlink - 1
    if others < 1:
        return ()
    told = (
        f"hard links: {others} other name{'' if others == 1 else 's'} of it still hold the original"
    )
    return (Warn.HARD_LINKED.says(told),)


def _refuse_taken(path: str, draft: Draft) -> None:
    name = name_in_place(path, draft.source.facts.format, draft.codec.name)
    if os.path.lexists(name) and not os.path.samefile(name, path):
        raise SkippedError(
            f"{os.path.basename(name)}, as it would be called, exists already",
            code="name_taken",
            hint="move that file, or write copies with --output",
        )


def as_it_is(outcome: Outcome) -> Outcome:
    """The outcome of a picture that stays untouched."""
    dropped = {Warn.LARGER_THAN_SOURCE, *LOSSES}
    notices = [notice for notice in outcome.warnings if notice.code not in dropped]
    return replace(
        outcome,
        status=Status.KEPT,
        output=outcome.source,
        output_bytes=outcome.source_bytes,
        low=None,
        high=None,
        exact=True,
        width=outcome.source_width,
        height=outcome.source_height,
        format=outcome.source_format,
        quality=None,
        warnings=tuple(notices),
    )


def _gains(job: Job, outcome: Outcome) -> bool:
    """Whether the output is smaller, and not just the source with all its metadata written anew."""
    smaller = (outcome.output_bytes or 0) < (outcome.source_bytes or 0)
    policies = {r.picture.metadata.policy for r in job.recipes if r.preset == outcome.preset}
    return smaller and (outcome.status is Status.OPTIMIZED or policies != {"keep"})
