"""How far the program's SSIMULACRA2 is from the reference's, and the curves of `likeness.json`.

Every picture is encoded at a ladder of qualities of each format. The curves are the mean scores at
each quality: where the search for a target begins.
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
from typing import TYPE_CHECKING

from benchmarks import pictures
from benchmarks.quality import png, ssimulacra2
from benchmarks.tables import markdown
from pixelprep_cli.batch.priority import renounce_realtime
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
EDGES = (1024, 720, 1440, 1024, 900)
"""Long edges in pixels, in turn, as scores have to hold at any scale."""

LEAST_SCORE = 25.0
"""Below the scores that can be wanted, where encodes are left out of the errors."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One encode: its format, quality, reference score, and what pixelprep tells of it."""

    format: str
    quality: int
    score: float
    told: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `calibrate`, beside those that all commands share."""
    parser.add_argument("--files", type=int, help="pictures to use (default: all)")
    parser.add_argument("--long-edge", type=int, nargs="+", default=EDGES, metavar="PIXELS")
    parser.add_argument("--formats", nargs="+", choices=list(LADDERS), default=list(LADDERS))
    parser.add_argument(
        "--write", metavar="FILE", help="where the curves go, beside those of other formats"
    )


def run(arguments: argparse.Namespace) -> None:
    """Print the errors, and write the curves if asked."""
    os.environ["SVT_LOG"] = "0"
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    names = arguments.formats
    tasks = [(*one, names) for one in zip(paths, cycle(arguments.long_edge), strict=False)]
    with ProcessPoolExecutor(initializer=renounce_realtime) as pool:
        seen = [one for found in pool.map(_ladders, tasks) for one in found]
    print(_table([one for one in seen if one.score >= LEAST_SCORE], names))
    if arguments.write:
        curves = likeness.model().curves | _curves(seen, names)
        with open(arguments.write, "w", encoding="ascii") as file:
            json.dump(curves, file, indent=1)
            file.write("\n")


def _ladders(task: tuple[str, int, Sequence[str]]) -> list[Seen]:
    """One picture at every quality of those formats."""
    path, long_edge, names = task
    picture = _scaled(path, long_edge)
    reference, judge = png(picture), likeness.Judge(picture)
    found = []
    for name in names:
        for quality in LADDERS[name]:
            knobs = Knobs(quality=quality)
            encoded = codec_for(name).encode(Raster(image=picture), knobs, Metadata())
            score = ssimulacra2(reference, encoded)
            found.append(Seen(name, quality, score, judge.score(encoded)))
    return found


def _scaled(path: str, long_edge: int) -> "Image":
    from PIL import Image as Images

    picture = pictures.upright_srgb(path).convert("RGB")
    picture.thumbnail((long_edge, long_edge), Images.Resampling.LANCZOS)
    picture.info.clear()
    return picture


def _curves(seen: Sequence[Seen], names: Sequence[str]) -> dict[str, tuple[tuple[int, float], ...]]:
    """The mean score at each quality, format by format."""
    return {
        name: tuple(
            (quality, round(fmean(_scores(seen, name, quality)), 2)) for quality in LADDERS[name]
        )
        for name in names
    }


def _scores(seen: Sequence[Seen], name: str, quality: int) -> list[float]:
    return [one.score for one in seen if (one.format, one.quality) == (name, quality)]


def _table(seen: Sequence[Seen], names: Sequence[str]) -> str:
    """Errors of the program's own scores, format by format."""
    rows = []
    for name in ("all", *names):
        own = [one.told - one.score for one in seen if name in ("all", one.format)]
        sizes = sorted(map(abs, own))
        rows.append(
            [
                name,
                str(len(own)),
                f"{fmean(own):+.2f}",
                f"{fmean(error * error for error in own) ** 0.5:.2f}",
                f"{sizes[math.ceil(0.9 * len(sizes)) - 1]:.2f}",
                f"{sizes[-1]:.2f}",
            ]
        )
    return markdown(["format", "encodes", "bias", "RMSE", "90th percentile", "worst"], rows)
