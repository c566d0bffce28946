"""Sixteen-bit L*a*b* TIFF, written by hand as Pillow cannot."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.model.job import Bounds
from pixelprep_cli.pixels import lab
from pixelprep_cli.pixels.colour import conversion, working
from pixelprep_cli.pixels.decode import open_source
from pixelprep_cli.pixels.described import Colours

if TYPE_CHECKING:
    from pathlib import Path

BOUNDS = Bounds(max_file_size=10**6, max_pixels=10**6)


def lab_tiff(
    lightness: float, a: float, b: float, *, order: str = "<", photometric: int = 8
) -> bytes:
    """An uncompressed 8×8 TIFF of one colour, 16 bits a channel."""
    samples = (round(lightness * 655.35), round(a * 256) & 0xFFFF, round(b * 256) & 0xFFFF)
    pixels = struct.pack(order + "3H", *samples) * 64
    values = [
        (256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 3, 200), (259, 3, 1, 1), (262, 3, 1, photometric),
        (273, 4, 1, 256), (277, 3, 1, 3), (278, 3, 1, 8), (279, 4, 1, len(pixels)),
    ]  # fmt: skip
    directory = struct.pack(order + "H", len(values))
    for tag, kind, count, value in values:
        stored = struct.pack(order + ("HH" if kind == 3 and count == 1 else "I"),
                             *((value, 0) if kind == 3 and count == 1 else (value,)))  # fmt: skip
        directory += struct.pack(order + "HHI", tag, kind, count) + stored
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    body = (head + directory + bytes(4)).ljust(200, b"\0") + struct.pack(order + "3H", 16, 16, 16)
    return body.ljust(256, b"\0") + pixels


def srgb(path: Path) -> tuple[int, ...]:
    with open_source(str(path), BOUNDS) as source:
        image = working(source.decode())
        pixel = conversion(image.mode, Colours(), grey=False).apply(image).getpixel((3, 3))
    assert isinstance(pixel, tuple)
    return pixel


def reference(lightness: float, a: float, b: float) -> list[int]:
    """CIE 15:2004, with white at D50, to sRGB by the inverse of the matrix of ICC.1:2022, E.3."""
    y = (lightness + 16) / 116
    cubes = (y + a / 500, y, y - b / 200)
    linear = [t**3 if t > 6 / 29 else 3 * (6 / 29) ** 2 * (t - 4 / 29) for t in cubes]
    x, y, z = (n * v for n, v in zip((0.9642, 1.0, 0.8249), linear, strict=True))
    rgb = (
        3.1339 * x - 1.6169 * y - 0.4906 * z,
        -0.9788 * x + 1.9161 * y + 0.0335 * z,
        0.0719 * x - 0.2290 * y + 1.4052 * z,
    )
    gamma = [12.92 * v if v < 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in rgb]
    return [round(255 * min(max(v, 0), 1)) for v in gamma]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    "colour",
    [(100, 0, 0), (53.6, 0, 0), (0, 0, 0), (60, 40, 20), (60, -40, 20), (50, 10, -40)],
)
def test_sixteen_bit_lab_comes_out_in_its_own_colour(
    tmp_path: Path, order: str, colour: tuple[float, float, float]
) -> None:
    path = tmp_path / "patch.tif"
    path.write_bytes(lab_tiff(*colour, order=order))
    assert srgb(path) == pytest.approx(reference(*colour), abs=3)


def test_what_is_not_such_a_tiff_is_left_alone() -> None:
    assert lab.declared_rgb(lab_tiff(50, 0, 0, photometric=2)) is None
    assert lab.declared_rgb(b"") is None
    assert lab.declared_rgb(b"II*\0\xff\xff\xff\xff") is None


def test_only_the_photometric_interpretation_is_changed() -> None:
    before = lab_tiff(50, 20, -20)
    after = lab.declared_rgb(before)
    assert after is not None
    assert [i for i, pair in enumerate(zip(before, after, strict=True)) if len(set(pair)) > 1] == [
        before.index(struct.pack("<HHI", 262, 3, 1)) + 8
    ]
