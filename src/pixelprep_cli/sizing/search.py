"""Rate control: the highest quality, or the largest scale, whose encode fits a cap."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pixelprep_cli.sizing.curve import Curve, prior

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelprep_cli.sizing.estimate import Estimator
    from pixelprep_cli.sizing.limits import Target


@dataclass(frozen=True, slots=True)
class Fit:
    """The encode that a search ended with. `fits` is False where not even the floor does.

    `probes` counts the encodes of a part of the picture that led there.
    `perceptual` is how alike it looks, on SSIMULACRA2's scale, where that was measured.
    """

    data: bytes
    quality: int | None
    encodes: int
    fits: bool
    probes: int = 0
    perceptual: float | None = None


def within(
    encode: Callable[[int | None], bytes],
    target: Target,
    estimator: Callable[[], Estimator | None] = lambda: None,
) -> Fit:
    """The best encode that a target allows: without loss where that is due and fits, else lossy.

    Where nothing fits, the smallest that was made. `estimator` is asked for one where a search
    is needed.
    """
    cap, lossy = target.cap, target.lossy
    if cap is None:
        quality = None if target.lossless_first or lossy is None else lossy[1]
        return Fit(encode(quality), quality, 1, fits=True)
    if lossy is None:
        data = encode(None)
        return Fit(data, None, 1, fits=len(data) <= cap)
    told = estimator()
    before = 0
    if target.lossless_first and not (told and _far_over(told, cap)):
        data = encode(None)
        before = 1
        if len(data) <= cap:
            return Fit(data, None, before, fits=True)
    found = highest_quality(encode, cap, *lossy, told)
    return replace(found, encodes=found.encodes + before)


DOUBTFUL: Final = 64
"""How many times less than its raw pixels a cap allows, from which on it is asked whether an
encode without loss can fit at all: to ask takes a fifth of that encode."""

FAR: Final = 8
"""How many times too large that has to be expected: a part that is all there is in a picture, of
which it is a sixth, tells six times too much."""


def _far_over(told: Estimator, cap: int) -> bool:
    """Whether an encode without loss cannot fit, whatever the parts miss of the picture."""
    return 3 * told.pixels > DOUBTFUL * cap and told.sample(None)[0] > FAR * cap


GUESSES: Final = 6
"""Encodes at expected qualities before what is left of the range is bisected."""

SLACK: Final = 0.004
"""By so much, of the cap, an encode that is expected to fit keeps below it."""

TRUST: Final = 0.65
"""The part of an expected growth that there is at least, as good as always."""

FULL: Final = 0.97
"""The share of a cap from which one more step of quality is not worth an encode."""

SURE: Final = 100_000
"""Pixels from which sizes follow an expectation two steps of quality from where it was met."""


def highest_quality(
    encode: Callable[[int], bytes],
    cap: int,
    floor: int,
    ceiling: int,
    estimator: Estimator | None = None,
) -> Fit:
    """The highest quality in [floor, ceiling] whose encode has at most `cap` bytes, or one below.

    Where none fits, the floor's encode. The estimator tells where to begin; each encode then
    corrects what is expected of the others. The search ends when the next quality is known or
    expected not to fit, or the one after it where the cap is all but full. Without an estimator it
    begins at the ceiling. Pictures that follow no expectation end in a bisection: thirteen encodes
    at most.
    """
    curve = Curve(estimator.curve if estimator else prior)
    least = cap * (1 - SLACK)
    sure = estimator is not None and estimator.steady and estimator.pixels >= SURE
    quality = estimator.quality_for(round(least), floor, ceiling) if estimator else ceiling
    under: tuple[int, bytes] | None = None
    over: tuple[int, bytes] | None = None
    encodes = 0
    while True:
        data = encode(quality)
        encodes += 1
        curve.learn(quality, len(data))
        if len(data) <= cap:
            under = (quality, data)
        else:
            over = (quality, data)
        probes = estimator.probes if estimator else 0
        low = under[0] if under else floor - 1
        high = over[0] if over else ceiling + 1
        if under and _best(low, high, len(under[1]), cap, curve if sure else None):
            return Fit(under[1], under[0], encodes, fits=True, probes=probes)
        if over and high <= floor:
            return Fit(over[1], over[0], encodes, fits=False, probes=probes)
        if encodes > GUESSES:
            quality = (low + high) // 2
        else:
            stride = 2 ** (encodes - 1)  # where expectations creep
            quality = curve.highest(least, low + 1, high - 1)
            if not over:
                quality = max(quality, min(low + stride, high - 1))
            if not under:
                quality = min(quality, max(high - stride, low + 1))


def _best(low: int, high: int, size: int, cap: int, curve: Curve | None) -> bool:
    """Whether `low`, the highest quality that is known to fit, is the best or one step below it.

    Args:
        high: the lowest quality that is known not to fit, or one above the ceiling.
        size: bytes at `low`.
        curve: what is expected of other qualities, where that can be relied on.
    """
    steps = 2 if size >= FULL * cap else 1
    if high - low <= steps:
        return True
    if curve is None:
        return high - low == 2
    growth = curve(low + steps) - math.log(size)
    return TRUST * growth > math.log(cap / size)


SMALLEST_SCALE: Final = 1e-3
MOST_SCALES: Final = 12
"""Where `largest_scale` gives up, and after how many encodes it is content with what fits."""

GROWTH: Final = 1.5
"""The power of the scale with which bytes grow: less than pixels do, as small pictures hold more
detail a pixel. 1.4 to 1.6 for WebP and JPEG at qualities of 50 and 80."""

AIM: Final = 0.975
"""The share of the cap that a scale is chosen for."""


def largest_scale(encode: Callable[[float], bytes], cap: int, full: int) -> tuple[float, Fit]:
    """The largest scale below 1 whose encode fits, to within a twentieth of the cap.

    Args:
        encode: makes the picture at a scale, at one quality.
        cap: bytes that must not be exceeded.
        full: bytes of the encode at scale 1, which are too many.

    Returns:
        The scale and its encode; `fits` is False where not even the smallest picture does.
    """
    under: tuple[float, bytes] | None = None
    over = (1.0, full)
    encodes = 0
    growth = GROWTH
    scale = (AIM * cap / full) ** (1 / growth)
    while True:
        data = encode(scale)
        encodes += 1
        if len(data) <= cap:
            under = (scale, data)
        else:
            over = (scale, len(data))
            growth = max(0.5, math.log(full / len(data)) / math.log(1 / scale))
        if under and (
            len(under[1]) >= 0.95 * cap or over[0] / under[0] < 1.01 or encodes >= MOST_SCALES
        ):
            return under[0], Fit(under[1], None, encodes, fits=True)
        if under is None and scale < SMALLEST_SCALE:
            return scale, Fit(data, None, encodes, fits=False)
        if under is None:
            # Headers and metadata do not shrink: the steps have to grow.
            scale *= min(0.9 ** (encodes - 1), (AIM * cap / over[1]) ** (1 / growth))
        else:
            scale = _between(cap, over, under)


def _between(cap: int, over: tuple[float, int], under: tuple[float, bytes]) -> float:
    """The scale at which a little less than the cap is expected, between two that were tried."""
    rise = math.log(over[1] / len(under[1]))
    share = math.log(AIM * cap / len(under[1])) / rise if rise > 0 else 0.5
    return float(under[0] * (over[0] / under[0]) ** min(max(share, 0.1), 0.9))
