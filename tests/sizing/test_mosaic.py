"""A mosaic holds whole tiles of its picture, as many as its pattern says."""

import pytest
from PIL import Image

from pixelprep_cli.sizing.mosaic import Pattern, mosaic


def numbered(width: int, height: int, columns: int, rows: int) -> Image.Image:
    """A picture whose tiles each have one colour: red tells the column, green the row."""
    image = Image.new("RGB", (width * columns, height * rows))
    for column in range(columns):
        for row in range(rows):
            tile = (column * width, row * height, (column + 1) * width, (row + 1) * height)
            image.paste((column, row, 0), tile)
    return image


def tiles(image: Image.Image, pattern: Pattern) -> list[tuple[int, int]]:
    """Column and row in the picture of each tile of its mosaic; asserts that each is whole."""
    made = mosaic(image, pattern)
    assert made is not None
    found = []
    for top in range(0, made.height, pattern.height):
        for left in range(0, made.width, pattern.width):
            tile = made.crop((left, top, left + pattern.width, top + pattern.height))
            ((count, colour),) = tile.getcolors() or []
            assert count == pattern.width * pattern.height
            assert isinstance(colour, tuple)
            found.append((int(colour[0]), int(colour[1])))
    return found


def test_it_takes_every_so_many_rows_and_columns_and_shifts_every_other_row() -> None:
    found = tiles(numbered(4, 2, 6, 8), Pattern(4, 2, rows=2, columns=3))
    assert sorted({row for _, row in found}) == [1, 3, 5, 7]
    assert {column for column, row in found if row in (1, 5)} == {0, 3}
    assert {column for column, row in found if row in (3, 7)} == {1, 4}


@pytest.mark.parametrize("size", [(199, 300), (200, 301), (217, 299), (96, 128)])
def test_a_sixth_of_the_picture_is_taken_and_no_tile_twice(size: tuple[int, int]) -> None:
    pattern = Pattern(8, 4, rows=2, columns=3)
    image = numbered(8, 4, size[0] // 8, size[1] // 4)
    found = tiles(image, pattern)
    assert len(set(found)) == len(found)
    share = len(found) / ((size[0] // 8) * (size[1] // 4))
    assert share == pytest.approx(1 / 6, abs=0.03)


def test_a_width_of_nothing_takes_whole_rows() -> None:
    made = mosaic(numbered(10, 4, 1, 20), Pattern(0, 4, rows=5, columns=1))
    assert made is not None
    assert made.size == (10, 16)


@pytest.mark.parametrize("size", [(64, 7), (7, 64), (1, 1)])
def test_a_picture_that_is_too_small_has_none(size: tuple[int, int]) -> None:
    assert mosaic(Image.new("RGB", size), Pattern(8, 4, rows=2, columns=3)) is None


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_it_keeps_the_mode(mode: str) -> None:
    made = mosaic(Image.new(mode, (100, 100)), Pattern(8, 4, rows=2, columns=3))
    assert made is not None
    assert made.mode == mode
