"""Print and composites: pages of text of many layouts, and photographs with something on them."""

import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFilter

from benchmarks.drawing.flat import emblem, facets, figures, symbols
from benchmarks.drawing.windows import dashboard
from benchmarks.drawn import (
    WORDS,
    Colour,
    Drawer,
    Picture,
    Size,
    colour,
    cover,
    font,
    gradient,
    noisy,
    sentence,
)
from benchmarks.pages import paragraph

Layer = Callable[[random.Random, Picture], None]
PAPERS: tuple[tuple[Colour, Colour], ...] = (
    *[((255, 255, 255), (0, 0, 0))] * 4,
    ((250, 246, 235), (40, 30, 20)),
    ((18, 18, 22), (230, 230, 230)),
    ((20, 50, 120), (245, 245, 255)),
    ((255, 250, 200), (20, 20, 80)),
)


def page(rng: random.Random, size: Size) -> tuple[Picture, Colour]:
    """An empty page, and its ink."""
    paper, ink = rng.choice(PAPERS)
    return Image.new("RGB", size, paper), ink


def big_words(rng: random.Random, size: Size) -> Picture:
    """A notice of few words, or a saying."""
    image, ink = page(rng, size)
    words = rng.choice([1, 2, 3, 6, 10])
    lines = [sentence(rng, min(3, words)) for _ in range(max(1, words // 2))]
    letters = font(rng, max(14, min(size) // rng.randint(6, 12)))
    draw, text = ImageDraw.Draw(image), "\n".join(lines)
    box = draw.multiline_textbbox((0, 0), text, font=letters)
    place = ((size[0] - box[2]) / 2, (size[1] - box[3]) / 2)
    draw.multiline_text(place, text, fill=ink, font=letters, align="center")
    return image


def receipt(rng: random.Random, size: Size) -> Picture:
    """A narrow slip: names left, prices right."""
    image, ink = page(rng, (max(220, min(size) // 2), max(size)))
    draw, unit = ImageDraw.Draw(image), rng.choice([11, 13, 15])
    letters = font(rng, unit)
    for y in range(unit, image.height - unit, round(unit * rng.choice([1.3, 1.6]))):
        if rng.random() < 0.08:
            draw.text((unit, y), "-" * (image.width // (unit // 2)), fill=ink, font=letters)
            continue
        draw.text((unit, y), sentence(rng, rng.randint(1, 3)), fill=ink, font=letters)
        draw.text((image.width - 4 * unit, y), f"{rng.uniform(1, 99):.2f}", fill=ink, font=letters)
    return image


def listing(rng: random.Random, size: Size) -> Picture:
    """Code, a table of contents, a dictionary or a table: lines with structure."""
    image, ink = page(rng, size)
    draw, unit = ImageDraw.Draw(image), max(10, min(size) // rng.randint(24, 50))
    letters, form = font(rng, unit), rng.choice(["code", "contents", "dictionary", "table", "form"])
    y, indent, right = 2 * unit, 0, size[0] - 5 * unit
    while y < size[1] - 2 * unit:
        if form == "code":
            indent = max(0, min(6, indent + rng.choice([-1, 0, 0, 1])))
            text = sentence(rng, rng.randint(1, 6)).lower() + rng.choice([":", "()", ";", " {"])
            draw.text((2 * unit + indent * 2 * unit, y), text, fill=ink, font=letters)
        elif form == "contents":
            text = sentence(rng, rng.randint(2, 6))
            draw.text((2 * unit, y), text, fill=ink, font=letters)
            dots = max(0, right - 2 * unit - draw.textlength(text, font=letters)) // max(
                1, unit // 3
            )
            draw.text(
                (right - dots * (unit // 3), y), "." * int(dots * 0.9), fill=ink, font=letters
            )
            draw.text((right, y), str(rng.randint(1, 400)), fill=ink, font=letters)
        elif form == "dictionary":
            for left in (2 * unit, size[0] // 2):
                hung = rng.choice([0, unit, unit])
                draw.text(
                    (left + hung, y), sentence(rng, size[0] // (8 * unit)), fill=ink, font=letters
                )
        elif form == "table":
            for column in range(4):
                word = rng.choice([rng.choice(WORDS), str(rng.randint(1, 9999))])
                draw.text(
                    (2 * unit + column * (size[0] - 4 * unit) // 4, y), word, fill=ink, font=letters
                )
            if rng.random() < 0.3:
                draw.line((2 * unit, y - unit // 4, right, y - unit // 4), fill=ink)
        else:
            draw.text((2 * unit, y), sentence(rng, 2) + ":", fill=ink, font=letters)
            draw.line((size[0] * 0.35, y + unit, right, y + unit), fill=ink)
            y += unit
        y += round(unit * 1.5)
    return image


def columns(rng: random.Random, size: Size) -> Picture:
    """A page in columns with a head, rules, or a bar above it."""
    image, ink = page(rng, size)
    draw, unit = ImageDraw.Draw(image), max(8, round(min(size) * rng.uniform(0.012, 0.04)))
    top = round(unit * rng.uniform(1, 4))
    if rng.random() < 0.7:
        if rng.random() < 0.3:
            draw.rectangle((0, 0, size[0], top + 3 * unit), fill=colour(rng, 20, 200))
        draw.text(
            (2 * unit, top), sentence(rng, rng.randint(1, 4)), fill=ink, font=font(rng, 2 * unit)
        )
        top += 4 * unit
    count = rng.choice([1, 1, 2, 3, 4])
    wide = (size[0] - 2 * unit) // count
    for place in range(count):
        left = 2 * unit + place * wide
        bottom = round(size[1] * rng.uniform(0.6, 0.98))
        paragraph(rng, image, (left, top, left + wide - unit, bottom), ink, unit)
        if place and rng.random() < 0.4:
            draw.line((left - unit, top, left - unit, size[1] - unit), fill=ink)
    return image


def copied(rng: random.Random, size: Size) -> Picture:
    """Any of these from a scanner or from a camera: askew, shaded, soft, grainy."""
    image = rng.choice([columns, listing, receipt, big_words])(rng, size)
    ground = image.getpixel((1, image.height - 2))
    image = image.rotate(rng.uniform(-4, 4), Image.Resampling.BICUBIC, fillcolor=ground)
    image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 1.1)))
    low, high = rng.randint(0, 60), rng.randint(200, 255)
    image = image.point([low + level * (high - low) // 255 for level in range(256)] * 3)
    return noisy(image, rng.uniform(1, 12))


def _ink(rng: random.Random) -> Colour:
    return rng.choice([(255, 255, 255), (0, 0, 0), (255, 230, 0), colour(rng)])


def _words(rng: random.Random, image: Picture, y: float, scale: float, outlined: bool) -> None:
    letters = font(rng, max(12, round(image.width * scale)))
    text, draw = sentence(rng, rng.randint(1, 4)), ImageDraw.Draw(image)
    text = text.upper() if rng.random() < 0.5 else text
    x = max(4.0, (image.width - draw.textlength(text, font=letters)) * rng.choice([0.1, 0.5]))
    width = max(1, round(image.width * scale / 12)) if outlined else 0
    edge = "black" if outlined else None
    draw.text((x, y), text, fill=_ink(rng), font=letters, stroke_width=width, stroke_fill=edge)


def _meme(rng: random.Random, image: Picture) -> None:
    for y in (0.03, 0.85):
        _words(rng, image, image.height * y, rng.uniform(0.06, 0.11), outlined=True)


def _title(rng: random.Random, image: Picture) -> None:
    _words(
        rng, image, image.height * rng.uniform(0.05, 0.6), rng.uniform(0.1, 0.18), outlined=False
    )
    _words(rng, image, image.height * 0.8, 0.06, outlined=False)
    _plates(rng, image)


def _plates(rng: random.Random, image: Picture) -> None:
    """Coloured labels with words."""
    draw, unit = ImageDraw.Draw(image), max(14, min(image.size) // rng.randint(10, 18))
    for _ in range(rng.randint(3, 6)):
        x, y = rng.uniform(0, image.width * 0.6), rng.uniform(0, image.height * 0.9)
        draw.rectangle((x, y, x + unit * rng.randint(6, 12), y + unit * 1.6), fill=colour(rng))
        draw.text(
            (x + unit / 2, y + unit / 5), sentence(rng, 2), fill="white", font=font(rng, unit)
        )


def _marks(rng: random.Random, image: Picture) -> None:
    """Named boxes, as about what was found."""
    draw, ink = (
        ImageDraw.Draw(image),
        rng.choice([(255, 255, 0), (0, 255, 80), (255, 0, 0), colour(rng)]),
    )
    unit, width = max(11, min(image.size) // 34), rng.randint(2, 5)
    for _ in range(rng.randint(3, 9)):
        x, y = rng.uniform(0, image.width * 0.75), rng.uniform(unit * 2, image.height * 0.75)
        wide, high = image.width * rng.uniform(0.08, 0.25), image.height * rng.uniform(0.08, 0.25)
        draw.rectangle((x, y, x + wide, y + high), outline=ink, width=width)
        draw.rectangle((x, y - unit * 1.4, x + unit * 6, y), fill=ink)
        draw.text((x + 3, y - unit * 1.3), sentence(rng, 1), fill="black", font=font(rng, unit))


def _symbols(rng: random.Random, image: Picture) -> None:
    """Discs and a corner or a wedge of flat colour."""
    draw, (wide, high) = ImageDraw.Draw(image), image.size
    for _ in range(rng.randint(2, 5)):
        r, x, y = (
            min(wide, high) * rng.uniform(0.06, 0.14),
            rng.uniform(0, wide),
            rng.uniform(0, high),
        )
        draw.ellipse((x - r, y - r, x + r, y + r), fill=_ink(rng))
        draw.polygon(
            [(x - r / 3, y - r / 2), (x + r / 2, y), (x - r / 3, y + r / 2)], fill=_ink(rng)
        )
    if rng.random() < 0.8:
        x, y = wide * rng.uniform(0.3, 0.9), high * rng.uniform(0.3, 0.7)
        draw.polygon([(0, high), (0, y), (x, high)], fill=colour(rng))
    _words(rng, image, high * 0.88, 0.05, outlined=False)


LAYERS: tuple[Layer, ...] = (_meme, _title, _plates, _marks, _symbols)


def _split(rng: random.Random, image: Picture, picture: Picture) -> None:
    """A photograph beside a flat part or above one, with words or a drawing on that."""
    wide, high = image.size
    share, upright = rng.choice([0.2, 0.25, 0.3, 0.5, 0.6]), rng.random() < 0.5
    box = (round(wide * share), high) if upright else (wide, round(high * share))
    flat = rng.choice([_plain, _plain, _printed, gradient, symbols, facets])(
        rng, (max(40, box[0]), max(40, box[1]))
    )
    image.paste(cover(picture, image.size))
    edge = rng.choice([0, 1])
    image.paste(flat, (edge * (wide - flat.width), edge * (high - flat.height)))


def _plain(rng: random.Random, size: Size) -> Picture:
    image = Image.new("RGB", size, rng.choice([(255, 255, 255), (0, 0, 0), colour(rng)]))
    _words(rng, image, size[1] * 0.3, min(0.2, 0.5 * size[1] / size[0]), outlined=False)
    return image


def _printed(rng: random.Random, size: Size) -> Picture:
    image, ink = page(rng, size)
    unit = max(9, round(min(size) * rng.uniform(0.03, 0.08)))
    paragraph(rng, image, (unit, unit, size[0] - unit, size[1] - unit), ink, unit)
    return image


def _inset(rng: random.Random, image: Picture, picture: Picture) -> None:
    """A page or a drawing with a photograph in it, square, round or framed."""
    wide, high = image.size
    drawer = rng.choice([columns, columns, listing, _plain, figures, emblem, dashboard, copied])
    ground = drawer(rng, image.size)
    image.paste(ground.resize(image.size) if ground.size != image.size else ground)
    for _ in range(rng.choice([1, 1, 2, 3])):
        share = rng.uniform(0.3, 0.75)
        inset = cover(
            picture, (max(60, round(wide * share)), max(60, round(high * rng.uniform(0.25, 0.6))))
        )
        mask = Image.new("L", inset.size, 255)
        if rng.random() < 0.25:
            mask.paste(0, (0, 0, *inset.size))
            ImageDraw.Draw(mask).ellipse((0, 0, *inset.size), fill=255)
        inset = noisy(inset.convert("L").convert("RGB"), 4) if drawer is copied else inset
        place = (rng.randint(0, wide - inset.width), rng.randint(0, high - inset.height))
        image.paste(inset, place, mask)


def _tiled(rng: random.Random, image: Picture, photographs: Sequence[Picture]) -> None:
    """Tiles of photographs and of flat colour, with gaps."""
    count, gap = rng.choice([2, 3]), rng.choice([0, 4, 12])
    image.paste(rng.choice([(255, 255, 255), colour(rng)]), (0, 0, *image.size))
    step = (image.width // count, image.height // count)
    for column in range(count):
        for row in range(count):
            size = (step[0] - gap, step[1] - gap)
            photographed = (column + row) % 2 == 0 or rng.random() < 0.3
            tile = cover(rng.choice(photographs), size) if photographed else _plain(rng, size)
            image.paste(tile, (column * step[0] + gap // 2, row * step[1] + gap // 2))


def mixed(rng: random.Random, size: Size, photographs: Sequence[Picture]) -> Picture:
    """Photographs with words or drawings beside them, about them or over them."""
    picture = rng.choice(photographs)
    image = cover(picture, size)
    form = rng.choice(["layer", "layer", "split", "split", "inset", "inset", "tiled"])
    if form == "layer":
        rng.choice(LAYERS)(rng, image)
    elif form == "split":
        _split(rng, image, picture)
    elif form == "inset":
        _inset(rng, image, picture)
    else:
        _tiled(rng, image, photographs)
    return image


TEXT: tuple[Drawer, ...] = (big_words, receipt, listing, listing, columns, columns, copied, copied)
