"""Pictures of a known kind, drawn: charts, logos, gradients, flat art, line art.

Each drawer takes a random generator and a size and returns an RGB picture of about that size.
"""

import math
import os
import random
import sys
from collections.abc import Callable, Sequence
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

Picture = Image.Image
Size = tuple[int, int]
Drawer = Callable[[random.Random, Size], Picture]
Box = tuple[int, int, int, int]
Colour = tuple[int, int, int]

WORDS = (
    *("the", "of", "and", "a", "to", "in", "is", "was", "he", "for", "it", "with", "as", "his"),
    *("on", "be", "at", "by", "had", "not", "are", "but", "from", "or", "have", "an", "they"),
    *("which", "one", "you", "were", "her", "all", "their", "there", "when", "who", "will"),
    *("more", "no", "if", "out", "so", "said", "what", "up", "its", "about", "into", "than"),
    *("them", "can", "only", "other", "new", "some", "could", "time", "these", "two", "may"),
    *("then", "do", "first", "any", "my", "now", "such", "like", "our", "over", "man", "me"),
    *("even", "most", "made", "after", "also", "did", "many", "before", "must", "through"),
    *("exposure", "aperture", "shutter", "harbour", "contrast", "meadow", "lantern"),
    *("quarterly", "turnover", "settings"),
)
FONT_FOLDERS = {
    "linux": ("/usr/share/fonts", "~/.fonts"),
    "darwin": ("/System/Library/Fonts/Supplemental", "/Library/Fonts"),
    "win32": ("C:/Windows/Fonts",),
}
WEIGHTS = ("-regular.ttf", "-bold.ttf")
"""How the files of families of many end that are used."""

SYMBOLS = ("math", "symbol", "emoji", "wingding", "webding", "dingbat", "icon")


