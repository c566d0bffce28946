"""Fit the constants of `sizing/likeness.json`: SSIMULACRA2 by features that take little time.

Every picture is encoded at a ladder of qualities of each format. The errors that are printed are
of pictures that the fit has not seen: each in turn is left out.
"""

import argparse
import json
import math
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from statistics import fmean
from typing import TYPE_CHECKING, Any

from benchmarks import pictures
from benchmarks.quality import png, ssimulacra2
from benchmarks.tables import markdown
from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Knobs, Raster
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.sizing import likeness

if TYPE_CHECKING:
    from PIL.Image import Image

LADDERS = {
    "jpeg": (20, 40, 60, 75, 85, 90, 95, 98),
    "webp": (8, 30, 55, 75, 85, 93, 100),
    "avif": (12, 30, 45, 58, 68, 76, 88),
    "jxl": (10, 30, 50, 65, 80, 90, 97),
}
OFFSET = ("webp", "avif", "jxl")
"""Formats whose scores differ from JPEG's by a constant."""

EDGES = (1024, 720, 1440, 1024, 900)
"""Long edges in pixels, in turn, as the fit has to hold at any scale."""

LEAST_SCORE = 25.0
"""Below the scores that can be wanted, where encodes are left out of the fit."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One encode: its picture's number, format, quality, reference score and features."""

    picture: int
    format: str
    quality: int
    score: float
    features: tuple[float, float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `calibrate`, beside those that all commands share."""
    parser.add_argument("--files", type=int, help="pictures to use (default: all)")
    parser.add_argument("--long-edge", type=int, nargs="+", default=EDGES, metavar="PIXELS")
    parser.add_argument("--write", metavar="FILE", help="where the constants go (default: nowhere)")


def run(arguments: argparse.Namespace) -> None:
    """Print the errors, and write the constants if asked."""
    os.environ["SVT_LOG"] = "0"
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    tasks = list(zip(range(len(paths)), paths, cycle(arguments.long_edge), strict=False))
    with ProcessPoolExecutor() as pool:
        seen = [one for found in pool.map(_ladders, tasks) for one in found]
    used = [one for one in seen if one.score >= LEAST_SCORE]
    print(_table(used))
    if arguments.write:
        with open(arguments.write, "w", encoding="ascii") as file:
            json.dump(_constants(used) | {"curves": _curves(seen)}, file, indent=1)
            file.write("\n")


def _ladders(task: tuple[int, str, int]) -> list[Seen]:
    """One picture at every quality of every format."""
    number, path, long_edge = task
    picture = _scaled(path, long_edge)
    reference, judge = png(picture), likeness.Judge(picture)
    found = []
    for name, qualities in LADDERS.items():
        for quality in qualities:
            knobs = Knobs(quality=quality)
            encoded = codec_for(name).encode(Raster(image=picture), knobs, Metadata())
            features = judge.features(encoded)
            if features is not None:
                score = ssimulacra2(reference, encoded)
                found.append(Seen(number, name, quality, score, features))
    return found


def _scaled(path: str, long_edge: int) -> "Image":
    from PIL import Image as Images

    picture = pictures.upright_srgb(path).convert("RGB")
    picture.thumbnail((long_edge, long_edge), Images.Resampling.LANCZOS)
    picture.info.clear()
    return picture


def _row(one: Seen) -> list[float]:
    """The polynomial's terms, and which format it is; JPEG is the one that has no offset."""
    return [*likeness.terms(*one.features), *(one.format == name for name in OFFSET)]


def _solved(seen: Sequence[Seen]) -> list[float]:
    import numpy as np

    rows, scores = np.array([_row(one) for one in seen], float), [one.score for one in seen]
    return [float(weight) for weight in np.linalg.lstsq(rows, np.array(scores), rcond=None)[0]]


def _constants(seen: Sequence[Seen]) -> dict[str, Any]:
    solved = _solved(seen)
    weights, offsets = solved[: -len(OFFSET)], solved[-len(OFFSET) :]
    columns = list(zip(*(one.features for one in seen), strict=True))
    return {
        "weights": [round(weight, 5) for weight in weights],
        "formats": {"jpeg": 0.0}
        | {name: round(value, 3) for name, value in zip(OFFSET, offsets, strict=True)},
        "low": [round(min(column), 4) for column in columns],
        "high": [round(max(column), 4) for column in columns],
    }


def _curves(seen: Sequence[Seen]) -> dict[str, list[tuple[int, float]]]:
    """The mean score at each quality, format by format."""
    return {
        name: [
            (quality, round(fmean(_scores(seen, name, quality)), 2)) for quality in LADDERS[name]
        ]
        for name in LADDERS
    }


def _scores(seen: Sequence[Seen], name: str, quality: int) -> list[float]:
    return [one.score for one in seen if (one.format, one.quality) == (name, quality)]


def _table(seen: Sequence[Seen]) -> str:
    """Errors of every picture by the fit to the others, format by format."""
    errors: list[tuple[str, float]] = []
    for picture in sorted({one.picture for one in seen}):
        weights = _solved([one for one in seen if one.picture != picture])
        errors += [
            (one.format, sum(a * b for a, b in zip(weights, _row(one), strict=True)) - one.score)
            for one in seen
            if one.picture == picture
        ]
    rows = []
    for name in ("all", *LADDERS):
        own = [error for format_name, error in errors if name in ("all", format_name)]
        sizes = sorted(map(abs, own))
        rows.append(
            [
                name,
                str(len(own)),
                f"{fmean(own):+.2f}",
                f"{fmean(error * error for error in own) ** 0.5:.2f}",
                f"{sizes[math.ceil(0.9 * len(sizes)) - 1]:.2f}",
            ]
        )
    return markdown(["format", "encodes", "bias", "RMSE", "90th percentile"], rows)
