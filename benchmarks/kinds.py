"""How surely photographs, graphics, screenshots, text, line art and mixed pages are told apart.

Pictures of each kind are drawn, and photographs taken from a folder: each is cropped, scaled,
and saved as PNG or as JPEG, some with grain, some grey, dark or bright. Prints the table of
confusions, and how long it took beyond decoding.
"""

import argparse
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import get_args

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from benchmarks import drawn, pages, pictures
from benchmarks.drawing import flat, line_art, phones, prints, windows
from benchmarks.tables import markdown
from benchmarks.variants import saved
from pixelprep_cli.analysis.kind import MODEL, kind_of, model
from pixelprep_cli.model.facts import Kind
from pixelprep_cli.model.job import Bounds
from pixelprep_cli.pixels.colour import working
from pixelprep_cli.pixels.decode import open_source

SIDES = (320, 480, 640, 800, 1024, 1280, 1600, 1920)
ASPECTS = (16 / 9, 3 / 2, 4 / 3, 1.0, 3 / 4, 2 / 3, 9 / 16)
BOUNDS = Bounds(max_file_size=10**9, max_pixels=10**9)
KINDS: tuple[Kind, ...] = get_args(Kind)

Mixer = Callable[[random.Random, drawn.Size, Sequence[Image.Image]], Image.Image]
Family = tuple[dict[str, tuple[drawn.Drawer, ...]], Mixer]
FAMILIES: dict[str, Family] = {
    "plain": (pages.DRAWERS, pages.mixed),
    "varied": (
        {
            "graphic": flat.GRAPHICS,
            "screenshot": (*phones.PHONES, *windows.WINDOWS),
            "text": prints.TEXT,
            "line-art": line_art.LINE_ART,
        },
        prints.mixed,
    ),
}
"""Drawers of each kind, and what mixes photographs with drawings: two families of them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words."""
    parser.add_argument("--files", type=int, default=100, help="pictures of each kind")
    parser.add_argument("--seed", type=int, default=1, help="draws other pictures")
    add_family(parser, default="plain")
    parser.add_argument(
        "--labelled", metavar="DIR", help="judge pictures of your own, in a folder for each kind"
    )
    parser.add_argument("--model", default=MODEL, metavar="FILE", help="made by fit-kinds")
    parser.add_argument("--wrong", metavar="DIR", help="save those that are mistaken here")


def add_family(parser: argparse.ArgumentParser, default: str) -> None:
    """Which drawers draw."""
    parser.add_argument(
        "--family",
        choices=sorted(FAMILIES),
        action="append",
        help=f"whose drawings; can be repeated (default: {default})",
    )


def run(arguments: argparse.Namespace) -> None:
    """Print the table of confusions."""
    if arguments.labelled:
        judged = real(arguments.labelled)
    else:
        photographs = [pictures.upright(path, 2400) for path in pictures.find(arguments.images)]
        judged = labelled(
            photographs, arguments.files, arguments.seed, arguments.family or ["plain"]
        )
    found: Counter[tuple[str, str]] = Counter()
    times = []
    fitted = model(arguments.model)
    for label, number, picture in judged:
        began = time.process_time()
        told = kind_of(picture, fitted)
        times.append(time.process_time() - began)
        found[label, told] += 1
        if arguments.wrong and told != label:
            picture.save(f"{arguments.wrong}/{label}-{number:04d}-{told}.png")
    rows = []
    for label in KINDS:
        told_as = [found[label, told] for told in KINDS]
        share = found[label, label] / max(1, sum(told_as))
        rows.append([label, *map(str, told_as), f"{share * 100:.1f} %"])
    print(markdown(["is / told as", *KINDS, "right"], rows))
    right = sum(found[label, label] for label in KINDS)
    print(f"\nright: {right} of {sum(found.values())}, {right / sum(found.values()) * 100:.1f} %")
    usual, most = (1000 * found for found in (median(times), max(times)))
    print(f"CPU time beyond decoding: median {usual:.1f} ms, at most {most:.1f} ms")


def labelled(
    photographs: list[Image.Image], count: int, seed: int, families: Sequence[str]
) -> Iterator[tuple[Kind, int, Image.Image]]:
    """So many pictures of each kind, each with its kind and its number, by each family in turn."""
    chosen = [FAMILIES[name] for name in families]
    for kind in KINDS:
        for number in range(count):
            rng = random.Random(f"{seed} {kind} {number}")
            family, turn = chosen[number % len(chosen)], number // len(chosen)
            yield kind, number, saved(rng, _picture(rng, kind, turn, photographs, family))


def real(folder: str) -> Iterator[tuple[Kind, int, Image.Image]]:
    """The pictures in the folders that bear the names of kinds, as an analysis sees them."""
    for kind in KINDS:
        for number, path in enumerate(_within(os.path.join(folder, kind))):
            with open_source(path, BOUNDS) as source:
                yield kind, number, working(source.glance())


