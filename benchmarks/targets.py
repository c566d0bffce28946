"""How well `--target` is met: reached SSIMULACRA2 minus wanted, full encodes, and time.

Every picture is made by the program's own pipeline at each target, and once at the format's
default quality, which is what the time is compared with. The reference is pixelprep's own picture,
written without loss. Calibrate on other pictures than these.
"""

import argparse
import math
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from statistics import fmean, median
from tempfile import TemporaryDirectory

from benchmarks import pictures
from benchmarks.quality import ssimulacra2
from benchmarks.tables import markdown
from pixelprep_cli.batch.priority import renounce_realtime
from pixelprep_cli.model.job import Bounds, Job, Recipe, Target
from pixelprep_cli.model.settings import Output, Picture, Resize
from pixelprep_cli.model.values import FormatChoice, Likeness
from pixelprep_cli.pipeline import make
from pixelprep_cli.pipeline.result import Made

FORMATS = ("jpeg", "webp", "avif")
TARGETS = (30, 40, 50, 60, 70, 80, 90, 95)
REPEATS = 2
BOUNDS = Bounds(max_file_size=10**9, max_pixels=10**9)


@dataclass(frozen=True, slots=True)
class Met:
    """One output: format, wanted and reached score, full encodes, time by a fixed run's."""

    format: str
    wanted: int
    reached: float
    encodes: int
    times: float
    unreachable: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `targets`, beside those that all commands share."""
    parser.add_argument("--files", type=int, help="pictures to use (default: all)")
    parser.add_argument("--long-edge", type=int, default=1280, metavar="PIXELS")
    parser.add_argument("--targets", type=int, nargs="+", default=TARGETS, metavar="SCORE")
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--workers", type=int, help="pictures at once (default: all cores)")


def run(arguments: argparse.Namespace) -> None:
    """Print a row for each format and target, and one for each format."""
    os.environ["SVT_LOG"] = "0"
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    tasks = [(path, arguments.long_edge, arguments.formats, arguments.targets) for path in paths]
    with ProcessPoolExecutor(arguments.workers, initializer=renounce_realtime) as pool:
        met = [one for found in pool.map(_measure, tasks) for one in found]
    rows = []
    for name in arguments.formats:
        own = [one for one in met if one.format == name]
        rows += [
            _row(name, str(wanted), [one for one in own if one.wanted == wanted])
            for wanted in arguments.targets
        ]
        rows.append(_row(name, "all", own))
    head = ["format", "target", "outputs", "out of reach", "bias", "90th percentile", "encodes"]
    print(markdown([*head, "time by a fixed quality's"], rows))


def _measure(task: tuple[str, int, Sequence[str], Sequence[int]]) -> list[Met]:
    """One picture in every format at every target."""
    path, long_edge, formats, targets = task
    found = []
    with TemporaryDirectory() as folder:
        plain = _made(path, folder, long_edge, Output(format=FormatChoice(("png",))))
        for name in formats:
            fixed = Output(format=FormatChoice((name,)))
            base = min(_timed(path, folder, long_edge, fixed)[1] for _ in range(REPEATS + 1))
            for wanted in targets:
                output = replace(fixed, target=Likeness(wanted))
                runs = [_timed(path, folder, long_edge, output) for _ in range(REPEATS)]
                made = runs[0][0]
                codes = [warning.code for warning in made.outcome.warnings]
                found.append(
                    Met(
                        format=name,
                        wanted=wanted,
                        reached=ssimulacra2(plain.data, made.data),
                        encodes=made.outcome.encodes,
                        times=min(seconds for _, seconds in runs) / base,
                        unreachable="target_unreachable" in codes,
                    )
                )
    return found


def _timed(path: str, folder: str, long_edge: int, output: Output) -> tuple[Made, float]:
    """An output, and the CPU seconds that it took."""
    started = time.process_time()
    return _made(path, folder, long_edge, output), time.process_time() - started


def _made(path: str, folder: str, long_edge: int, output: Output) -> Made:
    picture = Picture(resize=Resize(long_edge=long_edge), output=output)
    job = Job(
        source=path,
        target=Target(folder=folder, stem="out"),
        recipes=(Recipe(picture=picture),),
        bounds=BOUNDS,
        token="benchmark",  # noqa: S106 - names a temporary file
    )
    return make(job, lambda *_: None)


def _row(name: str, wanted: str, met: Sequence[Met]) -> list[str]:
    """Figures of what is within the format's reach; encodes and time are of everything."""
    errors = [one.reached - one.wanted for one in met if not one.unreachable]
    sizes = sorted(map(abs, errors))
    return [
        name,
        wanted,
        str(len(met)),
        str(len(met) - len(errors)),
        f"{fmean(errors):+.1f}" if errors else "",
        f"{sizes[math.ceil(0.9 * len(sizes)) - 1]:.1f}" if errors else "",
        f"{fmean(one.encodes for one in met):.2f}",
        f"{median(one.times for one in met):.2f}",
    ]
