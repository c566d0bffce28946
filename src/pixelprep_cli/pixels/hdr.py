"""HDR signals to SDR: ITU-R BT.2100's PQ and HLG by the tone mapping of ITU-R BT.2390.

The diffuse white of HDR, 203 cd/m² (ITU-R BT.2408), and all that is brighter comes within SDR's
range by BT.2390's EETF; what is darker than its knee keeps its light. It is applied to each of the
three components, as BT.2390 has it for R'G'B': bright colours get paler, and steps stay even.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import Final

from pixelprep_cli.pixels.profiles import SRGB_CURVE, Primaries

WHITE: Final = 203.0
"""cd/m² of diffuse white: ITU-R BT.2408-7, table 1."""

NOMINAL_PEAK: Final = 1000
"""cd/m² of the brightest pixel where the file does not tell; HLG's own (BT.2100-2, note 5e)."""

PQ_PEAK: Final = 10_000
"""cd/m² of PQ's full signal."""

HLG_GAMMA: Final = 1.2
"""From the scene's light to that of a display of 1000 cd/m²: BT.2100-2, table 5."""

_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_A, _B, _C = 0.17883277, 0.28466892, 0.55991073


@dataclass(frozen=True, slots=True)
class Signal:
    """`pq` or `hlg`, of these primaries; `peak` in cd/m², where the file tells its brightest."""

    transfer: str
    primaries: Primaries
    peak: int | None = None


def levels(signal: Signal) -> list[int]:
    """For each eight-bit level of the signal, that of SDR in the same primaries by sRGB's curve."""
    peak = float(min(max(signal.peak or NOMINAL_PEAK, 1), PQ_PEAK))
    made = []
    for level in range(256):
        step = level / 255
        if signal.transfer == "pq":
            light = _pq_light(step)
        else:
            light = NOMINAL_PEAK * _hlg_light(step) ** HLG_GAMMA
        made.append(round(255 * SRGB_CURVE.signal(min(1.0, eetf(light, peak) / WHITE))))
    return made


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
    if signal <= 0.5:
        return signal**2 / 3
    return (exp((signal - _C) / _A) + _B) / 12
