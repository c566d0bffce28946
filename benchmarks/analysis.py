"""What an analysis costs beyond decoding, as a share of making the picture as it recommends.

CPU time in a worker, picture by picture: analysed once it is decoded, and made by the preset that
comes first. A chart, a window and a page are drawn, small and large, and a photograph is scaled to
24 megapixels.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median

from benchmarks import drawn, pages, pictures
from benchmarks.tables import markdown
from pixelprep_cli.analysis.examine import Look
from pixelprep_cli.batch.worker import prepare
from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.model.job import Bounds, Job, Recipe, Target
from pixelprep_cli.pipeline import make
from pixelprep_cli.pixels.decode import open_source

MOST = 0.15
BOUNDS = Bounds(max_file_size=10**9, max_pixels=10**9)
DRAWN: dict[str, drawn.Drawer] = {
    "chart": drawn.chart,
    "window": pages.screenshot,
    "text": pages.text,
}
LARGE = (6000, 4000)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words."""
    parser.add_argument("--files", type=int, help="pictures to use (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="of each the fastest counts")


def run(arguments: argparse.Namespace) -> None:
    """Print what each picture took, and the median and the worst share."""
    recipes = resolve({"preset": "auto"}, environ={}, folder=os.devnull).recipes
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    rows, shares = [], []
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, get_context("spawn"), prepare) as worker,
    ):
        for path in (*paths, *_made(paths[0], folder)):
            measured = worker.submit(_measured, path, recipes, arguments.rounds)
            preset, *times = measured.result()
            shares.append(times[0] / times[1])
            milliseconds = (f"{1000 * seconds:.1f}" for seconds in times)
            rows.append([os.path.basename(path), preset, *milliseconds, f"{shares[-1]:.1%}"])
    print(markdown(["picture", "preset", "analysed, ms", "made, ms", "share"], rows))
    print(f"\nbeyond decoding: median {median(shares):.1%}, at most {max(shares):.1%}")
    print(f"{sum(share > MOST for share in shares)} of {len(shares)} above {MOST:.0%}")


def _made(photograph: str, folder: str) -> Iterator[str]:
    for name, drawer in DRAWN.items():
        for size in ((1600, 1000), LARGE):
            path = os.path.join(folder, f"{name}-{size[0]}.png")
            drawer(random.Random(name), size).save(path)
            yield path
    path = os.path.join(folder, "photograph-6000.jpg")
    drawn.cover(pictures.upright(photograph, LARGE[0]), LARGE).save(path, quality=92)
    yield path


def _measured(path: str, recipes: tuple[Recipe, ...], rounds: int) -> tuple[str, float, float]:
    """The preset that comes first, and CPU seconds: to analyse beyond decoding, and to make."""
    with open_source(path, BOUNDS) as source:
        recipe = Look(source).best(recipes)
    target = Target(folder=os.path.dirname(path), stem="unused")
    job = Job(source=path, target=target, recipes=(recipe,), bounds=BOUNDS, token="")

    def analyse() -> float:
        with open_source(path, BOUNDS) as source:
            look = Look(source)
            source.decode()
            look.pixels.load()
            return _timed(lambda: look.analysis(recipes))

    def optimize() -> float:
        return _timed(lambda: make(job, lambda _memory, _pixels: None))

    analysed, made = (min(work() for _ in range(rounds)) for work in (analyse, optimize))
    return recipe.preset or "", analysed, made


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
