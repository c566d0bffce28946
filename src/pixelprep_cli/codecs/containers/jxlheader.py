"""The beginning of a JPEG XL codestream: ISO/IEC 18181-1, annexes D and E.

Its size, its orientation, and how it tells its colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pixelprep_cli.codecs.containers.metadata import NO_SIGNS, ColourSigns

RATIOS: Final = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
"""Width by height, as the size header names them from 1 on."""

MOST: Final = 4096
"""Bytes that the header has at most, as far as it is read."""

LINEAR_SRGB: Final = ColourSigns(cicp=(1, 8))
"""ITU-T H.273's code points; this standard has the same ones."""

_Choice = int | tuple[int, int]
_ENUM: Final[tuple[_Choice, ...]] = (0, 1, (2, 4), (18, 6))
_GREY, _XYB = 1, 2
_CUSTOM, _P3, _D65 = 2, 11, 1
_LINEAR: Final = 8
_DISPLAY_P3: Final = 12
_D65_XY: Final = (0.3127, 0.3290)
_ALPHA, _SPOT, _CFA = 0, 2, 5


@dataclass(frozen=True, slots=True)
class Header:
    """Width × height in pixels as they are seen, and what the samples that libjxl gives mean.

    With `profiled` that is what the profile says which the codestream holds.
    """

    width: int
    height: int
    signs: ColourSigns = NO_SIGNS
    profiled: bool = False


def read(codestream: bytes) -> Header:
    """The header; of one with a preview only the size and the orientation.

    Raises:
        ValueError: it is cut short.
    """
    bits = _Bits(codestream[2:MOST])
    width, height = _size(bits)
    if bits.take(1):
        return Header(width, height)
    extra = bits.take(1)
    if extra:
        if bits.take(3) >= 4:
            width, height = height, width
        if bits.take(1):
            _size(bits)
        if bits.take(1):
            return Header(width, height)
        if bits.take(1):
            _skip_animation(bits)
    signs, profiled = _colours(bits)
    return Header(width, height, signs, profiled)


def _colours(bits: _Bits) -> tuple[ColourSigns, bool]:
    _skip_depth(bits)
    bits.take(1)
    for _ in range(bits.choose(0, 1, (2, 4), (1, 12))):
        _skip_channel(bits)
    encoded_xyb = bits.take(1)
    if bits.take(1):
        return NO_SIGNS, False
    profiled, space = bool(bits.take(1)), bits.choose(*_ENUM)
    if profiled and encoded_xyb:
        # The profile describes what was encoded; libjxl gives linear light.
        return LINEAR_SRGB, False
    if profiled or space == _XYB:
        return NO_SIGNS, profiled
    return _enumerated(bits, grey=space == _GREY), False


def _enumerated(bits: _Bits, *, grey: bool) -> ColourSigns:
    """By code points, or where they are not enough as PNG tells colours."""
    white = bits.choose(*_ENUM)
    white_xy = _point(bits) if white == _CUSTOM else None
    primaries = 1 if grey else bits.choose(*_ENUM)
    points = [_point(bits) for _ in range(3)] if primaries == _CUSTOM else []
    gamma = bits.take(24) / 1e7 if bits.take(1) else None
    transfer = 0 if gamma else bits.choose(*_ENUM)
    if transfer == _LINEAR:
        gamma = 1.0
    if points and (white_xy or white == _D65):
        told = [value for point in (white_xy or _D65_XY, *points) for value in point]
        return ColourSigns(gamma=gamma, chromaticities=tuple(told))
    if not transfer:
        return ColourSigns(gamma=gamma)
    if primaries == _P3 and white == _D65:
        primaries = _DISPLAY_P3
    return ColourSigns(cicp=(primaries, transfer))


def _skip_animation(bits: _Bits) -> None:
    bits.choose(100, 1000, (1, 10), (1, 30))
    bits.choose(1, 1001, (1, 8), (1, 10))
    bits.choose(0, (0, 3), (0, 16), (0, 32))
    bits.take(1)


def _skip_depth(bits: _Bits) -> None:
    if bits.take(1):
        bits.choose(32, 16, 24, (1, 6))
        bits.take(4)
    else:
        bits.choose(8, 10, 12, (1, 6))


def _skip_channel(bits: _Bits) -> None:
    if bits.take(1):
        return
    kind = bits.choose(*_ENUM)
    _skip_depth(bits)
    bits.choose(0, 3, 4, (1, 3))
    bits.take(8 * bits.choose(0, (0, 4), (16, 5), (48, 10)))
    if kind == _ALPHA:
        bits.take(1)
    elif kind == _SPOT:
        bits.take(4 * 16)
    elif kind == _CFA:
        bits.choose(1, (0, 2), (3, 4), (19, 8))


def _point(bits: _Bits) -> tuple[float, float]:
    """A chromaticity."""
    x, y = (bits.choose((0, 19), (1 << 19, 19), (1 << 20, 20), (1 << 21, 21)) for _ in range(2))
    return _signed(x) / 1e6, _signed(y) / 1e6


def _signed(packed: int) -> int:
    return packed >> 1 ^ -(packed & 1)


class _Bits:
    """Little-endian bits. Raises ValueError past the end."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, "little"), 8 * len(data)

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("the JPEG XL is cut short within its header")
        taken = self._value & ((1 << count) - 1)
        self._value >>= count
        self._left -= count
        return taken

    def choose(self, *choices: _Choice) -> int:
        """One of four ways to tell a number: it, or its offset and how many bits follow."""
        chosen = choices[self.take(2)]
        return chosen if isinstance(chosen, int) else chosen[0] + self.take(chosen[1])

    def side(self, *, small: bool) -> int:
        """A side in pixels; small ones are multiples of eight."""
        if small:
            return 8 * (1 + self.take(5))
        return self.choose((1, 9), (1, 13), (1, 18), (1, 30))


def _size(bits: _Bits) -> tuple[int, int]:
    small = bool(bits.take(1))
    height = bits.side(small=small)
    ratio = bits.take(3)
    if not ratio:
        return bits.side(small=small), height
    across, down = RATIOS[ratio - 1]
    return height * across // down, height
