"""The lowest quality that looks as good as is wanted, in as few encodes as can be."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.sizing.curve import Curve
from pixelprep_cli.sizing.likeness import Judge, model
from pixelprep_cli.sizing.patches import patches
from pixelprep_cli.sizing.search import Fit

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from pixelprep_cli.codecs.codec import Codec, Encoder
    from pixelprep_cli.model.settings import Output

TOLERANCE: Final = 1.5
"""Points of SSIMULACRA2 that are as good as none."""

MOST_ENCODES: Final = 6
MOST_PROBES: Final = 3
NEARBY: Final = 2
"""Steps of quality within which the expectation is as good as another probe."""

PROBE_SIDE: Final = 192
PROBE_PIXELS: Final = 450_000


@dataclass(frozen=True, slots=True)
class Aim:
    """The score that is wanted, and the qualities among which it is looked for."""

    wanted: float
    floor: int
    ceiling: int


def aim_for(output: Output, codec: Codec) -> Aim | None:
    """The score that is wanted within the qualities that are allowed; None where there are none."""
    if output.target is None or codec.qualities is None or codec.name not in model().curves:
        return None
    lowest, highest = codec.qualities
    ceiling = min(output.quality or highest, highest)
    return Aim(output.target, max(lowest, min(output.quality_min or lowest, ceiling)), ceiling)


class Expectation:
    """The score as a function of quality: a shape that is moved to meet what was measured.

    It is the logarithm of the distance from 100 that is moved.
    """

    def __init__(self, shape: Callable[[int], float]) -> None:
        self._distance = Curve(lambda quality: math.log(_distance(shape(quality))))

    def learn(self, quality: int, score: float) -> None:
        """Take in the score of an encode of that quality."""
        self._distance.learn(quality, _distance(score))

    def __call__(self, quality: int) -> float:
        return 100 - math.exp(self._distance(quality))

    def lowest(self, aim: Aim) -> int:
        """The lowest quality that is expected to look as wanted, or the ceiling."""
        qualities = range(aim.floor, aim.ceiling)
        return next((q for q in qualities if self(q) >= aim.wanted), aim.ceiling)


class Sketch:
    """Trials on squares from all over a picture, each a fraction of its encode."""

    def __init__(self, encoder: Encoder, image: Image) -> None:
        self._encoder = encoder
        part = patches(image, PROBE_SIDE, PROBE_PIXELS)
        self._raster = replace(encoder.raster, image=part, durations=())
        self._judge = Judge(self._raster.image)
        self.sizes: dict[int, int] = {}
        self.expected = average(encoder.codec.name)

    def settle(self, aim: Aim) -> int:
        """The quality that is expected to look as wanted, after as few trials as that takes."""
        quality = self.expected.lowest(aim)
        for _ in range(MOST_PROBES):
            self._try(quality)
            better = self.expected.lowest(aim)
            if abs(better - quality) <= NEARBY:
                return better
            quality = better
        return quality

    def size(self, quality: int) -> float:
        """Bytes of the squares at a quality, from the nearest trial, by a rule of thumb.

        A step of quality takes about 3 % of the bytes.
        """
        nearest = min(self.sizes, key=lambda tried: (abs(tried - quality), tried))
        return self.sizes[nearest] * math.exp(0.03 * (quality - nearest))

    def _try(self, quality: int) -> None:
        data = self._encoder.encode(quality, self._raster, Metadata())
        self.sizes[quality] = len(data)
        self.expected.learn(quality, self._judge.score(data, self._encoder.codec.name))


def average(format_name: str) -> Expectation:
    """What is expected of a picture of which nothing is known."""
    return Expectation(lambda quality: model().expected(format_name, quality))


def expectation(encoder: Encoder, aim: Aim) -> Expectation:
    """What is expected of a raster: from trials, where a part of it is cheaper than the whole."""
    image = encoder.raster.image
    if image.width * image.height <= 2 * PROBE_PIXELS or min(image.size) < PROBE_SIDE:
        return average(encoder.codec.name)
    sketch = Sketch(encoder, image)
    sketch.settle(aim)
    return Expectation(sketch.expected)


def reach(encoder: Encoder, aim: Aim) -> Fit:
    """The encode of the lowest quality that looks as wanted, within the tolerance.

    The one that looks best where none does.
    """
    judge, expected = Judge(encoder.raster.image), expectation(encoder, aim)
    tried: dict[int, tuple[bytes, float]] = {}
    quality = expected.lowest(aim)
    while quality not in tried and len(tried) < MOST_ENCODES:
        data = encoder(quality)
        score = judge.score(data, encoder.codec.name)
        tried[quality] = (data, score)
        if abs(score - aim.wanted) <= TOLERANCE:
            break
        expected.learn(quality, score)
        quality = expected.lowest(aim)
    enough = [tested for tested, found in tried.items() if found[1] >= aim.wanted - TOLERANCE]
    best = min(enough) if enough else max(tried, key=lambda tested: tried[tested][1])
    data, score = tried[best]
    return Fit(data, best, len(tried), fits=True, perceptual=score)


def _distance(score: float) -> float:
    return max(0.5, 100 - score)
