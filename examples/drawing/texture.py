"""Noise, gradients, light and grain: what makes a drawn picture photo-like."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Size = tuple[int, int]
Colour = tuple[int, int, int]
Stops = Sequence[tuple[float, Colour]]

RADIAL_EDGE = 181
"""Pillow's radial gradient at the middle of a side: 255 / √2, its corners are 255."""


def seeded(seed: int) -> Random:
    """Random numbers that are the same on every machine."""
    return Random(seed)  # noqa: S311 - pictures, not secrets


def noise(size: Size, cell: Size, rng: Random) -> Image.Image:
    """Smooth grey noise whose features are about `cell` pixels large."""
    grid = (max(2, size[0] // cell[0]), max(2, size[1] // cell[1]))
    cells = Image.frombytes("L", grid, rng.randbytes(grid[0] * grid[1]))
    return cells.resize(size, Image.Resampling.BICUBIC)


def fractal(size: Size, cell: Size, rng: Random, octaves: int = 5) -> Image.Image:
    """Noise upon noise, each octave half as large and half as strong (Perlin's fractal sum)."""
    total = noise(size, cell, rng)
    for octave in range(1, octaves):
        finer = (max(1, cell[0] >> octave), max(1, cell[1] >> octave))
        total = Image.blend(total, noise(size, finer, rng), 1 / (2**octave + 1))
    return total


def gradient(size: Size, stops: Stops) -> Image.Image:
    """Colours from top to bottom; a stop is a height between 0 and 1 and its colour."""
    column = Image.new("RGB", (1, size[1]))
    for y in range(size[1]):
        column.putpixel((0, y), between(stops, y / (size[1] - 1)))
    return column.resize(size)


def between(stops: Stops, place: float) -> Colour:
    """The colour at a place between 0 and 1."""
    upper = next((i for i, stop in enumerate(stops) if stop[0] >= place), len(stops) - 1)
    lower = max(0, upper - 1)
    (a, first), (b, second) = stops[lower], stops[upper]
    share = 0.0 if a == b else min(1.0, (place - a) / (b - a))
    red, green, blue = (round(p + (q - p) * share) for p, q in zip(first, second, strict=True))
    return red, green, blue


def spot(size: Size, strength: float = 1.0) -> Image.Image:
    """A grey mask: `strength` in the middle, nothing at the inscribed ellipse."""
    return (
        Image.radial_gradient("L")
        .resize(size)
        .point(lambda value: 255 * strength * max(0.0, 1 - value / RADIAL_EDGE) ** 2)
    )


def glow(picture: Image.Image, centre: Size, radius: int, colour: Colour) -> Image.Image:
    """Light that is brightest at `centre` and gone at `radius` pixels."""
    return shine(picture, spot((2 * radius, 2 * radius)), centre, colour)


def shine(picture: Image.Image, light: Image.Image, centre: Size, colour: Colour) -> Image.Image:
    """Add `light`, a grey mask around `centre`, in a colour."""
    left, top = centre[0] - light.width // 2, centre[1] - light.height // 2
    here = picture.crop((left, top, left + light.width, top + light.height))
    tinted = ImageChops.multiply(light.convert("RGB"), Image.new("RGB", light.size, colour))
    lit = picture.copy()
    lit.paste(ImageChops.screen(here, tinted), (left, top))
    return lit


def grain(picture: Image.Image, strength: float, rng: Random) -> Image.Image:
    """Film grain: soft noise, alike in all channels; `strength` is between 0 and 1."""
    flakes = Image.frombytes("L", picture.size, rng.randbytes(picture.width * picture.height))
    flakes = flakes.filter(ImageFilter.GaussianBlur(0.8))
    around_grey = Image.blend(Image.new("L", picture.size, 128), flakes, strength)
    return ImageChops.overlay(picture, around_grey.convert("RGB"))


def vignette(picture: Image.Image, darkness: float) -> Image.Image:
    """Corners darker than the middle, as lenses draw them."""
    falloff = ImageChops.invert(Image.radial_gradient("L")).resize(picture.size)
    lifted = falloff.point(lambda value: 255 * (1 - darkness) + min(value * 2, 255) * darkness)
    return ImageChops.multiply(picture, lifted.convert("RGB"))


def ridge(width: int, roughness: float, rng: Random) -> list[float]:
    """A skyline between -1 and 1: midpoint displacement over `width` pixels."""
    points = [rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1)]
    spread = roughness
    while len(points) < width:
        middles = [(a + b) / 2 + rng.uniform(-spread, spread) for a, b in pairwise(points)]
        points = [p for pair in zip(points, middles, strict=False) for p in pair] + [points[-1]]
        spread *= roughness
    highest = max(map(abs, points))
    return [point / highest for point in points[:width]]


def below(size: Size, heights: Sequence[float]) -> Image.Image:
    """A mask of all that lies under a skyline of `heights` (pixels from the top)."""
    twice = Image.new("L", (size[0] * 2, size[1] * 2))
    line = [(2 * x, 2 * y) for x, y in enumerate(heights)]
    corners = [(2 * size[0], line[-1][1]), (2 * size[0], 2 * size[1]), (0, 2 * size[1])]
    ImageDraw.Draw(twice).polygon([*line, *corners], fill=255)
    return twice.resize(size, Image.Resampling.BOX)


def turned(
    size: Size, profile: Callable[[float], float], bumps: Image.Image, colour: Colour, shine: float
) -> Image.Image:
    """A lathe-turned body in window light from the upper left, RGBA.

    `profile` gives the radius at a height between 0 and 1, as a share of half the width; `bumps`
    is grey noise that roughens the surface; shading is Lambert's with a Blinn-Phong highlight.
    """
    width, height = size
    body = Image.new("RGBA", size)
    pixels, rough = body.load(), bumps.resize(size).load()
    assert pixels is not None and rough is not None  # noqa: S101, PT018
    light, half = (-0.56, -0.5, 0.66), (-0.31, -0.27, 0.91)
    for y in range(height):
        radius = profile(y / height) * width / 2
        slope = (profile((y + 1) / height) - profile((y - 1) / height)) * width / 4
        for x in range(math.ceil(width / 2 - radius), math.floor(width / 2 + radius)):
            across = (x + 0.5 - width / 2) / radius
            bump = (float(rough[x, y]) - 128) / 128  # type: ignore[arg-type]
            normal = (across + bump * 0.12, -slope + bump * 0.12, math.sqrt(1 - across * across))
            length = math.hypot(*normal)
            facing = _dot(normal, light) / length
            rim = max(0.0, across - 0.55) * 0.25
            bright = 0.16 + 0.9 * max(0.0, facing) + rim
            spark = 255 * shine * max(0.0, _dot(normal, half) / length) ** 40
            red, green, blue = (min(255, round(c * bright + spark)) for c in colour)
            pixels[x, y] = (red, green, blue, 255)
    return body


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))
