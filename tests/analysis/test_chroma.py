from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw

from pixelprep_cli.analysis.chroma import has_colour_edges


def photograph(width: int = 1200, height: int = 800) -> Image.Image:
    """Strong but soft colours under the grain of a sensor."""
    noise = random.Random(5)
    coarse = (width // 30, height // 30)
    shapes = Image.frombytes("RGB", coarse, noise.randbytes(3 * coarse[0] * coarse[1]))
    grain = Image.frombytes("RGB", (width, height), noise.randbytes(3 * width * height))
    return Image.blend(shapes.resize((width, height), Image.Resampling.BICUBIC), grain, 0.06)


def page(ink: str, paper: str) -> Image.Image:
    image = Image.new("RGB", (800, 600), paper)
    pen = ImageDraw.Draw(image)
    for top in range(10, 590, 30):
        pen.text((10, top), "Words in colour on a page " * 4, fill=ink, font_size=18)
    return image


def screenshot() -> Image.Image:
    image = Image.new("RGB", (1280, 800), "#f4f4f4")
    pen = ImageDraw.Draw(image)
    for top in range(20, 780, 28):
        pen.text((30, top), "def rendered(self): return", fill="#a020c0", font_size=15)
        pen.text((330, top), '"a string of text"', fill="#008040", font_size=15)
    return image


@pytest.mark.parametrize(
    ("ink", "paper"),
    [("red", "white"), ("red", "blue"), ("#4060ff", "black"), ("#00a050", "white")],
)
def test_coloured_text_has_colour_edges(ink: str, paper: str) -> None:
    assert has_colour_edges(page(ink, paper))


def test_a_screenshot_and_saturated_detail_have_colour_edges() -> None:
    assert has_colour_edges(screenshot())
    stripes = Image.new("RGB", (600, 400), "#ffffff")
    for left in range(0, 600, 6):
        stripes.paste("#ff0000", (left, 0, left + 3, 400))
    assert has_colour_edges(stripes)


def test_a_caption_in_a_photograph_is_enough() -> None:
    captioned = photograph()
    ImageDraw.Draw(captioned).text((100, 100), "SUMMER SALE 50 %", fill="red", font_size=64)
    assert has_colour_edges(captioned)
    assert has_colour_edges(captioned.convert("RGBA"))


@pytest.mark.parametrize("size", [(1200, 800), (300, 200), (64, 64)])
def test_a_photograph_has_none(size: tuple[int, int]) -> None:
    assert not has_colour_edges(photograph(*size))


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA"])
def test_without_colour_channels_there_is_none(mode: str) -> None:
    assert not has_colour_edges(page("red", "white").convert(mode))


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (3, 2)])
def test_the_smallest_pictures_can_be_asked(size: tuple[int, int]) -> None:
    assert not has_colour_edges(Image.new("RGB", size, "red"))


def test_grey_text_needs_none() -> None:
    assert not has_colour_edges(page("#606060", "#f0f0e0"))
