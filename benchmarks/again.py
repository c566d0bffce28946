"""The same command again: how long a run takes in which nothing, or one picture, has changed.

The pictures are scaled down, repeated with a pixel of difference, and optimized once. Each round
then measures whole processes: all pictures unchanged, told by lines, told as JSON events, and in
place; and a tenth of them with one that has changed.
"""

import argparse
import json
import os
import subprocess
from collections.abc import Sequence
from itertools import cycle, islice
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import BenchmarkError, pictures
from benchmarks.measure import Measured
from benchmarks.measure import run as run_process
from benchmarks.peers import find_pixelprep
from benchmarks.tables import markdown

EDGE = 96
PART = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `again`, beside those that all commands share."""
    parser.add_argument("--files", type=int, default=10_000, help="how many pictures there are")
    parser.add_argument("--rounds", type=int, default=5)


def run(arguments: argparse.Namespace) -> None:
    """Print the table."""
    command = find_pixelprep()
    if command is None:
        raise BenchmarkError("pixelprep is not installed for this Python")
    paths = pictures.spread(pictures.find(arguments.images), 20)
    with TemporaryDirectory() as scratch:
        os.environ["PIXELPREP_HOME"] = os.path.join(scratch, "home")
        whole, own, part = (os.path.join(scratch, name) for name in ("whole", "own", "part"))
        _draw(paths, arguments.files, whole)
        _draw(paths, arguments.files, own)
        _draw(paths, arguments.files // PART, part)
        apart = ("-o", os.path.join(scratch, "optimized"))
        rows = []
        for label, folder, words, changes in (
            ("nothing has changed", whole, apart, False),
            ("nothing has changed, as JSON", whole, (*apart, "--json", "--quiet"), False),
            ("nothing has changed, in place", own, ("--in-place",), False),
            ("one picture has changed", part, ("-o", f"{part}-optimized"), True),
        ):
            line = [*command, "optimize", folder, "-f", "webp", *words]
            run_process(line)
            rounds = [_again(line, folder, changes=changes) for _ in range(arguments.rounds)]
            if changes:
                _change(folder)
            rows.append([label, *_told(rounds), _counted(line)])
        print(f"{arguments.files} pictures, {arguments.rounds} rounds, {os.cpu_count()} cores\n")
        print(markdown(["run", "seconds", "CPU seconds", "peak memory, MB", "pictures"], rows))


def _draw(paths: Sequence[str], files: int, folder: str) -> None:
    """Pictures of which no two are the same, a hundred in each folder."""
    drawn = [pictures.upright(path, EDGE) for path in paths]
    for number, picture in enumerate(islice(cycle(drawn), files)):
        below = os.path.join(folder, f"{number // 100:03d}")
        os.makedirs(below, exist_ok=True)
        picture.putpixel((0, 0), (number % 256, number // 256 % 256, number // 65536))
        picture.save(os.path.join(below, f"{number:05d}.png"), compress_level=1)


def _again(words: Sequence[str], folder: str, *, changes: bool) -> Measured:
    if changes:
        _change(folder)
    return run_process(words, watch_memory=True)


def _change(folder: str) -> None:
    """Let the first picture hold what it has never held."""
    from PIL import Image

    below = os.path.join(folder, "000")
    first = os.path.join(below, min(os.listdir(below)))
    with Image.open(first) as opened:
        picture = opened.convert("RGB")
    picture.putpixel((1, 1), (*os.urandom(3),))
    picture.save(first, compress_level=1)


def _told(rounds: Sequence[Measured]) -> list[str]:
    memory = max((most for measured in rounds for most in measured.memory), default=0)
    return [
        f"{median(measured.seconds for measured in rounds):.2f}",
        f"{median(measured.cpu for measured in rounds):.2f}",
        f"{memory / 1e6:.0f}" if memory else "",
    ]


def _counted(words: Sequence[str]) -> str:
    """What became of the pictures in one more run, as that tells it."""
    told = subprocess.run([*words, "--json"], capture_output=True, text=True, check=False)
    summary = json.loads(told.stdout.splitlines()[-1])
    return ", ".join(
        f"{summary[status]} {status}"
        for status in ("optimized", "kept", "cached", "skipped", "failed")
        if summary[status]
    )