@cache
def fonts() -> tuple[str, ...]:
    """Font files of this computer, twelve at most; none where Pillow's own has to do."""
    folders = FONT_FOLDERS.get(sys.platform, ())
    named = sorted(
        os.path.join(parent, name)
        for folder in folders
        for parent, _, names in os.walk(os.path.expanduser(folder))
        for name in names
        if name.lower().endswith(WEIGHTS if "-" in name else ".ttf")
        and not any(word in name.lower() for word in SYMBOLS)
    )
    found = [path for path in named if _has_latin(path)]
    return tuple(found[:: max(1, len(found) // 12)][:12])


def _has_latin(path: str) -> bool:
    """Whether its letters differ: those that a font lacks are all the same box."""
    letters = ImageFont.truetype(path, 16)
    return bytes(letters.getmask("a")) != bytes(letters.getmask("k"))


def font(rng: random.Random, size: int) -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
    """A font of that height in pixels."""
    choices = (*fonts(), None)
    chosen = rng.choice(choices)
    return ImageFont.truetype(chosen, size) if chosen else ImageFont.load_default(size)


def sentence(rng: random.Random, words: int) -> str:
    """So many words."""
    return " ".join(rng.choices(WORDS, k=words)).capitalize()


def colour(rng: random.Random, low: int = 0, high: int = 255) -> tuple[int, int, int]:
    """Any colour whose channels lie between `low` and `high`."""
    red, green, blue = (rng.randint(low, high) for _ in range(3))
    return red, green, blue


def smooth(drawer: Drawer) -> Drawer:
    """The same drawing at twice the size, scaled down: soft edges."""

    def drawn(rng: random.Random, size: Size) -> Picture:
        large = drawer(rng, (2 * size[0], 2 * size[1]))
        return large.resize(size, Image.Resampling.LANCZOS)

    return drawn


def chart(rng: random.Random, size: Size) -> Picture:
    """Bars, lines, points, areas or a pie, with axes and labels."""
    width, height = size
    dark = rng.random() < 0.2
    light = rng.choice(["#fff", "#fafafa", "#f3efe6"])
    image = Image.new("RGB", size, colour(rng, 15, 45) if dark else light)
    ink = "#ddd" if dark else "#333"
    palette = [colour(rng, 30, 230) for _ in range(rng.randint(2, 6))]
    box = (width // 9, height // 7, width * 19 // 20, height * 17 // 20)
    title = font(rng, max(12, height // 18))
    place = (box[0], box[1] // 3)
    ImageDraw.Draw(image).text(place, sentence(rng, 4), fill=ink, font=title)
    form = rng.choice(["bars", "lines", "pie", "points", "area"])
    if form == "pie":
        _pie(rng, image, box)
        return image
    count = rng.randint(4, 14)
    _axes(rng, image, box, (ink, "#555" if dark else "#ccc", count))
    if form == "bars":
        _bars(rng, image, box, palette[:3], count)
    else:
        _series(rng, image, box, palette, (form, count))
    return image


def _pie(rng: random.Random, image: Picture, box: Box) -> None:
    left, top, right, bottom = box
    radius = min(right - left, bottom - top) // 2
    middle = image.width // 2
    start = 0.0
    for _ in range(rng.randint(3, 8)):
        end = min(360.0, start + rng.uniform(30, 120))
        around = (middle - radius, top, middle + radius, top + 2 * radius)
        ImageDraw.Draw(image).pieslice(around, start, end, fill=colour(rng, 30, 230))
        start = end


def _axes(rng: random.Random, image: Picture, box: Box, look: tuple[str, str, int]) -> None:
    left, top, right, bottom = box
    ink, grid, count = look
    draw = ImageDraw.Draw(image)
    letters = font(rng, max(9, image.height // rng.randint(28, 45)))
    steps = rng.randint(4, 9)
    for step in range(steps + 1):
        y = bottom - step * (bottom - top) // steps
        if rng.random() < 0.9:
            draw.line((left, y, right, y), fill=grid, width=1)
        draw.text((left // 4, y - 6), str(step * 10), fill=ink, font=letters)
    thick = max(1, image.width // 500)
    draw.line((left, bottom, right, bottom), fill=ink, width=thick)
    draw.line((left, top, left, bottom), fill=ink, width=thick)
    span = (right - left) / count
    for place in range(count):
        x = left + place * span + span / 4
        draw.text((x, bottom + 6), f"Q{place}", fill=ink, font=letters)


def _bars(
    rng: random.Random, image: Picture, box: Box, palette: Sequence[Colour], count: int
) -> None:
    left, top, right, bottom = box
    span = (right - left) / count
    for place in range(count):
        for part, paint in enumerate(palette):
            x = left + place * span + span * (0.1 + 0.27 * part)
            bar = (x, rng.uniform(top, bottom - 10), x + span * 0.24, bottom - 1)
            ImageDraw.Draw(image).rectangle(bar, fill=paint)


def _series(
    rng: random.Random,
    image: Picture,
    box: Box,
    palette: Sequence[Colour],
    what: tuple[str, int],
) -> None:
    left, top, right, bottom = box
    form, count = what
    draw = ImageDraw.Draw(image)
    span = (right - left) / count
    for paint in palette:
        points = [(left + span * (place + 0.5), rng.uniform(top, bottom)) for place in range(count)]
        if form == "area":
            draw.polygon([(points[0][0], bottom), *points, (points[-1][0], bottom)], fill=paint)
        elif form == "lines":
            draw.line(points, fill=paint, width=max(2, image.width // 300), joint="curve")
        else:
            for _ in range(40):
                x, y, r = rng.uniform(left, right), rng.uniform(top, bottom), image.width / 180
                draw.ellipse((x - r, y - r, x + r, y + r), fill=paint)


def logo(rng: random.Random, size: Size) -> Picture:
    """A few shapes and a word on one colour."""
    width, height = size
    image = Image.new("RGB", size, "#fff" if rng.random() < 0.6 else colour(rng))
    draw = ImageDraw.Draw(image)
    short = min(size)
    for _ in range(rng.randint(1, 5)):
        x, y = rng.uniform(0.1, 0.6) * width, rng.uniform(0.1, 0.5) * height
        edge = rng.uniform(0.2, 0.5) * short
        box = (x, y, x + edge, y + edge)
        rng.choice([draw.ellipse, draw.rectangle])(box, fill=colour(rng), outline=None)
        if rng.random() < 0.3:
            draw.regular_polygon((x, y, edge / 2), rng.randint(3, 8), fill=colour(rng))
    if rng.random() < 0.8:
        letters = font(rng, int(short * rng.uniform(0.12, 0.3)))
        draw.text(
            (width * 0.1, height * 0.6),
            rng.choice(WORDS).title(),
            fill=colour(rng, 0, 120),
            font=letters,
        )
    return image


def gradient(rng: random.Random, size: Size) -> Picture:
    """Colours that run into each other, perhaps with shapes or a word over them."""
    points = rng.randint(2, 3)
    small = Image.new("RGB", (points, points))
    small.putdata([colour(rng) for _ in range(points * points)])
    image = small.resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(rng.choice([0, 0, 1, 3, 6])):
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        r = rng.uniform(0.05, 0.3) * min(size)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour(rng))
    if rng.random() < 0.4:
        letters = font(rng, min(size) // 8)
        draw.text((size[0] // 10, size[1] // 3), sentence(rng, 2), fill="#fff", font=letters)
    return image


def illustration(rng: random.Random, size: Size) -> Picture:
    """Flat shapes over each other, as in vector art."""
    width, height = size
    image = Image.new("RGB", size, colour(rng))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(8, 40)):
        x, y, r = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.04, 0.3) * min(size)
        corners = [
            (x + r * math.cos(angle), y + r * rng.uniform(0.6, 1.2) * math.sin(angle))
            for angle in (2 * math.pi * step / 7 for step in range(7))
        ]
        if rng.random() < 0.5:
            draw.polygon(corners, fill=colour(rng))
        else:
            draw.ellipse((x - r, y - r, x + r, y + r), fill=colour(rng))
    return image


def icon(rng: random.Random, _size: Size) -> Picture:
    """A few flat shapes on one colour, of the size of an icon."""
    width, height = (rng.choice([24, 32, 48, 64, 80, 128, 256]) for _ in range(2))
    image = Image.new("RGB", (width, height), "#fff" if rng.random() < 0.6 else colour(rng))
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(1, 3)):
        left, top = rng.randrange(width * 2 // 3), rng.randrange(height * 2 // 3)
        right = min(width - 1, left + rng.randint(width // 4, width))
        bottom = min(height - 1, top + rng.randint(height // 4, height))
        rng.choice([draw.ellipse, draw.rectangle])((left, top, right, bottom), fill=colour(rng))
    return image


def noisy(image: Picture, sigma: float) -> Picture:
    """The picture under grain of that standard deviation, in levels."""
    grain = Image.effect_noise(image.size, sigma)
    if image.mode == "RGB":
        grain = Image.merge("RGB", [grain] * 3)
    return ImageChops.add(image, grain, 1, -128)


def line_art(rng: random.Random, size: Size) -> Picture:
    """Thin strokes on white: curves, figures, plans, hatching."""
    width, height = size
    image = Image.new("RGB", size, rng.choice(["#fff", "#fff", "#fdfdfb"]))
    draw = ImageDraw.Draw(image)
    ink = colour(rng, 0, 60)
    thick = max(1, round(min(size) * rng.uniform(0.0015, 0.005)))
    for _ in range(rng.randint(8, 45)):
        x, y = rng.uniform(0.05, 0.95) * width, rng.uniform(0.05, 0.95) * height
        r = rng.uniform(0.03, 0.3) * min(size)
        form = rng.choice(["ellipse", "curve", "rectangle", "line", "arc", "hatch"])
        if form == "ellipse":
            draw.ellipse((x - r, y - r, x + r, y + r * 0.6), outline=ink, width=thick)
        elif form == "rectangle":
            draw.rectangle((x - r, y - r / 2, x + r, y + r / 2), outline=ink, width=thick)
        elif form == "line":
            draw.line((x, y, rng.uniform(0, width), rng.uniform(0, height)), fill=ink, width=thick)
        elif form == "arc":
            draw.arc(
                (x - r, y - r, x + r, y + r),
                rng.uniform(0, 180),
                rng.uniform(180, 360),
                fill=ink,
                width=thick,
            )
        elif form == "hatch":
            for step in range(rng.randint(4, 10)):
                shift = step * max(6 * thick, r / 8)
                draw.line((x + shift, y, x + shift + r / 3, y + r / 2), fill=ink, width=thick)
        else:
            bends = [
                (x + r * math.cos(t / 3) * t / 12, y + r * math.sin(t / 2.3)) for t in range(24)
            ]
            draw.line(bends, fill=ink, width=thick, joint="curve")
    return image


def cover(image: Picture, size: Size) -> Picture:
    """The picture, cropped to the centre and scaled to that size."""
    return ImageOps.fit(image, size, Image.Resampling.LANCZOS)
