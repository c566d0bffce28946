"""One job's pixels to bytes: the only place where pixels, sizing and codecs meet.

Writes nothing. Data flow one way: open, draft (choose), render (decode, colour, geometry), fit
(encode within the limits, or keep the source's own pixels), and check.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pixelprep_cli.model.facts import Analysis
    from pixelprep_cli.model.job import Job
    from pixelprep_cli.model.outcome import Outcome
    from pixelprep_cli.pipeline.draft import Draft
    from pixelprep_cli.pipeline.result import Made
    from pixelprep_cli.pixels.decode import Source

Admit = Callable[[int, int], None]
"""Called with the pixels of all frames and bytes of memory, once the header is known and before
anything is decoded."""

Chosen = Callable[["Draft"], None]
"""Called with what is to be made once that is chosen, before anything is encoded."""

BYTES_PER_PIXEL: Final = 8
"""Pillow's four for a colour picture, and a working copy beside it."""


def warm_up() -> None:
    """Import what nearly every job needs."""
    import_module("PIL.JpegImagePlugin")
    for name in ("draft", "fit", "keep", "render", "result"):
        import_module(f"{__name__}.{name}")


def analyse(job: Job, admit: Admit) -> Analysis:
    """What a picture is, and which of the job's recipes fit it.

    Raises:
        SourceError, SkippedError: as `make`.
    """
    from pixelprep_cli.analysis.examine import Look
    from pixelprep_cli.pixels.decode import open_source

    with open_source(job.source, job.bounds) as source:
        _ask(source, admit)
        return Look(source).analysis(job.recipes)


def make(job: Job, admit: Admit, chosen: Chosen = lambda _draft: None) -> Made:
    """Make one picture's output.

    Raises:
        SourceError: it cannot be opened, decoded or encoded.
        SkippedError: its format is known and not supported.
        LimitMissedError: no allowed encode fits, and the recipe says to fail.
    """
    from pixelprep_cli.pipeline.draft import draft_for
    from pixelprep_cli.pipeline.fit import fitted
    from pixelprep_cli.pipeline.render import Renderer
    from pixelprep_cli.pipeline.result import Made, account, check
    from pixelprep_cli.pixels.decode import open_source
    from pixelprep_cli.pixels.faults import reported

    with open_source(job.source, job.bounds) as source:
        _ask(source, admit)
        with reported():
            draft = draft_for(source, job.recipes)
            chosen(draft)
            encoded = fitted(draft, Renderer(draft))
        made = Made(encoded.data, account(draft, encoded), own=encoded.own)
        check(draft, made, decode=job.verify)
        return made


def predict(job: Job, admit: Admit) -> Outcome:
    """What would become of one picture; its size is exact where it has to be made to be known.

    Raises:
        SourceError, SkippedError, LimitMissedError: as `make`.
    """
    from pixelprep_cli.pipeline.draft import draft_for
    from pixelprep_cli.pipeline.fit import fitted
    from pixelprep_cli.pipeline.foresight import predicted
    from pixelprep_cli.pipeline.render import Renderer
    from pixelprep_cli.pipeline.result import account
    from pixelprep_cli.pixels.decode import open_source
    from pixelprep_cli.pixels.faults import reported

    with open_source(job.source, job.bounds) as source:
        _ask(source, admit)
        with reported():
            draft = draft_for(source, job.recipes)
            renderer = Renderer(draft)
            return account(draft, predicted(draft, renderer) or fitted(draft, renderer))


def _ask(source: Source, admit: Admit) -> None:
    facts = source.facts
    admit(facts.frames * facts.pixels, facts.bytes + BYTES_PER_PIXEL * facts.pixels)
