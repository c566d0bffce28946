"""Keep the source's own encoded pixels where encoding them anew gains nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.pipeline.result import Encoded
from pixelprep_cli.pixels.metadata import apply_policy

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.draft import Draft
    from pixelprep_cli.pipeline.render import Renderer


def keep(draft: Draft, renderer: Renderer, encoded: Encoded) -> Encoded | None:
    """The source's bytes with the metadata policy applied, if they are the better output.

    That is where the format was ours to choose, nothing was asked of the pixels, and the encode
    came out no smaller than the source. None otherwise. The orientation stays a tag, as the
    pixels are not turned.
    """
    source, facts = draft.source, draft.source.facts
    asked = renderer.changes_pixels or draft.picture.output.dpi is not None
    if asked or not draft.chosen or draft.codec.name != facts.format:
        return None
    metadata, _ = apply_policy(
        source.metadata,
        draft.picture.metadata.policy,
        turned=False,
        width=facts.width,
        height=facts.height,
    )
    try:
        data = container(facts.format).with_metadata(source.data, metadata)
    except ValueError:
        return None
    cap = draft.target.cap
    if len(encoded.data) < min(len(data), facts.bytes) or (cap is not None and len(data) > cap):
        return None
    lost = facts.gain_map and len(data) < facts.bytes
    notice = Warn.GAIN_MAP_DROPPED.says("the HDR gain map is not carried over")
    width, height = facts.upright
    return Encoded(
        data=data,
        status=Status.KEPT,
        width=width,
        height=height,
        quality=None,
        encodes=encoded.encodes,
        notices=(notice,) if lost else (),
    )
