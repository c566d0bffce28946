"""What a source's samples mean, by whichever way its file says it."""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.pixels import profiles
from pixelprep_cli.pixels.exif import colour_space
from pixelprep_cli.pixels.hdr import Signal
from pixelprep_cli.pixels.profiles import Curve, Primaries

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata

PRIMARIES: Final = {
    1: profiles.BT709,
    4: Primaries((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), (0.310, 0.316)),
    5: Primaries((0.64, 0.33), (0.29, 0.60), (0.15, 0.06)),
    6: Primaries((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    7: Primaries((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    8: Primaries((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), (0.310, 0.316)),
    9: profiles.BT2020,
    11: Primaries((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), (0.314, 0.351)),
    12: profiles.P3,
    22: Primaries((0.630, 0.340), (0.295, 0.605), (0.155, 0.077)),
}
"""ITU-T H.273, table 2; 10 is XYZ, which no picture has."""

CURVES: Final = {
    1: profiles.BT709_CURVE,
    4: Curve(2.2),
    5: Curve(2.8),
    6: profiles.BT709_CURVE,
    7: Curve(1 / 0.45, 1 / 1.1115, 0.1115 / 1.1115, 1 / 4, 0.0912),
    8: Curve(1.0),
    13: profiles.SRGB_CURVE,
    14: profiles.BT709_CURVE,
    15: profiles.BT709_CURVE,
    17: Curve(2.6),
}
"""ITU-T H.273, table 3, but for those below and the logarithmic ones, which no picture has."""

HDR: Final = {16: "pq", 18: "hlg"}
"""ITU-R BT.2100's."""

NAMES: Final = {1: "BT.709", 9: "BT.2020", 11: "DCI-P3", 12: "P3"}

ENCODED_SRGB: Final = 1 / 2.2
"""The gAMA of pictures that are sRGB (W3C PNG, third edition, 11.3.2.5)."""


@dataclass(frozen=True, slots=True)
class Colours:
    """An ICC profile, or an HDR signal; sRGB where there is neither.

    `greys` is the same profile for pictures without colour, where `icc` is made of what the file
    says. `broken` says that the file tells its colours in a way that cannot be.
    """

    icc: bytes | None = None
    greys: bytes | None = None
    hdr: Signal | None = None
    broken: bool = False


def colours(metadata: Metadata) -> Colours:
    """The colours of a picture with this metadata.

    The first that is there counts: PNG's cICP, an ICC profile, the code points of AVIF and HEIF,
    sRGB, gAMA and cHRM, EXIF's ColorSpace.
    """
    signs = metadata.signs
    if signs.cicp and (signs.cicp_first or not metadata.icc):
        told = _by_code_points(*signs.cicp, signs.peak)
        if told is not None:
            return told
    if metadata.icc:
        return Colours(metadata.icc)
    if signs.srgb:
        return Colours()
    if signs.gamma or signs.chromaticities:
        return _by_gamma(signs.gamma, signs.chromaticities)
    if colour_space(metadata.exif) == "adobe":
        greys = profiles.grey_profile("gamma of Adobe RGB (1998)", profiles.ADOBE_CURVE)
        return Colours(profiles.adobe_rgb(), greys)
    return Colours()


def _by_code_points(primaries: int, transfer: int, peak: int | None) -> Colours | None:
    """None where the code points leave something open."""
    known = PRIMARIES.get(primaries)
    if transfer in HDR:
        return Colours(hdr=Signal(HDR[transfer], known or profiles.BT2020, peak))
    curve = CURVES.get(transfer)
    if known is None or curve is None:
        return None
    # What video calls BT.709 is shown as sRGB, and encoders that know no better say it.
    if known == profiles.BT709 and curve in (profiles.SRGB_CURVE, profiles.BT709_CURVE):
        return Colours()
    if (known, curve) == (profiles.P3, profiles.SRGB_CURVE):
        return Colours(profiles.display_p3())
    name = f"{NAMES.get(primaries, f'primaries {primaries}')}, transfer {transfer}"
    greys = profiles.grey_profile(f"transfer {transfer}", curve)
    return Colours(profiles.profile(name, known, curve), greys)


def _by_gamma(gamma: float | None, found: tuple[float, ...] | None) -> Colours:
    """By PNG's gAMA and cHRM; sRGB's stand for what is not said."""
    primaries, name = profiles.BT709, "sRGB's primaries"
    if found is not None:
        white, red, green, blue = zip(found[::2], found[1::2], strict=True)
        primaries = Primaries(red, green, blue, white)
    if _alike(primaries, profiles.BT709):
        primaries = profiles.BT709
        if gamma is None or abs(gamma / ENCODED_SRGB - 1) < 0.01:
            return Colours()
    else:
        name = "its own primaries"
    curve = Curve(1 / gamma) if gamma else profiles.SRGB_CURVE
    told = f"gamma {curve.gamma:.2f}"
    try:
        return Colours(
            profiles.profile(f"{told}, {name}", primaries, curve),
            profiles.grey_profile(told, curve),
        )
    except (ValueError, ArithmeticError, struct.error):
        return Colours(broken=True)


def _alike(one: Primaries, other: Primaries) -> bool:
    pairs = zip(itertools.chain(*one), itertools.chain(*other), strict=True)
    return all(abs(a - b) < 0.002 for a, b in pairs)
