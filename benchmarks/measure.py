"""One command, measured as a whole process: wall time, exit code, and memory over time."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Event, Thread

SAMPLE_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run took.

    `seconds` of the clock and `cpu` seconds of all its processes, where the system tells (not on
    Windows); `memory` is the bytes of all its processes at evenly spaced times.
    """

    seconds: float
    cpu: float
    code: int
    memory: tuple[int, ...] = ()


def run(command: Sequence[str], *, watch_memory: bool = False) -> Measured:
    """Run `command` to its end; what it prints is dropped.

    Memory is the proportional set size (pages shared by several processes counted once) of the
    process and all its descendants, from Linux's /proc; elsewhere there is none.
    """
    cpu = _cpu_of_children()
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"SVT_LOG": "0"},
    )
    samples: list[int] = []
    ended = Event()
    watcher = Thread(target=_sample, args=(process.pid, samples, ended))
    if watch_memory and sys.platform == "linux":
        watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - started
    ended.set()
    if watcher.ident is not None:
        watcher.join()
    return Measured(seconds, _cpu_of_children() - cpu, code, tuple(samples))


def _cpu_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _sample(root: int, samples: list[int], ended: Event) -> None:
    while not ended.wait(SAMPLE_SECONDS):
        total = sum(_proportional_set_size(pid) for pid in _tree(root))
        if total:
            samples.append(total)


def _tree(root: int) -> Iterable[int]:
    """The process and its descendants."""
    yield root
    try:
        for thread in os.listdir(f"/proc/{root}/task"):
            with open(f"/proc/{root}/task/{thread}/children", encoding="ascii") as stream:
                for child in stream.read().split():
                    yield from _tree(int(child))
    except OSError:  # it has ended
        return


def _proportional_set_size(pid: int) -> int:
    """Bytes; see proc_pid_smaps(5)."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as stream:
            kilobytes = next(line.split()[1] for line in stream if line.startswith("Pss:"))
    except (OSError, StopIteration):  # it has ended
        return 0
    return int(kilobytes) * 1024
