"""An output that looks as alike as is wanted, and what is said where it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.sizing.aim import TOLERANCE, aim_for, reach
from pixelprep_cli.sizing.estimate import estimator
from pixelprep_cli.sizing.likeness import Judge
from pixelprep_cli.sizing.search import Fit, within
from pixelprep_cli.sizing.ssimulacra2 import IDENTICAL

if TYPE_CHECKING:
    from pixelprep_cli.codecs.codec import Encoder, Raster
    from pixelprep_cli.model.outcome import Notice
    from pixelprep_cli.pipeline.draft import Draft


def as_alike(draft: Draft, encoder: Encoder) -> Fit:
    """The smallest encode that looks as wanted; under a cap that it exceeds, the best that fits.

    Formats without loss lose nothing where the cap allows it. Of an animation the first frame
    tells the quality; how alike the whole looks is not measured.
    """
    target, aim = draft.target, aim_for(draft.picture.output, draft.codec)
    if target.lossless_first or target.lossy is None or aim is None:
        return measured(draft, encoder.raster, within(encoder, target, lambda: estimator(encoder)))
    if encoder.raster.animated:
        first = replace(encoder.raster, image=encoder.raster.image.copy(), durations=())
        quality = reach(replace(encoder, raster=first), aim).quality
        fit = Fit(encoder(quality), quality, 1, fits=True)
    else:
        fit = reach(encoder, aim)
    if target.cap is None or len(fit.data) <= target.cap:
        return fit
    return _capped(draft, encoder, fit)


def measured(draft: Draft, raster: Raster, fit: Fit) -> Fit:
    """The encode with how alike it looks, where there is a target and that can be told."""
    if draft.picture.output.target is None or raster.animated:
        return fit
    if fit.quality is None:
        # GIF's palette loses what it has no colours for, and nobody asks how much.
        return replace(fit, perceptual=None if draft.codec.name == "gif" else IDENTICAL)
    score = Judge(raster.image).score(fit.data)
    return replace(fit, perceptual=score)


def shortfall(draft: Draft, fit: Fit) -> tuple[Notice, ...]:
    """What is said of an encode that does not look as alike as was wanted."""
    wanted, found = draft.picture.output.target, fit.perceptual
    if wanted is None or found is None or found >= wanted - TOLERANCE:
        return ()
    told = f"SSIMULACRA2 {found:.1f} at quality {fit.quality}, {int(wanted)} was wanted"
    aim = aim_for(draft.picture.output, draft.codec)
    cap = draft.target.cap
    if cap is None or (aim is not None and fit.quality == aim.ceiling):
        return (Warn.TARGET_UNREACHABLE.says(f"{told}: {draft.codec.name} does no better"),)
    return (Warn.TARGET_MISSED.says(f"{told}; the limit is {format_bytes(cap)}"),)


def _capped(draft: Draft, encoder: Encoder, over: Fit) -> Fit:
    """The best encode within the cap; the one that looks as wanted has too many bytes."""
    assert over.quality is not None  # noqa: S101 - a target is for encodes with loss
    floor = draft.target.lossy[0] if draft.target.lossy else over.quality
    ceiling = max(floor, over.quality - 1)
    bounded = replace(draft.target, lossy=(floor, ceiling))
    found = within(encoder, bounded, lambda: estimator(encoder))
    return measured(draft, encoder.raster, replace(found, encodes=found.encodes + over.encodes))
