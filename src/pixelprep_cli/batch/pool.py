"""A pool of workers that survives whatever a picture does to one of them.

One thread, no locks: the parent waits on the workers' pipes, kills what takes too long, replaces
what has died, and admits large pictures as memory allows.
"""

from __future__ import annotations

import math
import multiprocessing
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Final, Self

from pixelprep_cli.batch.machine import memory_budget
from pixelprep_cli.batch.messages import Opened, Result, outcome_of
from pixelprep_cli.batch.signals import heed, signals_held
from pixelprep_cli.codecs.signature import EXTENSIONS
from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.job import Job
from pixelprep_cli.store import atomic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pixelprep_cli.model.outcome import Outcome

TICK: Final = 0.1
"""Seconds between ticks, so that a progress bar moves."""

START_METHOD: Final = "fork" if sys.platform == "linux" else "spawn"
"""Forking costs 5 ms instead of 150, and is safe as the parent has but one thread. Elsewhere
system libraries do not survive it."""

BASE_TIMEOUT: Final = 30.0
GRACE: Final = 5.0
"""Seconds that a worker has beyond a timeout that was asked for to get ready and read a header."""

TIMEOUT_PER_MEGAPIXEL: Final = 2.0


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    job: Job | None = None
    allowed: float = BASE_TIMEOUT
    deadline: float = 0.0
    opened: Opened | None = None
    admitted: bool = False


class Pool:
    """Worker processes; leaving the context kills them and removes what they left behind.

    The pictures being worked on take no more memory together than the machine has to spare; one
    that takes more runs alone.
    """

    def __init__(self) -> None:
        self._memory = memory_budget()
        self._context = multiprocessing.get_context(START_METHOD)
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kill the workers, and remove the temporary files of those that were at work."""
        for worker in list(self._workers):
            self._dismiss(worker)

    def warm(self) -> None:
        """Start a worker ahead of the first job, to get ready while the parent plans."""
        if not self._workers:
            self._hire()

    def run(
        self,
        jobs: Iterable[Job],
        *,
        workers: int,
        timeout: float | None = None,
        tick: Callable[[], None] = lambda: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Result]:
        """Yield each job's result as it ends. Jobs are taken from `jobs` as workers free up.

        Args:
            workers: how many jobs are done at once.
            timeout: seconds a picture may take; None is 30, and 2 more for each megapixel.
            tick: called about ten times a second.
            stop: once it says so no further job is begun.
        """
        queue = iter(jobs)
        ticked = time.monotonic()
        while True:
            heed()
            self._assign(queue, workers, timeout, stop)
            busy = [worker for worker in self._workers if worker.job is not None]
            if not busy:
                return
            ready = wait([worker.connection for worker in busy], timeout=self._patience(busy))
            for worker in busy:
                if worker.connection in ready:
                    yield from self._hear(worker)
                elif time.monotonic() > worker.deadline:
                    yield self._give_up(worker)
            self._admit(timeout)
            if time.monotonic() - ticked >= TICK:
                ticked = time.monotonic()
                tick()

    def _assign(
        self, queue: Iterator[Job], most: int, timeout: float | None, stop: Callable[[], bool]
    ) -> None:
        while not stop():
            idle = next((worker for worker in self._workers if worker.job is None), None)
            if idle is None and len(self._workers) >= most:
                return
            job = next(queue, None)
            if job is None:
                return
            self._give(idle or self._hire(), job, timeout)

    def _give(self, worker: _Worker, job: Job, timeout: float | None) -> None:
        try:
            worker.connection.send(job)
        except OSError:  # it died while idle
            self._dismiss(worker)
            self._give(self._hire(), job, timeout)
            return
        worker.job, worker.allowed = job, timeout or BASE_TIMEOUT
        worker.deadline = time.monotonic() + worker.allowed + (GRACE if timeout else 0)

    def _hire(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        inherited: tuple[Connection, ...] = ()
        if START_METHOD == "fork":
            inherited = (ours, *(worker.connection for worker in self._workers))
        process = self._context.Process(  # type: ignore[attr-defined] # the stubs' base lacks it
            target=_serve, args=(theirs, inherited), daemon=True
        )
        worker = _Worker(process, ours)
        with signals_held():
            process.start()
            self._workers.append(worker)
        theirs.close()
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        with signals_held():
            self._workers.remove(worker)
            worker.process.kill()
            worker.process.join()
            worker.connection.close()
            worker.process.close()
            if worker.job is not None:
                tidy(worker.job)

    def _patience(self, busy: list[_Worker]) -> float:
        nearest = min(worker.deadline for worker in busy)
        return max(0.0, min(TICK, nearest - time.monotonic()))

    def _hear(self, worker: _Worker) -> Iterator[Result]:
        job = worker.job
        assert job is not None  # noqa: S101 - only busy workers are heard
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            yield self._crashed(worker, job)
            return
        if isinstance(message, Opened):
            worker.opened, worker.deadline = message, math.inf
            self._workers.remove(worker)
            self._workers.append(worker)  # who has waited longest is admitted first
            return
        worker.job, worker.opened, worker.admitted = None, None, False
        yield message

    def _admit(self, timeout: float | None) -> None:
        """Let workers that have opened a picture go on while the memory lasts."""
        used = sum(w.opened.memory for w in self._workers if w.opened and w.admitted)
        for worker in self._workers:
            if worker.opened is None or worker.admitted:
                continue
            if used and used + worker.opened.memory > self._memory:
                return
            used += worker.opened.memory
            worker.admitted = True
            usual = BASE_TIMEOUT + TIMEOUT_PER_MEGAPIXEL * worker.opened.pixels / 1e6
            worker.allowed = timeout or usual
            worker.deadline = time.monotonic() + worker.allowed
            with suppress(OSError):  # it has just died: its pipe tells
                worker.connection.send(None)

    def _crashed(self, worker: _Worker, job: Job) -> Outcome:
        worker.process.join()
        code = worker.process.exitcode or 0
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        self._dismiss(worker)
        return _failed(job, "crashed", f"the worker {how} while it worked on this picture")

    def _give_up(self, worker: _Worker) -> Result:
        job = worker.job
        assert job is not None  # noqa: S101 - only busy workers have a deadline
        self._dismiss(worker)
        told = (
            f"it took more than {worker.allowed:.3g} s and was stopped (give it more time with "
            "--timeout SECONDS)"
        )
        return _failed(job, "timeout", told)


def _failed(job: Job, code: str, message: str) -> Outcome:
    return outcome_of(SourceError(message, code=code), job)


def tidy(job: Job) -> None:
    """Remove what a killed worker may have left of a job, whatever suffix it had chosen."""
    for path in {job.target.path(suffixes[0]) for suffixes in EXTENSIONS.values()}:
        atomic.discard(path, job.token)


def _serve(theirs: Connection, inherited: tuple[Connection, ...]) -> None:
    """Be a worker. What only workers need is loaded there, while the parent goes on."""
    from pixelprep_cli.batch.worker import serve

    serve(theirs, inherited)
