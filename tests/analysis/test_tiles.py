"""Tiles side by side, and their pixels' neighbours."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from pixelprep_cli.analysis.features import sampled
from pixelprep_cli.analysis.tiles import inner, side_by_side, spread, steps


def slope(size: tuple[int, int], across: int, down: int) -> Image.Image:
    """What rises by so many levels from pixel to pixel, modulo 256."""
    width, height = size
    rows = (bytes((x * across + y * down) % 256 for x in range(width)) for y in range(height))
    return Image.frombytes("L", size, b"".join(rows))


@pytest.mark.parametrize("size", [(1200, 900), (1200, 40), (40, 1200), (400, 330), (90, 70)])
@pytest.mark.parametrize(("across", "down"), [(1, 0), (0, 1), (3, 2)])
def test_pixels_of_tiles_differ_from_their_neighbours_by_what_those_of_the_picture_do(
    size: tuple[int, int], across: int, down: int
) -> None:
    sample, counts = sampled(slope(size, across, down))
    light = sample.convert("L")
    here, right, below = (inner(light, counts, shift) for shift in ((0, 0), (1, 0), (0, 1)))
    for shifted, step in ((right, across), (below, down)):
        risen = ImageChops.subtract_modulo(shifted, here)
        assert risen.getcolors() == [(here.width * here.height, step)]


def test_there_are_no_steps_between_tiles() -> None:
    image = Image.new("RGB", (1200, 900), "white")
    image.paste("black", (600, 0, 1200, 900))
    sample, counts = sampled(image)
    assert counts[0] > 1
    assert sample.getextrema()[0] == (0, 255)
    assert [found.getbbox() for found in steps(sample.convert("L"), counts)] == [None, None]


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (97, 481), (3000, 7), (4000, 3000)])
def test_tiles_lie_within_the_picture_and_on_the_grid(size: tuple[int, int]) -> None:
    (columns, rows), boxes = spread(size, 48, 4, grid=16)
    assert len(boxes) == columns * rows
    assert all(left % 16 == top % 16 == 0 for left, top, _, _ in boxes)
    assert max(right for _, _, right, _ in boxes) <= size[0]
    assert max(bottom for _, _, _, bottom in boxes) <= size[1]


def test_a_picture_of_the_size_of_all_tiles_is_one_tile() -> None:
    assert spread((192, 100), 48, 4) == ((1, 1), [(0, 0, 192, 100)])


def test_tiles_stand_side_by_side_as_they_lie_in_the_picture() -> None:
    image = slope((500, 400), 1, 0)
    counts, boxes = spread(image.size, 40, 3)
    made = side_by_side((image.crop(box) for box in boxes), counts)
    assert (counts, made.size) == ((3, 3), (120, 120))
    lefts = [made.getpixel((column * 40, 119)) for column in range(3)]
    assert lefts == [boxes[0][0], boxes[3][0], boxes[6][0] % 256]
