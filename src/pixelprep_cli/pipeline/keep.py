"""The source's own encoded pixels, which may serve as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.signature import BROWSER
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.pipeline.result import Encoded
from pixelprep_cli.pixels.metadata import apply_policy

if TYPE_CHECKING:
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
    metadata, _ = apply_policy(
        source.metadata,
        draft.picture.metadata.policy,
        turned=False,
        width=facts.width,
        height=facts.height,
    )
    notices = renderer.conversion.notices
    if notices:
        metadata = replace(metadata, icc=None)
    try:
        data = container(facts.format).with_metadata(source.data, metadata)
    except ValueError:
        return None
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


def _choices(draft: Draft) -> tuple[str, ...]:
    """Formats that the output may have without being asked for."""
    match draft.picture.output.format:
        case ("same",):
            return (draft.codec.name,)
        case ("auto",):
            return BROWSER
        case _:
            return ()
