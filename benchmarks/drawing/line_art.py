"""Line art: flowers, mazes, hatching, plans, circuits, contours, faces."""

import math
import random

from benchmarks.drawing.ink import Pen, Point, anywhere, around, drawer
from benchmarks.drawn import Drawer, Picture, Size, noisy, smooth


def _flowers(rng: random.Random, pen: Pen) -> None:
    for _ in range(rng.randint(2, 8)):
        x, y = anywhere(rng, pen)
        r = pen.side * rng.uniform(0.05, 0.12)
        pen.line(
            [(x, y), (x + rng.uniform(-r, r), (y + pen.image.height) / 2), (x, pen.image.height)]
        )
        for a, b in around(x, y, r, r, rng.randint(5, 9)):
            pen.oval(a, b, r * 0.6, r * 0.45)
        pen.oval(x, y, r * 0.4, r * 0.4)


def _maze(rng: random.Random, pen: Pen) -> None:
    wide, high = pen.image.size
    step = pen.side / rng.choice([12, 18, 26])
    for column in range(int(wide / step)):
        for row in range(int(high / step)):
            x, y = column * step, row * step
            end = (x + step, y) if rng.random() < 0.5 else (x, y + step)
            pen.line([(x, y), end])


def _hatching(rng: random.Random, pen: Pen) -> None:
    for _ in range(rng.randint(3, 8)):
        x, y = anywhere(rng, pen)
        r = pen.side * rng.uniform(0.1, 0.22)
        turn, step = rng.uniform(0, math.pi), r / rng.randint(6, 14)
        pen.closed(around(x, y, r, r, rng.choice([3, 4, 5, 40])))
        for place in range(-int(r / step) + 1, int(r / step)):
            reach = math.sqrt(max(0, r * r - (place * step) ** 2)) * 0.8
            a, b = x + place * step * math.cos(turn), y + place * step * math.sin(turn)
            shift = (-reach * math.sin(turn), reach * math.cos(turn))
            pen.line([(a - shift[0], b - shift[1]), (a + shift[0], b + shift[1])], 0.6)


def _spirograph(rng: random.Random, pen: Pen) -> None:
    x, y = pen.image.width / 2, pen.image.height / 2
    inner, arm, r = rng.uniform(0.2, 0.5), rng.uniform(0.3, 0.9), pen.side * 0.3
    turns = [place / 12 for place in range(rng.randint(300, 3000))]
    ratio = (1 - inner) / inner
    pen.line(
        [
            (
                x + r * ((1 - inner) * math.cos(t) + arm * math.cos(ratio * t)),
                y + r * ((1 - inner) * math.sin(t) - arm * math.sin(ratio * t)),
            )
            for t in turns
        ]
    )


def _face(rng: random.Random, pen: Pen) -> None:
    x, y, r = pen.image.width / 2, pen.image.height / 2, pen.side * rng.uniform(0.25, 0.4)
    for side in (-1, 1):
        pen.closed(around(x + side * r * 0.7, y - r * 0.8, r * 0.35, r * 0.4, rng.choice([3, 30])))
    pen.oval(x, y, r, r * rng.uniform(0.9, 1.15))
    for side in (-1, 1):
        pen.oval(x + side * r * 0.4, y - r * 0.2, r * 0.16, r * 0.12)
        pen.oval(x + side * r * 0.4, y - r * 0.2, r * 0.05, r * 0.05, filled=True)
        for bend in (-0.1, 0.02, 0.14):
            pen.line([(x + side * r * 0.2, y + r * 0.2), (x + side * r, y + r * (0.2 + bend))], 0.7)
    pen.line([(x, y), (x + r * 0.1, y + r * 0.2), (x - r * 0.1, y + r * 0.2)])
    pen.line([(x + r * 0.4 * t, y + r * (0.55 - 0.15 * t * t)) for t in (-1, -0.5, 0, 0.5, 1)])


def _skyline(rng: random.Random, pen: Pen) -> None:
    wide, high = pen.image.size
    x, floor = 0.03 * wide, 0.9 * high
    pen.line([(0, floor), (wide, floor)])
    while x < 0.92 * wide:
        across, up = wide * rng.uniform(0.06, 0.14), high * rng.uniform(0.2, 0.7)
        pen.closed([(x, floor), (x, floor - up), (x + across, floor - up), (x + across, floor)])
        if rng.random() < 0.4:
            pen.line(
                [(x, floor - up), (x + across / 2, floor - up * 1.2), (x + across, floor - up)]
            )
        for column in range(3):
            for row in range(int(up / across * 2)):
                a, b = x + across * (0.15 + 0.28 * column), floor - up + across * (0.2 + 0.45 * row)
                pen.draw.rectangle((a, b, a + across * 0.15, b + across * 0.2), outline=pen.ink)
        x += across * rng.uniform(1, 1.3)


