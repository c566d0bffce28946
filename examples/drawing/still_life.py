"""A jug and fruit on a table by a window: bodies of revolution, shaded."""

import math
from functools import partial
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from drawing.texture import (
    Size,
    fractal,
    gradient,
    grain,
    noise,
    seeded,
    turned,
    vignette,
)


def still_life(size: Size = (1080, 1350)) -> Image.Image:
    """A jug, two oranges and a pear on a table by a window."""
    rng = seeded(21)
    width, height = size
    table = round(height * 0.70)
    wall = gradient(size, [(0, (96, 104, 104)), (0.7, (136, 134, 122))])
    plaster = fractal(size, (220, 220), rng).convert("RGB")
    picture = Image.blend(wall, ImageChops.overlay(wall, plaster), 0.5)
    picture = _window_light(picture, table)
    wood = _wood((width, height - table), rng)
    picture.paste(wood, (0, table))
    edge = Image.new("L", size)
    ImageDraw.Draw(edge).rectangle((0, table - 14, width, table + 8), fill=90)
    picture.paste((24, 18, 14), mask=edge.filter(ImageFilter.GaussianBlur(9)))
    for place, body in _bodies(rng):
        picture = _stand(picture, body, place)
    return grain(vignette(picture, 0.35), 0.05, rng)


def _window_light(picture: Image.Image, table: int) -> Image.Image:
    light = Image.new("L", picture.size)
    draw = ImageDraw.Draw(light)
    for row in range(2):
        for column in range(2):
            x, y = 90 + column * 210, 120 + row * 300
            draw.polygon([(x, y), (x + 180, y + 60), (x + 180, y + 330), (x, y + 270)], fill=120)
    light.paste(0, (0, table, *picture.size))
    warm = Image.new("RGB", picture.size, (255, 226, 178))
    lit = ImageChops.soft_light(picture, warm)
    return Image.composite(lit, picture, light.filter(ImageFilter.GaussianBlur(16)))


def _wood(size: Size, rng: Random) -> Image.Image:
    base = gradient(size, [(0, (128, 86, 54)), (1, (92, 56, 34))])
    fibres = fractal(size, (700, 14), rng, 4).convert("RGB")
    return Image.blend(base, ImageChops.overlay(base, fibres), 0.8)


def _bodies(rng: Random) -> list[tuple[Size, Image.Image]]:
    """Each with the place of its foot: x of the middle, y of the ground."""

    def bumps(cell: int) -> Image.Image:
        return noise((360, 360), (cell, cell), rng)

    smooth = Image.new("L", (8, 8), 128)
    peel = Image.blend(smooth.resize((360, 360)), bumps(5), 0.9)
    skin = Image.blend(smooth.resize((360, 360)), bumps(24), 0.25)
    return [
        ((430, 1010), turned((380, 640), partial(_curve, JUG), smooth, (88, 122, 138), 0.55)),
        ((800, 1040), turned((290, 420), partial(_curve, PEAR), skin, (196, 186, 74), 0.25)),
        ((330, 1130), turned((270, 262), _ball, peel, (240, 138, 34), 0.35)),
        ((610, 1170), turned((290, 280), _ball, peel, (236, 126, 26), 0.35)),
    ]


def _ball(y: float) -> float:
    return math.sqrt(max(1e-6, 1 - (2 * y - 1) ** 2))


Knots = tuple[tuple[float, float], ...]

# fmt: off
PEAR: Knots = (
    (0, 0.02), (0.015, 0.2), (0.06, 0.33), (0.2, 0.44), (0.34, 0.56), (0.5, 0.84),
    (0.66, 0.99), (0.8, 0.92), (0.92, 0.66), (0.98, 0.36), (1, 0.1),
)
JUG: Knots = (
    (0, 0.46), (0.03, 0.45), (0.1, 0.37), (0.2, 0.34), (0.3, 0.42), (0.45, 0.76),
    (0.6, 0.98), (0.72, 0.97), (0.86, 0.76), (0.96, 0.52), (1, 0.47),
)
# fmt: on


def _curve(knots: Knots, y: float) -> float:
    """A smooth line through the knots (Catmull-Rom)."""
    y = min(max(y, 0.0), 1.0)
    place = next(i for i in range(1, len(knots)) if y <= knots[i][0])
    (y0, a), (y1, b) = knots[place - 1], knots[place]
    (yb, before), (ya, after) = knots[max(0, place - 2)], knots[min(len(knots) - 1, place + 1)]
    t, span = (y - y0) / (y1 - y0), y1 - y0
    rise, leave = (b - before) / (y1 - yb) * span, (after - a) / (ya - y0) * span
    return (
        (2 * t**3 - 3 * t**2 + 1) * a
        + (t**3 - 2 * t**2 + t) * rise
        + (3 * t**2 - 2 * t**3) * b
        + (t**3 - t**2) * leave
    )


def _stand(picture: Image.Image, body: Image.Image, foot: Size) -> Image.Image:
    """The body on the table, with its shadow to the lower right."""
    x, y = foot
    shadow = Image.new("L", picture.size)
    wide = body.width
    ImageDraw.Draw(shadow).ellipse((x - wide * 0.4, y - 38, x + wide * 0.95, y + 34), fill=200)
    picture.paste((20, 12, 8), mask=shadow.filter(ImageFilter.GaussianBlur(22)))
    contact = Image.new("L", picture.size)
    ImageDraw.Draw(contact).ellipse((x - wide * 0.3, y - 14, x + wide * 0.36, y + 12), fill=220)
    picture.paste((14, 8, 5), mask=contact.filter(ImageFilter.GaussianBlur(7)))
    soft = body.filter(ImageFilter.GaussianBlur(0.8))
    picture.paste(soft, (x - wide // 2, y - body.height), soft)
    return picture
