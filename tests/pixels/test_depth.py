"""Integers and floats of many bits are scaled to eight, not clipped."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.pixels.depth import bits_per_channel, to_eight_bits

RAMP = [0, 1, 128, 129, 255, 256, 257, 10_000, 32_767, 32_768, 65_278, 65_407, 65_535]


def row(mode: str, values: list[Any]) -> Image.Image:
    image = Image.new(mode, (len(values), 1))
    image.putdata(values)
    return image


def levels(image: Image.Image) -> list[int]:
    assert image.mode == "L"
    return list(image.tobytes())


@pytest.mark.parametrize("mode", ["I;16", "I;16L", "I;16B"])
def test_sixteen_bits_become_the_nearest_of_eight(mode: str) -> None:
    assert levels(to_eight_bits(row(mode, RAMP))) == [round(value / 257) for value in RAMP]


@given(st.lists(st.integers(0, 65_535), min_size=2, max_size=30))
def test_sixteen_bits_keep_their_order_and_their_ends(values: list[int]) -> None:
    got = levels(to_eight_bits(row("I;16", [0, *values, 65_535])))
    assert (got[0], got[-1]) == (0, 255)
    pairs = sorted(zip(values, got[1:-1], strict=True))
    assert [level for _, level in pairs] == sorted(level for _, level in pairs)


@pytest.mark.parametrize(
    ("mode", "values", "expected"),
    [
        ("I", [0, 100, 255], [0, 100, 255]),
        ("I", [0, 32_768, 65_535], [0, 128, 255]),
        ("I", [-1000, 0, 1000], [0, 128, 255]),
        ("I", [0, 2**30, 2**31 - 1], [0, 128, 255]),
        ("F", [0.0, 0.5, 1.0], [0, 128, 255]),
        ("F", [0.0, 100.0, 255.0], [0, 100, 255]),
        ("F", [0.0, 65_535.0], [0, 255]),
        ("F", [-2.0, 2.0], [0, 255]),
    ],
)
def test_wider_samples_are_scaled_by_the_range_they_stay_in(
    mode: str, values: list[float], expected: list[int]
) -> None:
    assert levels(to_eight_bits(row(mode, values))) == expected


@pytest.mark.parametrize("mode", ["I", "F"])
def test_a_flat_picture_is_flat(mode: str) -> None:
    assert len(set(levels(to_eight_bits(row(mode, [70_000] * 4))))) == 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_other_modes_pass(mode: str) -> None:
    image = Image.new(mode, (2, 2))
    assert to_eight_bits(image) is image


@pytest.mark.parametrize(
    ("name", "mode", "options", "bits"),
    [
        ("png", "RGB", {}, 8),
        ("png", "I;16", {}, 16),
        ("png", "1", {}, 1),
        ("png", "P", {}, 8),
        ("tiff", "RGB", {}, 8),
        ("tiff", "I;16", {}, 16),
        ("tiff", "F", {}, 32),
        ("avif", "RGB", {}, 8),
        ("jpeg", "RGB", {}, 8),
        ("jp2", "L", {}, 8),
        ("jp2", "I;16", {}, 16),
        ("jp2", "I;16", {"no_jp2": True}, 16),
        ("pnm", "I", {}, 16),
    ],
)
def test_bits_are_told_as_the_file_stores_them(
    name: str, mode: str, options: dict[str, Any], bits: int
) -> None:
    import pillow_avif  # noqa: F401 - registers its reader and writer

    buffer = BytesIO()
    writer = {"jp2": "JPEG2000", "pnm": "PPM"}.get(name, name)
    Image.new(mode, (16, 16)).save(buffer, writer, **options)
    data = buffer.getvalue()
    with Image.open(BytesIO(data)) as image:
        assert bits_per_channel(image, data[:65_536], name) == bits


@pytest.mark.parametrize(
    ("head", "bits"),
    [
        (b"P6 2 1 65535\n" + bytes(12), 16),
        (b"P6\n# P5 9 9 255\n2 1\n1023\n" + bytes(12), 10),
        (b"P6 2 1 255\n" + bytes(6), 8),
        (b"P3 1 1 65535 1 2 3", 16),
    ],
)
def test_bits_of_a_pnm_are_those_of_its_greatest_sample(head: bytes, bits: int) -> None:
    with Image.open(BytesIO(head)) as image:
        assert bits_per_channel(image, head, "pnm") == bits
