"""Encode a rendered picture within its limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pixelprep_cli.codecs.codec import Encoder, Knobs
from pixelprep_cli.errors import LimitMissedError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Notice, Status
from pixelprep_cli.pipeline.keep import better_packed, own_pixels, packed, spared
from pixelprep_cli.pipeline.lossless import impossible, require_exact
from pixelprep_cli.pipeline.perceive import as_alike, measured, shortfall
from pixelprep_cli.pipeline.result import Encoded
from pixelprep_cli.pipeline.tell import metadata_for
from pixelprep_cli.sizing.estimate import estimator
from pixelprep_cli.sizing.search import Fit, largest_scale, within
from pixelprep_cli.sizing.ssimulacra2 import IDENTICAL

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.draft import Draft
    from pixelprep_cli.pipeline.render import Renderer
    from pixelprep_cli.pixels.geometry import Geometry


def fitted(draft: Draft, renderer: Renderer) -> Encoded:
    """The best encode that the limits allow, or the source's own pixels where that gains nothing.

    Raises:
        LimitMissedError: none fits, and the recipe says to fail.
        SourceError: nothing may be lost, and the format is lossy.
    """
    own, why = own_pixels(draft, renderer), spared(draft)
    if own is not None and why is not None:
        own = packed(draft, own, why)
        if draft.target.bounds(len(own.data)):
            return own
        if draft.picture.output.lossless:
            return _over_cap(draft, renderer, own)
    lossless = draft.picture.output.lossless
    if lossless and not draft.codec.lossless:
        raise impossible(draft.codec.name, draft.source.facts)
    encode = encoder(draft, renderer, draft.geometry)
    if lossless:
        require_exact(draft.codec.name, encode.raster)
    fit = _fit(draft, encode)
    if own is not None and draft.target.bounds(len(own.data)):
        best = better_packed(draft, fit, own)
        if best is not None:
            encodes = fit.encodes + best.encodes
            aimed = draft.picture.output.target is not None
            return replace(best, encodes=encodes, perceptual=IDENTICAL if aimed else None)
    if fit.fits:
        return _encoded(draft, renderer, draft.geometry, fit)
    return _missed(draft, renderer, fit)


def _fit(draft: Draft, encode: Encoder) -> Fit:
    """The best encode within the limits: of a drawing without loss, where loss gains nothing."""
    exact = _exact(draft, encode)
    if exact is not None and draft.target.cap is not None and exact.fits:
        return exact
    if draft.picture.output.target is not None:
        fit = as_alike(draft, encode)
    else:
        fit = within(encode, draft.target, lambda: estimator(encode))
    if exact is None:
        return fit
    best = exact if len(exact.data) <= len(fit.data) else fit
    return replace(best, encodes=exact.encodes + fit.encodes)


def _exact(draft: Draft, encode: Encoder) -> Fit | None:
    """A drawing's encode without loss, beside which a format's lossy ones often are larger."""
    codec, target = draft.codec, draft.target
    lossy = codec.default_quality is not None and not target.lossless_first and not target.least
    if not (draft.graphic and lossy and codec.lossless):
        return None
    data = encode(None)
    fits = target.cap is None or len(data) <= target.cap
    return measured(draft, encode.raster, Fit(data, None, 1, fits=fits))


def _over_cap(draft: Draft, renderer: Renderer, own: Encoded) -> Encoded:
    """What is done where a picture that may lose nothing is not within its limits.

    Raises:
        LimitMissedError: it does not fit, and the recipe says to fail, or its format is lossy.
    """
    cap, on_miss = draft.target.cap, draft.picture.limits.on_miss
    if cap is None or len(own.data) <= cap:
        return own
    fit = Fit(own.data, None, own.encodes, fits=False)
    if on_miss == "keep":
        told = f"{format_bytes(len(own.data))} without loss, {_over(fit, cap)}"
        return replace(own, notices=(*own.notices, Warn.GOAL_MISSED.says(told)))
    if on_miss == "downscale" and not draft.codec.lossless:
        raise impossible(draft.codec.name, draft.source.facts)
    return _missed(draft, renderer, fit)


def encoder(draft: Draft, renderer: Renderer, geometry: Geometry) -> Encoder:
    """The draft's encodes at one geometry, with the metadata that its policy leaves."""
    output = draft.picture.output
    metadata = metadata_for(
        draft,
        draft.codec,
        profile=renderer.conversion.profile,
        turned=True,
        width=geometry.width,
        height=geometry.height,
        dpi=output.dpi,
    )
    knobs = Knobs(quality=None, effort=output.effort, progressive=output.progressive)
    return Encoder(draft.codec, renderer.raster(geometry), knobs, metadata)


