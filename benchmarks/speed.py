"""Whole processes against each other: the same pictures through every tool, in turn.

Each round runs all tools one after the other, so that a ratio compares neighbours in time; the
table gives medians over the rounds.
"""

import argparse
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import BenchmarkError, likeness, pictures, start
from benchmarks.measure import Measured
from benchmarks.measure import run as run_process
from benchmarks.peers import FLOOR, Tool, Work, find_tools
from benchmarks.tables import markdown

GIANT = (20_000, 14_000)
SMALL_EDGE = 512


@dataclass(frozen=True, slots=True)
class Job:
    """What is done, to how many pictures by default, and whether memory is watched."""

    format: str
    quality: int | None
    files: int | None
    rounds: int
    prepare: Callable[[Sequence[str], int, str], str]
    watch_memory: bool = False
    max_pixels: int | None = None
    max_size: int | None = None


def _photographs(paths: Sequence[str], files: int, scratch: str) -> str:
    folder = os.path.join(scratch, "photographs")
    os.mkdir(folder)
    pictures.repeat(paths, files, folder)
    return folder


def _small(paths: Sequence[str], files: int, scratch: str) -> str:
    pictures.draw_small(pictures.spread(paths, 40), files, SMALL_EDGE, scratch)
    return os.path.join(scratch, "small")


def _giant(paths: Sequence[str], files: int, scratch: str) -> str:
    folder = os.path.join(scratch, "giant")
    os.mkdir(folder)
    for number in range(files):
        target = os.path.join(folder, f"{number}.jpg")
        pictures.draw_giant(paths[number % len(paths)], *GIANT, target)
    return folder


JOBS = {
    "webp": Job("webp", 80, None, 3, _photographs),
    "jpeg": Job("jpeg", 80, None, 5, _photographs),
    "avif": Job("avif", None, 12, 1, _photographs),
    "cap": Job("webp", None, None, 1, _photographs, max_size=200_000),
    "small": Job("webp", 80, 2000, 3, _small, watch_memory=True),
    "giant": Job("jpeg", 80, 1, 3, _giant, watch_memory=True, max_pixels=300_000_000),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `speed`, beside those that all commands share."""
    parser.add_argument("--job", choices=[*JOBS, "start"], default="webp")
    parser.add_argument("--files", type=int, help="pictures, repeated to reach the number")
    parser.add_argument("--rounds", type=int, help="how often each tool runs")
    parser.add_argument("--long-edge", type=int, default=1920, metavar="PIXELS")
    parser.add_argument("--tools", nargs="+", metavar="NAME", help="only these")
    parser.add_argument(
        "--quality-check",
        type=int,
        default=0,
        metavar="N",
        help="also score N outputs of each tool with SSIMULACRA2",
    )


def run(arguments: argparse.Namespace) -> None:
    """Print the table of one job."""
    paths = pictures.find(arguments.images)
    if arguments.job == "start":
        print(start.table(paths[0], arguments.sharp, arguments.rounds or 11))
        return
    job = JOBS[arguments.job]
    tools = _chosen(find_tools(arguments.sharp), job, arguments.tools)
    with TemporaryDirectory() as scratch:
        files = arguments.files or job.files or len(paths)
        work = Work(
            folder=job.prepare(paths, files, scratch),
            format=job.format,
            quality=job.quality,
            long_edge=arguments.long_edge,
            max_pixels=job.max_pixels,
            max_size=job.max_size,
        )
        rounds = [
            _round(_turned(tools, turn), work, scratch, job.watch_memory)
            for turn in range(arguments.rounds or job.rounds)
        ]
        print(f"{files} pictures, {len(rounds)} rounds, {os.cpu_count()} cores\n")
        print(_table(tools, rounds, files))
        if job.watch_memory:
            print(f"\n{_curves(tools, rounds[0])}")
        if arguments.quality_check:
            whole = [tool for tool in tools if tool.name != FLOOR and rounds[0][tool.name].outputs]
            print(f"\n{likeness.table(whole, work, arguments.quality_check, scratch)}")


def _chosen(found: Sequence[Tool], job: Job, names: Sequence[str] | None) -> list[Tool]:
    able = [tool for tool in found if job.format in tool.formats]
    if job.max_size is not None:
        able = [tool for tool in able if tool.caps]
    chosen = [tool for tool in able if tool.name in (names or [tool.name])]
    if not chosen:
        raise BenchmarkError(f"none of these tools; found: {', '.join(tool.name for tool in able)}")
    return chosen


@dataclass(frozen=True, slots=True)
class Result:
    """One tool's run, with the number and the bytes of its outputs."""

    measured: Measured
    outputs: int
    size: int


def _turned(tools: Sequence[Tool], turn: int) -> list[Tool]:
    """Another one begins each round."""
    turn %= len(tools)
    return [*tools[turn:], *tools[:turn]]


def _round(tools: Sequence[Tool], work: Work, scratch: str, watch: bool) -> dict[str, Result]:
    results = {}
    for tool in tools:
        with _output_folder(scratch) as output:
            measured = run_process(tool.command(work, output), watch_memory=watch)
            sizes = [entry.stat().st_size for entry in os.scandir(output)]
        results[tool.name] = Result(measured, len(sizes), sum(sizes))
    return results


@contextmanager
def _output_folder(scratch: str) -> Iterator[str]:
    folder = os.path.join(scratch, "output")
    os.mkdir(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _table(tools: Sequence[Tool], rounds: Sequence[dict[str, Result]], files: int) -> str:
    """A row a tool; ratios are the first tool's time over the row's, in the same round."""
    first = tools[0].name
    head = ["tool", "seconds", f"{first} / tool", "CPU seconds", "files a second", "outputs", "MB"]
    rows = [_row(tool.name, first, rounds, files) for tool in tools]
    return markdown(head, rows)


def _row(name: str, first: str, rounds: Sequence[dict[str, Result]], files: int) -> list[str]:
    runs = [results[name].measured for results in rounds]
    seconds = median(run.seconds for run in runs)
    ratio = median(
        results[first].measured.seconds / results[name].measured.seconds for results in rounds
    )
    last = rounds[-1][name]
    ended = "" if last.measured.code == 0 else f" (exit {last.measured.code})"
    return [
        name,
        f"{seconds:.2f}",
        f"{ratio:.3f}",
        f"{median(run.cpu for run in runs):.2f}",
        f"{files / seconds:.1f}",
        f"{last.outputs}{ended}",
        f"{last.size / 1e6:.1f}",
    ]


def _curves(tools: Sequence[Tool], results: dict[str, Result]) -> str:
    """The peak of each tenth of a run, in MB: flat where memory does not grow with the files."""
    tenths = range(10)
    head = ["peak memory, MB", "whole run", *(f"{tenth + 1}/10" for tenth in tenths)]
    rows = []
    for tool in tools:
        memory = results[tool.name].measured.memory
        if len(memory) >= len(tenths):
            edges = [len(memory) * tenth // len(tenths) for tenth in (*tenths, len(tenths))]
            peaks = [max(memory), *(max(memory[a:b]) for a, b in pairwise(edges))]
            rows.append([tool.name, *(f"{peak / 1e6:.0f}" for peak in peaks)])
    return markdown(head, rows)
