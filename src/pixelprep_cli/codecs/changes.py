"""What changes from one frame of an animation to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from pixelprep_cli.codecs.codec import Raster

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""


def distinct(raster: Raster) -> Iterator[tuple[Image, int]]:
    """The frames, each with its milliseconds; equal neighbours are one frame, for as long.

    Two frames are held at a time.
    """
    shown: Image | None = None
    lasting = 0
    for number, duration in enumerate(raster.durations):
        raster.image.seek(number)
        frame = raster.image.copy()
        if shown is not None and changed(shown, frame) is not None:
            yield shown, lasting
            shown, lasting = frame, 0
        shown = shown or frame
        lasting += duration
    if shown is not None:
        yield shown, lasting


def changed(before: Image, after: Image) -> Image | None:
    """A mask (mode L, 255 where any channel differs) of two pictures alike in size and mode."""
    from PIL import ImageChops

    bands = ImageChops.difference(before, after).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return most.point([0] + [255] * 255) if most.getbbox() else None


def united(one: Box | None, other: Box | None) -> Box | None:
    """The least box that holds both."""
    if one is None or other is None:
        return one or other
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