def _circuit(rng: random.Random, pen: Pen) -> None:
    step = pen.side / rng.choice([5, 7, 9])
    for row in range(1, int(pen.image.height / step)):
        for column in range(1, int(pen.image.width / step) - 1):
            x, y = column * step, row * step
            part = rng.choice(["wire", "wire", "resistor", "capacitor", "source", "down", "none"])
            if part == "resistor":
                zigzag = [
                    (x + step * (0.2 + 0.1 * i), y + (-1) ** i * step * 0.12) for i in range(7)
                ]
                pen.line([(x, y), *zigzag, (x + step, y)])
                pen.label(rng, x + step * 0.3, y - step * 0.4)
            elif part == "capacitor":
                for at in (0.45, 0.55):
                    pen.line([(x + step * at, y - step * 0.2), (x + step * at, y + step * 0.2)])
                    pen.line([(x + step * (at > 0.5), y), (x + step * at, y)])
            elif part == "source":
                pen.line([(x, y), (x + step, y)])
                pen.oval(x + step / 2, y, step * 0.25, step * 0.25)
            elif part != "none":
                pen.line([(x, y), (x, y + step) if part == "down" else (x + step, y)])


def _surface(rng: random.Random, pen: Pen) -> None:
    wide, high = pen.image.size
    count, waves, height = rng.randint(14, 34), rng.uniform(3, 9), rng.uniform(0.05, 0.15)

    def seen(u: float, v: float) -> Point:
        up = math.cos(waves * math.hypot(u - 0.5, v - 0.5)) * height
        return wide * (0.5 + (u - v) * 0.45), high * (0.5 + (u + v - 1) * 0.35 - up)

    places = [place / count for place in range(count + 1)]
    for one in places:
        pen.line([seen(one, other) for other in places])
        pen.line([seen(other, one) for other in places])


def _contours(rng: random.Random, pen: Pen) -> None:
    for _ in range(rng.randint(1, 4)):
        x, y = anywhere(rng, pen)
        bends = [rng.uniform(-0.25, 0.25) for _ in range(3)]
        for ring in range(1, rng.randint(6, 16)):
            r = pen.side * 0.03 * ring
            turns = [2 * math.pi * place / 60 for place in range(61)]
            pen.line(
                [
                    (x + r * k * math.cos(t), y + r * k * math.sin(t))
                    for t in turns
                    for k in [1 + sum(b * math.sin((i + 1) * t) for i, b in enumerate(bends))]
                ]
            )


def _tree(rng: random.Random, pen: Pen) -> None:
    def branch(x: float, y: float, turn: float, length: float, left: int) -> None:
        end = (x + length * math.cos(turn), y + length * math.sin(turn))
        pen.line([(x, y), end], left / 4)
        for side in (-1, 1) if left > 1 else ():
            branch(
                *end,
                turn + side * rng.uniform(0.2, 0.6),
                length * rng.uniform(0.65, 0.85),
                left - 1,
            )

    branch(pen.image.width / 2, pen.image.height * 0.95, -math.pi / 2, pen.side * 0.2, 8)


def _plan(rng: random.Random, pen: Pen) -> None:
    wide, high = pen.image.size
    left, top, right, bottom = wide * 0.08, high * 0.1, wide * 0.92, high * 0.9
    pen.closed([(left, top), (right, top), (right, bottom), (left, bottom)])
    for _ in range(rng.randint(2, 5)):
        x, y = rng.uniform(left, right), rng.uniform(top, bottom)
        pen.line([(x, top), (x, y)] if rng.random() < 0.5 else [(left, y), (x, y)])
        r = pen.side * 0.07
        pen.draw.arc((x - r, y - r, x + r, y + r), 0, 90, fill=pen.ink, width=pen.width)
        pen.oval(rng.uniform(left, right), rng.uniform(top, bottom), r / 3, r / 3)
    for y in (top * 0.5, bottom + top * 0.4):
        pen.line([(left, y), (right, y)], 0.5)
        pen.label(rng, wide / 2, y - pen.side / 40)


def _staves(rng: random.Random, pen: Pen) -> None:
    wide, high = pen.image.size
    step = pen.side * rng.uniform(0.008, 0.016)
    y = high * 0.08
    while y + 5 * step < high:
        for line in range(5):
            pen.line([(wide * 0.06, y + line * step), (wide * 0.94, y + line * step)], 0.5)
        x = wide * 0.1
        while x < wide * 0.9:
            at = y + rng.randint(0, 8) * step / 2
            pen.oval(x, at, step * 0.6, step * 0.45, filled=rng.random() < 0.75)
            pen.line([(x + step * 0.6, at), (x + step * 0.6, at - 3.3 * step)])
            x += step * rng.choice([2.5, 3, 5])
        y += step * 10