def _missed(draft: Draft, renderer: Renderer, fit: Fit) -> Encoded:
    """What the recipe says to do where not even the lowest allowed quality fits."""
    cap, on_miss = draft.target.cap, draft.picture.limits.on_miss
    assert cap is not None  # noqa: S101 - without a cap everything fits
    lowest = "without loss" if fit.quality is None else f"at quality {fit.quality}, the lowest"
    told = f"{format_bytes(len(fit.data))} {lowest}, {_over(fit, cap)}"
    if on_miss == "keep":
        return _encoded(draft, renderer, draft.geometry, fit, Warn.GOAL_MISSED.says(told))
    if on_miss == "downscale":

        def at(scale: float) -> bytes:
            return encoder(draft, renderer, draft.geometry.scaled(scale))(fit.quality)

        scale, found = largest_scale(at, cap, len(fit.data))
        fit = replace(found, quality=fit.quality, encodes=fit.encodes + found.encodes)
        geometry = draft.geometry.scaled(scale)
        size = f"{geometry.width}×{geometry.height}"
        if fit.fits:
            fit = measured(draft, renderer.raster(geometry), fit)
            notice = Warn.DOWNSCALED.says(f"reduced to {size} to fit {format_bytes(cap)}")
            return _encoded(draft, renderer, geometry, fit, notice)
        told = f"{format_bytes(len(fit.data))} even at {size}, {_over(fit, cap)}"
    raise LimitMissedError(told, reached=len(fit.data), quality=fit.quality, encodes=fit.encodes)


def _over(fit: Fit, cap: int) -> str:
    return f"{format_bytes(len(fit.data) - cap)} over the limit of {format_bytes(cap)}"


def _encoded(
    draft: Draft, renderer: Renderer, geometry: Geometry, fit: Fit, *notices: Notice
) -> Encoded:
    return Encoded(
        data=fit.data,
        status=Status.OPTIMIZED,
        format=draft.codec.name,
        width=geometry.width,
        height=geometry.height,
        quality=fit.quality,
        encodes=fit.encodes,
        notices=(
            *losses(draft),
            *renderer.conversion.notices,
            *simplifications(draft, renderer, fit),
            *notices,
            *shortfall(draft, fit),
        ),
        perceptual=fit.perceptual,
    )


def simplifications(draft: Draft, renderer: Renderer, fit: Fit) -> tuple[Notice, ...]:
    """What a format of few colours could not hold. A quality is a wish for fewer of them."""
    name, found = draft.codec.name, renderer.simplified
    told = {
        Warn.ALPHA_HARDENED: f"{name} knows no partial transparency: pixels are shown or not",
        Warn.COLOURS_REDUCED: f"{name} holds {draft.codec.colours} colours a frame: dithered",
    }
    asked = {Warn.COLOURS_REDUCED} if fit.quality is not None else set()
    return tuple(warn.says(words) for warn, words in told.items() if warn in found - asked)


def losses(draft: Draft) -> tuple[Notice, ...]:
    """What the source has and the output does not."""
    facts, holder = draft.source.facts, draft.codec
    background = draft.picture.color.background
    losses = (
        (draft.geometry.short, Warn.SMALLER_THAN_PRESET, "the source is smaller than asked for"),
        (
            draft.transparent and not holder.alpha,
            Warn.ALPHA_FLATTENED,
            f"{holder.name} holds no transparency: laid on {background}",
        ),
        (
            draft.animated and not holder.animation,
            Warn.FRAMES_DROPPED,
            f"{holder.name} holds no animation: the first of {facts.frames} frames is used",
        ),
        (
            facts.unread_frames,
            Warn.FRAMES_DROPPED,
            "an animated JPEG XL is not read as one: its last frame is used",
        ),
        (facts.pages > 1, Warn.PAGES_DROPPED, f"the first of {facts.pages} pages is used"),
        (
            facts.pictures > 1,
            Warn.PICTURES_DROPPED,
            f"the main one of {facts.pictures} pictures is used",
        ),
        (
            facts.layers > 1,
            Warn.LAYERS_FLATTENED,
            f"the composite of {facts.layers} layers is used",
        ),
        (facts.bits > 8, Warn.BIT_DEPTH_REDUCED, f"{facts.bits} bits a channel became 8"),
        (facts.gain_map, Warn.GAIN_MAP_DROPPED, "the HDR gain map is not carried over"),
    )
    told = tuple(warn.says(told) for lost, warn, told in losses if lost)
    return (*draft.source.notices, *told)
