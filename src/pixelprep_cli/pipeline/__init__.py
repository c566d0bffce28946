"""One job's pixels to bytes: the only place where pixels, sizing and codecs meet.

Writes nothing. Data flow one way: open, draft (choose), render (decode, colour, geometry), fit
(encode within the limits, or keep the source's own pixels), and check.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixelprep_cli.model.facts import Analysis, Recommendation
    from pixelprep_cli.model.forecast import Gauge
    from pixelprep_cli.model.job import Job, Recipe
    from pixelprep_cli.model.outcome import Outcome
    from pixelprep_cli.pipeline.draft import Draft
    from pixelprep_cli.pipeline.result import Made
    from pixelprep_cli.pixels.decode import Source

Admit = Callable[[int, int], None]
"""Called with the pixels of all frames and bytes of memory, once the header is known and before
anything is decoded."""

Chosen = Callable[["Draft"], None]
"""Called with what is to be made once that is chosen, before anything is encoded; again where that
makes the picture larger, and another recipe is tried."""

LARGER = "which would make it larger"
"""What speaks against a preset that fits."""


def warm_up() -> None:
    """Import what nearly every job needs."""
    import_module("PIL.JpegImagePlugin")
    for name in ("draft", "fit", "keep", "memory", "render", "result"):
        import_module(f"{__name__}.{name}")


def gauge(job: Job, _admit: Admit) -> Gauge:
    """How large a picture's output will be beside those of others; nothing is decoded.

    Where the recipe is chosen by what the picture shows, it is taken to keep its size.

    Raises:
        SourceError, SkippedError: as `make`.
    """
    from pixelprep_cli.model.forecast import Gauge
    from pixelprep_cli.model.settings import Picture
    from pixelprep_cli.pixels.decode import open_source
    from pixelprep_cli.pixels.geometry import layout
    from pixelprep_cli.sizing.limits import cap_of
    from pixelprep_cli.sizing.proportion import proportion

    picture = job.recipes[0].picture if len(job.recipes) == 1 else Picture()
    with open_source(job.source, job.bounds) as source:
        facts = source.facts
        made = layout(facts.upright, picture.resize)
        likely = proportion(facts, made.width * made.height)
        return Gauge(job.source, likely, cap_of(picture.limits, facts.bytes))


def analyse(job: Job, admit: Admit) -> Analysis:
    """What a picture is, which of the job's recipes fit it, and how large each output would be.

    Raises:
        SourceError, SkippedError: as `make`.
    """
    from pixelprep_cli.analysis.examine import Look
    from pixelprep_cli.pixels.decode import open_source
    from pixelprep_cli.pixels.faults import reported

    with open_source(job.source, job.bounds) as source:
        _ask(source, job, admit)
        with reported():
            look = Look(source, whole=True)
            began = time.perf_counter()
            found = look.analysis(job.recipes, metadata=job.metadata)
            found = replace(found, seconds=time.perf_counter() - began)
            fitting = look.matches(job.recipes)
    if not job.sizes:
        return found
    told = zip(found.recommendations, fitting, strict=True)
    predicted = [_predicted(fits, job, match.recipe) for fits, match in told]
    smaller = sorted(predicted, key=lambda fits: LARGER in fits.reasons)
    return replace(found, recommendations=tuple(smaller))


def show_crop(job: Job, admit: Admit) -> Made:
    """A PNG that shows how the job's only recipe crops a picture.

    Raises:
        SourceError, SkippedError: as `make`.
    """
    from pixelprep_cli.pipeline.crop import crop_shown
    from pixelprep_cli.pixels.decode import open_source

    with open_source(job.source, job.bounds) as source:
        _ask(source, job, admit)
        return crop_shown(source, job.recipes[0])


def _predicted(fitting: Recommendation, job: Job, recipe: Recipe) -> Recommendation:
    """The recommendation with what would come of it. The picture is admitted already."""
    from pixelprep_cli.errors import LimitMissedError, SourceError
    from pixelprep_cli.pipeline.advised import grows

    try:
        outcome = _foreseen(replace(job, recipes=(recipe,)), lambda _pixels, _memory: None)
    except (LimitMissedError, SourceError) as error:
        return replace(fitting, problem=error.message)
    size = outcome.output_bytes
    if grows(outcome):
        doubt = (outcome.source_bytes or 0) / (size or 1)
        fitting = replace(
            fitting,
            confidence=round(fitting.confidence * doubt, 2),
            reasons=(*fitting.reasons, LARGER),
        )
    return replace(
        fitting,
        format=outcome.format,
        output_bytes=size,
        low=size if outcome.low is None else outcome.low,
        high=size if outcome.high is None else outcome.high,
    )


def make(job: Job, admit: Admit, chosen: Chosen = lambda _draft: None) -> Made:
    """Make one picture's output, by the best of the recipes that makes it smaller.

    Raises:
        SourceError: it cannot be opened, decoded or encoded.
        SkippedError: its format is known and not supported.
        LimitMissedError: no allowed encode fits, and the recipe says to fail.
    """
    from pixelprep_cli.pipeline.advised import advised

    once = _once(admit)
    return advised(job, lambda tried: _made(tried, once, chosen), lambda made: made.outcome)


def _made(job: Job, admit: Admit, chosen: Chosen) -> Made:
    from pixelprep_cli.pipeline.draft import draft_for
    from pixelprep_cli.pipeline.fit import fitted
    from pixelprep_cli.pipeline.render import Renderer
    from pixelprep_cli.pipeline.result import Made, account, check
    from pixelprep_cli.pixels.decode import open_source
    from pixelprep_cli.pixels.faults import reported
    from pixelprep_cli.store.content import digest

    with open_source(job.source, job.bounds) as source:
        _ask(source, job, admit)
        with reported():
            draft = draft_for(source, job.recipes)
            chosen(draft)
            encoded = fitted(draft, Renderer(draft))
        made = Made(encoded.data, account(draft, encoded), digest(source.data), own=encoded.own)
        check(draft, made, decode=job.verify)
        return made


def predict(job: Job, admit: Admit) -> Outcome:
    """What would become of one picture; its size is exact where it has to be made to be known.

    Raises:
        SourceError, SkippedError, LimitMissedError: as `make`.
    """
    from pixelprep_cli.pipeline.advised import advised

    once = _once(admit)
    return advised(job, lambda tried: _foreseen(tried, once), lambda outcome: outcome)


def _foreseen(job: Job, admit: Admit) -> Outcome:
    from pixelprep_cli.pipeline.draft import draft_for
    from pixelprep_cli.pipeline.fit import fitted
    from pixelprep_cli.pipeline.foresight import predicted
    from pixelprep_cli.pipeline.render import Renderer
    from pixelprep_cli.pipeline.result import account
    from pixelprep_cli.pixels.decode import open_source
    from pixelprep_cli.pixels.faults import reported

    with open_source(job.source, job.bounds) as source:
        _ask(source, job, admit)
        with reported():
            draft = draft_for(source, job.recipes)
            renderer = Renderer(draft)
            return account(draft, predicted(draft, renderer) or fitted(draft, renderer))


def _once(admit: Admit) -> Admit:
    """Asks when it is first called: what is let in once may be tried by other recipes."""
    asked = False

    def once(pixels: int, memory: int) -> None:
        nonlocal asked
        if not asked:
            asked = True
            admit(pixels, memory)

    return once


def _ask(source: Source, job: Job, admit: Admit) -> None:
    from pixelprep_cli.pipeline.memory import predicted, require_room

    memory = predicted(source.facts, job.recipes if job.action != "analyze" else ())
    require_room(memory, job.bounds)
    admit(source.facts.pixels * source.facts.frames, memory)
