"""Photograph or graphic, by what neighbouring pixels have in common.

Sensors and lenses make neighbours differ by a little nearly everywhere. Drawing makes them equal,
or very different, and makes most of a picture of a few exact colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.model.facts import Kind

TILE: Final = 96
TILES: Final = 5
"""Tiles a side that are looked at, at full scale, spread evenly over the picture."""

SLIGHT: Final = 8
"""Levels by which neighbours differ slightly."""

FEW: Final = 16
MANY: Final = 1 << 16
"""How many colours are few; and how many are too many to count."""


@dataclass(frozen=True, slots=True)
class Features:
    """Shares between 0 and 1.

    `equal` and `slight`: of pixels that equal their right neighbour, or differ by at most SLIGHT
    levels in any channel. `covered`: of pixels in the FEW most frequent colours.
    """

    equal: float
    slight: float
    covered: float

    @property
    def drawn(self) -> bool:
        """Photographs stay below a third in `covered` and above it in `slight`."""
        return self.covered > 0.5 or (self.equal > 0.4 and self.slight < 0.3)


def features(image: Image) -> Features:
    """Measure a picture in any working mode. Transparent pixels count as white."""
    from PIL import Image as Images
    from PIL import ImageChops

    mosaic = _mosaic(image)
    width, height = mosaic.size
    shifted = mosaic.transform(mosaic.size, Images.Transform.AFFINE, (1, 0, 1, 0, 1, 0))
    red, green, blue = (
        ImageChops.difference(mosaic, shifted).crop((0, 0, width - 1, height)).split()
    )
    steps = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    pairs = max(1, sum(steps))
    counts = sorted((count for count, _ in mosaic.getcolors(MANY) or []), reverse=True)
    return Features(
        equal=steps[0] / pairs,
        slight=sum(steps[1 : SLIGHT + 1]) / pairs,
        covered=sum(counts[:FEW]) / (width * height),
    )


def _mosaic(image: Image) -> Image:
    """Tiles from all over the picture, side by side, in RGB; small pictures as they are."""
    from PIL import Image as Images

    if image.width <= TILE * TILES and image.height <= TILE * TILES:
        return _opaque(image)
    columns = min(TILES, -(-image.width // TILE))
    rows = min(TILES, -(-image.height // TILE))
    wide, high = min(TILE, image.width), min(TILE, image.height)
    mosaic = Images.new("RGB", (columns * wide, rows * high))
    for column in range(columns):
        for row in range(rows):
            x = round((image.width - wide) * (column + 0.5) / columns)
            y = round((image.height - high) * (row + 0.5) / rows)
            tile = _opaque(image.crop((x, y, x + wide, y + high)))
            mosaic.paste(tile, (column * wide, row * high))
    return mosaic


def _opaque(image: Image) -> Image:
    from PIL import Image as Images

    if image.mode != "RGBA":
        return image.convert("RGB")
    return Images.alpha_composite(Images.new("RGBA", image.size, "white"), image).convert("RGB")


def kind_of(image: Image) -> Kind:
    """What a picture in a working mode is."""
    return "graphic" if features(image).drawn else "photograph"
