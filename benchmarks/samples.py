"""What a few pictures of a folder tell of all of them.

Folders are drawn from the pictures. A forecast looks at the first of its sample, as many as it
might have time for, at sizes that are true; compared are samples by the bytes of the sources and
by what their headers tell. `held` is how often the range holds the truth.
"""

import argparse
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import BenchmarkError, pictures
from benchmarks.tables import markdown
from pixelprep_cli.batch.extrapolate import extrapolated
from pixelprep_cli.batch.forecast import AFFORDABLE
from pixelprep_cli.batch.gauge import gauges
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.machine import usable_cores
from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.batch.source import examine
from pixelprep_cli.batch.strata import in_turn, stratified
from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.model.forecast import Forecast, Gauge
from pixelprep_cli.model.job import Recipe, Target
from pixelprep_cli.model.outcome import Outcome
from pixelprep_cli.model.settings import Run

PRESETS = ("web_display", "instagram_square", "email_newsletter")
FOLDERS = (12, 15, 20, 30, 40)
QUANTILE = 0.9


@dataclass(frozen=True, slots=True)
class Known:
    """Pictures, what became of them, and what their headers tell of that."""

    tasks: Sequence[Task]
    outcomes: Mapping[str, Outcome]
    likely: Mapping[str, Gauge]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words."""
    parser.add_argument("--files", type=int, help="pictures to use (default: all)")
    parser.add_argument("--folders", type=int, default=200, help="folders to draw a preset")
    parser.add_argument("--seed", type=int, default=1, help="draws other folders")


def run(arguments: argparse.Namespace) -> None:
    """Print two rows a preset."""
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    tasks = [Task(source, Target(folder="", stem="")) for source in map(examine, paths) if source]
    rows = []
    with Pool() as pool:
        for preset in PRESETS:
            known = _known(pool, tasks, resolve({"preset": preset}).recipes)
            for by, likely in (("bytes", None), ("headers", known.likely)):
                rows.append([preset, by, *_judged(known, likely, arguments)])
    head = ["preset", "sample by", "error, median", "90th", "range, half", "held"]
    print(f"{len(tasks)} pictures, {arguments.folders} folders of {FOLDERS} a preset\n")
    print(markdown(head, rows))


def _known(pool: Pool, tasks: Sequence[Task], recipes: tuple[Recipe, ...]) -> Known:
    workers = usable_cores()
    likely = gauges(pool, tasks, recipes, Run(), workers=workers)
    found = {}
    for result in pool.run(jobs(tasks, recipes, Run(), "measure"), workers=workers):
        if isinstance(result, Outcome) and result.produced:
            found[result.source] = result
    return Known([task for task in tasks if task.source.path in found], found, likely or {})


def _judged(
    known: Known, likely: Mapping[str, Gauge] | None, arguments: argparse.Namespace
) -> list[str]:
    rng = random.Random(arguments.seed)
    errors, halves, held = [], [], 0
    for _ in range(arguments.folders):
        folder = rng.sample(known.tasks, min(len(known.tasks), rng.choice(FOLDERS)))
        truth = sum(known.outcomes[task.source.path].output_bytes or 0 for task in folder)
        told = _told(known, folder, likely, rng)
        errors.append(abs(math.log(told.output_bytes / truth)))
        halves.append((told.high - told.low) / 2 / told.output_bytes)
        held += told.low <= truth <= told.high
    most = sorted(errors)[int(QUANTILE * len(errors))]
    shares = (median(errors), most, median(halves), held / arguments.folders)
    return [f"{share * 100:.0f} %" for share in shares]


def _told(
    known: Known, folder: Sequence[Task], likely: Mapping[str, Gauge] | None, rng: random.Random
) -> Forecast:
    strata = stratified(folder, len(folder) // AFFORDABLE, likely)
    order = in_turn(strata)
    reached = order[: rng.randint(2, len(order))]
    looked = {task.source.path: known.outcomes[task.source.path] for task in reached}
    told = extrapolated(strata, looked)
    if told is None:
        raise BenchmarkError("no picture of a sample has an output")
    return told
