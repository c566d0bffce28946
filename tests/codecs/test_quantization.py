"""A JPEG's own quality, told from its tables."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from pixelprep_cli.codecs.quantization import quality_of


def tables(**options: object) -> dict[int, list[int]]:
    buffer = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(buffer, "jpeg", **options)
    with Image.open(buffer) as image:
        assert isinstance(image, JpegImageFile)
        return image.quantization


@pytest.mark.parametrize("quality", range(1, 101))
def test_a_quality_of_the_ijgs_library_is_exact(quality: int) -> None:
    assert quality_of(tables(quality=quality)) == quality


def test_other_tables_are_placed_on_the_same_scale() -> None:
    names = ("web_low", "web_medium", "web_high", "web_very_high", "web_maximum")
    found = [quality_of(tables(quality=name)) or 0 for name in names]
    assert found == sorted(found)
    assert 30 <= found[0] < 50
    assert found[-1] >= 98


def test_flat_and_extreme_tables_have_a_quality_too() -> None:
    flat = [quality_of({0: [step] * 64}) or 0 for step in (1, 4, 16, 64, 255, 65535)]
    assert flat[0] == 100
    assert flat == sorted(flat, reverse=True)
    assert flat[-1] == 1


@pytest.mark.parametrize("broken", [{}, {1: [1] * 64}, {0: [1] * 63}])
def test_without_a_table_for_luminance_nothing_is_told(broken: dict[int, list[int]]) -> None:
    assert quality_of(broken) is None
