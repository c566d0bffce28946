"""What kind of picture it is, on drawn pictures."""

from __future__ import annotations

import math
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from pixelprep_cli.analysis.features import NAMES, features
from pixelprep_cli.analysis.kind import judge, kind_of


def photo(size: tuple[int, int] = (640, 480), grain: int = 6) -> Image.Image:
    """What a lens and a sensor make: soft shapes, blurred edges, grain everywhere."""
    randomly = random.Random(5)
    image = Image.new("RGB", size)
    base = Image.radial_gradient("L").resize(size)
    image = Image.merge("RGB", (base, base.rotate(90).resize(size), base.rotate(180)))
    draw = ImageDraw.Draw(image)
    for _ in range(30):
        x, y = randomly.randrange(size[0]), randomly.randrange(size[1])
        colour = tuple(randomly.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + 90, y + 60), fill=colour)
    soft = image.filter(ImageFilter.GaussianBlur(4))
    noise = Image.merge("RGB", [Image.effect_noise(size, grain) for _ in range(3)])
    return Image.blend(soft, noise, 0.3)


def screenshot(size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Windows and text."""
    image = Image.new("RGB", size, "#f4f4f4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0], 30), fill="#334455")
    for line in range(50, size[1] - 20, 16):
        draw.text((20, line), "The quick brown fox jumps over the lazy dog. " * 3, fill="#202020")
    return image


def chart() -> Image.Image:
    image = Image.new("RGB", (500, 400), "white")
    draw = ImageDraw.Draw(image)
    for at, colour in enumerate(("#e15759", "#4e79a7", "#59a14f", "#f28e2b")):
        draw.rectangle((60 + at * 100, 350 - at * 70, 130 + at * 100, 350), fill=colour)
        draw.line((40, 50 + at * 80, 480, 50 + at * 80), fill="#cccccc")
    return image


def logo() -> Image.Image:
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((20, 20, 280, 280), fill=(20, 120, 220, 255), width=12)
    return image


@pytest.mark.parametrize("size", [(640, 480), (3000, 2000), (120, 90), (400, 2000)])
def test_photographs_are_photographs(size: tuple[int, int]) -> None:
    assert kind_of(photo(size)) == "photograph"


@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK"])
def test_photographs_are_so_in_any_mode(mode: str) -> None:
    assert kind_of(photo().convert(mode)) == "photograph"


@pytest.mark.parametrize("grain", [2, 25])
def test_smooth_and_grainy_photographs_are_photographs(grain: int) -> None:
    assert kind_of(photo(grain=grain)) == "photograph"


@pytest.mark.parametrize(
    "image",
    [screenshot(), screenshot((2560, 1600)), chart(), logo(), Image.new("RGB", (50, 50), "red")],
    ids=["screenshot", "large screenshot", "chart", "logo", "one colour"],
)
def test_drawings_are_no_photographs(image: Image.Image) -> None:
    for mode in (image.mode, "L"):
        told = judge(image.convert(mode))
        assert told.drawn
        assert told.kind != "photograph"


def test_a_photograph_saved_as_jpeg_stays_one() -> None:
    from io import BytesIO

    buffer = BytesIO()
    photo().save(buffer, "JPEG", quality=40)
    with Image.open(buffer) as image:
        assert kind_of(image.convert("RGB")) == "photograph"


def on_a_table(table: str) -> Image.Image:
    """Something photographed on a table of one colour, as for a shop, with a soft outline."""
    size = (800, 600)
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).ellipse((180, 120, 640, 500), fill=255)
    return Image.composite(
        photo(size), Image.new("RGB", size, table), mask.filter(ImageFilter.GaussianBlur(1.5))
    )


@pytest.mark.parametrize("table", ["white", "black"])
def test_something_photographed_on_one_colour_is_a_photograph_and_not_drawn(table: str) -> None:
    told = judge(on_a_table(table))
    assert told.kind == "photograph"
    assert not told.drawn


def test_a_page_of_print_is_text_and_a_page_with_a_photograph_is_mixed() -> None:
    page = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(page)
    for line in range(60, 1140, 20):
        draw.text((70, line), "The quick brown fox jumps over the lazy dog. " * 3, fill="#101010")
        draw.rectangle((830, line, 900, line + 20), fill="white")
    assert kind_of(page) == "text"
    page.paste(photo((700, 500)), (100, 300))
    assert kind_of(page) == "mixed"


def test_a_judgement_is_a_share_of_all_kinds() -> None:
    told = judge(photo())
    assert 0.5 < told.confidence <= 1
    assert not told.drawn
    assert judge(chart()).drawn


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (97, 481), (3000, 7)])
def test_any_shape_can_be_looked_at(size: tuple[int, int]) -> None:
    found = dict(zip(NAMES, features(Image.new("RGB", size, "teal")), strict=True))
    assert found["exact_16"] == 1
    assert judge(Image.new("RGB", size, "teal")).drawn


def test_features_are_shares_of_what_they_say() -> None:
    image = Image.new("L", (101, 10))
    for x in range(101):
        image.paste(x * 2 if x < 51 else 102, (x, 0, x + 1, 10))
    found = dict(zip(NAMES, features(image), strict=True))
    assert math.exp(found["step_0"]) == pytest.approx(0.5, abs=0.02)
    assert math.exp(found["step_3"]) == pytest.approx(0.5, abs=0.02)
