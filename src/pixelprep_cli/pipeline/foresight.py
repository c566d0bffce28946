"""What would come of a draft, told without making it where that is worth it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.pipeline.fit import encoder, losses
from pixelprep_cli.pipeline.keep import HARDLY, own_pixels, saves_enough, spared
from pixelprep_cli.pipeline.result import Encoded, Predicted
from pixelprep_cli.sizing.estimate import PALETTES, estimator, models

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.draft import Draft
    from pixelprep_cli.pipeline.render import Renderer
    from pixelprep_cli.sizing.estimate import Estimate, Estimator
    from pixelprep_cli.sizing.limits import Target

WORTH: Final = 1_500_000
"""Pixels of an output from which a prediction saves time; a smaller one is made."""


def predicted(draft: Draft, renderer: Renderer) -> Predicted | Encoded | None:
    """The output's size; None where it has to be made to be known.

    That is where it is small, animated, transparent, grey, drawn or reduced to a palette, has all
    that it shows in a few places, or a format that is not predicted; where it is to look as good as
    is asked; where its limit may be missed; and where the source's own pixels may be the better
    output.
    """
    if not _foreseeable(draft):
        return None
    encode = encoder(draft, renderer, draft.geometry)
    if encode.raster.image.mode != "RGB":
        return None
    told = estimator(encode)
    found = _foreseen(told, draft.target) if told and not told.odd else None
    if found is None:
        return None
    quality, size = found
    cap, on_miss = draft.target.cap, draft.picture.limits.on_miss
    missed = cap is not None and size.size > cap
    if missed and on_miss != "keep":
        return None
    own = own_pixels(draft, renderer)
    if own is not None and draft.target.bounds(len(own.data)):
        worth = size.size < HARDLY * len(own.data) and saves_enough(draft, size.size)
        if not worth:
            return None
    notices = [Warn.GOAL_MISSED.says(_over(size.size, cap))] if missed and cap else []
    return Predicted(
        size=size.size,
        low=size.low,
        high=size.high,
        status=Status.OPTIMIZED,
        format=draft.codec.name,
        width=draft.geometry.width,
        height=draft.geometry.height,
        quality=quality,
        encodes=0,
        notices=(*losses(draft), *renderer.conversion.notices, *notices),
    )


def _over(size: int, cap: int) -> str:
    over = f"{format_bytes(size - cap)} over the limit of {format_bytes(cap)}"
    return f"about {format_bytes(size)} at the lowest quality, {over}"


def _foreseeable(draft: Draft) -> bool:
    pixels = draft.geometry.width * draft.geometry.height
    drawn = draft.graphic or draft.animated or draft.transparent
    modelled = draft.codec.name in models() and draft.picture.output.target is None
    reduced = draft.codec.name in PALETTES and not draft.target.lossless_first
    return pixels >= WORTH and modelled and not (drawn or reduced) and spared(draft) is None


def _foreseen(told: Estimator, target: Target) -> tuple[int | None, Estimate] | None:
    """The quality that the limits will lead to, and the size then."""
    if target.lossless_first or target.lossy is None:
        size = told.at(None)
        return (None, size) if target.cap is None or size.size <= target.cap else None
    floor, ceiling = target.lossy
    if target.cap is None:
        return ceiling, told.at(ceiling)
    quality = told.quality_for(target.cap, floor, ceiling)
    size = told.near(quality)
    if size.size > target.cap:
        return quality, size
    if quality == ceiling:
        return quality, size.capped(target.cap)
    return quality, told.filling(target.cap, quality)
