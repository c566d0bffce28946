"""Hostile files: the whole program over a folder of bad pictures, held against Pillow alone.

Every file is named to the program, so that each has a result. With `--bend` each is bent in so
many ways first. Exit code 1 where something is not as it has to be.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Final

from benchmarks import BenchmarkError, mutations, pictures
from benchmarks.tables import markdown
from pixelprep_cli.codecs.inputs import INPUTS

NAMED_AT_ONCE: Final = 500
LONG_EDGE: Final = 1280
LIMITS: Final = (
    *("file_too_large", "too_many_pixels", "too_many_frames", "too_many_bytes"),
    *("too_much_memory", "timeout"),
)
"""Codes by which the program says that it could, but is not allowed to."""

MEASURE: Final = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w", encoding="ascii") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs a command, and tells the largest memory of its processes, as nobody else is its child."""

MADE: Final = ("optimized", "kept")
SAID: Final = ("failed ", "missed ", "interrupted ")
"""How the program's own lines on standard error begin; all others are noise."""

LEAST_SHARE: Final = 0.99
"""Of the files that Pillow alone decodes, what has to be made."""


@dataclass(slots=True)
class Report:
    """What became of a folder of files.

    `statuses` and `codes` count them, `decodable` those that Pillow alone decodes, of which `made`
    came out; `lost` are the others of them, with the word that the program has for it.
    `faults` is what must not be.
    """

    files: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    decodable: int = 0
    refused: int = 0
    made: int = 0
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    peak: int = 0

    @property
    def share(self) -> float:
        """Of what Pillow decodes and no limit forbids, what was made."""
        possible = self.decodable - self.refused
        return self.made / possible if possible else 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `hostile`, beside those that all commands share."""
    parser.add_argument("--bend", type=int, default=0, metavar="N", help="bent copies of each file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", default="webp", help="of the outputs")
    parser.add_argument("--timeout", type=float, default=20, metavar="SECONDS")
    parser.add_argument("--max-memory", type=int, default=2_000_000_000, metavar="BYTES")
    parser.add_argument("--keep", metavar="DIR", help="an empty folder to work in, left behind")


def run(arguments: argparse.Namespace) -> None:
    """Print what became of the files, and what must not be."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = os.path.abspath(arguments.keep or temporary)
        source = os.path.join(folder, "in")
        os.makedirs(source)
        if not gather(arguments.images, source, bent=arguments.bend, seed=arguments.seed):
            raise BenchmarkError(f"{arguments.images}: no file found")
        report = examine(
            folder,
            name=arguments.format,
            timeout=arguments.timeout,
            max_memory=arguments.max_memory,
        )
    print(_table(report))
    for told in (*report.lost, *report.faults):
        print(ascii(told)[1:-1])
    if report.faults or report.share < LEAST_SHARE:
        sys.exit(1)


def gather(images: str, folder: str, *, bent: int, seed: int) -> int:
    """Fill `folder` with the files below `images`, or with bent copies of them; how many."""
    count = 0
    for parent, folders, names in os.walk(images):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(parent, name)
            if not os.path.isfile(path):
                continue
            if not bent:
                pictures.link(path, os.path.join(folder, f"{count:05d}-{name}"))
                count += 1
            for number in range(bent if os.path.getsize(path) else 0):
                bend_into(path, folder, number, seed)
                count += 1
    return count


def bend_into(path: str, folder: str, number: int, seed: int) -> None:
    """Write a bent copy of a file, named after the mutation; they take turns."""
    mutation = list(mutations.MUTATIONS)[number % len(mutations.MUTATIONS)]
    with open(path, "rb") as file:
        data = mutations.bend(file.read(), mutation, seed + number)
    stem, extension = os.path.splitext(os.path.basename(path))
    count = len(os.listdir(folder))
    with open(os.path.join(folder, f"{count:05d}-{mutation}-{stem}{extension}"), "wb") as file:
        file.write(data)


def examine(folder: str, *, name: str, timeout: float, max_memory: int) -> Report:
    """Run the program over every file in `folder`/in, and see what has become of them."""
    report = Report()
    names = sorted(os.listdir(os.path.join(folder, "in")))
    report.files = len(names)
    options = ["-f", name, "--long-edge", str(LONG_EDGE), "--quiet", "--json"]
    options += ["--timeout", str(timeout), "--max-memory", str(max_memory)]
    events: dict[str, dict[str, Any]] = {}
    for begin in range(0, len(names), NAMED_AT_ONCE):
        part = names[begin : begin + NAMED_AT_ONCE]
        _run(folder, [*(os.path.join("in", each) for each in part), *options], events, report)
    _look_at_outputs(folder, events, report)
    for each in names:
        _judge(folder, each, events.get(each), report)
    return report


