"""Where in a picture there is what."""

from __future__ import annotations

from PIL import Image, ImageChops

from pixelprep_cli.analysis.regions import BLOCK, NAMES, regions
from pixelprep_cli.analysis.strokes import usual
from pixelprep_cli.analysis.tiles import inner, steps

SIDE = 8 * BLOCK


def told(image: Image.Image) -> dict[str, float]:
    here = inner(image, (1, 1))
    either = ImageChops.lighter(*steps(image, (1, 1), here))
    return dict(zip(NAMES, regions(either, here, usual(here.histogram())), strict=True))


def test_a_texture_beside_a_plain_part_is_a_box_that_it_fills() -> None:
    image = Image.new("L", (SIDE + 1, SIDE + 1), 255)
    image.paste(Image.effect_noise((SIDE // 2, SIDE + 1), 12), (0, 0))
    found = told(image)
    assert found["soft_share"] == 0.5
    assert found["soft_filled"] == 1
    assert found["soft_box"] == 0.5
    assert (found["soft_rows"], found["soft_columns"]) == (1, 0.5)
    assert found["split_soft_most"] > 0.4
    assert found["split_soft_least"] < 0.05


def test_a_texture_all_over_has_no_parts() -> None:
    found = told(Image.effect_noise((SIDE + 1, SIDE + 1), 12))
    assert found["soft_share"] == 1
    assert found["soft_ragged"] == 0
    assert found["split_soft_most"] < 0.1


def test_a_plain_picture_has_no_region() -> None:
    found = told(Image.new("L", (SIDE + 1, SIDE + 1), 90))
    assert (found["soft_share"], found["textured_share"], found["bare"]) == (0, 0, 1)
