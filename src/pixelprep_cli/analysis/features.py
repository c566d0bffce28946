"""What can be measured of a picture's content, on a sample of its pixels.

Sensors and lenses make neighbours differ by a little nearly everywhere. Drawing makes them equal,
or very different, and makes most of a picture of a few colours; print is dense with edges, line
art sparse, and windows are full of straight ones.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL.Image import Image

TILE: Final = 64
TILES: Final = 5
"""Tiles a side that are looked at, spread evenly over the picture."""

LONG_EDGE: Final = 1400
"""Pixels: tiles of pictures that are longer are taken at about this scale."""

BLOCK: Final = 32
"""Pixels a side of the blocks whose differences among each other are told."""

STEPS: Final = (0, 3, 8, 16, 32, 64, 128)
"""Bounds of the classes of differences between neighbours, in levels."""

HARD: Final = 32
"""Levels: an edge, which neither grain nor texture has often."""

PARTS: Final = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Which quantiles of the blocks that are not empty are told."""

EMPTY: Final = 0.97
"""The share of equal neighbours from which a block is empty."""

QUIET: Final = 6
GROUND: Final = 16
"""Levels, and pixels a side, of blocks that show nothing but their ground."""

SIXTEENTHS: Final = bytes(level >> 4 for level in range(256))
"""Levels as the colours of grounds are told apart by them."""

SMALL: Final = 64
"""Pixels a side at which the layout of the whole picture is looked at."""

BAR: Final = 8
COLOURFUL: Final = 48
LEAST: Final = 0.002

NAMES: Final = (
    *(f"step_{step}" for step in (*STEPS, "more")),
    *(f"coarse_step_{step}" for step in (*STEPS, "more")),
    *(f"{what}_{part}" for what in ("equal", "soft", "hard") for part in PARTS),
    *("photographed", "drawn", "empty", "photographed_filled", "drawn_filled"),
    *("corners", "straight", "straight_edges"),
    *("exact_16", "exact_rest", "colours", "one", "two", "four", "eight", "tones"),
    *("colourful", "usual", "usual_share", "dark", "bright"),
    *("ground", "second_ground", "third_ground", "grounds"),
    *("bars", "panels", "plain_rows", "plain_columns"),
)
"""What `features` tells, in order."""


def features(image: Image) -> list[float]:
    """The numbers that `NAMES` names, of a picture in a working mode. Transparent is white."""
    from PIL import ImageChops

    here, right, below = mosaics(image)
    across, down = _difference(here, right), _difference(here, below)
    either = ImageChops.lighter(across, down)
    return [
        *_steps(either),
        *_halved(here),
        *_blocks(either, across, down),
        *_colours(here),
        *_grounds(here, either),
        *_layout(image),
    ]


