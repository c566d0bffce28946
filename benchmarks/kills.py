"""Runs in place that are killed at random moments: no original is ever lost.

Copies of some pictures are optimized in place. At a random moment the run is killed with SIGKILL:
its parent alone, or all its processes. Afterwards each path has to hold the old bytes or a whole
new picture, and `undo` has to bring back every original, bit for bit, with permissions and times;
in half of the trials after the undo was killed itself, or the run was taken up again.
"""

import argparse
import glob
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks import BenchmarkError, pictures

OPTIMIZE = ("optimize", "photos", "--in-place", "--quiet")
LOSSY = ("-q", "60")
LOSSLESS = ("--lossless",)
SOURCES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src")

PATIENCE = 60.0
"""Seconds within which the workers of a killed run have to be gone, however busy the machine is."""

Start = Callable[[Sequence[str], str, dict[str, str]], "Process"]

State = dict[str, tuple[str, int, int]]
"""Relative paths, each with the hash of its content, its permissions, its time of writing."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `kills`, beside those that all commands share."""
    parser.add_argument("--count", type=int, default=100, help="runs to kill (default: 100)")
    parser.add_argument("--files", type=int, default=8, help="pictures in each (default: 8)")
    parser.add_argument("--lossless", action="store_true", help="recode instead of encoding")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments (default: 0)")


def run(arguments: argparse.Namespace) -> None:
    """Print how the trials ended. Stops at the first original that is lost."""
    paths = pictures.spread(pictures.find(arguments.images), arguments.files)
    chance = random.Random(arguments.seed)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        words = LOSSLESS if arguments.lossless else LOSSY
        trials = Trials(folder, paths, words=words)
        trials.measure()
        for number in range(arguments.count):
            counts.update(trials.kill(chance))
            print(f"\r{number + 1} of {arguments.count} killed", end="", file=sys.stderr)
    print(file=sys.stderr)
    for what, count in sorted(counts.items()):
        print(f"{what:40} {count}")
    print(f"{'originals lost':40} 0")


class Process(Protocol):
    """A run that is going on, as `subprocess.Popen` has it."""

    @property
    def pid(self) -> int:
        """Its number, which is also that of its session."""
        ...

    def poll(self) -> int | None:
        """Its exit code, negative for a signal, once it is over."""
        ...

    def wait(self) -> int:
        """Wait for its exit code."""
        ...

    def kill(self) -> None:
        """Send it SIGKILL."""
        ...


