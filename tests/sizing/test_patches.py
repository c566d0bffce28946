from __future__ import annotations

from PIL import Image

from pixelprep_cli.sizing.patches import patches, repeated


def test_a_small_picture_is_taken_whole() -> None:
    image = Image.new("RGB", (300, 200))
    assert patches(image, 100, 60_000) is image
    assert patches(image, 250, 100) is image


def test_squares_come_from_corner_to_corner() -> None:
    image = Image.linear_gradient("L").resize((1000, 800))
    made = patches(image, 100, 120_000)
    assert (made.width % 100, made.height % 100) == (0, 0)
    assert 80_000 <= made.width * made.height <= 160_000
    assert made.getpixel((0, 0)) == image.getpixel((0, 0))
    corner = made.width - 1, made.height - 1
    assert made.getpixel(corner) == image.getpixel((999, 799))


def test_a_picture_is_repeated_until_it_is_large_enough() -> None:
    image = Image.linear_gradient("L").resize((3, 5))
    made = repeated(image, 10)
    assert made.size == (12, 10)
    assert made.crop((3, 5, 6, 10)).tobytes() == image.tobytes()
    assert repeated(image, 3) is image
