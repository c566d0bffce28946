"""Drawn graphics: a transparent badge, a screen of an application, an animated moon."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from drawing.texture import Size, seeded, spot

INK, PAPER, ACCENT, MUTED = "#1d2433", "#ffffff", "#e4572e", "#8a93a6"


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def badge(size: Size = (680, 544)) -> Image.Image:
    """A sign of flat colours and text on nothing."""
    scale = 2
    width, height = size[0] * scale, size[1] * scale
    picture = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(picture)
    middle, radius = (width // 2, round(height * 0.44)), round(height * 0.40)
    _circle(draw, middle, radius, INK)
    _circle(draw, middle, round(radius * 0.93), "#f6c667")
    _circle(draw, middle, round(radius * 0.89), "#2e86ab")
    horizon = middle[1] + radius // 5
    _circle(draw, (middle[0] + radius // 4, horizon - radius // 4), radius // 4, "#f6c667")
    for x, tall, colour in ((-0.30, 0.62, "#1b4965"), (0.34, 0.44, "#16324f")):
        peak = (middle[0] + round(radius * x), horizon - round(radius * tall))
        reach = round(radius * tall * 0.95)
        draw.polygon([peak, (peak[0] + reach, horizon), (peak[0] - reach, horizon)], colour)
        cap = round(tall * radius * 0.3)
        snow = [peak, (peak[0] + cap, peak[1] + cap), (peak[0], peak[1] + round(cap * 0.7))]
        draw.polygon([*snow, (peak[0] - cap, peak[1] + cap)], PAPER)
    inside = Image.new("L", picture.size)
    _circle(ImageDraw.Draw(inside), middle, round(radius * 0.89), 255)
    inside.paste(0, (0, 0, width, horizon))
    picture.paste("#62b6cb", mask=inside)
    ribbon = (width * 0.12, height * 0.66, width * 0.88, height * 0.84)
    draw.rounded_rectangle(ribbon, 40, ACCENT, PAPER, 10)
    text = (width / 2, height * 0.75)
    draw.text(text, "NORTH LAKE TRAIL", PAPER, _font(round(height * 0.085)), anchor="mm")
    return _with_shadow(picture).resize(size, Image.Resampling.LANCZOS)


def _with_shadow(picture: Image.Image) -> Image.Image:
    shadow = Image.new("RGBA", picture.size, INK)
    blurred = picture.getchannel("A").filter(ImageFilter.GaussianBlur(24))
    shadow.putalpha(ImageChops.offset(blurred.point(lambda value: value * 0.4), 0, 18))
    return Image.alpha_composite(shadow, picture)


def _circle(draw: ImageDraw.ImageDraw, centre: Size, radius: int, colour: str | int) -> None:
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def screen(size: Size = (1440, 900)) -> Image.Image:
    """A window of an application: a side bar, figures, a chart, a table."""
    rng = seeded(9)
    width, height = size
    picture = Image.new("RGB", size, "#f3f5f9")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 220, height), INK)
    draw.text((28, 34), "Weather station", PAPER, _font(22))
    for row, label in enumerate(("Overview", "Temperature", "Wind", "Rain", "Archive", "Settings")):
        y = 104 + row * 52
        if row == 1:
            draw.rounded_rectangle((14, y - 12, 206, y + 28), 8, "#33405a")
        draw.text((34, y), label, PAPER if row == 1 else MUTED, _font(17))
    figures = (("Now", "18.4 °C"), ("Highest today", "23.1 °C"), ("Lowest today", "9.7 °C"))
    for column, (label, value) in enumerate(figures):
        x = 250 + column * 396
        _card(draw, (x, 30, x + 372, 150))
        draw.text((x + 24, 50), label, MUTED, _font(16))
        draw.text((x + 24, 80), value, INK, _font(38))
    _card(draw, (250, 174, width - 28, 560))
    draw.text((274, 192), "Temperature, last 48 hours", INK, _font(19))
    for line in range(6):
        y = 250 + line * 52
        draw.line((300, y, width - 56, y), "#e3e7ef")
        draw.text((290, y), f"{25 - 5 * line}", MUTED, _font(14), anchor="rm")
    for colour, lag in ((ACCENT, 0.0), ("#2e86ab", 0.7)):
        curve = [
            (300 + step * 7.5, 370 - 90 * math.sin(step / 12 + lag) + rng.uniform(-7, 7))
            for step in range(145)
        ]
        draw.line(curve, colour, 3, joint="curve")
    _card(draw, (250, 584, width - 28, height - 28))
    for row in range(6):
        y = 606 + row * 44
        cells = (
            f"{6 + row:02d}:00",
            f"{9.7 + row * 1.9:.1f} °C",
            f"{rng.uniform(2, 9):.1f} m/s",
            f"{rng.randint(52, 88)} %",
            f"{rng.uniform(1002, 1021):.1f} hPa",
        )
        for column, cell in enumerate(cells):
            draw.text((278 + column * 224, y), cell, INK if column else MUTED, _font(17))
        draw.line((274, y + 32, width - 52, y + 32), "#e3e7ef")
    return picture


def _card(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    draw.rounded_rectangle((left, top + 3, right, bottom + 3), 12, "#e1e5ed")
    draw.rounded_rectangle(box, 12, PAPER)


def moon(side: int = 240, frames: int = 12) -> list[Image.Image]:
    """The phases of a month, one round."""
    rng = seeded(4)
    stars = [(rng.randrange(side), rng.randrange(side)) for _ in range(60)]
    craters = [
        (rng.uniform(-0.8, 0.8), rng.uniform(-0.8, 0.8), rng.uniform(0.05, 0.2)) for _ in range(18)
    ]
    return [_phase(side, number / frames, stars, craters) for number in range(frames)]


def _phase(
    side: int, phase: float, stars: list[Size], craters: list[tuple[float, float, float]]
) -> Image.Image:
    scale = 3
    wide, middle, radius = side * scale, side * scale // 2, side * scale * 9 // 25
    picture = Image.new("RGB", (wide, wide), "#10162a")
    draw = ImageDraw.Draw(picture)
    for x, y in stars:
        draw.rectangle((x * scale, y * scale, x * scale + 3, y * scale + 3), "#c9d3ee")
    face = Image.new("RGB", picture.size, "#ece6d2")
    marks = ImageDraw.Draw(face)
    for east, south, reach in craters:
        centre = (middle + round(east * radius), middle + round(south * radius))
        _circle(marks, centre, round(reach * radius), "#d3cbb2")
    disc = Image.new("L", picture.size)
    _circle(ImageDraw.Draw(disc), (middle, middle), radius, 255)
    halo = spot((wide, wide), 0.9).point(
        lambda value: value * (1 - math.cos(2 * math.pi * phase)) / 2
    )
    picture.paste("#5a6c9e", mask=halo)
    picture.paste(face, mask=disc)
    _night(draw, middle, radius, phase)
    small = picture.resize((side, side), Image.Resampling.BOX)
    return small.quantize(64)


def _night(draw: ImageDraw.ImageDraw, middle: int, radius: int, phase: float) -> None:
    """Darken all that the sun does not reach; the terminator is half an ellipse."""
    edge = math.cos(2 * math.pi * phase)
    dark_side = -1 if phase < 0.5 else 1
    for y in range(middle - radius, middle + radius + 1):
        across = math.sqrt(radius**2 - (y - middle) ** 2)
        limb, terminator = middle + dark_side * across, middle - dark_side * edge * across
        draw.line((limb, y, terminator, y), "#1c2440")