@dataclass
class Trials:
    """Pictures on which runs are killed, each time a fresh copy in `folder`/photos.

    `words` are what is asked of them.

    `call` runs the command line to its end and returns its exit code. `start` begins it, in a
    folder and an environment, as the leader of a session of its own.
    """

    folder: str
    paths: list[str]
    call: Callable[..., int] | None = None
    start: Start | None = None
    words: tuple[str, ...] = LOSSY
    seconds: float = 1.0
    seconds_of_undo: float = 0.5
    originals: State = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.photos = os.path.join(self.folder, "photos")
        self.home = os.path.join(self.folder, "home")
        self.runs = os.path.join(self.home, "state", "runs")

    def fresh(self) -> None:
        """Lay out the pictures anew, and forget every run."""
        for folder in (self.photos, self.home):
            shutil.rmtree(folder, ignore_errors=True)
        for number, path in enumerate(self.paths):
            below = os.path.join(self.photos, str(number % 3))
            os.makedirs(below, exist_ok=True)
            copy = os.path.join(below, f"{number}-{os.path.basename(path)}")
            shutil.copyfile(path, copy)
            os.chmod(copy, 0o640 if number % 2 else 0o444)
            os.utime(copy, ns=(10**18 + number, 10**18 + 7 * number))
        self.originals = snapshot(self.photos)

    def measure(self) -> None:
        """Find out how long a run works, and its undo takes, if nobody kills them."""
        self.fresh()
        process = self.begin()
        self.wait_for_work(process)
        began = time.monotonic()
        if process.wait():
            raise BenchmarkError("a run that nobody kills has failed")
        self.seconds = time.monotonic() - began
        began = time.monotonic()
        if self.begin_undo().wait():
            raise BenchmarkError("an undo that nobody kills has failed")
        self.seconds_of_undo = time.monotonic() - began

    def begin(self, *words: str, **environment: str) -> Process:
        """Begin a run in place, with some more words, in a session of its own."""
        return self._begin(*OPTIMIZE, *self.words, *words, **environment)

    def begin_undo(self, **environment: str) -> Process:
        """Begin to undo the last run, in a session of its own."""
        return self._begin("undo", **environment)

    def _begin(self, *words: str, **environment: str) -> Process:
        return (self.start or started)(words, self.folder, self._environment() | environment)

    def wait_for_work(self, process: Process) -> None:
        """Wait until the run is on record, or over."""
        while process.poll() is None and not self._on_record():
            time.sleep(0.001)

    def kill(self, chance: random.Random) -> list[str]:
        """Kill one run at a random moment, and see that nothing is lost.

        Raises:
            BenchmarkError: something is.
        """
        self.fresh()
        process = self.begin()
        self.wait_for_work(process)
        time.sleep(chance.uniform(0, self.seconds))
        alone = chance.random() < 0.5
        end(process, alone=alone)
        told = ["parent killed" if alone else "all processes killed", self.require_whole()]
        if self._is_over():
            told.append("over before it was killed")
        elif chance.random() < 0.25:
            self._command(*OPTIMIZE, *self.words)
            told.append("then taken up again")
        elif chance.random() < 0.33:
            self._kill_undo(chance)
            told.append("then undo killed, too")
        self.require_undone()
        return told

    def require_whole(self) -> str:
        """See that each path holds the old bytes or a whole new picture; say how far it came."""
        now = snapshot(self.photos)
        changed = 0
        for path, (content, mode, moment) in self.originals.items():
            if path not in now:
                raise BenchmarkError(f"{path} is gone")
            if now[path][0] != content:
                changed += 1
                _require_whole(os.path.join(self.photos, path))
            if now[path][1:] != (mode, moment):
                raise BenchmarkError(f"{path} has lost its permissions or its time")
        strange = [name for name in now if name not in self.originals and not _is_ours(name)]
        if strange:
            raise BenchmarkError(f"{strange} are there that nobody asked for")
        if changed == len(self.originals):
            return "killed after the last change"
        return "killed between changes" if changed else "killed before the first change"

    def require_undone(self) -> None:
        """Undo, and see that every original is back and nothing else is there."""
        self._command("undo")
        if snapshot(self.photos) != self.originals:
            raise BenchmarkError("undo has not brought back every original")

    def _kill_undo(self, chance: random.Random) -> None:
        process = self.begin_undo()
        time.sleep(chance.uniform(0.2, 1) * self.seconds_of_undo)
        end(process, alone=True)

    def _command(self, *words: str) -> None:
        code = self.call(*words) if self.call else self._begin(*words).wait()
        # A run that was killed before it changed anything is not remembered.
        if code and (words != ("undo",) or self._on_record()):
            raise BenchmarkError(f"pixelprep {' '.join(words)} ended with {code}")

    def _is_over(self) -> bool:
        """Whether the run had ended, as far as it knows itself, when it was killed."""
        records = glob.glob(os.path.join(self.runs, "*", "run.json"))
        states = []
        for record in records:
            with open(record, encoding="utf-8") as file:
                states.append(json.load(file)["state"])
        return states == ["done"]

    def _on_record(self) -> bool:
        return os.path.isdir(self.runs) and bool(os.listdir(self.runs))

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, (SOURCES, os.environ.get("PYTHONPATH"))))
        return os.environ | {"PIXELPREP_HOME": self.home, "PYTHONPATH": path}


def started(words: Sequence[str], folder: str, environment: dict[str, str]) -> Process:
    """The command line begun in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "pixelprep_cli", *words],
        cwd=folder,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def end(process: Process, *, alone: bool) -> None:
    """Kill a run, and wait until none of its processes is left."""
    if alone:
        process.kill()
    else:
        with _gone():
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + PATIENCE
    while _lives(process.pid):
        if time.monotonic() > deadline:
            raise BenchmarkError("a killed run has left a process behind")
        time.sleep(0.002)


def _lives(group: int) -> bool:
    """Whether a process group has members that are more than entries which nobody has collected."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    if sys.platform != "linux":
        return True
    states = map(_group_and_state, glob.glob("/proc/[0-9]*/stat"))
    return any(found == group and state not in "ZX" for found, state in states)


def _group_and_state(path: str) -> tuple[int, str]:
    """See proc_pid_stat(5)."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            state, _, group = file.read().rpartition(")")[2].split()[:3]
    except OSError:
        return 0, "X"
    return int(group), state


def snapshot(folder: str) -> State:
    """Every file below a folder, with its hash, its permissions and its time."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            status = os.stat(path)
            with open(path, "rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            found[os.path.relpath(path, folder)] = (content, status.st_mode, status.st_mtime_ns)
    return found


@contextmanager
def _gone() -> Iterator[None]:
    """A process group that is not there any more is what we wait for."""
    try:
        yield
    except ProcessLookupError:
        return


def _is_ours(name: str) -> bool:
    return os.path.basename(name).startswith(".pixelprep-")


def _require_whole(path: str) -> None:
    from PIL import Image

    try:
        with Image.open(path) as image:
            image.load()
    except OSError as error:
        raise BenchmarkError(f"{path} is torn: {error}") from error
