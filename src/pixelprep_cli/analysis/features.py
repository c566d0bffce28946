"""What can be measured of a picture's content, on a sample of its pixels.

Sensors and lenses make neighbours differ by a little nearly everywhere. Drawing makes them equal,
or very different, and makes most of a picture of a few colours; print is dense with edges, line
art sparse, and windows are full of straight ones.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import TYPE_CHECKING, Final

from pixelprep_cli.analysis.tiles import inner, side_by_side, spread, steps
from pixelprep_cli.pixels.decode import GLANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PIL.Image import Image

    from pixelprep_cli.analysis.tiles import Box, Counts

TILE: Final = 32
TILES: Final = 6
"""Pixels a side of the tiles that are looked at, and how many a side there are at most."""

BLOCK: Final = 16
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
EIGHTHS: Final = bytes(level >> 5 for level in range(256))
"""Levels as the colours of grounds, and groups of colours, are told apart by them."""

FEW: Final = 48
"""Pixels a side among which colours are counted."""

SMALL: Final = 64
"""Pixels a side at which the layout of the whole picture is looked at."""

ROWS: Final = [slice(at, at + SMALL - 1) for at in range(0, (SMALL - 1) ** 2, SMALL - 1)]
COLUMNS: Final = [slice(at, None, SMALL - 1) for at in range(SMALL - 1)]
"""Where the steps of each row and each column of it lie."""

BAR: Final = 8
RAISED: Final = bytes(step > BAR for step in range(256))
PLAIN: Final = bytes(step <= BAR // 2 for step in range(256))
"""Which steps count as those of a bar's edge, and as none."""

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

    sample, counts = sampled(image)
    light = sample.convert("L")
    here = inner(light, counts)
    across, down = steps(light, counts)
    either = ImageChops.lighter(across, down)
    return [
        *_steps(either),
        *_steps(ImageChops.lighter(*steps(here.reduce(2), counts))),
        *_blocks(either, across, down),
        *_colours(sample, here.histogram()),
        *_grounds(inner(sample, counts), either),
        *_layout(image),
    ]


def sampled(image: Image) -> tuple[Image, Counts]:
    """Tiles in RGB, opaque, a pixel larger than `TILE`, and how many there are across and down."""
    # As JPEG's decoder scales for a glance, so that it makes no difference which of them does.
    factor = 1 << max(0, (min(image.size) // GLANCE).bit_length() - 1)
    wide, high = (max(1, side // factor - 1) for side in image.size)
    counts, boxes = spread((wide, high), TILE, TILES)
    tiles = (image.crop(_with_neighbours(box, factor)) for box in boxes)
    sample = _opaque(side_by_side(tiles, counts))
    return (sample.reduce(factor) if factor > 1 else sample), counts


def _with_neighbours(box: Box, factor: int) -> Box:
    """A box that is larger by the factor, and by the next column and row."""
    left, top, right, bottom = (factor * edge for edge in box)
    return left, top, right + factor, bottom + factor


def _opaque(image: Image) -> Image:
    from PIL import Image as Images

    if image.mode != "RGBA":
        return image if image.mode == "RGB" else image.convert("RGB")
    ground = Images.new("RGB", image.size, "white")
    ground.paste(image, mask=image)
    return ground


def _steps(either: Image) -> list[float]:
    """Logarithms of the shares of neighbours that differ by so much."""
    return [_log(share) for share in _classes(either.histogram())]


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


def _above(found: Image, most: int) -> Image:
    """Which steps are higher: 255, the others 0."""
    return found.point([0] * (most + 1) + [255] * (255 - most))


def _up_to(found: Image, most: int) -> Image:
    """Which steps are no higher: 255, the others 0."""
    return found.point([255] * (most + 1) + [0] * (255 - most))


def _shares(which: Image, block: int | tuple[int, int] = BLOCK) -> list[float]:
    """Of each block, the share of the pixels that are 255 and not 0."""
    return [share / 255 for share in which.reduce(block).tobytes()]


def _quantiles(shares: Iterable[float]) -> list[float]:
    ordered = sorted(shares)
    return [math.sqrt(max(0.0, ordered[int(part * (len(ordered) - 1))])) for part in PARTS]


def _colours(sample: Image, levels: list[int]) -> list[float]:
    """How few colours make most of the picture, and which levels are usual."""
    from PIL import Image as Images
    from PIL import ImageChops

    width, height = (min(side, FEW) for side in sample.size)
    small = sample.resize((width, height), Images.Resampling.NEAREST)
    total = width * height
    pixels = small.convert("RGBX").tobytes()
    exact = sorted(Counter(memoryview(pixels).cast("I").tolist()).values(), reverse=True)
    coarse = Images.frombytes("RGBX", small.size, pixels.translate(EIGHTHS)).getcolors(512)
    groups = sorted((count for count, _ in coarse or ()), reverse=True)
    red, green, blue = small.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    chroma = ImageChops.difference(most, least).histogram()
    shown = sum(levels)
    below = [0] * 7 + list(itertools.accumulate(levels, initial=0)) + [shown] * 6
    usual = max(range(256), key=lambda level: below[level + 14] - below[level + 1])
    return [
        sum(exact[:16]) / total,
        sum(exact[1:16]) / max(1, total - exact[0]),
        math.log(len(exact)),
        *(sum(groups[:number]) / total for number in (1, 2, 4, 8)),
        math.log(sum(count > total / 200 for count in groups) or 1),
        math.sqrt(sum(chroma[COLOURFUL:]) / total),
        usual / 255,
        sum(levels[max(0, usual - 12) : usual + 13]) / shown,
        sum(levels[:80]) / shown,
        sum(levels[200:]) / shown,
    ]


def _grounds(sample: Image, either: Image) -> list[float]:
    """The colours of blocks that are empty: of the most frequent their shares, and how many."""
    quiet = _shares(_up_to(either, QUIET), GROUND)
    colours = sample.reduce(GROUND).tobytes().translate(SIXTEENTHS)
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

    thinned = image.resize((2 * SMALL, 2 * SMALL), Images.Resampling.NEAREST)
    small = _opaque(thinned).convert("L").reduce(2)
    across, down = (found.tobytes() for found in steps(small, (1, 1)))
    return [
        math.sqrt(_full(down.translate(RAISED), ROWS, 0.6)),
        math.sqrt(_full(across.translate(RAISED), COLUMNS, 0.6)),
        _full(across.translate(PLAIN), ROWS, 0.95),
        _full(down.translate(PLAIN), COLUMNS, 0.95),
    ]


def _full(marked: bytes, lines: Sequence[slice], least: float) -> float:
    """The share of lines of which more than a share is marked."""
    return sum(marked[line].count(1) > least * len(lines) for line in lines) / len(lines)


def _log(share: float) -> float:
    return math.log(share + LEAST)
