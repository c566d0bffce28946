"""Animated PNGs, written frame by frame: each replaces the part that has changed."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pixelprep_cli.codecs.changes import changed, distinct
from pixelprep_cli.codecs.containers.pnganimation import Frame, animation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PIL.Image import Image

    from pixelprep_cli.codecs.codec import Raster


def write(raster: Raster, simplified: Callable[[Image], Image], level: int) -> bytes:
    """The whole file. `simplified` may change pixels, but not the mode; `level` is zlib's."""
    return animation(_encoded(raster, simplified, level), plays=raster.loop)


def _encoded(raster: Raster, simplified: Callable[[Image], Image], level: int) -> Iterator[Frame]:
    before: Image | None = None
    for frame, duration in distinct(raster):
        mask = changed(before, frame) if before is not None else None
        box = (mask.getbbox() if mask else None) or (0, 0, *frame.size)
        part = simplified(frame.crop(box))
        buffer = BytesIO()
        part.save(buffer, "PNG", compress_level=level)
        yield Frame(buffer.getvalue(), box[:2], part.size, duration)
        before = frame
