"""How alike an encode looks to its picture, in a fraction of the time that the whole takes.

The finest octaves of SSIMULACRA2 are those that cost: large pictures are judged at them by squares
from all over, and as a whole from a quarter of their width and height on.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.sizing.patches import patches, repeated
from pixelprep_cli.sizing.ssimulacra2 import LEAST_SIDE, OCTAVES, linear, planes, score

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.sizing.ssimulacra2 import Planes

SQUARE: Final = 64
SQUARES_PIXELS: Final = 300_000
"""Larger pictures are judged at fine octaves by squares that have about so many pixels together."""

FINE: Final = 2
"""Octaves that are judged by squares."""

WHOLE_PIXELS: Final = 2 * SQUARES_PIXELS
"""Up to so many pixels a picture is judged as it is."""

GROUNDS: Final = (26, 230)
"""Greys that transparency is laid on, as the reference does; the worse score counts."""


@dataclass(frozen=True, slots=True)
class Model:
    """The mean score of photographs by quality, format by format, at some qualities."""

    curves: dict[str, tuple[tuple[int, float], ...]]

    def expected(self, format_name: str, quality: int) -> float:
        """The score that photographs have on average at a quality, linear between its knots."""
        knots = self.curves[format_name]
        after = next((n for n, knot in enumerate(knots) if knot[0] >= quality), len(knots) - 1)
        (q0, s0), (q1, s1) = knots[max(0, after - 1)], knots[max(1, after)]
        return s0 + (s1 - s0) * (quality - q0) / (q1 - q0)


@cache
def model() -> Model:
    """What comes with the program; `python -m benchmarks calibrate` makes it."""
    with open(os.path.join(os.path.dirname(__file__), "likeness.json"), encoding="ascii") as file:
        return model_from(json.load(file))


def model_from(written: dict[str, Any]) -> Model:
    """The curves as JSON holds them."""
    return Model({name: tuple((q, s) for q, s in knots) for name, knots in written.items()})


class Judge:
    """Compares encodes of one picture with it."""

    def __init__(self, reference: Image) -> None:
        self._transparent = reference.has_transparency_data
        self._views = [_view(ground) for ground in self._grounds(reference)]

    def score(self, encoded: bytes) -> float:
        """SSIMULACRA2 of an encode, within a point or two; 100 for the same pixels."""
        from PIL import Image as Images

        with Images.open(BytesIO(encoded)) as opened:
            others = self._grounds(opened)
            return min(
                score(view, _view(other)) for view, other in zip(self._views, others, strict=True)
            )

    def _grounds(self, image: Image) -> list[Image]:
        """The picture, on a dark and on a light ground where it may be transparent."""
        if not self._transparent:
            return [image.convert("RGB")]
        return [_laid_on(grey, image.convert("RGBA")) for grey in GROUNDS]


def _laid_on(grey: int, image: Image) -> Image:
    from PIL import Image as Images

    ground = Images.new("RGBA", image.size, (grey, grey, grey, 255))
    return Images.alpha_composite(ground, image).convert("RGB")


def _view(image: Image) -> Planes:
    """What is compared of an RGB picture."""
    whole = repeated(image, LEAST_SIDE)
    if whole.width * whole.height <= WHOLE_PIXELS:
        return planes(linear(whole), OCTAVES)
    fine = planes(linear(patches(whole, SQUARE, SQUARES_PIXELS)), OCTAVES[:FINE])
    red, green, blue = (band.reduce(2**FINE) for band in linear(whole))
    return fine | planes((red, green, blue), OCTAVES[FINE:])
