"""What an analysis costs beyond decoding, as a share of making the picture.

CPU time in a worker, picture by picture: all of an analysis but its predictions, from the file,
less what Pillow takes to decode it. That is set against making the picture without a preset, and by
the preset that comes first. Beside the folder's pictures there are a photograph, a chart, a window
and a page, from thumbnails to 24 megapixels, in several formats.
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
from pixelprep_cli.pipeline import analyse, make
from pixelprep_cli.pixels.decode import open_source

MOST = 0.15
BOUNDS = Bounds(max_file_size=10**9, max_pixels=10**9)
DRAWN: dict[str, drawn.Drawer] = {
    "chart": drawn.chart,
    "window": pages.screenshot,
    "text": pages.text,
}
PAIRS = 9
"""Of so many analyses, each set against decoding anew, the median counts."""

SIZES = ((200, 125), (400, 250), (800, 500), (1600, 1000), (6000, 4000))
SMALL = 800
"""Pixels of the long edge up to which drawings come as GIF, WebP and PNG of few colours as well."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own words."""
    parser.add_argument("--files", type=int, help="pictures to use (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="to make each, the fastest counts")


def run(arguments: argparse.Namespace) -> None:
    """Print what each picture took, and the median and the worst shares."""
    auto, default = (
        resolve(given, environ={}, folder=os.devnull).recipes for given in ({"preset": "auto"}, {})
    )
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    rows, shares = [], []
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(1, get_context("spawn"), prepare) as worker,
    ):
        for path in (*paths, *_made(paths[0], folder)):
            measured = worker.submit(_measured, path, auto, default, arguments.rounds)
            preset, beyond, *made = measured.result()
            shares.append([beyond / seconds for seconds in made])
            milliseconds = (f"{1000 * seconds:.1f}" for seconds in (beyond, *made))
            told = (f"{share:.1%}" for share in shares[-1])
            rows.append([os.path.basename(path), preset, *milliseconds, *told])
    titles = ["picture", "preset", "analysed, ms", "made, ms", "by the preset", "share", "of that"]
    print(markdown(titles, rows))
    names = ("without a preset", "by the preset")
    for name, found in zip(names, zip(*shares, strict=True), strict=True):
        above = sum(share > MOST for share in found)
        print(f"\n{name}: median {median(found):.1%}, at most {max(found):.1%}")
        print(f"{above} of {len(found)} above {MOST:.0%}")


def _made(photograph: str, folder: str) -> Iterator[str]:
    for size in SIZES:
        for name, drawer in DRAWN.items():
            picture = drawer(random.Random(name), size)
            few = picture.convert("RGB").quantize(64)
            stem = os.path.join(folder, f"{name}-{size[0]}")
            picture.save(f"{stem}.png")
            yield f"{stem}.png"
            if size[0] <= SMALL:
                for suffix, saved in ((".gif", few), (".webp", picture), ("-palette.png", few)):
                    saved.save(stem + suffix, lossless=True)
                    yield stem + suffix
        picture = drawn.cover(pictures.upright(photograph, max(size)), size)
        for suffix in (".jpg", ".webp", ".png") if size[0] <= SMALL else (".jpg",):
            path = os.path.join(folder, f"photograph-{size[0]}{suffix}")
            picture.save(path, quality=85)
            yield path


def _measured(
    path: str, auto: tuple[Recipe, ...], default: tuple[Recipe, ...], rounds: int
) -> tuple[str, float, float, float]:
    """The preset that comes first, and CPU seconds: of an analysis beyond decoding, and to make the
    picture without a preset and by that one.
    """
    with open_source(path, BOUNDS) as source:
        best = Look(source).best(auto)
    target = Target(folder=os.path.dirname(path), stem="unused")

    def job(*recipes: Recipe) -> Job:
        return Job(source=path, target=target, recipes=recipes, bounds=BOUNDS, token="")

    def beyond() -> float:
        return _timed(lambda: analyse(job(*auto), _admit)) - _timed(lambda: _decode(path))

    def made(recipe: Recipe) -> float:
        return min(_timed(lambda: make(job(recipe), _admit)) for _ in range(rounds))

    analysed = median(beyond() for _ in range(PAIRS))
    return best.preset or "", analysed, made(*default), made(best)


def _decode(path: str) -> None:
    from PIL import Image

    with Image.open(path) as image:
        image.load()


def _admit(_pixels: int, _memory: int) -> None:
    pass


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
