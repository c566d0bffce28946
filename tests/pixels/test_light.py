"""Resampling against Lanczos in double precision, on zone plates and ramps of alpha."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from pixelprep_cli.pixels.geometry import Geometry, apply

if TYPE_CHECKING:
    from pixelprep_cli.model.settings import Sharpen

STRENGTHS: tuple[Sharpen, ...] = ("low", "standard", "high")
Array = np.ndarray[Any, Any]
SIDE = 96


def lanczos(before: int, after: int) -> Array:
    """The weights of Lanczos3, widened by the scale, cut at the borders: after × before."""
    scale = max(1.0, before / after)
    weights = np.zeros((after, before))
    for at in range(after):
        centre = (at + 0.5) * before / after
        for pixel in range(before):
            x = (pixel + 0.5 - centre) / scale
            if abs(x) < 3:
                weights[at, pixel] = np.sinc(x) * np.sinc(x / 3)
    return np.asarray(weights / weights.sum(1, keepdims=True))


def resampled(values: Array, side: int) -> Array:
    """Both axes of side × side × channels floats."""
    weights = lanczos(len(values), side)
    return np.asarray(np.einsum("ay,yxc,bx->abc", weights, values, weights))


def light(signal: Array) -> Array:
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


def signal(light: Array) -> Array:
    bounded = np.clip(light, 0, 1)
    return np.where(bounded <= 0.0031308, bounded * 12.92, 1.055 * bounded ** (1 / 2.4) - 0.055)


def expected(image: Image.Image, side: int, *, linear: bool) -> Array:
    """The reference's levels, premultiplied by alpha for the filter."""
    values = np.asarray(image, float) / 255
    values = values.reshape(*values.shape[:2], -1)
    colours, alpha = values[..., :3], values[..., 3:]
    colours = light(colours) if linear else colours
    made = resampled(colours * alpha if alpha.size else colours, side)
    if alpha.size:
        cover = resampled(alpha, side)
        made = np.where(cover > 1e-3, made / np.maximum(cover, 1e-3), 0)
    made = signal(made) if linear else np.clip(made, 0, 1)
    return np.asarray(
        255 * (np.concatenate([made, np.clip(cover, 0, 1)], -1) if alpha.size else made)
    )


def zone_plate() -> Image.Image:
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    phase = math.pi * ((rows - SIDE / 2) ** 2 + (columns - SIDE / 2) ** 2) / (2 * SIDE)
    return Image.fromarray(np.uint8(127.5 + 127.5 * np.cos(phase)), "L")


def alpha_ramp() -> Image.Image:
    """Red that fades from left to right over hidden green."""
    image = Image.new("RGBA", (SIDE, SIDE), (0, 255, 0, 0))
    for column in range(8, SIDE):
        level = round(255 * (column - 8) / (SIDE - 9))
        image.paste((220, 30, 40, level), (column, 0, column + 1, SIDE))
    return image


def made(image: Image.Image, side: int, *, linear: bool) -> Array:
    geometry = Geometry((0, 0, SIDE, SIDE), side, side)
    out = np.asarray(apply(image, geometry, 1, image.size, linear=linear), float)
    return out.reshape(side, side, -1)


@pytest.mark.parametrize(
    ("side", "linear"), [(31, False), (64, False), (31, True), (64, True), (150, True)]
)
def test_a_zone_plate_is_resampled_as_by_the_reference(side: int, *, linear: bool) -> None:
    for image in (zone_plate(), zone_plate().convert("RGB")):
        off = np.abs(made(image, side, linear=linear) - expected(image, side, linear=linear))
        assert off.max() <= 2
        assert off.mean() <= 0.5


@pytest.mark.parametrize("side", [31, 64, 150])
@pytest.mark.parametrize("linear", [False, True])
def test_fading_colours_stay_what_they_are(side: int, *, linear: bool) -> None:
    image = alpha_ramp()
    found, wanted = made(image, side, linear=linear), expected(image, side, linear=linear)
    assert np.abs(found[..., 3] - wanted[..., 3]).max() <= 2
    seen = wanted[..., 3] > 32
    assert np.abs(found[..., :3] - (220, 30, 40))[seen].max() <= 8
    shown = np.abs(found[..., :3] * found[..., 3:] - wanted[..., :3] * wanted[..., 3:]) / 255
    assert shown[wanted[..., 3] > 2].max() <= 3


@pytest.mark.parametrize("linear", [False, True])
def test_flat_pictures_have_no_fringes_at_their_borders(*, linear: bool) -> None:
    for colour in ((37, 120, 201), (37, 120, 201, 255), (37, 120, 201, 128)):
        image = Image.new("RGB" if len(colour) == 3 else "RGBA", (SIDE, SIDE), colour)
        off = np.abs(made(image, 41, linear=linear) - colour)
        assert off.max() <= 1


def test_light_is_kept_where_it_is_linear() -> None:
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    board = Image.fromarray(np.uint8(255 * ((rows + columns) % 2)), "L")
    assert made(board, 24, linear=True).mean() == pytest.approx(188, abs=2)
    assert made(board, 24, linear=False).mean() == pytest.approx(127.5, abs=2)


def test_sharpening_makes_edges_steeper_and_leaves_flat_and_clear_parts_alone() -> None:
    image = Image.new("RGBA", (SIDE, SIDE), (80, 80, 80, 255))
    image.paste((160, 160, 160, 255), (SIDE // 2, 0, SIDE, SIDE))
    image.paste((0, 0, 0, 0), (0, 0, SIDE, 12))
    geometry = Geometry((0, 0, SIDE, SIDE), 48, 48)
    plain = np.asarray(apply(image, geometry, 1, image.size), float)
    steps = [plain[30, 24, 0] - plain[30, 23, 0]]
    for strength in STRENGTHS:
        sharp = np.asarray(apply(image, geometry, 1, image.size, sharpen=strength), float)
        assert np.abs(sharp - plain)[12:, :16].max() <= 1
        assert np.array_equal(sharp[..., 3], plain[..., 3])
        steps.append(sharp[30, 24, 0] - sharp[30, 23, 0])
    assert all(after > before for before, after in itertools.pairwise(steps))
