"""The SIMD resizer, where it exists."""

from __future__ import annotations

import pytest
from PIL import Image

pytest.importorskip("cykooz_resizer")


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_a_box_becomes_a_new_picture_of_the_same_mode(mode: str) -> None:
    from pixelprep_cli.pixels.simd import resize

    image = Image.linear_gradient("L").convert(mode)
    made = resize(image, (0, 64, 256, 128), (50, 25))
    assert (made.size, made.mode) == ((50, 25), mode)
    expected = image.crop((0, 64, 256, 192)).resize((50, 25), Image.Resampling.LANCZOS)
    pairs = zip(made.tobytes(), expected.tobytes(), strict=True)
    assert max(abs(one - other) for one, other in pairs) <= 2


def test_a_box_that_rounding_pushed_over_the_edge_is_cut_to_it() -> None:
    from pixelprep_cli.pixels.simd import resize

    image = Image.new("RGB", (30, 20), "navy")
    made = resize(image, (10.000000001, 0.0, 20.0, 20.000000001), (7, 7))
    assert made.getcolors() == [(49, (0, 0, 128))]
