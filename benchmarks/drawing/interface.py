"""What interfaces are drawn with: colours that belong together, panels, bars, words."""

import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from benchmarks.drawn import (
    Box,
    Colour,
    Size,
    colour,
    font,
    sentence,
)

PHONE = 2.05
"""A phone's height by its width."""


@dataclass(frozen=True)
class Theme:
    """The colours of an interface, and the height of its letters in pixels."""

    ground: Colour
    panel: Colour
    border: Colour
    ink: Colour
    faint: Colour
    accent: Colour
    unit: int


def theme(rng: random.Random) -> Theme:
    """A light one or a dark one."""
    accent, unit = colour(rng, 20, 220), rng.choice([11, 12, 13, 14, 16, 18])
    if rng.random() < 0.3:
        base = rng.randint(14, 40)
        lift = rng.randint(8, 20)
        dark = (base, base, base + rng.randint(0, 8))
        panel = (base + lift, base + lift, base + lift)
        return Theme(dark, panel, (70, 70, 74), (225, 225, 228), (140, 140, 145), accent, unit)
    pale = rng.choice([(255, 255, 255), (248, 249, 250), (240, 240, 240), (212, 208, 200)])
    return Theme(
        pale, (255, 255, 255), (215, 218, 222), (33, 37, 41), (120, 125, 130), accent, unit
    )


class Window:
    """A picture with an interface on it."""

    def __init__(self, rng: random.Random, size: Size) -> None:
        self.rng, self.look = rng, theme(rng)
        self.image = Image.new("RGB", size, self.look.ground)
        self.draw = ImageDraw.Draw(self.image)
        self.wide, self.high = size
        self.unit = self.look.unit
        self.face = rng.random()

    def text(
        self, x: float, y: float, words: int, ink: Colour | None = None, scale: float = 1
    ) -> None:
        """Some words."""
        letters = self.letters(max(8, round(self.unit * scale)))
        self.draw.text((x, y), sentence(self.rng, words), fill=ink or self.look.ink, font=letters)

    def letters(self, height: int) -> "ImageFont.FreeTypeFont | ImageFont.ImageFont":
        """The interface's own font, of that height in pixels."""
        return font(random.Random(self.face), height)

    def panel(self, box: Box, fill: Colour | None = None) -> None:
        """A bordered, perhaps rounded area."""
        left, top, right, bottom = box
        if right > left and bottom > top:
            self.draw.rounded_rectangle(
                box,
                self.rng.choice([0, 4, 8]),
                fill=fill or self.look.panel,
                outline=self.look.border,
            )

    def bar(self, top: int, bottom: int) -> None:
        """A bar across, with a title and three buttons."""
        fill = self.rng.choice([self.look.accent, self.look.panel, self.look.border])
        self.draw.rectangle((0, top, self.wide, bottom), fill=fill)
        self.text(self.unit * 2, top + (bottom - top - self.unit) // 2, 2)
        for place in range(3):
            x = self.wide - (place + 1) * 2 * self.unit
            middle = (top + bottom) // 2
            box = (x, middle - self.unit // 3, x + 2 * self.unit // 3, middle + self.unit // 3)
            self.draw.ellipse(box, fill=colour(self.rng, 60, 230))

    def disc(self, x: float, y: float, radius: float) -> None:
        """An avatar or an app's icon."""
        self.draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=colour(self.rng, 40, 230)
        )
