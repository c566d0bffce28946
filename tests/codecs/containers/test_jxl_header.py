"""How a JPEG XL tells its colours, in headers written bit by bit."""

from __future__ import annotations

import pytest

from pixelprep_cli.codecs.containers import jxlheader
from pixelprep_cli.codecs.containers.metadata import NO_SIGNS, ColourSigns

Field = tuple[int, int]
"""A value, and its bits."""

SIZE: tuple[Field, ...] = ((1, 1), (2, 5), (0, 3), (3, 5))
"""A height of 24, and a width of 32."""

PLAIN: tuple[Field, ...] = ((0, 1), (0, 1), (0, 3), (0, 1), (0, 2))
"""No defaults, nothing extra, integers of 8 bits, no further channels."""

RGB: tuple[Field, ...] = ((0, 1), (0, 1), (0, 2))
"""Colours by code points."""


def header(*fields: Field) -> jxlheader.Header:
    value = at = 0
    for field, bits in (*SIZE, *fields):
        value |= field << at
        at += bits
    return jxlheader.read(b"\xff\x0a" + value.to_bytes((at + 7) // 8 + 4, "little"))


def enumerated(number: int) -> tuple[Field, ...]:
    if number < 2:
        return ((number, 2),)
    return ((2, 2), (number - 2, 4)) if number < 18 else ((3, 2), (number - 18, 6))


def signed(value: float) -> tuple[Field, ...]:
    packed = round(value * 1e6) << 1
    if packed < 1 << 19:
        return ((0, 2), (packed, 19))
    return (
        ((1, 2), (packed - (1 << 19), 19))
        if packed < 1 << 20
        else ((2, 2), (packed - (1 << 20), 20))
    )


@pytest.mark.parametrize(
    ("white", "primaries", "transfer", "cicp"),
    [(1, 11, 13, (12, 13)), (11, 11, 17, (11, 17)), (1, 9, 16, (9, 16)), (1, 1, 8, (1, 8))],
)
def test_code_points_are_those_of_h273(
    white: int, primaries: int, transfer: int, cicp: tuple[int, int]
) -> None:
    colours = (*enumerated(white), *enumerated(primaries), (0, 1), *enumerated(transfer))
    found = header(*PLAIN, (0, 1), *RGB, *colours)
    assert (found.width, found.height) == (32, 24)
    assert (found.signs, found.profiled) == (ColourSigns(cicp=cicp), False)


def test_chromaticities_and_a_gamma_are_read() -> None:
    points = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
    told = [field for point in points for value in point for field in signed(value)]
    gamma = ((1, 1), (4_547_069, 24))
    found = header(*PLAIN, (0, 1), *RGB, *enumerated(1), *enumerated(2), *told, *gamma)
    assert found.signs.gamma == pytest.approx(0.4547069)
    assert found.signs.chromaticities == (0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)


@pytest.mark.parametrize(
    ("xyb", "signs", "profiled"), [(0, NO_SIGNS, True), (1, jxlheader.LINEAR_SRGB, False)]
)
def test_a_profile_counts_where_the_samples_are_the_encoded_ones(
    xyb: int, signs: ColourSigns, profiled: bool
) -> None:
    found = header(*PLAIN, (xyb, 1), (0, 1), (1, 1), (0, 2))
    assert (found.signs, found.profiled) == (signs, profiled)


def test_named_channels_and_an_animation_are_passed_over() -> None:
    moving = ((1, 1), (5, 3), (0, 1), (0, 1), (1, 1), (0, 2), (0, 2), (0, 2), (0, 1))
    alpha = ((0, 1), (0, 2), (0, 3), (0, 2), (1, 2), (1, 4), (65, 8), (1, 1))
    found = header((0, 1), *moving, (0, 3), (0, 1), (1, 2), *alpha, (0, 1), (1, 1))
    assert (found.width, found.height, found.signs) == (24, 32, NO_SIGNS)


def test_a_default_header_is_srgb() -> None:
    assert header((1, 1)) == jxlheader.Header(32, 24)