def _sketch(rng: random.Random, pen: Pen) -> None:
    def wobbly(start: Point, end: Point) -> None:
        for _ in range(2):
            pen.line(
                [
                    tuple(
                        a + (b - a) * t / 6 + rng.gauss(0, pen.side / 300)
                        for a, b in zip(start, end, strict=True)
                    )  # type: ignore[misc]
                    for t in range(7)
                ]
            )

    for _ in range(rng.randint(3, 9)):
        x, y = anywhere(rng, pen)
        shape = around(x, y, pen.side * 0.15, pen.side * rng.uniform(0.08, 0.18), rng.randint(3, 7))
        for start, end in zip(shape, [*shape[1:], shape[0]], strict=True):
            wobbly(start, end)


def _network(rng: random.Random, pen: Pen) -> None:
    nodes = [anywhere(rng, pen) for _ in range(rng.randint(6, 24))]
    for node in nodes[1:]:
        pen.line([node, rng.choice(nodes)])
    filled, named, r = rng.random() < 0.4, rng.random() < 0.5, pen.side * rng.uniform(0.015, 0.05)
    for x, y in nodes:
        pen.oval(x, y, r * (2 if named else 1), r, filled=filled and not named)
        if named:
            pen.label(rng, x - r, y - r / 2)


def _curves(rng: random.Random, pen: Pen) -> None:
    wide, high = pen.image.size
    pen.line([(wide * 0.1, high * 0.05), (wide * 0.1, high * 0.9), (wide * 0.95, high * 0.9)])
    for place in range(9):
        pen.label(rng, wide * (0.1 + 0.09 * place), high * 0.92)
    for _ in range(rng.randint(1, 3)):
        waves, tall = rng.uniform(1, 12), rng.uniform(0.1, 0.35)
        pen.line(
            [
                (wide * (0.1 + 0.0085 * t), high * (0.5 - tall * math.sin(waves * t / 30)))
                for t in range(100)
            ]
        )


def _scribble(rng: random.Random, pen: Pen) -> None:
    wide, high = pen.image.size
    x, points = wide * 0.1, []
    while x < wide * 0.9:
        points.append((x + rng.gauss(0, wide * 0.03), high * (0.5 + rng.gauss(0, 0.12))))
        x += wide * 0.02
    pen.line(points)


def _strokes(rng: random.Random, pen: Pen) -> None:
    for _ in range(rng.randint(4, 25)):
        x, y = anywhere(rng, pen)
        r = pen.side * rng.uniform(0.03, 0.25)
        form = rng.choice(["oval", "arc", "box", "line", "line"])
        box = (x - r, y - r / 2, x + r, y + r / 2)
        if form == "oval":
            pen.draw.ellipse(box, outline=pen.ink, width=pen.width)
        elif form == "arc":
            pen.draw.arc(
                box, rng.uniform(0, 360), rng.uniform(0, 360), fill=pen.ink, width=pen.width
            )
        elif form == "box":
            pen.draw.rectangle(box, outline=pen.ink, width=pen.width)
        else:
            pen.line([anywhere(rng, pen) for _ in range(rng.randint(2, 6))])


def _animal(rng: random.Random, pen: Pen) -> None:
    x, y, r = pen.image.width / 2, pen.image.height / 2, pen.side * 0.3
    bend = [rng.uniform(0.6, 1.3) for _ in range(9)]
    body = [
        (x + (a - x) * k, y + (b - y) * k)
        for (a, b), k in zip(around(x, y, r, r * 0.8, 9), bend, strict=True)
    ]
    pen.closed(body)
    for _ in range(rng.randint(2, 7)):
        a, b = rng.gauss(x, r / 3), rng.gauss(y, r / 4)
        pen.line([(a, b), (a + rng.gauss(0, r / 3), b + rng.gauss(0, r / 4)), (a + r / 4, b)])
    for _ in range(rng.randint(0, 4)):
        pen.oval(rng.gauss(x, r / 3), rng.gauss(y, r / 4), r * 0.08, r * 0.08, filled=True)


def _pencil(rng: random.Random, size: Size) -> Picture:
    return noisy(smooth(drawer(_sketch))(rng, size), rng.uniform(1, 5))


THIN = (_flowers, _hatching, _spirograph, _face, _skyline, _circuit, _surface, _contours, _tree)
PLAIN = (_maze, _plan, _staves, _network, _curves, _scribble, _strokes, _sketch)
HEAVY = (_animal, _face, _flowers, _strokes)
LINE_ART: tuple[Drawer, ...] = (
    *(smooth(drawer(draw)) for draw in THIN),
    *(drawer(draw) for draw in PLAIN),
    *(smooth(drawer(draw)) for draw in (*PLAIN[3:], _strokes)),
    *(smooth(drawer(draw, heavy=True)) for draw in HEAVY),
    _pencil,
)
