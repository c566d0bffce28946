"""Photo-like scenes: a valley, city lights, dunes, a leaf."""

import math
from itertools import accumulate, pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from drawing.texture import (
    Colour,
    Size,
    below,
    between,
    fractal,
    glow,
    gradient,
    grain,
    ridge,
    seeded,
    shine,
    spot,
    vignette,
)


def valley(size: Size = (1600, 1000)) -> Image.Image:
    """Hills behind hills at sunset, pines in front."""
    rng = seeded(7)
    width, height = size
    sky = [
        (0.0, (38, 58, 110)),
        (0.3, (120, 110, 160)),
        (0.5, (232, 150, 120)),
        (0.68, (255, 214, 150)),
    ]
    picture = gradient(size, sky)
    clouds = fractal(size, (420, 70), rng).point(lambda v: max(0, min(255, (v - 128) * 4)))
    fading = gradient(size, [(0, (255,) * 3), (0.55, (40,) * 3), (0.6, (0,) * 3)]).convert("L")
    picture.paste((255, 206, 190), mask=ImageChops.multiply(clouds, fading))
    sun = (round(width * 0.66), round(height * 0.56))
    picture = glow(picture, sun, width // 3, (255, 190, 110))
    picture = glow(picture, sun, width // 14, (255, 250, 220))
    hills = [
        (0.0, (206, 150, 150)),
        (0.35, (120, 104, 136)),
        (0.7, (48, 66, 84)),
        (1.0, (14, 26, 30)),
    ]
    layers = 6
    for layer in range(layers):
        depth = layer / (layers - 1)
        base = height * (0.58 + 0.34 * depth)
        swing = height * (0.05 + 0.06 * depth)
        heights = [base - swing * value for value in ridge(width, 0.52, rng)]
        picture = _hill(picture, heights, between(hills, depth), depth, rng)
        if layer >= layers - 2:
            _pines(picture, heights, between(hills, min(1.0, depth + 0.1)), depth, rng)
    return grain(vignette(picture, 0.25), 0.05, rng)


def _hill(
    picture: Image.Image, heights: list[float], colour: Colour, depth: float, rng: Random
) -> Image.Image:
    size = picture.size
    texture = fractal(size, (60, 24), rng, 4).convert("RGB")
    flat = Image.new("RGB", size, colour)
    ground = Image.blend(flat, ImageChops.multiply(flat, texture), 0.25 + 0.35 * depth)
    top = min(heights) / size[1]
    mist = gradient(
        size, [(0, (0,) * 3), (top, (0,) * 3), (min(1, top + 0.3), (round(120 * (1 - depth)),) * 3)]
    )
    ground.paste((255, 206, 176), mask=mist.convert("L"))
    return Image.composite(ground, picture, below(size, heights))


def _pines(
    picture: Image.Image, heights: list[float], colour: Colour, depth: float, rng: Random
) -> None:
    draw = ImageDraw.Draw(picture)
    for _ in range(round(130 * depth)):
        x = rng.randrange(len(heights))
        tall = rng.uniform(0.03, 0.09) * picture.height * depth
        foot = heights[x] + tall * 0.15
        for tier in range(9):
            y = foot - tall * tier / 9
            reach = tall * 0.22 * (1 - tier / 9) * rng.uniform(0.8, 1.1)
            draw.polygon([(x - reach, y), (x + reach, y), (x, y - tall * 0.28)], fill=colour)


def city_lights(size: Size = (1080, 1080)) -> Image.Image:
    """Out-of-focus lamps above a wet street at night."""
    rng = seeded(3)
    width, height = size
    picture = gradient(
        size, [(0, (10, 14, 34)), (0.55, (34, 28, 58)), (0.62, (20, 16, 30)), (1, (8, 8, 16))]
    )
    lamps = [
        (255, 176, 74),
        (255, 214, 140),
        (255, 92, 70),
        (96, 190, 255),
        (255, 240, 220),
        (90, 220, 170),
    ]
    horizon = round(height * 0.6)
    for _ in range(150):
        colour = rng.choice(lamps)
        x, y = rng.randrange(width), horizon - round(abs(rng.gauss(0, 0.2)) * height)
        radius = rng.randint(10, 58)
        bright = rng.uniform(0.12, 0.55)
        picture = _disc(picture, (x, y), radius, colour, bright)
        mirrored = 2 * horizon - y + rng.randint(0, 60)
        streak = spot((2 * radius, 9 * radius), bright * 0.75)
        picture = shine(picture, streak, (x, mirrored), colour)
    ripples = fractal(size, (160, 10), rng, 3).convert("RGB")
    street = below(size, [horizon + 6.0] * width).filter(ImageFilter.GaussianBlur(8))
    picture = Image.composite(ImageChops.overlay(picture, ripples), picture, street)
    return grain(picture, 0.05, rng)


def _disc(
    picture: Image.Image, centre: Size, radius: int, colour: Colour, bright: float
) -> Image.Image:
    """A lamp out of focus: an even disc with a brighter rim, as an open lens draws it."""
    side = 2 * radius + 8
    disc = Image.new("L", (side * 2, side * 2))
    box = (8, 8, side * 2 - 8, side * 2 - 8)
    ImageDraw.Draw(disc).ellipse(box, round(190 * bright), round(255 * bright), 5)
    disc = disc.resize((side, side), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(1.2))
    return shine(picture, disc, centre, colour)


def dunes(size: Size = (1600, 620)) -> Image.Image:
    """A panorama of sand in raking light; meant to be read as Display P3."""
    rng = seeded(12)
    width, height = size
    picture = gradient(size, [(0, (22, 92, 190)), (0.55, (150, 196, 226))])
    tones = [(0.0, (226, 150, 100)), (0.5, (238, 124, 52)), (1.0, (214, 84, 22))]
    for layer in range(5):
        depth = layer / 4
        base, swing = height * (0.40 + 0.42 * depth), height * (0.10 + 0.06 * depth)
        crest = [base - swing * value for value in _smooth(ridge(width, 0.45, rng), 50)]
        picture = _dune(picture, crest, between(tones, depth), rng)
    return grain(picture, 0.04, rng)


def _smooth(values: list[float], reach: int) -> list[float]:
    """A moving average over `reach` values to either side."""
    padded = [values[0]] * reach + values + [values[-1]] * reach
    total = list(accumulate(padded, initial=0.0))
    window = 2 * reach
    return [(total[x + window] - total[x]) / window for x in range(len(values))]


def _dune(picture: Image.Image, crest: list[float], colour: Colour, rng: Random) -> Image.Image:
    """Sand in `colour`, lit from the left: where the crest falls, its lee side is in shadow."""
    size = picture.size
    ripples = fractal(size, (90, 7), rng, 3).convert("RGB")
    flat = Image.new("RGB", size, colour)
    sunny = Image.blend(flat, ImageChops.overlay(flat, ripples), 0.45)
    dark = ImageChops.multiply(sunny, Image.new("RGB", size, (132, 92, 112)))
    falling = [max(0.0, after - before) for before, after in pairwise([crest[0], *crest])]
    reach = size[1] * 0.5
    lee = [y + reach * fall for y, fall in zip(crest, _smooth(falling, 25), strict=True)]
    shade = ImageChops.subtract(below(size, crest), below(size, lee))
    shaded = Image.composite(dark, sunny, shade.filter(ImageFilter.GaussianBlur(1.5)))
    return Image.composite(shaded, picture, below(size, crest))


def leaf(size: Size = (560, 420)) -> Image.Image:
    """Dew on a leaf, close up."""
    rng = seeded(5)
    width, height = size
    picture = gradient(size, [(0, (66, 128, 48)), (0.5, (92, 158, 58)), (1, (34, 84, 34))])
    cells = fractal(size, (26, 26), rng, 4).convert("RGB")
    picture = Image.blend(picture, ImageChops.overlay(picture, cells), 0.45)
    veins = Image.new("L", size)
    draw = ImageDraw.Draw(veins)
    draw.line((-10, height * 0.62, width + 10, height * 0.40), fill=190, width=9)
    for step in range(-3, 12):
        x = step * width / 9
        y = height * (0.62 - 0.22 * x / width)
        draw.line((x, y, x + 150, y - 260), fill=110, width=4)
        draw.line((x, y, x + 190, y + 240), fill=110, width=4)
    picture.paste((176, 214, 124), mask=veins.filter(ImageFilter.GaussianBlur(2)))
    picture = picture.filter(ImageFilter.GaussianBlur(1.2))
    for x, y, radius in _apart(size, 60, rng):
        picture = _drop(picture, (x, y), radius)
    return grain(vignette(picture, 0.4), 0.06, rng)


def _apart(size: Size, tries: int, rng: Random) -> list[tuple[int, int, int]]:
    """Circles that do not touch: x, y and radius."""
    found: list[tuple[int, int, int]] = []
    for _ in range(tries):
        radius = rng.randint(4, 25)
        x, y = (rng.randrange(radius, side - radius) for side in size)
        if all(math.hypot(x - a, y - b) > radius + r + 4 for a, b, r in found):
            found.append((x, y, radius))
    return found


def _drop(picture: Image.Image, centre: Size, radius: int) -> Image.Image:
    """Water bends light: dark towards the light, bright away from it, with a spark."""
    x, y = centre
    box = (x - radius, y - radius, x + radius, y + radius)
    side = 2 * radius
    shadow = Image.new("L", picture.size)
    ImageDraw.Draw(shadow).ellipse((box[0] + 3, box[1] + 4, box[2] + 4, box[3] + 5), fill=150)
    picture.paste((12, 40, 14), mask=shadow.filter(ImageFilter.GaussianBlur(3)))
    lens = picture.crop(box).transpose(Image.Transpose.ROTATE_180)
    light = Image.linear_gradient("L").resize((side, side)).convert("RGB")
    lens = Image.blend(lens, ImageChops.overlay(lens, light), 0.7)
    round_ = Image.new("L", (side * 4, side * 4))
    ImageDraw.Draw(round_).ellipse((0, 0, side * 4 - 1, side * 4 - 1), fill=255)
    picture.paste(lens, box[:2], round_.resize((side, side), Image.Resampling.BOX))
    spark = max(2, radius // 3)
    return glow(picture, (x - radius // 3, y - radius // 3), spark, (255, 255, 255))
