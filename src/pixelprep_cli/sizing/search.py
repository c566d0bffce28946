"""Rate control: the highest quality, or the largest scale, whose encode fits a cap."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelprep_cli.sizing.limits import Target


@dataclass(frozen=True, slots=True)
class Fit:
    """The encode that a search ended with. `fits` is False where not even the floor does.

    `perceptual` is how alike it looks, on SSIMULACRA2's scale, where that was measured.
    """

    data: bytes
    quality: int | None
    encodes: int
    fits: bool
    perceptual: float | None = None


def within(encode: Callable[[int | None], bytes], target: Target) -> Fit:
    """The best encode that a target allows: without loss where that is due and fits, else lossy.

    Where nothing fits, the smallest that was made.
    """
    cap, lossy = target.cap, target.lossy
    before = 0
    if target.lossless_first or lossy is None:
        data = encode(None)
        before = 1
        if cap is None or len(data) <= cap or lossy is None:
            return Fit(data, None, 1, fits=cap is None or len(data) <= cap)
    floor, ceiling = lossy
    if cap is None:
        return Fit(encode(ceiling), ceiling, before + 1, fits=True)
    found = highest_quality(encode, cap, floor, ceiling)
    return replace(found, encodes=found.encodes + before)


GUESSES: Final = 6
"""Interpolations before what is left of the range is bisected."""


def highest_quality(encode: Callable[[int], bytes], cap: int, floor: int, ceiling: int) -> Fit:
    """The highest quality in [floor, ceiling] whose encode has at most `cap` bytes, or one below.

    Where none fits, the floor's encode. Sizes are interpolated over `_rate`, along which the
    logarithm of an encode's bytes is close to a straight line; pictures that are no such thing
    end in a bisection, after thirteen encodes at most.
    """
    under: tuple[int, bytes] | None = None
    over: tuple[int, bytes] | None = None
    quality, encodes = ceiling, 0
    while True:
        data = encode(quality)
        encodes += 1
        if len(data) <= cap:
            under = (quality, data)
        else:
            over = (quality, data)
        low = under[0] if under else floor - 1
        high = over[0] if over else ceiling + 1
        if under and high - low <= 2:
            return Fit(under[1], under[0], encodes, fits=True)
        if over and high <= floor:
            return Fit(over[1], over[0], encodes, fits=False)
        assert over  # noqa: S101 - a ceiling that fits ends the search
        quality = (
            _guess(cap, (over[0], len(over[1])), under and (under[0], len(under[1])), low)
            if encodes <= GUESSES
            else (low + high) // 2
        )


def _rate(quality: int) -> float:
    """How the logarithm of the bytes grows with quality.

    JPEG's quantizers scale with 5000/q below 50 and 200 - 2q above (Independent JPEG Group,
    jcparam.c); the other codecs' scales were made to behave likewise. Bytes fall with about the
    0.65th power of the quantizer on photographs.
    """
    step = 5000 / quality if quality < 50 else 200 - 2 * quality
    return -0.65 * math.log(max(step, 1.0))


def _guess(cap: int, over: tuple[int, int], under: tuple[int, int] | None, low: int) -> int:
    """The highest quality in (low, over's) that is predicted to fit, else the lowest one."""
    at, size = _rate(over[0]), math.log(over[1])
    slope = 1.0
    if under and under[1] < over[1]:
        slope = (size - math.log(under[1])) / (at - _rate(under[0]))
    wanted = math.log(cap) - size
    for quality in range(over[0] - 1, low + 1, -1):
        if slope * (_rate(quality) - at) <= wanted:
            return quality
    return low + 1


SMALLEST_SCALE: Final = 1e-3
MOST_SCALES: Final = 12
"""Where `largest_scale` gives up, and after how many encodes it is content with what fits."""


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
    scale = math.sqrt(cap / full)
    while True:
        data = encode(scale)
        encodes += 1
        if len(data) <= cap:
            under = (scale, data)
        else:
            over = (scale, len(data))
        if under and (
            len(under[1]) >= 0.95 * cap or over[0] / under[0] < 1.01 or encodes >= MOST_SCALES
        ):
            return under[0], Fit(under[1], None, encodes, fits=True)
        if under is None and scale < SMALLEST_SCALE:
            return scale, Fit(data, None, encodes, fits=False)
        if under is None:
            # Headers and metadata do not shrink: the steps have to grow.
            scale *= min(0.9**encodes, math.sqrt(cap / over[1]))
        else:
            scale = _between(cap, over, under)


def _between(cap: int, over: tuple[float, int], under: tuple[float, bytes]) -> float:
    """The scale at which a little less than the cap is expected, between two that were tried."""
    rise = math.log(over[1] / len(under[1]))
    share = math.log(0.98 * cap / len(under[1])) / rise if rise > 0 else 0.5
    return float(under[0] * (over[0] / under[0]) ** min(max(share, 0.1), 0.9))
