"""HDR signals to SDR: ITU-R BT.2100's PQ and HLG by the tone mapping of ITU-R BT.2390.

The diffuse white of HDR, 203 cd/m² (ITU-R BT.2408), and all that is brighter comes within SDR's
range by BT.2390's EETF; what is darker than its knee keeps its light. The largest of a pixel's
three components is mapped, and the others with it, so that hues stay. What then lies outside of
the output's gamut is clipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pixelprep_cli.pixels.profiles import (
    SRGB_CURVE,
    Primaries,
    applied,
    inverse,
    product,
    to_xyz,
)

if TYPE_CHECKING:
    from PIL.ImageFilter import Color3DLUT

WHITE: Final = 203.0
"""cd/m² of diffuse white: ITU-R BT.2408-7, table 1."""

NOMINAL_PEAK: Final = 1000
"""cd/m² of the brightest pixel where the file does not tell; HLG's own (BT.2100-2, note 5e)."""

PQ_PEAK: Final = 10_000
"""cd/m² of PQ's full signal."""

NODES: Final = 33
"""Of the table along each side."""

_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_A, _B, _C = 0.17883277, 0.28466892, 0.55991073


@dataclass(frozen=True, slots=True)
class Signal:
    """`pq` or `hlg`, of these primaries; `peak` in cd/m², where the file tells its brightest."""

    transfer: str
    primaries: Primaries
    peak: int | None = None


@lru_cache(maxsize=4)
def table(signal: Signal, output: Primaries) -> Color3DLUT:
    """From an HDR signal to SDR of the output's primaries, with sRGB's curve."""
    import math

    from PIL.ImageFilter import Color3DLUT

    steps = [index / (NODES - 1) for index in range(NODES)]
    light = [_pq_light(step) if signal.transfer == "pq" else _hlg_light(step) for step in steps]
    peak = min(max(signal.peak or NOMINAL_PEAK, 1), PQ_PEAK)
    into = product(inverse(to_xyz(output)), to_xyz(signal.primaries))
    weights = to_xyz(signal.primaries)[1]
    values: list[float] = []
    for blue in light:
        for green in light:
            for red in light:
                shown = (red, green, blue)
                if signal.transfer == "hlg":
                    scene = sum(w * v for w, v in zip(weights, shown, strict=True))
                    # BT.2100's system gamma of 1.2 for a display of 1000 cd/m².
                    factor = NOMINAL_PEAK * math.pow(scene, 0.2)
                    shown = (red * factor, green * factor, blue * factor)
                scale = _scale(max(shown), float(peak))
                red_out, green_out, blue_out = applied(into, shown)
                values += (
                    SRGB_CURVE.signal(min(1.0, max(0.0, each * scale)))
                    for each in (red_out, green_out, blue_out)
                )
    return Color3DLUT(NODES, values)


def _scale(brightest: float, peak: float) -> float:
    """What brings a pixel of that light (cd/m²) to SDR, whose white is 1."""
    if brightest <= 0:
        return 1 / WHITE
    return eetf(brightest, peak) / brightest / WHITE


def eetf(light: float, peak: float) -> float:
    """BT.2390-10, 5.4.1: light (cd/m²) of a picture with that peak, on a display of 203 cd/m²."""
    if peak <= WHITE:
        return min(light, WHITE)
    top = _pq_signal(peak)
    signal, most = min(1.0, _pq_signal(light) / top), _pq_signal(WHITE) / top
    knee = 1.5 * most - 0.5
    if signal > knee:
        t = (signal - knee) / (1 - knee)
        signal = (
            (2 * t**3 - 3 * t**2 + 1) * knee
            + (t**3 - 2 * t**2 + t) * (1 - knee)
            + (-2 * t**3 + 3 * t**2) * most
        )
    return _pq_light(signal * top)


def _pq_light(signal: float) -> float:
    """SMPTE ST 2084: cd/m²."""
    power = signal ** (1 / _M2)
    return float(PQ_PEAK * (max(power - _C1, 0.0) / (_C2 - _C3 * power)) ** (1 / _M1))


def _pq_signal(light: float) -> float:
    power = (light / PQ_PEAK) ** _M1
    return float(((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2)


def _hlg_light(signal: float) -> float:
    """BT.2100-2, table 5: light of the scene, 0 to 1."""
    import math

    if signal <= 0.5:
        return signal**2 / 3
    return (math.exp((signal - _C) / _A) + _B) / 12
