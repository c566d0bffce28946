"""The shape of what is drawn on a ground."""

from __future__ import annotations

from PIL import Image, ImageDraw

from pixelprep_cli.analysis.strokes import NAMES, marked, runs, strokes, usual
from pixelprep_cli.analysis.tiles import beyond, inner, steps

SIZE = (201, 161)


def shapes(drawn: Image.Image) -> dict[str, float]:
    light = drawn.convert("L")
    here = inner(light, (1, 1))
    found = strokes(here, here.reduce(2), steps(light, (1, 1), here), usual(here.histogram()))
    return dict(zip(NAMES, found, strict=True))


def paper() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", SIZE, 255)
    return image, ImageDraw.Draw(image)


def test_runs_end_where_so_many_pixels_beside_each_other_are_marked() -> None:
    image = Image.new("L", (16, 2))
    image.paste(255, (2, 0, 7, 2))
    bits = marked(image, beyond(100))
    assert [run.bit_count() for run in runs(bits, 1, (2, 4))] == [2 * 4, 2 * 2]
    assert runs(bits, 16, (2,))[0].bit_count() == 5


def test_a_row_that_ends_within_a_byte_does_not_reach_into_the_next() -> None:
    image = Image.new("L", (13, 3))
    image.paste(255, (11, 0, 13, 3))
    image.paste(255, (0, 0, 2, 3))
    assert runs(marked(image, beyond(0)), 1, (4,))[0] == 0


def test_strokes_are_not_areas() -> None:
    lined, pen = paper()
    for x in range(10, 190, 20):
        pen.line((x, 10, x, 150), fill=0, width=2)
    filled, brush = paper()
    brush.rectangle((40, 40, 140, 120), fill=0)
    assert shapes(lined)["ink_square_4"] == 0
    assert shapes(lined)["ink_thin_down"] > 0.85
    assert shapes(filled)["ink_square_4"] > 0.9
    assert shapes(filled)["ink_thin_down"] == 0


def test_ink_is_what_differs_from_the_ground_whichever_is_darker() -> None:
    image, pen = paper()
    pen.ellipse((20, 20, 120, 140), outline=0, width=3)
    inverted = image.point([255 - level for level in range(256)])
    assert shapes(inverted) == shapes(image)


def test_closed_outlines_have_fewer_parts_than_dots() -> None:
    dotted, pen = paper()
    meshed, mesh = paper()
    for x in range(10, 190, 10):
        mesh.line((x, 0, x, 160), fill=0)
        for y in range(10, 150, 10):
            mesh.line((0, y, 200, y), fill=0)
            pen.rectangle((x, y, x + 2, y + 2), fill=0)
    assert shapes(dotted)["ink_parts"] > 0.3
    assert shapes(meshed)["ink_parts"] < 0


def test_what_stands_in_lines_is_low_once_gaps_between_words_are_closed() -> None:
    image, pen = paper()
    for y in range(10, 150, 20):
        for x in range(10, 180, 8):
            pen.rectangle((x, y, x + 4, y + 8), fill=0)
    found = shapes(image)
    assert found["ink_line_8"] > 0.1
    assert found["ink_line_16"] == 0


def test_edges_between_even_colours_are_crisp_and_those_of_noise_are_not() -> None:
    image, pen = paper()
    for x in range(10, 190, 40):
        pen.rectangle((x, 0, x + 20, 160), fill=60)
    assert shapes(image)["crisp_both"] == 1
    assert shapes(Image.effect_noise(SIZE, 90))["crisp_both"] < 0.05
