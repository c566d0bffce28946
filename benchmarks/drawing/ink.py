"""What line art is drawn with: strokes of one colour and width on a ground."""

import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

from benchmarks.drawn import Colour, Drawer, Picture, Size, font, sentence

Point = tuple[float, float]
INKS: tuple[tuple[Colour, Colour], ...] = (
    *[((0, 0, 0), (255, 255, 255))] * 5,
    ((30, 30, 40), (250, 247, 238)),
    ((20, 40, 140), (255, 255, 255)),
    ((235, 240, 255), (25, 65, 140)),
    ((250, 250, 250), (20, 20, 24)),
    ((90, 50, 20), (255, 250, 240)),
)


class Pen:
    """A ground, and strokes of one colour and width on it; lengths are shares of the short edge."""

    def __init__(self, rng: random.Random, size: Size, *, heavy: bool = False) -> None:
        self.ink, self.ground = rng.choice(INKS)
        self.image = Image.new("RGB", size, self.ground)
        self.draw = ImageDraw.Draw(self.image)
        self.side = min(size)
        self.width = max(1, round(self.side * rng.uniform(0.012, 0.03 if heavy else 0.012)))
        if not heavy:
            self.width = max(1, round(self.side * rng.choice([0.002, 0.003, 0.005, 0.008])))

    def line(self, points: Sequence[Point], scale: float = 1) -> None:
        """A stroke through points in pixels."""
        width = max(1, round(self.width * scale))
        self.draw.line(list(points), fill=self.ink, width=width, joint="curve")

    def closed(self, points: Sequence[Point], *, filled: bool = False) -> None:
        """An outline, over what is below, or in ink."""
        self.draw.polygon(list(points), fill=self.ink if filled else self.ground)
        self.line([*points, points[0], points[1]])

    def oval(self, x: float, y: float, wide: float, high: float, *, filled: bool = False) -> None:
        """An outline about a point, over what is below, or in ink."""
        box = (x - wide, y - high, x + wide, y + high)
        fill = self.ink if filled else self.ground
        self.draw.ellipse(box, fill=fill, outline=self.ink, width=self.width)

    def label(self, rng: random.Random, x: float, y: float) -> None:
        """A short word."""
        letters = font(rng, max(9, self.side // 45))
        self.draw.text((x, y), sentence(rng, 1), fill=self.ink, font=letters)


def around(x: float, y: float, wide: float, high: float, count: int) -> list[Point]:
    """Points on an ellipse."""
    turns = [2 * math.pi * place / count for place in range(count)]
    return [(x + wide * math.cos(turn), y + high * math.sin(turn)) for turn in turns]


def drawer(draw: Callable[[random.Random, Pen], None], *, heavy: bool = False) -> Drawer:
    def drawn(rng: random.Random, size: Size) -> Picture:
        pen = Pen(rng, size, heavy=heavy)
        draw(rng, pen)
        return pen.image

    return drawn


def anywhere(rng: random.Random, pen: Pen) -> Point:
    wide, high = pen.image.size
    return rng.uniform(0.1, 0.9) * wide, rng.uniform(0.1, 0.9) * high
