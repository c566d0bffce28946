"""Pictures of few colours: exact where they fit, else as few as the quality says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs.palette import MOST, as_palette, colours_for, exact_palette

COLOUR = st.tuples(*[st.integers(0, 255)] * 3)


def colourful() -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise((80, 60), 90) for _ in range(3)])


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


def test_quality_spreads_over_the_palette() -> None:
    counts = [colours_for(quality) for quality in range(1, 101)]
    assert (counts[0], counts[-1]) == (2, MOST)
    assert counts == sorted(counts)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("quality", [1, 30, 100])
def test_no_more_colours_than_the_quality_allows(mode: str, quality: int) -> None:
    made = as_palette(colourful().convert(mode), quality)
    assert made.mode == "P"
    assert len(made.getcolors(MOST) or []) <= colours_for(quality)


def test_a_palette_keeps_transparency() -> None:
    image = colourful().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 40, 60))
    alpha = as_palette(image, 50).convert("RGBA").getchannel("A")
    assert alpha.crop((0, 0, 40, 60)).getextrema() == (0, 0)
    assert alpha.crop((41, 0, 80, 60)).getextrema() == (255, 255)
