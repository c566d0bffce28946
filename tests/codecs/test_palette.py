"""Pictures of few colours: exact where they fit, else as few as the quality says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter, ImageStat

from pixelprep_cli.codecs import palette
from pixelprep_cli.codecs.palette import MOST, as_palette, exact_palette

COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


def colourful() -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise((80, 60), 90) for _ in range(3)])


def soft(seed: int) -> Image.Image:
    """Gradients that cross, in three colours."""
    level = Image.radial_gradient("L").resize((160, 120))
    across = Image.linear_gradient("L").resize((160, 120))
    bands = [level, across.rotate(90 * seed), across.rotate(180).point(lambda value: value // 2)]
    return Image.merge("RGB", bands[seed:] + bands[:seed])


@given(st.lists(COLOUR, min_size=1, max_size=MOST, unique=True))
def test_a_palette_is_exact_or_refused(colours: list[tuple[int, int, int]]) -> None:
    image = Image.frombytes("RGB", (len(colours), 1), bytes(v for c in colours for v in c))
    made = exact_palette(image)
    assert made is image or made.mode == "P"
    assert made.convert("RGB").tobytes() == image.tobytes()


def test_a_drawing_of_few_colours_gets_a_palette_without_loss() -> None:
    image = Image.new("RGB", (40, 40), "white")
    for at, colour in enumerate(("red", "lime", "navy", "gold", "teal")):
        image.paste(colour, (at * 8, 5, at * 8 + 6, 30))
    made = exact_palette(image)
    assert made.mode == "P"
    assert made.convert("RGB").tobytes() == image.tobytes()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_too_many_colours_are_left_as_they_are(mode: str) -> None:
    image = colourful().convert(mode)
    assert exact_palette(image) is image


def test_fewer_colours_can_be_asked_for() -> None:
    image = Image.linear_gradient("L").convert("RGB")
    assert exact_palette(image).mode == "P"
    assert exact_palette(image, 255) is image


def test_grey_stays_grey() -> None:
    image = Image.linear_gradient("L")
    assert exact_palette(image) is image


@pytest.fixture(params=["libimagequant", "pillow"])
def quantizer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Colours are chosen by libimagequant, and as where it is not installed."""
    if request.param == "libimagequant":
        pytest.importorskip("imagequant", reason="needs pixelprep-cli[palette]")
    monkeypatch.setattr(palette, "has_imagequant", lambda: request.param == "libimagequant")
    return str(request.param)


def count(image: Image.Image) -> int:
    return len(image.getcolors(MOST) or [])


@pytest.mark.usefixtures("quantizer")
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("seed", range(3))
def test_more_quality_is_never_fewer_colours(mode: str, seed: int) -> None:
    image = soft(seed).convert(mode)
    counts = [count(as_palette(image, quality)) for quality in range(1, 101, 9)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


@pytest.mark.usefixtures("quantizer")
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_there_are_no_more_colours_than_are_held(mode: str) -> None:
    made = as_palette(colourful().convert(mode), 100, 60)
    assert made.mode == "P"
    assert count(made) <= 60


@pytest.mark.usefixtures("quantizer")
@pytest.mark.parametrize("quality", [70, 90])
def test_a_gradient_is_dithered_so_that_no_bands_are_seen(quality: int) -> None:
    image = soft(0)
    made = as_palette(image, quality).convert("RGB")
    blur = ImageFilter.BoxBlur(3)
    seen = ImageChops.difference(image.filter(blur), made.filter(blur))
    assert max(ImageStat.Stat(seen).mean) < 0.6 * max(
        ImageStat.Stat(ImageChops.difference(image, made)).mean
    )


@pytest.mark.usefixtures("quantizer")
def test_a_palette_keeps_transparency() -> None:
    image = colourful().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 40, 60))
    alpha = as_palette(image, 50).convert("RGBA").getchannel("A")
    assert alpha.crop((0, 0, 40, 60)).getextrema() == (0, 0)
    assert alpha.crop((41, 0, 80, 60)).getextrema() == (255, 255)
