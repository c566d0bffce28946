"""The source's own encoded pixels, which may serve as they are, or packed anew without loss."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.repack import repacked
from pixelprep_cli.codecs.signature import BROWSER
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.pipeline.result import Encoded
from pixelprep_cli.pipeline.tell import metadata_for

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata
    from pixelprep_cli.model.facts import ImageFacts
    from pixelprep_cli.pipeline.draft import Draft
    from pixelprep_cli.pipeline.render import Renderer
    from pixelprep_cli.sizing.search import Fit

HARDLY: Final = 0.9
"""Of the source's bytes: a lossy encode of more is hardly smaller, and packing may do as well."""


def own_pixels(draft: Draft, renderer: Renderer) -> Encoded | None:
    """The source's bytes with the metadata policy applied, where they are a possible output.

    That is where the format is ours to choose, or the source's, and nothing is asked of the
    pixels. None otherwise. An orientation stays a tag, as the pixels are not turned; where they can
    be without loss, that comes first.
    """
    source, facts = draft.source, draft.source.facts
    lossless = draft.picture.output.lossless
    changes = renderer.reshapes if lossless else renderer.changes_pixels
    changes = changes or _should_be_turned(facts, converted=renderer.conversion.changes)
    if changes or draft.picture.output.dpi is not None or facts.format not in _choices(draft):
        return None
    notices, profile = renderer.conversion.notices, renderer.conversion.profile
    if renderer.conversion.changes:
        notices, profile = (), source.metadata.icc
    wanted = draft.picture.metadata
    metadata = metadata_for(
        draft,
        codec_for(facts.format),
        profile=profile,
        turned=False,
        width=facts.width,
        height=facts.height,
    )
    stamp = wanted.set_author or wanted.set_copyright
    untouched = wanted.policy == "keep" and not stamp
    try:
        data = container(facts.format).with_metadata(source.data, metadata)
    except ValueError:
        return None
    if stamp and not _holds(data, metadata, facts.format):
        return None
    if untouched and profile == source.metadata.icc:
        data = source.data
    if facts.gain_map and len(data) < facts.bytes:
        notices += (Warn.GAIN_MAP_DROPPED.says("the HDR gain map is not carried over"),)
    if facts.pictures > 1:
        told = f"the main one of {facts.pictures} pictures is used"
        notices += (Warn.PICTURES_DROPPED.says(told),)
    width, height = facts.upright
    return Encoded(
        data=data,
        status=Status.KEPT,
        format=facts.format,
        width=width,
        height=height,
        quality=None,
        encodes=0,
        notices=notices,
        own=True,
    )


def _should_be_turned(facts: ImageFacts, *, converted: bool) -> bool:
    """Whether an encode without loss turns the picture upright, and loses nothing else.

    Of PNG and WebP, whose orientation stands in EXIF alone: many viewers do not look there.
    """
    exact = facts.format == "png" or (facts.format == "webp" and facts.lossless)
    return (
        exact and facts.orientation != 1 and facts.bits <= 8 and facts.frames == 1 and not converted
    )


def _holds(data: bytes, metadata: Metadata, name: str) -> bool:
    """Whether there was room for what is set: an AVIF that is not encoded anew may have none."""
    found = container(name).read_metadata(data)
    return (found.xmp or b"").rstrip() == (metadata.xmp or b"").rstrip()


def _choices(draft: Draft) -> tuple[str, ...]:
    """Formats in which the source's own pixels may be the output."""
    wanted = draft.picture.output.format
    if wanted == ("auto",) and not draft.picture.output.lossless:
        return BROWSER
    return (draft.codec.name,) if wanted == ("same",) or spared(draft) else ()


def spared(draft: Draft) -> str | None:
    """Why no lossy encode is even tried; None where one may gain something.

    A JPEG that is as coarse as what is wanted would lose once more, for no fewer bytes.
    """
    facts, output = draft.source.facts, draft.picture.output
    if output.lossless:
        return draft.reason or "nothing may be lost"
    lossy = draft.target.lossy
    if draft.codec.name != "jpeg" or facts.quality is None or lossy is None or output.target:
        return None
    if facts.quality > lossy[1]:
        return None
    return f"its own quality is about {facts.quality}, no more than the {lossy[1]} that is wanted"


def packed(draft: Draft, own: Encoded, reason: str) -> Encoded:
    """The source's own pixels, packed anew without loss where that saves enough.

    Bytes that are wholly the source's stay so where they bear what a change would break.
    """
    output, facts = draft.picture.output, draft.source.facts
    if own.data is draft.source.data and (
        facts.gain_map or facts.pictures > 1 or draft.source.metadata.c2pa
    ):
        return replace(own, reason=f"{reason}; a recode would break what the file holds besides")
    sequential = own.format == "jpeg" and output.progressive is False  # MozJPEG writes progressive
    data = own.data if sequential else repacked(own.format, own.data, output.effort)
    if own.format == "webp" and data is not own.data:
        kept = container("webp").read_metadata(own.data)
        data = container("webp").with_metadata(data, kept)
    if len(data) < len(own.data) and saves_enough(draft, len(data)):
        told = f"recoded without loss: {reason}"
        return replace(own, data=data, status=Status.OPTIMIZED, reason=told, encodes=1)
    return replace(own, reason=f"{reason}; a recode without loss would save too little")


def gains(draft: Draft, fit: Fit, own: Encoded) -> bool:
    """Whether an encode is better than the source's own pixels: smaller, and not lossy in need."""
    spoilt = draft.target.lossless_first and fit.quality is not None
    smaller = len(fit.data) < min(len(own.data), draft.source.facts.bytes)
    return fit.fits and smaller and saves_enough(draft, len(fit.data)) and not spoilt


def better_packed(draft: Draft, fit: Fit, own: Encoded) -> Encoded | None:
    """The source's own pixels where a lossy encode gains nothing over them, packed anew.

    None where the encode is the better one.
    """
    gain = gains(draft, fit, own)
    if fit.quality is None or (gain and len(fit.data) < HARDLY * len(own.data)):
        return None if gain else replace(own, reason=_told(draft, fit))
    found = packed(draft, own, _told(draft, fit))
    return None if gain and len(found.data) > len(fit.data) else found


def saves_enough(draft: Draft, size: int) -> bool:
    """Whether an output of that size saves what is wanted of it at least."""
    before = draft.source.facts.bytes
    return before - size >= draft.picture.limits.min_savings.of(before)


def _told(draft: Draft, fit: Fit) -> str:
    """What an encode would have saved."""
    saved = 1 - len(fit.data) / draft.source.facts.bytes
    how = "without loss" if fit.quality is None else f"at quality {fit.quality}"
    return f"an encode {how} would save {saved:.1%}" if saved > 0 else f"no encode {how} is smaller"
