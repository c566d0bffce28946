"""Screenshots of programs: forms, files, calendars, charts, terminals, dialogs."""

import random

from PIL import Image, ImageDraw

from benchmarks.drawing.flat import character, emblem, symbols
from benchmarks.drawing.interface import Window
from benchmarks.drawn import WORDS, Drawer, Picture, Size, colour, font, gradient, sentence


def form(rng: random.Random, size: Size) -> Picture:
    """Labelled fields and a button, in a card on a ground or over the whole."""
    shown = Window(rng, size)
    unit = shown.unit
    if rng.random() < 0.5:
        shown.draw.rectangle((0, 0, *size), fill=colour(rng, 120, 250))
    wide = min(shown.wide - 2 * unit, unit * rng.randint(20, 45))
    left, top = (shown.wide - wide) // 2, rng.randint(unit, max(unit + 1, shown.high // 4))
    rows = max(2, min(8, (shown.high - top) // (5 * unit)))
    shown.panel((left, top, left + wide, min(shown.high - 1, top + (rows * 4 + 6) * unit)))
    shown.text(left + unit, top + unit, 2, scale=1.5)
    for row in range(rows):
        y = top + (row * 4 + 4) * unit
        shown.text(left + unit, y, 2, shown.look.faint)
        shown.panel(
            (left + unit, y + round(1.5 * unit), left + wide - unit, y + round(3.5 * unit)),
            shown.look.ground,
        )
    y = top + (rows * 4 + 4) * unit
    shown.panel((left + unit, y, left + 9 * unit, y + round(1.8 * unit)), shown.look.accent)
    shown.text(left + 2 * unit, y + unit // 3, 1)
    return shown.image


def files(rng: random.Random, size: Size) -> Picture:
    """A sidebar and folders with names."""
    shown = Window(rng, size)
    unit = shown.unit
    shown.bar(0, 3 * unit)
    side = 11 * unit
    shown.draw.rectangle((0, 3 * unit, side, shown.high), fill=shown.look.panel)
    for y in range(4 * unit, shown.high - unit, 2 * unit):
        shown.text(unit, y, 1)
    step, ink = unit * rng.randint(6, 9), colour(rng, 60, 220)
    for y in range(4 * unit, shown.high - step, step):
        for x in range(side + unit, shown.wide - step, step):
            shown.draw.rectangle((x + step // 4, y, x + step * 3 // 4, y + step // 2), fill=ink)
            shown.text(x, y + step * 0.6, 1)
    return shown.image


def calendar(rng: random.Random, size: Size) -> Picture:
    """A month of days with appointments."""
    shown = Window(rng, size)
    unit = shown.unit
    shown.bar(0, 3 * unit)
    wide, high = shown.wide // 7, (shown.high - 3 * unit) // 5
    for row in range(5):
        for column in range(7):
            x, y = column * wide, 3 * unit + row * high
            shown.draw.rectangle((x, y, x + wide, y + high), outline=shown.look.border)
            shown.draw.text(
                (x + 4, y + 3),
                str(row * 7 + column + 1),
                fill=shown.look.ink,
                font=shown.letters(unit),
            )
            for place in range(rng.choice([0, 0, 1, 2])):
                top = y + round(unit * (1.6 + 1.5 * place))
                shown.draw.rectangle(
                    (x + 3, top, x + wide - 4, top + unit), fill=colour(rng, 60, 220)
                )
    return shown.image


def dashboard(rng: random.Random, size: Size) -> Picture:
    """Cards with figures and small charts, above a table."""
    shown = Window(rng, size)
    unit = shown.unit
    shown.bar(0, 3 * unit)
    count = rng.randint(2, 4)
    wide, high = shown.wide // count, shown.high // 3
    for place in range(count):
        left, top = place * wide + unit // 2, 4 * unit
        shown.panel((left, top, left + wide - unit, top + high))
        shown.text(left + unit, top + unit, 1, shown.look.faint)
        bars = rng.randint(5, 14)
        for bar in range(bars):
            x = left + unit + bar * (wide - 3 * unit) // bars
            y = top + high - unit - round(high * rng.uniform(0.1, 0.6))
            shown.draw.rectangle(
                (x, y, x + (wide // bars) // 2, top + high - unit), fill=shown.look.accent
            )
    for y in range(5 * unit + high, shown.high - unit, round(2.2 * unit)):
        shown.draw.line((unit, y, shown.wide - unit, y), fill=shown.look.border)
        for column in range(5):
            shown.text(unit + column * shown.wide // 5, y + unit // 2, 1)
    return shown.image


def terminal(rng: random.Random, size: Size) -> Picture:
    """Lines of letters of one width, some coloured, with a prompt."""
    image = Image.new(
        "RGB", size, rng.choice([(0, 0, 0), (20, 22, 28), (48, 10, 36), (253, 246, 227)])
    )
    draw, unit = ImageDraw.Draw(image), rng.choice([12, 14, 16])
    ink = (220, 220, 220) if image.getpixel((0, 0))[0] < 100 else (60, 70, 75)  # type: ignore[index]
    letters = font(rng, unit)
    if rng.random() < 0.6:
        draw.rectangle((0, 0, size[0], 2 * unit), fill=(90, 90, 94))
        draw.text((size[0] * 0.4, unit // 2), sentence(rng, 2), fill="white", font=letters)
    for y in range(round(2.5 * unit), round(size[1] * rng.uniform(0.4, 1)), round(unit * 1.25)):
        prompt = rng.random() < 0.2
        if prompt:
            draw.text((unit // 2, y), "user@host:~$", fill=(90, 200, 90), font=letters)
        words = sentence(rng, rng.randint(1, 14))
        draw.text((unit // 2 + (8 * unit if prompt else 0), y), words, fill=ink, font=letters)
    return image


def painter(rng: random.Random, size: Size) -> Picture:
    """A program with tools about a canvas or a player's large area."""
    shown = Window(rng, size)
    unit = shown.unit
    for place, word in enumerate(rng.sample(WORDS, 6)):
        shown.draw.text(
            (unit + place * 5 * unit, unit // 2),
            word.title(),
            fill=shown.look.ink,
            font=shown.letters(unit),
        )
    left, top = 4 * unit, 4 * unit
    for row in range(8):
        shown.panel(
            (unit // 2, top + row * 3 * unit, 3 * unit, top + row * 3 * unit + round(2.5 * unit))
        )
    box = (left, top, shown.wide - unit, shown.high - 4 * unit)
    shown.draw.rectangle(box, fill=rng.choice(["white", "black"]))
    for _ in range(rng.randint(2, 8)):
        points = [
            (rng.uniform(left, box[2]), rng.uniform(top, box[3])) for _ in range(rng.randint(2, 8))
        ]
        shown.draw.line(points, fill=colour(rng), width=rng.randint(2, 8), joint="curve")
    for place in range(16):
        x = left + place * 2 * unit
        shown.draw.rectangle(
            (x, shown.high - 3 * unit, x + unit, shown.high - unit), fill=colour(rng)
        )
    return shown.image


def settings(rng: random.Random, size: Size) -> Picture:
    """A sidebar, headings, rows with switches and sliders."""
    shown = Window(rng, size)
    unit = shown.unit
    side = shown.wide // 4
    shown.draw.rectangle((0, 0, side, shown.high), fill=shown.look.panel)
    for row, y in enumerate(range(2 * unit, shown.high - 2 * unit, 3 * unit)):
        if row == 1:
            shown.draw.rectangle((0, y - unit, side, y + 2 * unit), fill=shown.look.accent)
        shown.disc(2 * unit, y + unit / 2, unit * 0.6)
        shown.text(4 * unit, y, 1)
    shown.text(side + 2 * unit, unit, 2, scale=1.8)
    for y in range(5 * unit, shown.high - 4 * unit, round(3.4 * unit)):
        shown.panel((side + 2 * unit, y, shown.wide - 2 * unit, y + 3 * unit))
        shown.text(side + 3 * unit, y + unit, 3)
        x = shown.wide - 8 * unit
        if rng.random() < 0.5:
            shown.draw.line(
                (x, y + 1.5 * unit, x + 5 * unit, y + 1.5 * unit), fill=shown.look.faint, width=3
            )
            shown.disc(x + rng.uniform(0, 5) * unit, y + 1.5 * unit, unit / 2)
        else:
            box = (x + 3 * unit, y + unit, x + 5 * unit, y + 2 * unit)
            shown.draw.rounded_rectangle(
                box, unit / 2, fill=rng.choice([shown.look.accent, shown.look.border])
            )
    return shown.image


def dialog(rng: random.Random, size: Size) -> Picture:
    """A small window with a message on an empty desktop."""
    image = (
        gradient(rng, size) if rng.random() < 0.4 else Image.new("RGB", size, colour(rng, 20, 200))
    )
    shown = Window(
        rng, (round(size[0] * rng.uniform(0.4, 0.8)), round(size[1] * rng.uniform(0.35, 0.7)))
    )
    unit = shown.unit
    shown.bar(0, 2 * unit)
    for line in range(rng.randint(1, 5)):
        shown.text(5 * unit, (3.5 + 1.6 * line) * unit, max(2, shown.wide // (7 * unit)))
    shown.disc(2.5 * unit, 5 * unit, 1.5 * unit)
    for place in range(rng.randint(1, 3)):
        x, y = shown.wide - (place + 1) * 8 * unit, shown.high - 3 * unit
        shown.panel((x, y, x + 7 * unit, y + 2 * unit), shown.look.accent if place == 0 else None)
        shown.text(x + unit, y + unit // 2, 1)
    image.paste(shown.image, ((size[0] - shown.wide) // 2, (size[1] - shown.high) // 2))
    if rng.random() < 0.5:
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, size[1] - 3 * unit, size[0], size[1]), fill=shown.look.panel)
    return image


def mail(rng: random.Random, size: Size) -> Picture:
    """Folders, a list, and a letter, side by side."""
    shown = Window(rng, size)
    unit, (one, two) = shown.unit, (shown.wide // 6, shown.wide // 2)
    shown.bar(0, 3 * unit)
    shown.draw.rectangle((0, 3 * unit, one, shown.high), fill=shown.look.panel)
    for y in range(4 * unit, shown.high - unit, round(2.4 * unit)):
        shown.text(unit, y, 1)
    for y in range(3 * unit, shown.high, 4 * unit):
        shown.draw.rectangle((one, y, two, y + 4 * unit), outline=shown.look.border)
        shown.text(one + unit, y + unit * 0.6, 2)
        shown.text(one + unit, y + unit * 2.2, 4, shown.look.faint)
    for y in range(6 * unit, round(shown.high * rng.uniform(0.5, 1)), round(1.6 * unit)):
        shown.text(two + unit, y, max(3, (shown.wide - two) // (5 * unit)))
    return shown.image


def spreadsheet(rng: random.Random, size: Size) -> Picture:
    """Ruled cells, some filled, under rows of buttons."""
    shown = Window(rng, size)
    unit = shown.unit
    shown.draw.rectangle((0, 0, shown.wide, 4 * unit), fill=shown.look.panel)
    for place in range(shown.wide // (3 * unit)):
        box = (place * 3 * unit + 4, 2 * unit, place * 3 * unit + 2 * unit, round(3.5 * unit))
        shown.draw.rectangle(box, outline=shown.look.faint)
    wide, high = unit * rng.randint(5, 9), round(unit * 1.6)
    for y in range(4 * unit, shown.high, high):
        for x in range(2 * unit, shown.wide, wide):
            filled = rng.random() < 0.05
            fill = colour(rng, 150, 250) if filled else None
            shown.draw.rectangle((x, y, x + wide, y + high), outline=shown.look.border, fill=fill)
            if rng.random() < 0.4:
                word = rng.choice([rng.choice(WORDS), str(rng.randint(1, 99999))])
                shown.draw.text((x + 3, y + 2), word, fill=shown.look.ink, font=shown.letters(unit))
    return shown.image


def shop(rng: random.Random, size: Size) -> Picture:
    """A site: a bar with links, a banner, and a grid of cards with drawings and prices."""
    shown = Window(rng, size)
    unit = shown.unit
    shown.bar(0, 3 * unit)
    banner = shown.high // rng.randint(4, 8)
    shown.image.paste(gradient(rng, (shown.wide, banner)), (0, 3 * unit))
    shown.text(3 * unit, 4 * unit, 3, (255, 255, 255), 2)
    wide, high = unit * rng.randint(10, 16), unit * rng.randint(12, 18)
    for y in range(4 * unit + banner, shown.high - high, high + unit):
        for x in range(unit, shown.wide - wide, wide + unit):
            shown.panel((x, y, x + wide, y + high))
            picture = rng.choice([emblem, symbols, character])(rng, (wide - 4, high * 3 // 5))
            shown.image.paste(picture, (x + 2, y + 2))
            shown.text(x + unit // 2, y + high * 0.65, 2)
            shown.text(x + unit // 2, y + high * 0.8, 1, shown.look.accent)
    return shown.image


def overlaid(rng: random.Random, size: Size) -> Picture:
    """A menu or a notice over a program."""
    image = rng.choice([form, files, mail, settings, spreadsheet, terminal])(rng, size)
    shown = Window(rng, (min(image.width, 260), min(image.height, 320)))
    unit = shown.unit
    shown.draw.rectangle((0, 0, shown.wide - 1, shown.high - 1), outline=shown.look.border)
    for y in range(unit // 2, shown.high - unit, round(2.1 * unit)):
        if rng.random() < 0.2:
            shown.draw.rectangle((2, y, shown.wide - 3, y + 2 * unit), fill=shown.look.accent)
        shown.text(2 * unit, y + unit // 3, 2)
    room = (image.width - shown.wide, image.height - shown.high)
    image.paste(shown.image, (rng.randint(0, room[0]), rng.randint(0, room[1])))
    return image


WINDOWS: tuple[Drawer, ...] = (
    *(form, files, calendar, dashboard, terminal, painter, settings, dialog, mail),
    *(spreadsheet, shop, overlaid),
)
