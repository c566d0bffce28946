"""The lowest quality that looks as good as is wanted, in as few encodes as can be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.sizing.curve import Curve
from pixelprep_cli.sizing.likeness import Judge, model
from pixelprep_cli.sizing.search import Fit

if TYPE_CHECKING:
    from pixelprep_cli.codecs.codec import Codec, Encoder
    from pixelprep_cli.model.settings import Output

TOLERANCE: Final = 2.0
"""Points of SSIMULACRA2 that are as good as none."""

MOST_ENCODES: Final = 6


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
    """The score as a function of quality: the mean of photographs, moved to meet what was measured.

    It is the logarithm of the distance from 100 that is moved. Trials on a part of the picture
    would cost more than they save: pictures are much alike at a quality, parts less so.
    """

    def __init__(self, format_name: str) -> None:
        self._distance = Curve(
            lambda quality: math.log(_distance(model().expected(format_name, quality)))
        )

    def learn(self, quality: int, score: float) -> None:
        """Take in the score of an encode of that quality."""
        self._distance.learn(quality, _distance(score))

    def __call__(self, quality: int) -> float:
        return 100 - math.exp(self._distance(quality))

    def lowest(self, aim: Aim) -> int:
        """The lowest quality that is expected to look as wanted, or the ceiling."""
        qualities = range(aim.floor, aim.ceiling)
        return next((q for q in qualities if self(q) >= aim.wanted), aim.ceiling)


def reach(encoder: Encoder, aim: Aim) -> Fit:
    """The encode of the lowest quality that looks as wanted, within the tolerance.

    The one that looks best where none does.
    """
    judge, expected = Judge(encoder.raster.image), Expectation(encoder.codec.name)
    tried: dict[int, tuple[bytes, float]] = {}
    quality = expected.lowest(aim)
    while quality not in tried and len(tried) < MOST_ENCODES:
        data = encoder(quality)
        score = judge.score(data)
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
