"""Graphics: areas of colour with little or no line, from flags to scenes."""

import math
import random

from PIL import Image, ImageDraw

from benchmarks.drawing.ink import around
from benchmarks.drawn import Colour, Drawer, Picture, Size, colour, font, gradient, sentence, smooth

Box = tuple[float, float, float, float]
Spot = tuple[float, float, float]
"""A middle and a radius."""


def flag(rng: random.Random, size: Size) -> Picture:
    """Stripes one way or the other, with an emblem."""
    image = Image.new("RGB", size, colour(rng))
    draw, (wide, high) = ImageDraw.Draw(image), size
    count, upright = rng.randint(2, 5), rng.random() < 0.4
    for place in range(count):
        start, end = place / count, (place + 1) / count
        upward, level = (start * wide, 0, end * wide, high), (0, start * high, wide, end * high)
        box = upward if upright else level
        draw.rectangle(box, fill=rng.choice([colour(rng), (255, 255, 255)]))
    if rng.random() < 0.6:
        _shape(rng, draw, (wide / 2, high / 2, min(size) * 0.25))
    return image


def pattern(rng: random.Random, size: Size) -> Picture:
    """One shape again and again."""
    image = Image.new("RGB", size, colour(rng))
    draw, step = ImageDraw.Draw(image), min(size) / rng.randint(5, 14)
    inks, sides = [colour(rng) for _ in range(4)], rng.choice([3, 4, 6, 40])
    for row in range(int(size[1] / step) + 1):
        for column in range(int(size[0] / step) + 1):
            middle = ((column + 0.5) * step, (row + 0.5) * step)
            draw.polygon(
                around(*middle, step * 0.5, step * 0.5, sides), fill=inks[(row + column) % 4]
            )
    return image


def facets(rng: random.Random, size: Size) -> Picture:
    """Triangles of related colours, edge to edge."""
    image, base = Image.new("RGB", size), colour(rng, 40, 210)
    draw, step = ImageDraw.Draw(image), min(size) / rng.randint(4, 12)
    for row in range(int(size[1] / step) + 1):
        for column in range(int(size[0] / step) + 1):
            x, y = column * step, row * step
            for corner in ((x, y), (x + step, y + step)):
                ink = tuple(max(0, min(255, level + rng.randint(-40, 40))) for level in base)
                draw.polygon([corner, (x + step, y), (x, y + step)], fill=ink)
    return image


def symbols(rng: random.Random, size: Size) -> Picture:
    """A sheet of icons."""
    image = Image.new(
        "RGB", size, rng.choice([(255, 255, 255), colour(rng, 200, 255), colour(rng)])
    )
    draw, step = ImageDraw.Draw(image), min(size) / rng.randint(2, 5)
    for row in range(int(size[1] / step)):
        for column in range(int(size[0] / step)):
            middle = ((column + 0.5) * step, (row + 0.5) * step, step * 0.38)
            if rng.random() < 0.7:
                _plate(rng, draw, middle)
                middle = (*middle[:2], step * 0.2)
            _shape(rng, draw, middle)
    return image


def scene(rng: random.Random, size: Size) -> Picture:
    """Sky, sun, hills, trees, a house."""
    wide, high = size
    image = (
        gradient(rng, size) if rng.random() < 0.4 else Image.new("RGB", size, colour(rng, 120, 255))
    )
    draw = ImageDraw.Draw(image)
    sun = min(size) * rng.uniform(0.06, 0.14)
    draw.polygon(
        around(wide * rng.uniform(0.1, 0.9), high * 0.2, sun, sun, 50), fill=(250, 220, 90)
    )
    for layer in range(rng.randint(2, 5)):
        ink, waves = colour(rng, 20, 200), rng.uniform(2, 9)
        level = high * (0.45 + 0.12 * layer)
        hills = [
            (wide * x / 60, level + high * 0.08 * math.sin(waves * x / 60 + layer))
            for x in range(61)
        ]
        draw.polygon([*hills, (wide, high), (0, high)], fill=ink)
    for _ in range(rng.randint(0, 9)):
        x, y, r = rng.uniform(0, wide), high * rng.uniform(0.6, 0.95), min(size) * 0.06
        draw.rectangle((x - r / 5, y, x + r / 5, y + r), fill=(110, 70, 40))
        draw.polygon(
            around(x, y - r / 2, r, r * 1.2, rng.choice([3, 30])), fill=colour(rng, 30, 150)
        )
    return image


