"""How alike two pictures look, and the bytes that a setting needs for a given likeness."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Sample:
    """One encode: codec quality 1-100, bytes, SSIMULACRA2 score, CPU seconds."""

    quality: float
    size: int
    score: float
    seconds: float


def ssimulacra2(reference: bytes, encoded: bytes) -> float:
    """SSIMULACRA2 of two encoded pictures: 100 identical, 90 visually lossless, 70 high, 50 medium.

    The reference implementation's scale (Cloudinary, github.com/cloudinary/ssimulacra2), computed
    by the NumPy package of the same name; about a second a megapixel.
    """
    import pillow_avif  # noqa: F401 - registers the AVIF decoder
    from ssimulacra2 import compute_ssimulacra2

    return float(compute_ssimulacra2(io.BytesIO(reference), io.BytesIO(encoded)))


def png(picture: "Image") -> bytes:
    """A picture without loss, as a reference."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def size_at(samples: Sequence[Sample], score: float) -> float:
    """Bytes at which a setting reaches `score`, log-linear between its samples."""
    return math.exp(_between([(s.score, math.log(s.size)) for s in samples], score))


def quality_at(samples: Sequence[Sample], score: float) -> float:
    """Codec quality at which a setting reaches `score`, linear between its samples."""
    return _between([(s.score, s.quality) for s in samples], score)


def _between(points: Sequence[tuple[float, float]], x: float) -> float:
    """The piecewise linear y at `x`; the end pieces are prolonged."""
    ordered = sorted(points)
    pieces = list(pairwise(ordered))
    (x0, y0), (x1, y1) = next((piece for piece in pieces if x <= piece[1][0]), pieces[-1])
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
