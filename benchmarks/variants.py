"""Other pictures of the same kind, made of one: inverted, tinted, grey, a part, scaled, saved."""

import io
import random

from PIL import Image, ImageOps

from pixelprep_cli.model.facts import Kind

LEAST_SIDE = 160
LONGEST_SIDE = 3000
PARTED = 200
"""Pixels: a part of a picture has at least so many a side."""


def variant(rng: random.Random, kind: Kind, picture: Image.Image) -> Image.Image:
    """The picture in other colours, at another scale, a part of it, or with what JPEG adds."""
    return saved(rng, _scaled(rng, _part(rng, kind, _coloured(rng, kind, picture))))


def saved(rng: random.Random, picture: Image.Image) -> Image.Image:
    """The picture as it comes out of a PNG, or of a JPEG at some quality."""
    if rng.random() < 0.45:
        return picture
    buffer = io.BytesIO()
    chroma = rng.choice(["4:2:0", "4:4:4"])
    picture.save(buffer, "JPEG", quality=rng.randint(55, 96), subsampling=chroma)
    with Image.open(buffer) as opened:
        return opened.convert("RGB")


def _coloured(rng: random.Random, kind: Kind, picture: Image.Image) -> Image.Image:
    """White on black, in two colours, or grey, as pictures of its kind are found."""
    chance = rng.random()
    if kind in ("photograph", "mixed"):
        return ImageOps.grayscale(picture).convert("RGB") if chance < 0.2 else picture
    if chance < 0.25:
        return ImageOps.invert(picture)
    if chance < 0.5 and kind in ("text", "line-art"):
        dark, light = _colour(rng, 0, 90), _colour(rng, 170, 255)
        ink, paper = rng.choice([(dark, light), (light, dark)])
        return ImageOps.colorize(ImageOps.grayscale(picture), ink, paper)
    return ImageOps.grayscale(picture).convert("RGB") if 0.5 <= chance < 0.6 else picture


def _colour(rng: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return rng.randint(low, high), rng.randint(low, high), rng.randint(low, high)


def _part(rng: random.Random, kind: Kind, picture: Image.Image) -> Image.Image:
    """A part of it, unless it is mixed, as that might be of one kind."""
    share = rng.uniform(0.6, 1)
    wide, high = round(picture.width * share), round(picture.height * share)
    if kind == "mixed" or min(wide, high) < PARTED or rng.random() < 0.5:
        return picture
    left, top = rng.randint(0, picture.width - wide), rng.randint(0, picture.height - high)
    return picture.crop((left, top, left + wide, top + high))


def _scaled(rng: random.Random, picture: Image.Image) -> Image.Image:
    scale = rng.uniform(0.6, 1.5)
    wide, high = round(picture.width * scale), round(picture.height * scale)
    if min(wide, high) < LEAST_SIDE or max(wide, high) > LONGEST_SIDE or rng.random() < 0.4:
        return picture
    usual = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)
    return picture.resize((wide, high), rng.choice(usual))
