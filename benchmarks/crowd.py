"""Many runs at once, each on a tree of its own, with one state folder and one cache for all.

Half of them work in place. All are begun together, then said again, then undone, the runs in place
one by one by their names, all of them at once again. Each has to end well and to say nothing on
standard error, what is said again has to be cached, and what is undone has to be as it was.
"""

import argparse
import glob
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from tempfile import TemporaryDirectory

from benchmarks import BenchmarkError, pictures
from benchmarks.kills import SOURCES, snapshot
from benchmarks.tables import markdown

EDGE = 64
PATIENCE = 600.0
"""Seconds after which a run counts as blocked."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `crowd`, beside those that all commands share."""
    parser.add_argument("--count", type=int, default=100, help="runs at once (default: 100)")
    parser.add_argument("--files", type=int, default=3, help="pictures in each (default: 3)")


def run(arguments: argparse.Namespace) -> None:
    """Print how long the runs took. Stops at the first that ends otherwise than it should."""
    paths = pictures.spread(pictures.find(arguments.images), 10)
    with TemporaryDirectory() as folder:
        crowd = Crowd(folder, arguments.count)
        crowd.draw(paths, arguments.files)
        rows = [[told, f"{seconds:.1f}"] for told, seconds in crowd.work()]
    print(f"{arguments.count} runs at once, {os.cpu_count()} cores\n")
    print(markdown(["runs", "seconds until the last has ended"], rows))


@dataclass(frozen=True)
class Crowd:
    """So many trees in a folder, each worked on by a process of its own."""

    folder: str
    count: int

    def draw(self, paths: Sequence[str], files: int) -> None:
        """Lay out the trees: pictures of which no two are the same."""
        drawn = [pictures.upright(path, EDGE) for path in paths]
        number = 0
        for tree in self._trees():
            os.makedirs(os.path.join(self.folder, tree))
            for picture in islice(cycle(drawn), files):
                number += 1
                picture.putpixel((0, 0), (number % 256, number // 256 % 256, 0))
                name = os.path.join(self.folder, tree, f"{number}.jpg")
                picture.save(name, quality=95)

    def work(self) -> list[tuple[str, float]]:
        """Do all of it; what was done, and in how many seconds.

        Raises:
            BenchmarkError: a run has ended otherwise than it should.
        """
        before = snapshot(self.folder)
        told = [
            ("at first", self._optimize({"optimized", "kept"})),
            ("said again", self._optimize({"cached"})),
            ("undone", self._undo()),
        ]
        left = {path: state for path, state in snapshot(self.folder).items() if path in before}
        if left != before:
            raise BenchmarkError("not every original is what it was")
        return told

    def _trees(self) -> list[str]:
        return [f"tree-{number}" for number in range(self.count)]

    def _optimize(self, wanted: set[str]) -> float:
        ways = cycle((["--in-place"], ["-o", "{tree}-made"]))
        words = [
            [
                "optimize",
                tree,
                *(word.format(tree=tree) for word in way),
                "-q",
                "60",
                "--json",
                "--quiet",
            ]
            for tree, way in zip(self._trees(), ways, strict=False)
        ]
        seconds, said = self._at_once(words)
        for out in said:
            events = map(json.loads, out.splitlines())
            found = {event["status"] for event in events if event["event"] == "file"}
            if not found <= wanted:
                raise BenchmarkError(f"pictures were {found}, and not {wanted}")
        return seconds

    def _undo(self) -> float:
        records = glob.glob(os.path.join(self.folder, "home", "state", "runs", "*"))
        if len(records) != self.count:
            raise BenchmarkError(f"{len(records)} runs are on record, and not {self.count}")
        seconds, _ = self._at_once([["undo", os.path.basename(record)] for record in records])
        return seconds

    def _at_once(self, lines: Sequence[Sequence[str]]) -> tuple[float, list[str]]:
        """Run all command lines together; what each has said."""
        began = time.monotonic()
        processes = [self._begin(words) for words in lines]
        said = []
        try:
            for words, process in zip(lines, processes, strict=True):
                out, err = process.communicate(timeout=PATIENCE)
                if process.returncode or err.strip():
                    told = f"{' '.join(words)} ended with {process.returncode}: {err}"
                    raise BenchmarkError(told)
                said.append(out)
        except subprocess.TimeoutExpired as error:
            raise BenchmarkError(f"a run has not ended in {PATIENCE:.0f} seconds") from error
        finally:
            for process in processes:
                process.kill()
                process.wait()
        return time.monotonic() - began, said

    def _begin(self, words: Sequence[str]) -> subprocess.Popen[str]:
        path = os.pathsep.join(filter(None, (SOURCES, os.environ.get("PYTHONPATH"))))
        own = {
            "PIXELPREP_HOME": os.path.join(self.folder, "home"),
            "PYTHONPATH": path,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "pixelprep_cli", *words],
            cwd=self.folder,
            env=os.environ | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