def character(rng: random.Random, size: Size) -> Picture:
    """A creature, its areas outlined or not."""
    image = Image.new("RGB", size, rng.choice([(255, 255, 255), colour(rng, 150, 255)]))
    draw, r = ImageDraw.Draw(image), min(size) * rng.uniform(0.25, 0.38)
    x, y, skin = size[0] / 2, size[1] / 2, colour(rng, 80, 250)
    width = round(r * rng.choice([0, 0.03, 0.05]))
    parts: list[tuple[Box, object]] = [
        ((x - r * 0.7, y + r * 0.6, x + r * 0.7, y + r * 2), colour(rng)),
        *(
            ((x + s * r * 0.8 - r / 3, y - r, x + s * r * 0.8 + r / 3, y - r / 3), skin)
            for s in (-1, 1)
        ),
        ((x - r, y - r * 0.9, x + r, y + r), skin),
        *(
            ((x + s * r * 0.4 - r / 5, y - r / 3, x + s * r * 0.4 + r / 5, y), "white")
            for s in (-1, 1)
        ),
        *(
            ((x + s * r * 0.4 - r / 10, y - r / 4, x + s * r * 0.4 + r / 10, y), "black")
            for s in (-1, 1)
        ),
        ((x - r * 0.4, y + r * 0.3, x + r * 0.4, y + r * 0.7), colour(rng)),
    ]
    for box, fill in parts:
        draw.ellipse(box, fill=fill, outline="black", width=width)  # type: ignore[arg-type]
    return image