def mosaics(image: Image) -> tuple[Image, Image, Image]:
    """Tiles from all over the picture side by side, and the same of a pixel further right and down.

    So that neighbours are compared within the picture, never across the tiles' seams.
    """

    factor = max(1, round(max(image.size) / LONG_EDGE))
    wide, high = (max(1, side // factor - 1) for side in image.size)
    if max(wide, high) <= TILE * TILES:
        return _shifted(_sample(image, (0, 0), (wide, high), factor))
    columns, rows = (min(TILES, -(-side // TILE)) for side in (wide, high))
    tile = (min(TILE, wide), min(TILE, high))
    samples = {}
    for column in range(columns):
        for row in range(rows):
            left = round((wide - tile[0]) * (column + 0.5) / columns) * factor
            top = round((high - tile[1]) * (row + 0.5) / rows) * factor
            samples[column, row] = _sample(image, (left, top), tile, factor)
    return _mosaic(samples, (0, 0)), _mosaic(samples, (1, 0)), _mosaic(samples, (0, 1))


def _mosaic(samples: dict[tuple[int, int], Image], shift: tuple[int, int]) -> Image:
    """Samples by column and row, side by side, each from the pixel on by which it is shifted.

    They are a pixel too large. The next covers what is beyond, so those on whose side that is come
    last: of samples that are shifted the ones before, of the others the ones after.
    """
    from PIL import Image as Images

    (columns, rows), sample = max(samples), samples[0, 0]
    wide, high = sample.width - 1, sample.height - 1
    made = Images.new("RGB", ((columns + 1) * wide, (rows + 1) * high))
    across, down = shift
    for column in range(columns + 1)[:: -1 if across else 1]:
        for row in range(rows + 1)[:: -1 if down else 1]:
            made.paste(samples[column, row], (column * wide - across, row * high - down))
    return made


def _sample(image: Image, corner: tuple[int, int], size: tuple[int, int], factor: int) -> Image:
    """A part of size + 1 pixels once reduced by the factor, opaque, in RGB."""
    left, top = corner
    wide, high = ((side + 1) * factor for side in size)
    cut = _opaque(image.crop((left, top, left + wide, top + high)))
    return cut.reduce(factor) if factor > 1 else cut


def _shifted(sample: Image) -> tuple[Image, Image, Image]:
    wide, high = sample.width - 1, sample.height - 1
    here, right, below = (
        sample.crop((x, y, x + wide, y + high)) for x, y in ((0, 0), (1, 0), (0, 1))
    )
    return here, right, below


def _opaque(image: Image) -> Image:
    from PIL import Image as Images

    if image.mode != "RGBA":
        return image if image.mode == "RGB" else image.convert("RGB")
    return Images.alpha_composite(Images.new("RGBA", image.size, "white"), image).convert("RGB")


def _difference(one: Image, other: Image) -> Image:
    """By how much pixels differ, in the channel in which they do most."""
    from PIL import ImageChops

    red, green, blue = ImageChops.difference(one, other).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _steps(either: Image) -> list[float]:
    """Logarithms of the shares of neighbours that differ by so much."""
    return [_log(share) for share in _classes(either.histogram())]


def _halved(mosaic: Image) -> list[float]:
    """The same at half the scale, where there is less grain."""
    from PIL import ImageChops

    half = mosaic.reduce(2)
    wide, high = max(1, half.width - 1), max(1, half.height - 1)
    here = half.crop((0, 0, wide, high))
    right, below = half.crop((1, 0, wide + 1, high)), half.crop((0, 1, wide, high + 1))
    return _steps(ImageChops.lighter(_difference(here, right), _difference(here, below)))


def _classes(counts: list[int]) -> list[float]:
    total = max(1, sum(counts))
    bounds = (-1, *STEPS, 255)
    return [sum(counts[low + 1 : high + 1]) / total for low, high in itertools.pairwise(bounds)]


def _blocks(either: Image, across: Image, down: Image) -> list[float]:
    """How equal, soft and hard steps are spread over the picture, and which way edges run."""
    from PIL import ImageChops

    upright, level = _above(across, HARD), _above(down, HARD)
    equal = _shares(_up_to(either, 1))
    hard = _shares(ImageChops.lighter(upright, level))
    soft = [1 - a - b for a, b in zip(equal, hard, strict=True)]
    count = len(equal)
    photographed = sum(s > 0.35 and e < 0.4 for e, s in zip(equal, soft, strict=True))
    drawn = sum(
        e > 0.3 and h > 0.01 and s < 3 * h + 0.1 for e, s, h in zip(equal, soft, hard, strict=True)
    )
    filled = [place for place, share in enumerate(equal) if share <= EMPTY] or range(count)
    empty = sum(share > EMPTY for share in equal)
    edges = max(LEAST, sum(hard) / count)
    corners = sum(_shares(ImageChops.darker(upright, level))) / count
    rows = level.reduce((16, 1)).tobytes().count(255)
    columns = upright.reduce((1, 16)).tobytes().count(255)
    straight = 16 * (rows + columns) / (either.width * either.height)
    return [
        *(
            quantile
            for shares in (equal, soft, hard)
            for quantile in _quantiles(shares[place] for place in filled)
        ),
        *(photographed / count, drawn / count, empty / count),
        *(photographed / len(filled), drawn / len(filled)),
        *(corners / edges, _log(straight), straight / edges),
    ]


def _above(steps: Image, most: int) -> Image:
    """Which steps are higher: 255, the others 0."""
    return steps.point([0] * (most + 1) + [255] * (255 - most))


def _up_to(steps: Image, most: int) -> Image:
    """Which steps are no higher: 255, the others 0."""
    return steps.point([255] * (most + 1) + [0] * (255 - most))


def _shares(which: Image, block: int | tuple[int, int] = BLOCK) -> list[float]:
    """Of each block, the share of the pixels that are 255 and not 0."""
    return [share / 255 for share in which.reduce(block).tobytes()]


def _quantiles(shares: Iterable[float]) -> list[float]:
    ordered = sorted(shares)
    return [math.sqrt(max(0.0, ordered[int(part * (len(ordered) - 1))])) for part in PARTS]


def _colours(mosaic: Image) -> list[float]:
    """How few colours make most of the picture, and which levels are usual."""
    from PIL import Image as Images
    from PIL import ImageChops

    size = (max(1, mosaic.width // 2), max(1, mosaic.height // 2))
    small = mosaic.resize(size, Images.Resampling.NEAREST)
    total = size[0] * size[1]
    exact = sorted([count for count, _ in small.getcolors(total) or []], reverse=True)
    coarse = small.point([level & 0xE0 for level in range(256)] * 3)
    groups = sorted((count for count, _ in coarse.getcolors(512) or []), reverse=True)
    red, green, blue = small.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    chroma = ImageChops.difference(most, least).histogram()
    levels = small.convert("L").histogram()
    below = [0] * 7 + list(itertools.accumulate(levels, initial=0)) + [total] * 6
    usual = max(range(256), key=lambda level: below[level + 14] - below[level + 1])
    return [
        sum(exact[:16]) / total,
        sum(exact[1:16]) / max(1, total - sum(exact[:1])),
        math.log(len(exact)),
        *(sum(groups[:number]) / total for number in (1, 2, 4, 8)),
        math.log(sum(count > total / 200 for count in groups) or 1),
        math.sqrt(sum(chroma[COLOURFUL:]) / total),
        usual / 255,
        sum(levels[max(0, usual - 12) : usual + 13]) / total,
        sum(levels[:80]) / total,
        sum(levels[200:]) / total,
    ]


def _grounds(mosaic: Image, either: Image) -> list[float]:
    """The colours of blocks that are empty: of the most frequent their shares, and how many."""
    from collections import Counter

    quiet = _shares(_up_to(either, QUIET), GROUND)
    colours = mosaic.reduce(GROUND).tobytes().translate(SIXTEENTHS)
    found = Counter(
        colours[3 * place : 3 * place + 3] for place, share in enumerate(quiet) if share > 0.95
    )
    shares = [count / len(quiet) for _, count in found.most_common()]
    first, second, third = (*shares, 0.0, 0.0, 0.0)[:3]
    several = sum(share > 0.015 for share in shares)
    return [first, math.sqrt(second), math.sqrt(third), math.log(several + 1)]


def _layout(image: Image) -> list[float]:
    """Of the whole picture at a small scale: edges across most of it, and rows that are plain."""
    from PIL import Image as Images

    thinned = image.resize((3 * SMALL, 3 * SMALL), Images.Resampling.NEAREST)
    small = _opaque(thinned).reduce(3)
    side = SMALL - 1
    here = small.crop((0, 0, side, side))
    down = _difference(here, small.crop((0, 1, side, SMALL)))
    across = _difference(here, small.crop((1, 0, SMALL, side)))
    bars = _shares(_above(down, BAR), (side, 1))
    panels = _shares(_above(across, BAR), (1, side))
    rows = _shares(_up_to(across, BAR // 2), (side, 1))
    columns = _shares(_up_to(down, BAR // 2), (1, side))
    return [
        *(math.sqrt(sum(share > 0.6 for share in lines) / side) for lines in (bars, panels)),
        *(sum(share > 0.95 for share in lines) / side for lines in (rows, columns)),
    ]


def _log(share: float) -> float:
    return math.log(share + LEAST)
