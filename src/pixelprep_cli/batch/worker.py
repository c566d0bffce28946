"""A worker: takes jobs from a pipe, does them, sends back what became of them.

It lives in a process of its own, so that a codec that crashes or hangs takes one picture along.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.ceiling import held_to
from pixelprep_cli.batch.lifeline import die_with_parent
from pixelprep_cli.batch.messages import Opened, Result, outcome_of
from pixelprep_cli.batch.priority import renounce_realtime
from pixelprep_cli.batch.replace import foreseen, replaced
from pixelprep_cli.batch.signals import leave_to_parent
from pixelprep_cli.batch.traces import may_replace, told, trace
from pixelprep_cli.codecs.signature import EXTENSIONS
from pixelprep_cli.model.outcome import Outcome
from pixelprep_cli.pipeline import Admit, analyse, gauge, make, predict, show_crop, warm_up
from pixelprep_cli.store import atomic, change, lock

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection

    from pixelprep_cli.model.job import Action, Job
    from pixelprep_cli.pipeline.draft import Draft
    from pixelprep_cli.pipeline.result import Made

MALLOPT: Final = {"M_TRIM_THRESHOLD": (-1, 1 << 28), "M_MMAP_THRESHOLD": (-3, 1 << 30)}
"""mallopt(3): keep freed picture buffers instead of giving every page back and faulting it anew."""

PILLOW_BLOCKS: Final = {"PILLOW_BLOCK_SIZE": "16m", "PILLOW_BLOCKS_MAX": "16"}
"""Pillow's own cache of freed blocks, at most 256 MB."""


def serve(connection: Connection, inherited: tuple[Connection, ...] = ()) -> None:
    """Do jobs until the pipe closes.

    Args:
        inherited: the parent's ends of pipes that a fork has copied; held open, they would hide
            the parent's death.
    """
    for other in inherited:
        other.close()
    prepare()

    def admit(pixels: int, memory: int) -> None:
        connection.send(Opened(pixels, memory))
        connection.recv()

    with suppress(EOFError, OSError):
        while True:
            job: Job = connection.recv()
            connection.send(work(job, admit))


def prepare() -> None:
    leave_to_parent()
    die_with_parent()
    renounce_realtime()
    # Image libraries write to stderr whatever they think of a file.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for name, value in PILLOW_BLOCKS.items():
        os.environ.setdefault(name, value)
    if sys.platform == "linux":
        _prepare_linux()
    warm_up()
    gc.enable()


def _prepare_linux() -> None:
    import ctypes

    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        for option, value in MALLOPT.values():
            libc.mallopt(option, value)


def work(job: Job, admit: Admit) -> Result:
    """Do one job. Never raises: whatever happens is told in the outcome."""
    started = time.perf_counter()
    try:
        with held_to(job.bounds.max_memory):
            result = DO[job.action](job, admit)
    except Exception as error:  # noqa: BLE001 - one picture must not end the run
        result = outcome_of(error, job)
    if isinstance(result, Outcome):
        return replace(result, seconds=time.perf_counter() - started)
    return result


def _make(job: Job, admit: Admit) -> Outcome:
    if job.in_place is not None:
        return replaced(job, admit)
    source = change.original(job.source)
    with ExitStack() as claims:

        def chosen(draft: Draft) -> None:
            path = job.target.path(_suffix(draft.codec.name))
            if job.locks:
                needed = job.overwrite or bool(job.replaces)
                claims.enter_context(lock.writing(path, job.locks, needed=needed))
            if not may_replace(path, job):
                atomic.refuse_existing(path)

        made = make(job, admit, chosen)
        output = job.target.path(_suffix(made.outcome.format))
        _put(job, source, output, made)
        return replace(made.outcome, output=output, trace=trace(source.status, made, output))


def _put(job: Job, source: change.Original, output: str, made: Made) -> None:
    times = source.times_ns if job.keep_dates else None
    overwrite = may_replace(output, job)
    if job.record is None:
        atomic.write(output, made.data, token=job.token, overwrite=overwrite, times_ns=times)
        return
    change.put(
        output,
        made.data,
        source,
        token=job.token,
        record=job.record,
        overwrite=overwrite,
        times_ns=times,
        told=told(made.outcome),
    )


def _predict(job: Job, admit: Admit) -> Outcome:
    outcome = predict(job, admit)
    if job.in_place is not None:
        return foreseen(job, outcome)
    return replace(outcome, output=job.target.path(_suffix(outcome.format)))


def _show_crop(job: Job, admit: Admit) -> Outcome:
    output = job.target.path(_suffix("png"))
    if not job.overwrite:
        atomic.refuse_existing(output)
    made = show_crop(job, admit)
    atomic.write(output, made.data, token=job.token, overwrite=job.overwrite)
    return replace(made.outcome, output=output)


def _measure(job: Job, admit: Admit) -> Outcome:
    return make(job, admit).outcome


DO: Final[Mapping[Action, Callable[[Job, Admit], Result]]] = {
    "optimize": _make,
    "preview": _predict,
    "measure": _measure,
    "gauge": gauge,
    "analyze": analyse,
    "crop": _show_crop,
}


def _suffix(name: str | None) -> str:
    return EXTENSIONS[name or "jpeg"][0]
