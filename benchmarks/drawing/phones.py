"""Screenshots of phones, and of what looks like one."""

import random

from benchmarks.drawing.flat import emblem, facets
from benchmarks.drawing.ink import around
from benchmarks.drawing.interface import PHONE, Window
from benchmarks.drawn import WORDS, Drawer, Picture, Size, colour, gradient


def _phone(size: Size) -> Size:
    return round(max(size) / PHONE), max(size)


def calculator(rng: random.Random, size: Size) -> Picture:
    """A display above a grid of keys."""
    side = min(size)
    shown = Window(rng, (side, round(side * rng.uniform(1, 1.5))))
    top, columns, rows = shown.high // 4, rng.choice([4, 5]), 5
    shown.text(shown.wide * 0.5, top // 3, 1, scale=side / shown.unit / 12)
    wide, high, gap = shown.wide // columns, (shown.high - top) // rows, rng.randint(1, 8)
    for row in range(rows):
        for column in range(columns):
            x, y = column * wide, top + row * high
            last = column == columns - 1
            shown.panel(
                (x + gap, y + gap, x + wide - gap, y + high - gap),
                shown.look.accent if last else None,
            )
            letters = shown.letters(max(10, high // 3))
            shown.draw.text(
                (x + wide * 0.4, y + high * 0.3),
                rng.choice("0123456789+-×÷="),
                fill=shown.look.ink,
                font=letters,
            )
    return shown.image


def phone_list(rng: random.Random, size: Size) -> Picture:
    """A phone with a list: discs, two lines each, chevrons or switches."""
    shown = Window(rng, _phone(size))
    unit = shown.unit = max(12, shown.wide // 22)
    shown.bar(0, 4 * unit)
    row = round(unit * rng.uniform(3, 4.5))
    for y in range(4 * unit, shown.high - 3 * unit, row):
        shown.disc(2 * unit, y + row / 2, unit)
        shown.text(4 * unit, y + row * 0.15, 2)
        shown.text(4 * unit, y + row * 0.55, 4, shown.look.faint, 0.8)
        shown.draw.line((4 * unit, y + row, shown.wide, y + row), fill=shown.look.border)
        if rng.random() < 0.4:
            box = (shown.wide - 4 * unit, y + row // 3, shown.wide - unit, y + row // 3 + unit)
            shown.draw.rounded_rectangle(
                box, unit // 2, fill=rng.choice([shown.look.accent, shown.look.border])
            )
    shown.bar(shown.high - 3 * unit, shown.high)
    return shown.image


def chat(rng: random.Random, size: Size) -> Picture:
    """Bubbles left and right."""
    shown = Window(rng, _phone(size) if rng.random() < 0.7 else size)
    unit = shown.unit = max(12, shown.wide // 26)
    shown.bar(0, 4 * unit)
    y = 5 * unit
    while y < shown.high - 6 * unit:
        lines, mine = rng.randint(1, 4), rng.random() < 0.5
        wide = round(shown.wide * rng.uniform(0.35, 0.7))
        left = shown.wide - wide - unit if mine else unit
        shown.panel(
            (left, y, left + wide, y + round((lines * 1.4 + 0.8) * unit)),
            shown.look.accent if mine else None,
        )
        for line in range(lines):
            shown.text(left + unit // 2, y + unit * (0.4 + 1.4 * line), max(1, wide // (4 * unit)))
        y += round((lines * 1.4 + 1.6) * unit)
    shown.panel((unit, shown.high - 3 * unit, shown.wide - unit, shown.high - unit))
    return shown.image


def home_screen(rng: random.Random, size: Size) -> Picture:
    """Rounded icons with names under them, on a wallpaper."""
    shown = Window(rng, _phone(size) if rng.random() < 0.7 else size)
    shown.image.paste(gradient(rng, shown.image.size))
    columns = 4 if shown.high > shown.wide else 8
    step = shown.wide / columns
    letters = shown.letters(max(9, round(step / 8)))
    shown.draw.text((step * 0.2, step * 0.1), "10:42", fill="white", font=letters)
    for row in range(int(shown.high / step / 1.25)):
        for column in range(columns):
            x, y, r = (column + 0.5) * step, (row + 0.8) * step * 1.2, step * 0.3
            shown.draw.rounded_rectangle((x - r, y - r, x + r, y + r), r * 0.45, fill=colour(rng))
            inner = (x - r / 2, y - r / 2, x + r / 2, y + r / 2)
            (shown.draw.ellipse if rng.random() < 0.5 else shown.draw.rectangle)(
                inner, fill="white"
            )
            shown.draw.text(
                (x - r, y + r * 1.15), rng.choice(WORDS).title(), fill="white", font=letters
            )
    return shown.image


def player(rng: random.Random, size: Size) -> Picture:
    """A cover, a title, a line of progress and round buttons."""
    shown = Window(rng, _phone(size) if rng.random() < 0.6 else size)
    unit, middle = max(12, min(shown.image.size) // 22), shown.wide / 2
    shown.unit = unit
    side = round(min(shown.wide * 0.75, shown.high * 0.45))
    cover = rng.choice([gradient, emblem, facets])(rng, (side, side))
    shown.image.paste(cover, ((shown.wide - side) // 2, 3 * unit))
    y = side + 5 * unit
    shown.text(middle - 5 * unit, y, 2, scale=1.4)
    shown.text(middle - 4 * unit, y + 2 * unit, 2, shown.look.faint)
    left, right = middle - side / 2, middle + side / 2
    shown.draw.line((left, y + 5 * unit, right, y + 5 * unit), fill=shown.look.border, width=4)
    at = rng.uniform(left, right)
    shown.draw.line((left, y + 5 * unit, at, y + 5 * unit), fill=shown.look.accent, width=4)
    shown.disc(at, y + 5 * unit, unit * 0.4)
    for place in (-2, -1, 0, 1, 2):
        x, r = middle + place * 3.5 * unit, unit * (1.4 if place == 0 else 0.7)
        shown.draw.polygon(around(x, y + 8.5 * unit, r, r, 3), fill=shown.look.ink)
    return shown.image


def keypad(rng: random.Random, size: Size) -> Picture:
    """A time or a sum in large letters above round keys, or above rows with switches."""
    shown = Window(rng, _phone(size))
    unit = shown.unit = max(12, shown.wide // 20)
    shown.draw.text((unit, unit // 2), "10:42", fill=shown.look.ink, font=shown.letters(unit))
    large = shown.letters(4 * unit)
    words = rng.choice(["07:30", "1,284.50", "23°", "00:14.62"])
    shown.draw.text((shown.wide * 0.2, 4 * unit), words, fill=shown.look.ink, font=large)
    keys = rng.random() < 0.6
    for row in range(4):
        y = shown.high * (0.38 + 0.14 * row)
        for column in range(3 if keys else 0):
            x, r = shown.wide * (0.22 + 0.28 * column), shown.wide * 0.11
            box = (x - r, y - r, x + r, y + r)
            shown.draw.ellipse(box, fill=shown.look.panel, outline=shown.look.border)
            digit = str(row * 3 + column + 1)[-1]
            shown.draw.text(
                (x - unit / 3, y - unit), digit, fill=shown.look.ink, font=shown.letters(2 * unit)
            )
        if not keys:
            shown.text(unit, y, 2, scale=1.5)
            shown.text(unit, y + 2 * unit, 3, shown.look.faint)
            shown.draw.line((0, y + 4 * unit, shown.wide, y + 4 * unit), fill=shown.look.border)
    return shown.image


PHONES: tuple[Drawer, ...] = (calculator, phone_list, chat, home_screen, player, keypad)
