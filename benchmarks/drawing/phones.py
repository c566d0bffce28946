"""Screenshots of phones, and of what looks like one."""

import random

from benchmarks.drawing.interface import PHONE, Window
from benchmarks.drawn import WORDS, Drawer, Picture, Size, colour, font, gradient


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
            letters = font(rng, max(10, high // 3))
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
    letters = font(rng, max(9, round(step / 8)))
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


PHONES: tuple[Drawer, ...] = (calculator, phone_list, chat, home_screen)
