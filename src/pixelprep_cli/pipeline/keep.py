"""The source's own encoded pixels, which may serve as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.signature import BROWSER
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.pipeline.result import Encoded
from pixelprep_cli.pipeline.tell import metadata_for

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata
    from pixelprep_cli.pipeline.draft import Draft
    from pixelprep_cli.pipeline.render import Renderer


def own_pixels(draft: Draft, renderer: Renderer) -> Encoded | None:
    """The source's bytes with the metadata policy applied, where they are a possible output.

    That is where the format is ours to choose, nothing is asked of the pixels, and they are within
    the limits. None otherwise. The orientation stays a tag, as the pixels are not turned.
    """
    source, facts = draft.source, draft.source.facts
    asked = renderer.changes_pixels or draft.picture.output.dpi is not None
    if asked or facts.format not in _choices(draft):
        return None
    notices, profile = renderer.conversion.notices, renderer.conversion.profile
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
    if not draft.target.bounds(len(data)):
        return None
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
    )


def _holds(data: bytes, metadata: Metadata, name: str) -> bool:
    """Whether there was room for what is set: an AVIF that is not encoded anew may have none."""
    found = container(name).read_metadata(data)
    return (found.xmp or b"").rstrip() == (metadata.xmp or b"").rstrip()


def _choices(draft: Draft) -> tuple[str, ...]:
    """Formats that the output may have without being asked for."""
    match draft.picture.output.format:
        case ("same",):
            return (draft.codec.name,)
        case ("auto",):
            return BROWSER
        case _:
            return ()
