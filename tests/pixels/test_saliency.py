"""Where a smart crop lies."""

from __future__ import annotations

import time

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from pixelprep_cli.model.settings import Resize
from pixelprep_cli.pixels.geometry import layout
from pixelprep_cli.pixels.saliency import focus, saliency


def scene(size: tuple[int, int], place: tuple[float, float], edge: int = 60) -> Image.Image:
    """A face on a soft ground with grain; its middle lies at these shares of the size."""
    ground = Image.linear_gradient("L").resize(size).point(lambda level: 90 + level // 4)
    image = Image.merge("RGB", [ground, ground, ground.point(lambda level: level + 20)])
    grain = Image.merge("RGB", [Image.effect_noise(size, 6)] * 3)
    image = ImageChops.add(image, grain, 1, -128).filter(ImageFilter.GaussianBlur(2))
    x, y = (round(share * side) for share, side in zip(place, size, strict=True))
    draw = ImageDraw.Draw(image)
    draw.ellipse((x - edge // 2, y - edge // 2, x + edge // 2, y + edge // 2), fill="#e0ac82")
    draw.ellipse((x - 12, y - 8, x - 6, y - 2), fill="#222222")
    draw.ellipse((x + 6, y - 8, x + 12, y - 2), fill="#222222")
    return image


@pytest.mark.parametrize("at", [0.1, 0.3, 0.7, 0.9])
def test_a_subject_off_centre_stays_in_the_crop(at: float) -> None:
    square = Resize(width=400, height=400, fit="cover", gravity="smart")
    wide = scene((900, 400), (at, 0.5))
    left, _, width, _ = layout(wide.size, square, lambda shares: focus(wide, shares)).box
    assert left <= at * 900 - 30
    assert at * 900 + 30 <= left + width
    high = scene((400, 900), (0.5, at))
    _, top, _, height = layout(high.size, square, lambda shares: focus(high, shares)).box
    assert top <= at * 900 - 30
    assert at * 900 + 30 <= top + height


def test_what_is_in_focus_wins_over_what_is_larger_and_brighter() -> None:
    image = Image.new("RGB", (900, 400), "#305030")
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 60, 320, 320), fill="#ff9020")
    image = image.filter(ImageFilter.GaussianBlur(25))
    for row in range(160, 240, 10):
        ImageDraw.Draw(image).rectangle((740, row, 820, row + 4), fill="#90a890")
    x, _ = focus(image, (0.4, 1.0))
    assert x > 0.7


def test_of_two_things_the_upper_one_stays_as_heads_are_above_bodies() -> None:
    image = Image.new("RGB", (300, 900), "#506070")
    draw = ImageDraw.Draw(image)
    draw.ellipse((110, 60, 190, 140), fill="#d02020")
    draw.ellipse((110, 760, 190, 840), fill="#d02020")
    assert focus(image, (1.0, 0.4))[1] < 0.2
    turned = image.rotate(180)
    assert focus(turned, (1.0, 0.4))[1] < 0.2


def test_where_nothing_stands_out_the_crop_is_central() -> None:
    for mode in ("L", "RGB", "RGBA", "CMYK"):
        assert focus(Image.new(mode, (300, 200)), (0.5, 1.0)) == (0.5, 0.5)


def test_the_same_picture_is_always_cropped_alike() -> None:
    image = scene((640, 360), (0.8, 0.4))
    assert saliency(image).tobytes() == saliency(image.copy()).tobytes()
    assert focus(image, (0.5, 1)) == focus(image.copy(), (0.5, 1))


def test_a_mirrored_picture_is_cropped_on_the_other_side() -> None:
    image = scene((640, 360), (0.85, 0.4))
    x, _ = focus(image, (0.5, 1))
    mirrored, _ = focus(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (0.5, 1))
    assert mirrored == pytest.approx(1 - x, abs=0.1)


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (5, 7), (4000, 3)])
def test_any_shape_has_a_crop(size: tuple[int, int]) -> None:
    x, y = focus(Image.new("RGB", size, "teal"), (0.5, 0.5))
    assert 0 <= x <= 1
    assert 0 <= y <= 1


@pytest.mark.parametrize(
    ("mode", "size"), [("RGB", (9000, 6000)), ("RGBA", (1536, 1536)), ("CMYK", (1536, 1536))]
)
def test_no_picture_takes_longer_than_thirty_milliseconds(mode: str, size: tuple[int, int]) -> None:
    large = Image.new(mode, size)
    times = []
    for _ in range(5):
        began = time.process_time()
        focus(large, (0.5, 1))
        times.append(time.process_time() - began)
    assert min(times) < 0.03
