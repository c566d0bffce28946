"""Of several recipes that fit a picture, the best one that makes it smaller."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from pixelprep_cli.analysis.examine import Look
from pixelprep_cli.errors import LimitMissedError, SourceError
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.model.settings import Output, Picture
from pixelprep_cli.pixels.decode import open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pixelprep_cli.model.job import Job
    from pixelprep_cli.model.outcome import Outcome

Result = TypeVar("Result")

SPARED: Final = "no preset that fits makes it smaller"


def advised(
    job: Job, attempt: Callable[[Job], Result], account: Callable[[Result], Outcome]
) -> Result:
    """What comes of the job's recipe; of several, of the best that makes the picture smaller.

    Where none does, the source's own pixels stay if the recipes leave the format open; else it is
    the least of what they make.

    Raises:
        SourceError, SkippedError, LimitMissedError: as the attempt by the best one.
    """
    best = attempt(job)
    if len(job.recipes) == 1 or not grows(account(best)):
        return best
    tried = [best]
    for recipe in _others(job, account(best).preset):
        with suppress(LimitMissedError, SourceError):
            other = attempt(replace(job, recipes=(recipe,)))
            if not grows(account(other)):
                return other
            tried.append(other)
    return min(tried, key=lambda made: account(made).output_bytes or 0)


def grows(outcome: Outcome) -> bool:
    """Whether an output has more bytes than its source, and no more pixels."""
    made, source = (
        (width or 0) * (height or 0)
        for width, height in (
            (outcome.width, outcome.height),
            (outcome.source_width, outcome.source_height),
        )
    )
    return made <= source and (outcome.output_bytes or 0) > (outcome.source_bytes or 0)


def _others(job: Job, tried: str | None) -> Iterator[Recipe]:
    """The others that fit, best first; at last to lose nothing, unless all ask for one format."""
    with open_source(job.source, job.bounds) as source:
        fitting = [match.recipe for match in Look(source).matches(job.recipes)]
    yield from (recipe for recipe in fitting if recipe.preset != tried)
    if len({recipe.picture.output.format for recipe in job.recipes}) == 1:
        return
    metadata = next(r.picture.metadata for r in job.recipes if r.preset == tried)
    spared = Picture(output=Output(lossless=True), metadata=metadata)
    yield Recipe(preset=tried, picture=spared, reason=SPARED)
