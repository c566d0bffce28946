"""How alike two pictures look: SSIMULACRA2, estimated in a fraction of its time.

Two structural similarities in CIE L*a*b* (MS-SSIM, Wang, Simoncelli and Bovik, 2003; by
blazediff-ssim), one of lightness and one with much weight on colour, of the pictures at half their
width and height. A cubic polynomial of their logarithms tells SSIMULACRA2; its coefficients are in
`likeness.json`, which `python -m benchmarks calibrate` makes.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.errors import SourceError
from pixelprep_cli.sizing.patches import patches, repeated

if TYPE_CHECKING:
    from PIL.Image import Image

IDENTICAL: Final = 100.0
CHROMA_WEIGHT: Final = 0.5
LEAST_SIDE: Final = 176
"""Pixels that the five scales of MS-SSIM take at least."""

VIEW_SIDE: Final = 384
VIEW_PIXELS: Final = 2_600_000
"""Larger pictures are judged by square parts of them that have about so many pixels together."""

SQUARED: Final = ("L", "LA", "RGB", "RGBA")
"""Modes of pictures whose squares can lie side by side: palettes cannot."""

GROUND: Final = (128, 128, 128, 255)
"""What transparency is laid on: neither black nor white objects vanish on it."""


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients; `low` and `high` bound the features between which they were fitted."""

    weights: tuple[float, ...]
    formats: dict[str, float]
    low: tuple[float, float]
    high: tuple[float, float]
    curves: dict[str, tuple[tuple[int, float], ...]]

    def score(self, found: tuple[float, float], format_name: str) -> float:
        """SSIMULACRA2 by the two features, for an encode in a format."""
        bounded = zip(self.low, found, self.high, strict=True)
        lightness, colour = (min(max(value, least), most) for least, value, most in bounded)
        pairs = zip(self.weights, terms(lightness, colour), strict=True)
        told = sum(weight * term for weight, term in pairs)
        return min(IDENTICAL, told + self.formats.get(format_name, 0.0))

    def expected(self, format_name: str, quality: int) -> float:
        """The score that photographs have on average at a quality, linear between its knots."""
        knots = self.curves[format_name]
        after = next((n for n, knot in enumerate(knots) if knot[0] >= quality), len(knots) - 1)
        (q0, s0), (q1, s1) = knots[max(0, after - 1)], knots[max(1, after)]
        return s0 + (s1 - s0) * (quality - q0) / (q1 - q0)


@cache
def model() -> Model:
    """The coefficients that come with the program."""
    with open(os.path.join(os.path.dirname(__file__), "likeness.json"), encoding="ascii") as file:
        return model_from(json.load(file))


def model_from(written: dict[str, Any]) -> Model:
    """The coefficients as JSON holds them."""
    curves = {name: tuple((q, s) for q, s in knots) for name, knots in written["curves"].items()}
    return Model(
        weights=tuple(written["weights"]),
        formats=written["formats"],
        low=(written["low"][0], written["low"][1]),
        high=(written["high"][0], written["high"][1]),
        curves=curves,
    )


def terms(lightness: float, colour: float) -> tuple[float, ...]:
    """What the polynomial's coefficients are of."""
    powers = (x**n for x in (lightness, colour) for n in (1, 2, 3))
    return (1.0, *powers, lightness * colour)


class Judge:
    """Compares encodes of one picture with it.

    Raises:
        SourceError: blazediff-ssim, which has no build for some platforms, is not installed.
    """

    def __init__(self, reference: Image) -> None:
        _metric()
        prepared = _prepared(reference)
        self._size = prepared.size
        self._reference = prepared.tobytes()

    def score(self, encoded: bytes, format_name: str) -> float:
        """The estimated SSIMULACRA2 of an encode; 100 where its pixels are the picture's."""
        found = self.features(encoded)
        return IDENTICAL if found is None else model().score(found, format_name)

    def features(self, encoded: bytes) -> tuple[float, float] | None:
        """The logarithms of the two differences, negated; None where there is none."""
        from PIL import Image as Images

        with Images.open(BytesIO(encoded)) as opened:
            other = _prepared(opened).tobytes()
        if self._reference == other:
            return None
        return self._distance(other), self._distance(other, chroma_weight=CHROMA_WEIGHT)

    def _distance(self, other: bytes, **options: Any) -> float:
        compared = _metric().compare_rgba(
            self._reference, other, *self._size, metric="perceptual-ssim", color="lab", **options
        )
        # Opposite structure has no logarithm, or is no number at all.
        similarity = compared.score if compared.score > 0 else 0.0
        return -math.log(max(1e-6, 1 - similarity))


def _prepared(image: Image) -> Image:
    """The part that is compared: opaque, at half its width and height, four bytes a pixel."""
    from PIL import Image as Images

    plain = image if image.mode in SQUARED else image.convert("RGBA")
    part = patches(plain, VIEW_SIDE, VIEW_PIXELS)
    if part.mode in ("LA", "RGBA"):
        part = part.convert("RGBA")
        part = Images.alpha_composite(Images.new("RGBA", part.size, GROUND), part)
    return repeated(part.reduce(2), LEAST_SIDE).convert("RGBA")


def _metric() -> Any:
    try:
        import blazediff_ssim
    except ImportError as error:
        raise SourceError(
            "a target needs the package blazediff-ssim, which is not installed",
            code="metric_missing",
            hint="pip install blazediff-ssim where it has a build, or say a quality",
        ) from error
    return blazediff_ssim
