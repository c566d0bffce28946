"""Animated GIFs, written frame by frame: each holds what has changed since the one before."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL.Image import Image

from pixelprep_cli.codecs.changes import Box, changed, distinct, united
from pixelprep_cli.codecs.containers.gif import KEEP, RESTORE, Frame, animation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pixelprep_cli.codecs.codec import Raster

OPAQUE_FROM: Final = 128
"""Alpha from which a pixel is shown: GIF knows nothing between."""

_HARD: Final = [0] * OPAQUE_FROM + [255] * (256 - OPAQUE_FROM)
_INVERTED: Final = [255 - level for level in range(256)]


@dataclass(slots=True)
class _Pending:
    """A frame whose disposal the next one decides: `patch` is as large as the picture, transparent
    where nothing changes, and drawn within `box`."""

    patch: Image
    box: Box
    duration: int


def write(raster: Raster, indexed: Callable[[Image], Image]) -> bytes:
    """The whole file. `indexed` gives a picture in RGBA a palette.

    A loop block counts the repetitions after the first play.
    """
    frames = _encoded(raster, indexed)
    return animation(raster.image.size, frames, plays=raster.loop)


def _encoded(raster: Raster, indexed: Callable[[Image], Image]) -> Iterator[Frame]:
    at = written = 0
    for pending, disposal in _disposed(raster):
        at += pending.duration
        # Whole hundredths of a second, whose sum never strays from what was asked.
        hundredths = at // 10 - written
        written += hundredths
        buffer = BytesIO()
        indexed(pending.patch.crop(pending.box)).save(buffer, "GIF", interlace=False)
        yield Frame(buffer.getvalue(), pending.box[:2], hundredths, disposal)


def _disposed(raster: Raster) -> Iterator[tuple[_Pending, int]]:
    from PIL import Image as Images

    size = raster.image.size
    nothing = Images.new("RGBA", size)
    pending: _Pending | None = None
    canvas = nothing
    for frame, duration in distinct(raster):
        shown = _hardened(frame)
        if pending is not None:
            gone = _gone(canvas, shown)
            if gone:
                pending.box = united(pending.box, gone) or pending.box
                canvas = canvas.copy()
                canvas.paste(nothing.crop(pending.box), pending.box)
            yield pending, RESTORE if gone else KEEP
        mask = changed(canvas, shown)
        patch, box = nothing, (0, 0, 1, 1)
        if mask is not None:
            patch, box = Images.composite(shown, nothing, mask), mask.getbbox() or box
        whole = (0, 0, *size)
        pending = _Pending(patch, box if pending else whole, duration)
        canvas = shown
    if pending is not None:
        yield pending, KEEP


def _hardened(frame: Image) -> Image:
    """The same, each pixel shown or not."""
    from PIL import Image as Images

    if frame.mode != "RGBA":
        return frame.convert("RGBA")
    alpha = frame.getchannel("A").point(_HARD)
    return Images.composite(_with_alpha(frame, alpha), Images.new("RGBA", frame.size), alpha)


def _with_alpha(frame: Image, alpha: Image) -> Image:
    made = frame.copy()
    made.putalpha(alpha)
    return made


def _gone(before: Image, after: Image) -> Box | None:
    """Where pixels vanish, which only clearing what stands there can do."""
    from PIL import ImageChops

    vanished = ImageChops.multiply(before.getchannel("A"), after.getchannel("A").point(_INVERTED))
    return vanished.getbbox()
