"""Rate control: how many encodes a cap takes, and how close to it they come.

Every picture is scaled to a long edge and brought under each cap in each format. The two
qualities above the one that was found are then encoded as well, to see that it is the highest
that fits, or one step below.
"""

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks import pictures
from benchmarks.sizes import encoder, scaled
from benchmarks.tables import markdown
from pixelprep_cli.batch.priority import renounce_realtime

FORMATS = ("jpeg", "webp", "avif", "png")
CAPS = (100_000, 200_000, 400_000)
FLOOR = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What a search ended with: `best` tells that it is the highest that fits or one below."""

    format: str
    encodes: int
    probes: int
    share: float
    fits: bool
    at_ceiling: bool
    best: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `limits`, beside those that all commands share."""
    parser.add_argument("--files", type=int, help="pictures to use (default: all)")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--caps", type=int, nargs="+", default=CAPS, metavar="BYTES")
    parser.add_argument("--long-edge", type=int, default=1920, metavar="PIXELS")
    parser.add_argument("--quality", type=int, default=95, metavar="1-100", help="the ceiling")


def run(arguments: argparse.Namespace) -> None:
    """Print one row a format."""
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    with ProcessPoolExecutor(initializer=renounce_realtime) as pool:
        jobs = [
            pool.submit(_found, path, name, arguments.long_edge, arguments.caps, arguments.quality)
            for path in paths
            for name in arguments.formats
        ]
        found = [each for job in jobs for each in job.result()]
    print(f"{len(paths)} pictures of {arguments.long_edge} px, {len(arguments.caps)} caps\n")
    print(_table(found, arguments.formats))


def _found(path: str, name: str, edge: int, caps: Sequence[int], ceiling: int) -> list[Found]:
    from pixelprep_cli.sizing.estimate import estimator
    from pixelprep_cli.sizing.search import highest_quality

    os.environ["SVT_LOG"] = "0"
    picture = scaled(path, edge) or pictures.upright_srgb(path)
    encode = encoder(picture, name, None)
    ceiling = min(ceiling, encode.codec.qualities[1])
    results = []
    for cap in caps:
        fit = highest_quality(encode, cap, FLOOR, ceiling, estimator(encode))
        quality = fit.quality or 0
        further = min(quality + 2, ceiling)
        found = Found(
            format=name,
            encodes=fit.encodes,
            probes=fit.probes,
            share=len(fit.data) / cap,
            fits=fit.fits,
            at_ceiling=quality == ceiling,
            best=quality == ceiling or len(encode(further)) > cap or quality + 1 == ceiling,
        )
        results.append(found)
    return results


def _table(found: Sequence[Found], formats: Sequence[str]) -> str:
    rows = []
    for name in formats:
        mine = [each for each in found if each.format == name]
        fitting = [each for each in mine if each.fits]
        bound = [each for each in fitting if not each.at_ceiling]
        rows.append(
            [
                name,
                str(len(mine)),
                f"{fmean(each.encodes for each in mine):.2f}",
                f"{fmean(each.probes for each in mine):.2f}",
                str(sum(each.share > 1 for each in fitting)),
                f"{median(each.share for each in bound) * 100:.1f} %" if bound else "",
                f"{sum(each.best for each in bound)} of {len(bound)}",
                str(len(mine) - len(fitting)),
            ]
        )
    head = ["format", "searches", "mean encodes", "mean probes", "over", "of the cap, median"]
    return markdown([*head, "best or one below", "missed"], rows)
