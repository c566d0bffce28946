"""What a header says a picture will take, held against what is allowed, before it is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.amounts import format_bytes

if TYPE_CHECKING:
    from pixelprep_cli.model.facts import ImageFacts
    from pixelprep_cli.model.job import Bounds


def check_pixels(size: tuple[int, int], bounds: Bounds) -> None:
    """Refuse a picture of too many pixels.

    Raises:
        SourceError: `too_many_pixels`.
    """
    width, height = size
    if width * height > bounds.max_pixels:
        raise SourceError(
            f"the picture has {width}×{height} = {width * height:,} pixels, "
            f"the limit is {bounds.max_pixels:,}",
            code="too_many_pixels",
            hint=f"if you trust it, raise it with --max-pixels {width * height}",
        )


def check_frames(facts: ImageFacts, bounds: Bounds) -> None:
    """Refuse a picture of too many frames, or of too many bytes in all of them together.

    Raises:
        SourceError: `too_many_frames`, `too_many_bytes`.
    """
    if facts.frames > bounds.max_frames:
        raise SourceError(
            f"the animation has {facts.frames:,} frames, the limit is {bounds.max_frames:,}",
            code="too_many_frames",
            hint=f"if you trust it, raise it with --max-frames {facts.frames}",
        )
    if facts.decoded_bytes > bounds.max_decoded:
        frames = f" × {facts.frames} frames" if facts.frames > 1 else ""
        raise SourceError(
            f"decoded, the picture has {facts.width}×{facts.height}{frames} of "
            f"{facts.channels} × {facts.bits} bits = {format_bytes(facts.decoded_bytes)}, "
            f"the limit is {format_bytes(bounds.max_decoded)}",
            code="too_many_bytes",
            hint=f"if you trust it, raise it with --max-decoded {facts.decoded_bytes}",
        )
