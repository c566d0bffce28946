"""How long a person waits for nothing much: the version, and one small picture."""

import os
from collections.abc import Callable
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import BenchmarkError, pictures
from benchmarks.measure import run
from benchmarks.peers import find_pixelprep, find_sharp_cli
from benchmarks.tables import markdown

SMALL_EDGE = 640

Command = Callable[[str], list[str]]


def table(path: str, sharp_modules: str | None, rounds: int) -> str:
    """Both tasks with pixelprep and sharp-cli, in turn; milliseconds, and ratios of neighbours."""
    rows = []
    with TemporaryDirectory() as scratch:
        source = os.path.join(scratch, "small.jpg")
        pictures.upright(path, SMALL_EDGE).save(source, quality=85)
        for task, commands in _tasks(source, sharp_modules).items():
            seconds = _rounds(commands, scratch, rounds)
            for name, mine in seconds.items():
                ratios = [a / b for a, b in zip(seconds["pixelprep"], mine, strict=True)]
                rows.append(
                    [f"{task}: {name}", f"{median(mine) * 1000:.0f}", f"{median(ratios):.2f}"]
                )
    return markdown(["task", "ms", "pixelprep / tool"], rows)


def _tasks(source: str, sharp_modules: str | None) -> dict[str, dict[str, Command]]:
    pixelprep = find_pixelprep()
    if pixelprep is None:
        raise BenchmarkError("pixelprep is not installed for this Python")
    version: dict[str, Command] = {"pixelprep": lambda _: [*pixelprep, "--version"]}
    picture: dict[str, Command] = {
        "pixelprep": lambda output: [
            *[*pixelprep, "optimize", source, "-f", "webp", "-q", "80"],
            *["-o", output, "--quiet"],
        ]
    }
    if sharp := find_sharp_cli(sharp_modules):
        version["sharp-cli"] = lambda _: [sharp, "--version"]
        picture["sharp-cli"] = lambda output: [
            *[sharp, "-i", source, "-o", output, "-f", "webp", "-q", "80"],
        ]
    return {"version": version, "one small picture": picture}


def _rounds(commands: dict[str, Command], scratch: str, rounds: int) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            with TemporaryDirectory(dir=scratch) as output:
                seconds[name].append(run(command(output)).seconds)
    return seconds