def _run(
    folder: str, words: Sequence[str], events: dict[str, dict[str, Any]], report: Report
) -> None:
    told = os.path.join(folder, "peak")
    command = [sys.executable, "-m", "pixelprep_cli", "optimize", *words]
    measured = [sys.executable, "-c", MEASURE, told, *command]
    done = subprocess.run(measured, cwd=folder, capture_output=True, check=False)
    with open(told, encoding="ascii") as file:
        report.peak = max(report.peak, int(file.read()) * 1024)
    if done.returncode not in (0, 1):
        report.faults.append(f"exit code {done.returncode}: {done.stderr[-500:]!r}")
    for said in done.stderr.decode(errors="surrogateescape").splitlines():
        if not said.startswith(SAID):
            report.faults.append(f"noise on standard error: {said}")
    for line in done.stdout.splitlines():
        event = json.loads(line)
        if event["event"] == "file":
            source = os.path.basename(event["source"])
            if source in events:
                report.faults.append(f"{source}: two results")
            events[source] = event


def _look_at_outputs(folder: str, events: dict[str, dict[str, Any]], report: Report) -> None:
    """Every output is of a picture that was made, and whole; nothing else is there."""
    output = os.path.join(folder, "optimized")
    there = set(os.listdir(output)) if os.path.isdir(output) else set()
    made = {os.path.basename(e["output"]) for e in events.values() if e["status"] in MADE}
    report.faults += [f"{name}: left by a failure" for name in sorted(there - made)]
    report.faults += [f"{name}: said to be made and not there" for name in sorted(made - there)]
    for name in sorted(there & made):
        if not decodes(os.path.join(output, name)):
            report.faults.append(f"{name}: an output that cannot be decoded")


def _judge(folder: str, name: str, event: dict[str, Any] | None, report: Report) -> None:
    if event is None:
        report.faults.append(f"{name}: no result")
        return
    status, code = event["status"], (event["error"] or {}).get("code", "")
    report.statuses[status] += 1
    report.codes[code] += 1
    if code in ("internal", "crashed"):
        report.faults.append(f"{name}: {event['error']['message']}")
    if not decodes(os.path.join(folder, "in", name)):
        return
    report.decodable += 1
    if status in MADE:
        report.made += 1
    elif status == "skipped" or code in LIMITS:
        report.refused += 1
    else:
        report.lost.append(f"{name}: Pillow decodes it, and {event['error']['message']}")


def decodes(path: str, seconds: float = 30) -> bool:
    """Whether Pillow alone decodes a file with all its frames, in a process of its own."""
    process = multiprocessing.get_context("fork").Process(target=_decode, args=(path, _formats()))
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    return process.exitcode == 0


@cache
def _formats() -> tuple[str, ...]:
    """Pillow's names of the formats that the program reads, with their readers loaded."""
    from PIL import Image

    readers = [kind.reader for kind in INPUTS.values() if kind.reader and not kind.reader.missing]
    for reader in readers:
        import_module(reader.module)
    return tuple(name for each in readers for name in each.formats if name in Image.OPEN)


def _decode(path: str, formats: tuple[str, ...]) -> None:
    """End the process, with 0 if the file is decoded."""
    from PIL import Image

    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        with Image.open(path, formats=formats) as image:
            image.convert("RGB")
            for frame in range(1, getattr(image, "n_frames", 1)):
                image.seek(frame)
                image.load()
    except BaseException:  # noqa: BLE001 - whatever it is, it is a no
        os._exit(1)
    os._exit(0)


def _table(report: Report) -> str:
    rows = [["files", str(report.files)]]
    rows += [[status, str(count)] for status, count in report.statuses.most_common()]
    rows += [[f"… {code}", str(count)] for code, count in report.codes.most_common() if code]
    rows += [
        ["decoded by Pillow alone", str(report.decodable)],
        ["… of those made", str(report.made)],
        ["… of those refused by a limit or as a format", str(report.refused)],
        ["… share made of the rest", f"{report.share:.1%}"],
        ["peak memory of a process", f"{report.peak / 1e6:.0f} MB"],
        ["faults", str(len(report.faults))],
    ]
    return markdown(["", "count"], rows)
