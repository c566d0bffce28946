"""Pages of print and windows, with photographs in them or without: drawn, of a known kind."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from benchmarks.drawn import (
    WORDS,
    Box,
    Drawer,
    Picture,
    Size,
    chart,
    colour,
    cover,
    font,
    gradient,
    icon,
    illustration,
    line_art,
    logo,
    noisy,
    sentence,
    smooth,
)


def paragraph(rng: random.Random, image: Picture, box: Box, ink: object, size: int) -> None:
    """Lines of words that fill a box."""
    left, top, right, bottom = box
    letters = font(rng, size)
    clip = Image.new("L", (max(1, right - left), max(1, bottom - top)), 0)
    draw = ImageDraw.Draw(clip)
    step = round(size * rng.uniform(1.2, 1.6))
    at = 0
    while at + size < bottom - top:
        draw.text((0, at), sentence(rng, 40), fill=255, font=letters)
        if rng.random() < 0.12:
            draw.rectangle((rng.uniform(0.2, 0.9) * clip.width, at, clip.width, at + step), fill=0)
            at += step // 2
        at += step
    image.paste(Image.new("RGB", clip.size, ink), (left, top), clip)  # type: ignore[arg-type]


def text(rng: random.Random, size: Size) -> Picture:
    """A page of print, in one column or two."""
    width, height = size
    image = Image.new("RGB", size, "#fff")
    draw = ImageDraw.Draw(image)
    ink = colour(rng, 0, 50)
    edge = int(width * rng.uniform(0.05, 0.12))
    letters = max(9, int(min(size) * rng.uniform(0.014, 0.032)))
    top = edge
    if rng.random() < 0.6:
        draw.text((edge, edge), sentence(rng, 4), fill=ink, font=font(rng, letters * 2))
        top += letters * 4
    columns = rng.choice([1, 1, 2])
    gap = edge // 2
    wide = (width - 2 * edge - (columns - 1) * gap) // columns
    last = height - int(rng.uniform(0.05, 0.35) * height)
    for column in range(columns):
        left = edge + column * (wide + gap)
        paragraph(rng, image, (left, top, left + wide, last), ink, letters)
    return image


def scan(rng: random.Random, size: Size) -> Picture:
    """A page of print from a scanner or a copier: paper, blur, grain, a little askew."""
    page = text(rng, size).rotate(
        rng.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor="#fff"
    )
    if rng.random() < 0.7:
        page = page.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.8)))
    paper = rng.choice([(255, 255, 255), (246, 244, 238), (236, 228, 208), (225, 225, 225)])
    shade = Image.linear_gradient("L").rotate(rng.choice([0, 90, 180])).resize(size)
    darker = rng.randint(0, 30)
    shade = shade.point([255 - level * darker // 255 for level in range(256)])
    page = ImageChops.multiply(page, Image.new("RGB", size, paper))
    page = ImageChops.multiply(page, Image.merge("RGB", [shade] * 3))
    if rng.random() < 0.5:
        page = page.convert("L").convert("RGB")
    return noisy(page, rng.uniform(2, 18))


def screenshot(rng: random.Random, size: Size) -> Picture:
    """A window: bars, panels, buttons, lists, tables, code, text."""
    width, height = size
    dark = rng.random() < 0.35
    ground, panel, bar = (
        [(30, 30, 34), (42, 43, 48), (58, 60, 68)]
        if dark
        else [(255, 255, 255), (240, 241, 244), (222, 225, 230)]
    )
    accent = colour(rng, 30, 220)
    ink = (220, 222, 226) if dark else (32, 34, 38)
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    unit = rng.choice([12, 13, 14, 16, 18, 22])
    small = font(rng, unit)
    head = round(unit * rng.uniform(2, 3.4))
    draw.rectangle((0, 0, width, head), fill=accent if rng.random() < 0.3 else bar)
    for place in range(rng.randint(2, 6)):
        draw.text(
            (unit + place * unit * 5, head // 3), rng.choice(WORDS).title(), fill=ink, font=small
        )
    side = round(width * rng.choice([0, 0.18, 0.24])) if width > height else 0
    if side:
        draw.rectangle((0, head, side, height), fill=panel)
        for row, y in enumerate(range(head + unit, height - 2 * unit, round(unit * 2.2))):
            if row == 2:
                draw.rectangle((0, y - unit // 2, side, y + unit * 3 // 2), fill=accent)
            draw.ellipse((unit, y, unit * 2, y + unit), fill=colour(rng, 60, 220))
            draw.text((unit * 3, y), sentence(rng, 2)[: max(4, side // unit)], fill=ink, font=small)
    box = (side + unit, head + unit, width - unit, height - unit)
    body = rng.choice([_table, _code, _cards, _prose])
    body(rng, image, box, (unit, ink, panel, accent))
    if rng.random() < 0.5:
        draw.rectangle((0, height - 2 * unit, width, height), fill=bar)
        draw.text((unit, height - unit * 3 // 2), sentence(rng, 5), fill=ink, font=small)
    return image


def desktop(rng: random.Random, size: Size) -> Picture:
    """Windows, dialogs and terminals over each other on a desktop."""
    image = gradient(rng, size) if rng.random() < 0.3 else Image.new("RGB", size, colour(rng))
    unit = rng.choice([11, 13, 15, 18, 24])
    for _ in range(rng.randint(1, 4)):
        wide, high = (round(side * rng.uniform(0.45, 0.95)) for side in size)
        left, top = rng.randint(0, size[0] - wide), rng.randint(0, size[1] - high)
        dark = rng.random() < 0.4
        ground = colour(rng, 10, 50) if dark else rng.choice([(255, 255, 255), (236, 236, 236)])
        ink = colour(rng, 170, 255) if dark else colour(rng, 0, 70)
        window = Image.new("RGB", (wide, high), ground)
        _window(rng, window, (unit, ink, colour(rng), colour(rng, 40, 220)))
        image.paste(window, (left, top))
        ImageDraw.Draw(image).rectangle((left, top, left + wide, top + high), outline="#666")
    return image


def _window(rng: random.Random, window: Picture, look: "Look") -> None:
    unit, ink, bar, accent = look
    wide, high = window.size
    draw, small = ImageDraw.Draw(window), font(rng, unit)
    draw.rectangle((0, 0, wide, 2 * unit), fill=bar)
    draw.text((unit, unit // 3), sentence(rng, 3), fill=ink, font=small)
    for place in range(3):
        x = wide - (place + 1) * 2 * unit
        draw.ellipse((x, unit // 2, x + unit, unit * 3 // 2), fill=colour(rng))
    spaced = rng.choice([1.3, 1.6, 2.4])
    for y in range(3 * unit, high - 5 * unit, round(unit * spaced)):
        if rng.random() < 0.85:
            indent = unit * rng.choice([1, 1, 1, 3])
            if spaced > 2:
                box = (indent, y, indent + unit, y + unit)
                draw.rectangle(box, outline=ink, fill=accent if rng.random() < 0.5 else None)
                indent += 2 * unit
            draw.text((indent, y), sentence(rng, rng.randint(1, 9)), fill=ink, font=small)
    for place in range(rng.randint(0, 3)):
        x = wide - (place + 1) * 8 * unit
        draw.rectangle((x, high - 4 * unit, x + 7 * unit, high - 2 * unit), fill=accent)
        draw.text((x + unit, high - 7 * unit // 2), rng.choice(WORDS), fill=ink, font=small)


Look = tuple[int, tuple[int, int, int], tuple[int, int, int], tuple[int, int, int]]


def _table(rng: random.Random, image: Picture, box: Box, look: Look) -> None:
    unit, ink, panel, accent = look
    draw, small = ImageDraw.Draw(image), font(rng, unit)
    left, top, right, bottom = box
    columns = rng.randint(3, 7)
    for row, y in enumerate(range(top, bottom - unit * 2, round(unit * 1.9))):
        if row % 2 == 0:
            draw.rectangle((left, y, right, y + round(unit * 1.9)), fill=panel)
        if row == 0:
            draw.rectangle((left, y, right, y + round(unit * 1.9)), fill=accent)
        for column in range(columns):
            x = left + column * (right - left) // columns
            word = str(rng.randint(0, 99999)) if column % 2 else rng.choice(WORDS)
            draw.text((x + 4, y + unit // 3), word, fill=ink, font=small)


def _code(rng: random.Random, image: Picture, box: Box, look: Look) -> None:
    unit, ink, panel, _ = look
    draw, small = ImageDraw.Draw(image), font(rng, unit)
    left, top, right, bottom = box
    draw.rectangle(box, fill=panel)
    inks = [ink, *(colour(rng, 90, 230) for _ in range(4))]
    for number, y in enumerate(range(top, bottom - unit, round(unit * 1.4))):
        draw.text((left, y), str(number), fill=inks[1], font=small)
        x = left + unit * (3 + 2 * rng.randint(0, 3))
        for _ in range(rng.randint(0, 7)):
            word = rng.choice(WORDS) + rng.choice(["", "()", ":", " ="])
            draw.text((x, y), word, fill=rng.choice(inks), font=small)
            x += round(unit * 0.62 * (len(word) + 1))
            if x > right:
                break


def _cards(rng: random.Random, image: Picture, box: Box, look: Look) -> None:
    unit, ink, panel, accent = look
    draw, small = ImageDraw.Draw(image), font(rng, unit)
    left, top, right, bottom = box
    columns = max(1, (right - left) // (unit * 18))
    wide, high = (right - left) // columns, unit * rng.randint(7, 11)
    for y in range(top, bottom - high, high):
        for column in range(columns):
            x = left + column * wide
            draw.rounded_rectangle(
                (x, y, x + wide - unit, y + high - unit),
                unit // 2,
                fill=panel,
                outline=ink if rng.random() < 0.1 else None,
            )
            draw.text((x + unit, y + unit // 2), sentence(rng, 3), fill=ink, font=small)
            draw.text((x + unit, y + unit * 2), sentence(rng, 4), fill=ink, font=small)
            draw.rounded_rectangle(
                (x + unit, y + high - unit * 3, x + unit * 7, y + high - unit * 3 // 2),
                4,
                fill=accent,
            )
            draw.text((x + unit * 2, y + high - unit * 3), "Open", fill=panel, font=small)


def _prose(rng: random.Random, image: Picture, box: Box, look: Look) -> None:
    unit, ink, panel, accent = look
    left, top, right, bottom = box
    draw = ImageDraw.Draw(image)
    draw.text((left, top), sentence(rng, 4), fill=ink, font=font(rng, unit * 2))
    aside = left + (right - left) * 7 // 10
    paragraph(rng, image, (left, top + unit * 3, aside - unit, bottom), ink, unit)
    draw.rectangle((aside, top, right, top + (bottom - top) // 2), fill=panel)
    paragraph(
        rng, image, (aside + unit, top + unit, right - unit, top + (bottom - top) // 3), ink, unit
    )
    draw.rectangle((aside + unit, bottom - unit * 4, right - unit, bottom - unit), fill=accent)


def mixed(rng: random.Random, size: Size, photographs: Sequence[Picture]) -> Picture:
    """A page or a window with photographs in it, a fifth to three fifths of its area."""
    page = rng.choice([text, screenshot, screenshot, chart])(rng, size)
    width, height = size
    wanted = rng.uniform(0.2, 0.6)
    count = rng.choice([1, 1, 2, 3])
    for place in range(count):
        share = wanted / count
        across = min(0.9 / count if width > height else 0.9, max(share / 0.9, math.sqrt(share)))
        down = min(0.9, share / across)
        wide, high = max(32, round(width * across)), max(32, round(height * down))
        photograph = cover(rng.choice(photographs), (wide, high))
        if width > height:
            x = round(width * (place + rng.uniform(0.2, 0.8)) / count - wide / 2)
            y = round(rng.uniform(0.1, 1) * (height - high))
        else:
            x = round(rng.uniform(0, 1) * (width - wide))
            y = round(height * (place + 0.5) / count - high / 2)
        page.paste(photograph, (max(0, min(x, width - wide)), max(0, min(y, height - high))))
    return page


GRAPHICS: tuple[Drawer, ...] = (
    *(chart, smooth(chart), logo, smooth(logo), gradient, illustration, smooth(illustration)),
    icon,
)
DRAWERS: dict[str, tuple[Drawer, ...]] = {
    "graphic": GRAPHICS,
    "screenshot": (screenshot, screenshot, desktop),
    "text": (text, scan, scan),
    "line-art": (line_art, smooth(line_art)),
}
"""What is drawn of each kind; each drawer in turn."""