def treemap(rng: random.Random, size: Size) -> Picture:
    """Rectangles within rectangles, some named."""
    image, letters = Image.new("RGB", size, "white"), font(rng, max(10, min(size) // 30))
    draw = ImageDraw.Draw(image)

    def part(box: Box, left: int) -> None:
        x, y, right, bottom = box
        if left == 0:
            draw.rectangle(box, fill=colour(rng, 40, 230), outline="white")
            if rng.random() < 0.6 and right - x > 80:
                draw.text((x + 5, y + 4), sentence(rng, 1), fill="white", font=letters)
            return
        share = rng.uniform(0.3, 0.7)
        if right - x > bottom - y:
            middle = x + (right - x) * share
            part((x, y, middle, bottom), left - 1)
            part((middle, y, right, bottom), left - 1)
        else:
            middle = y + (bottom - y) * share
            part((x, y, right, middle), left - 1)
            part((x, middle, right, bottom), left - 1)

    part((0, 0, size[0] - 1, size[1] - 1), rng.randint(3, 6))
    return image


def figures(rng: random.Random, size: Size) -> Picture:
    """An infographic: plates with symbols, numbers and bars."""
    image = Image.new("RGB", size, colour(rng, 190, 255))
    draw, (wide, high) = ImageDraw.Draw(image), size
    head, body = font(rng, max(16, min(size) // 14)), font(rng, max(10, min(size) // 36))
    draw.rectangle((0, 0, wide, high * 0.14), fill=colour(rng, 20, 160))
    draw.text((wide * 0.05, high * 0.04), sentence(rng, 2), fill="white", font=head)
    count = rng.randint(3, 6)
    for place in range(count):
        y, r, ink = high * (0.2 + 0.78 * place / count), high * 0.3 / count, colour(rng)
        draw.polygon(around(wide * 0.12, y + r, r, r, 40), fill=ink)
        _shape(rng, draw, (wide * 0.12, y + r, r * 0.5))
        draw.text((wide * 0.3, y), f"{rng.randint(2, 98)} %", fill=ink, font=head)
        draw.text((wide * 0.55, y), sentence(rng, 3), fill="#333", font=body)
        draw.rectangle((wide * 0.55, y + r, wide * rng.uniform(0.6, 0.95), y + r * 1.4), fill=ink)
    return image


def pixels(rng: random.Random, size: Size) -> Picture:
    """A mirrored figure of large pixels."""
    side = rng.choice([8, 12, 16, 24])
    inks = [colour(rng) for _ in range(rng.randint(2, 6))]
    small = Image.new("RGB", (side, side), inks[0])
    for y in range(side):
        for x in range(side // 2):
            ink = rng.choice(inks)
            small.putpixel((x, y), ink)
            small.putpixel((side - 1 - x, y), ink)
    return small.resize((min(size), min(size)), Image.Resampling.NEAREST)


def districts(rng: random.Random, size: Size) -> Picture:
    """A map of areas with borders."""
    image, draw_line = Image.new("RGB", size, colour(rng, 180, 255)), rng.choice(["white", "#444"])
    draw, columns = ImageDraw.Draw(image), rng.randint(4, 9)
    wide, high = (side / columns for side in size)
    points = {
        (x, y): ((x + rng.uniform(-0.35, 0.35)) * wide, (y + rng.uniform(-0.35, 0.35)) * high)
        for x in range(columns + 1)
        for y in range(columns + 1)
    }
    hue = colour(rng, 60, 200)
    for x in range(columns):
        for y in range(columns):
            corners = [points[p] for p in ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))]
            ink = tuple(min(255, level + rng.choice([0, 25, 50])) for level in hue)
            draw.polygon(corners, fill=ink, outline=draw_line)
    return image


def bubbles(rng: random.Random, size: Size) -> Picture:
    """Points and discs in a frame, with a title."""
    dark = rng.random() < 0.3
    image = Image.new("RGB", size, colour(rng, 10, 50) if dark else "white")
    draw, (wide, high) = ImageDraw.Draw(image), size
    ink, letters = "white" if dark else "black", font(rng, max(11, min(size) // 26))
    draw.rectangle((wide * 0.1, high * 0.1, wide * 0.95, high * 0.9), outline=ink)
    draw.text((wide * 0.4, high * 0.03), sentence(rng, 3), fill=ink, font=letters)
    for _ in range(rng.randint(2, 4)):
        fill, large = colour(rng, 40, 220), min(size) * rng.uniform(0.006, 0.06)
        for _ in range(rng.randint(8, 60)):
            x, y = wide * rng.uniform(0.13, 0.92), high * rng.uniform(0.13, 0.87)
            r = large * rng.uniform(0.4, 1)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    return image


def poster(rng: random.Random, size: Size) -> Picture:
    """One large shape, and large words."""
    image = Image.new("RGB", size, colour(rng))
    draw, (wide, high) = ImageDraw.Draw(image), size
    for place in range(rng.randint(2, 7)):
        r = min(size) * (0.45 - 0.06 * place)
        sides = rng.choice([3, 4, 5, 50])
        draw.polygon(around(wide / 2, high / 2, r, r, sides), fill=colour(rng))
    letters = font(rng, max(20, min(size) // 8))
    draw.text((wide * 0.08, high * 0.06), sentence(rng, 1).upper(), fill="white", font=letters)
    draw.text((wide * 0.08, high * 0.86), sentence(rng, 2), fill="white", font=letters)
    return image


def emblem(rng: random.Random, size: Size) -> Picture:
    """A logo or a sign: a plate, a symbol on it, perhaps a name."""
    side = min(size)
    image = Image.new(
        "RGB", size, rng.choice([(255, 255, 255), colour(rng, 180, 255), colour(rng)])
    )
    draw, middle = ImageDraw.Draw(image), (size[0] / 2, size[1] * 0.45, side * 0.34)
    _plate(rng, draw, middle)
    _shape(rng, draw, (*middle[:2], side * 0.18))
    if rng.random() < 0.6:
        letters = font(rng, max(16, side // 9))
        draw.text(
            (size[0] * 0.25, size[1] * 0.84), sentence(rng, 1), fill=colour(rng), font=letters
        )
    return image


def waves(rng: random.Random, size: Size) -> Picture:
    """Layers of one hue over a gradient."""
    image, (wide, high) = gradient(rng, size), size
    draw, hue = ImageDraw.Draw(image), colour(rng, 20, 120)
    for layer in range(rng.randint(3, 7)):
        ink: Colour = tuple(min(255, level + 18 * layer) for level in hue)  # type: ignore[assignment]
        bend, level = rng.uniform(3, 8), high * (0.3 + 0.1 * layer)
        edge = [
            (wide * x / 80, level + high * 0.06 * math.sin(bend * x / 80 * 2)) for x in range(81)
        ]
        draw.polygon([*edge, (wide, high), (0, high)], fill=ink)
    return image


def _plate(rng: random.Random, draw: ImageDraw.ImageDraw, middle: Spot) -> None:
    x, y, r = middle
    if rng.random() < 0.5:
        draw.rounded_rectangle((x - r, y - r, x + r, y + r), r * 0.3, fill=colour(rng))
    else:
        draw.polygon(around(x, y, r, r, rng.choice([6, 8, 50])), fill=colour(rng))


def _shape(rng: random.Random, draw: ImageDraw.ImageDraw, middle: Spot) -> None:
    """A star, a drop, a cross, a ring: in white or in a colour."""
    x, y, r = middle
    ink = rng.choice([(255, 255, 255), (255, 255, 255), colour(rng)])
    form = rng.choice(["star", "disc", "cross", "ring", "house", "arrow"])
    if form == "star":
        outer, inner = around(x, y, r, r, 5), around(x, y, -r * 0.45, -r * 0.45, 5)
        draw.polygon([p for i in range(5) for p in (outer[i], inner[(i + 3) % 5])], fill=ink)
    elif form == "cross":
        draw.rectangle((x - r / 4, y - r, x + r / 4, y + r), fill=ink)
        draw.rectangle((x - r, y - r / 4, x + r, y + r / 4), fill=ink)
    elif form == "ring":
        draw.ellipse((x - r, y - r, x + r, y + r), outline=ink, width=max(1, round(r / 3)))
    elif form == "house":
        draw.polygon([(x - r, y), (x, y - r), (x + r, y)], fill=ink)
        draw.rectangle((x - r * 0.7, y, x + r * 0.7, y + r), fill=ink)
    elif form == "arrow":
        draw.polygon([(x - r / 2, y - r), (x + r, y), (x - r / 2, y + r)], fill=ink)
    else:
        draw.ellipse((x - r, y - r, x + r, y + r), fill=ink)


HARD = (flag, pattern, facets, symbols, scene, treemap, pixels, districts, bubbles, figures)
SOFT = (symbols, scene, character, poster, emblem, waves, figures, bubbles, pattern, facets)
GRAPHICS: tuple[Drawer, ...] = (*HARD, *(smooth(drawer) for drawer in SOFT))
