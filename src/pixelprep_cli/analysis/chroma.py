"""Whether a picture has colour edges that half the chroma resolution would smear.

Such are coloured text and saturated drawing. Photographs have next to none: lenses and the
sensors' own filters have smoothed their colours already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

SAMPLES: Final = 200_000
LEAST_STEP: Final = 8
"""Every eighth row is looked at, fewer of a picture that has more than so many pixels then."""

SMEARED: Final = 24
"""Levels by which Cb or Cr at half the width is off at a colour edge."""

TILE: Final = (32, 4)
DENSE: Final = 0.05
"""A tile of so many pixels has edges where this share of it is smeared."""

ENOUGH: Final = 0.002
"""The share of such tiles that makes full resolution worth its bytes: of a caption in a photograph,
not of a few leaves. Of 26 photographs at 1920 pixels none had any, of coloured text it is most."""


def has_colour_edges(image: Image) -> bool:
    """Whether a picture in RGB or RGBA needs its chroma at full resolution (4:4:4)."""
    from PIL import ImageChops
    from PIL.Image import Resampling

    if image.mode not in ("RGB", "RGBA"):
        return False
    step = max(LEAST_STEP, image.width * image.height // SAMPLES)
    rows = image.resize((image.width, -(-image.height // step)), Resampling.NEAREST)
    _, *chroma = rows.convert("RGB").convert("YCbCr").split()
    blue, red = (
        ImageChops.difference(plane, plane.reduce((2, 1)).resize(plane.size, Resampling.BILINEAR))
        for plane in chroma
    )
    smeared = ImageChops.lighter(blue, red).point([0] * SMEARED + [255] * (256 - SMEARED))
    tiles = smeared.reduce(TILE).histogram()
    return sum(tiles[round(255 * DENSE) :]) > ENOUGH * sum(tiles)