def opaque(picture: Image.Image) -> Image.Image:
    """The picture in RGB, on white where it is transparent."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture)
    return ground


def _within(folder: str) -> list[str]:
    return pictures.find(folder) if os.path.isdir(folder) else []


def treated(folder: str, seed: int) -> Iterator[tuple[Kind, int, Image.Image]]:
    """A part of each photograph in such a folder, in one of the ways in which they are treated."""
    for number, path in enumerate(_within(os.path.join(folder, "photograph"))):
        rng = random.Random(f"{seed} {os.path.basename(path)}")
        picture = pictures.upright(path, 1600)
        yield "photograph", number, saved(rng, _photograph(rng, picture))


def _picture(
    rng: random.Random, kind: Kind, number: int, photographs: list[Image.Image], family: Family
) -> Image.Image:
    drawers, mix = family
    size = _size(rng, least=480 if kind in ("screenshot", "text", "mixed") else 300)
    if kind == "photograph":
        return _photograph(rng, photographs[number % len(photographs)])
    if kind == "mixed":
        return mix(rng, size, photographs)
    choices = drawers[kind]
    picture = choices[number % len(choices)](rng, size)
    if rng.random() < 0.25:
        factor = rng.uniform(0.7, 1.4)
        made = (round(picture.width * factor), round(picture.height * factor))
        picture = picture.resize(made, Image.Resampling.LANCZOS)
    grainy = rng.random() < 0.12 and kind != "graphic"
    return drawn.noisy(picture, rng.uniform(1, 6)) if grainy else picture


def _size(rng: random.Random, least: int) -> tuple[int, int]:
    side = rng.choice([side for side in SIDES if side >= least])
    aspect = rng.choice(ASPECTS)
    return (side, round(side / aspect)) if aspect >= 1 else (round(side * aspect), side)


def _photograph(rng: random.Random, source: Image.Image) -> Image.Image:
    """A part of a photograph, in one of the ways in which photographs are taken or treated."""
    share = rng.uniform(0.4, 1)
    wide, high = round(source.width * share), round(source.height * share)
    x, y = rng.randint(0, source.width - wide), rng.randint(0, source.height - high)
    picture = source.crop((x, y, x + wide, y + high))
    side = rng.choice(SIDES)
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    return rng.choice(_TREATMENTS)(rng, picture)


def _grey(_: random.Random, image: Image.Image) -> Image.Image:
    return image.convert("L").convert("RGB")


def _night(rng: random.Random, image: Image.Image) -> Image.Image:
    below = rng.randint(20, 70)
    dark = image.point(lambda level: max(0, level - below) * level // 300)
    return drawn.noisy(dark, rng.choice([0.4, 2, 8]))


def _snow(rng: random.Random, image: Image.Image) -> Image.Image:
    pale = ImageEnhance.Color(image).enhance(0.3)
    lift = rng.randint(90, 140)
    return pale.point(lambda level: min(255, lift + level * 3 // 4))


def _macro(rng: random.Random, image: Image.Image) -> Image.Image:
    """All but a round subject out of focus."""
    soft = image.filter(ImageFilter.GaussianBlur(min(image.size) / 18))
    x, y = rng.uniform(0.3, 0.7) * image.width, rng.uniform(0.3, 0.7) * image.height
    radius = rng.uniform(0.15, 0.3) * min(image.size)
    mask = Image.radial_gradient("L").point(lambda level: 255 if level < 100 else 0)
    mask = mask.resize((round(2 * radius), round(2 * radius))).filter(ImageFilter.GaussianBlur(4))
    sharp = image.crop(
        (
            round(x - radius),
            round(y - radius),
            round(x - radius) + mask.width,
            round(y - radius) + mask.height,
        )
    )
    soft.paste(sharp, (round(x - radius), round(y - radius)), mask)
    return soft


def _grain(rng: random.Random, image: Image.Image) -> Image.Image:
    return drawn.noisy(image, rng.uniform(4, 28))


def _as_it_is(_: random.Random, image: Image.Image) -> Image.Image:
    return image


def _on_a_table(rng: random.Random, image: Image.Image) -> Image.Image:
    """Something photographed on one colour, as for a shop."""
    table = Image.new("RGB", image.size, rng.choice(["white", "black", "#f2f2f0", "#305060"]))
    mask = Image.new("L", image.size)
    wide, high = (round(rng.uniform(0.3, 0.8) * side) for side in image.size)
    x, y = rng.randint(0, image.width - wide), rng.randint(0, image.height - high)
    pen = ImageDraw.Draw(mask)
    box = (x, y, x + wide, y + high)
    if rng.choice([True, False]):
        pen.ellipse(box, fill=255)
    else:
        pen.rectangle(box, fill=255)
    return Image.composite(image, table, mask.filter(ImageFilter.GaussianBlur(rng.uniform(0.5, 3))))


_TREATMENTS = (
    *(_as_it_is, _as_it_is, _as_it_is),
    *(_grey, _night, _snow, _macro, _grain, _on_a_table),
)
