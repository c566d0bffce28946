"""Signals: the parent turns them into an exception, workers leave them to it."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import ExitCode, Interruption

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

STOPPING: Final = {
    name: code
    for name, code in (
        ("SIGINT", ExitCode.INTERRUPTED),
        ("SIGTERM", ExitCode.TERMINATED),
        ("SIGHUP", ExitCode.TERMINATED),
        ("SIGBREAK", ExitCode.TERMINATED),
    )
    if hasattr(signal, name)
}
"""Signals that ask a run to stop, as far as the system has them, with the exit code they give."""

_asked: Final[list[ExitCode]] = []
_holds: Final[list[object]] = []


@contextmanager
def interruptible() -> Iterator[None]:
    """Within the block, a signal that asks to stop raises Interruption.

    From then on they are ignored, after the block too: the process is about to end, and has to
    tidy up. A hangup that was ignored before (`nohup`) stays so.
    """

    def interrupt(number: int, _frame: FrameType | None) -> None:
        for name in before:
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        _asked.append(STOPPING[signal.Signals(number).name])
        if not _holds:
            heed()

    before = {name: signal.getsignal(getattr(signal, name)) for name in STOPPING}
    if before.get("SIGHUP") is signal.SIG_IGN:
        del before["SIGHUP"]
    for name in before:
        signal.signal(getattr(signal, name), interrupt)
    try:
        yield
    except Exception:
        heed()  # a class body wraps what is raised in it: it may be an Interruption
        raise
    finally:
        if not _asked:
            for name, handler in before.items():
                signal.signal(getattr(signal, name), handler)
        _asked.clear()


def heed() -> None:
    """Raise Interruption where a signal has asked to stop.

    For loops: an exception that a handler raises gets lost where it happens to interrupt a
    destructor or a callback, of which imports are full.
    """
    if _asked:
        raise Interruption(_asked[0])


@contextmanager
def signals_held() -> Iterator[None]:
    """Within the block signals wait: for what must not be done by half."""
    with interruptions_held(), _signals_blocked():
        yield


@contextmanager
def interruptions_held() -> Iterator[None]:
    """As `signals_held`, where no process is started: an interruption waits for the block's end."""
    known = len(_asked)
    _holds.append(None)
    try:
        yield
    finally:
        _holds.pop()
    if len(_asked) > known:
        heed()


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Keep signals from a process that is forked in the block until it has its own handlers.

    Windows has no such thing, nor any need of it. Elsewhere a signal may still come by way of
    another thread.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = {getattr(signal, name) for name in STOPPING}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def leave_to_parent() -> None:
    """In a worker: what a terminal or a service manager sends to all is the parent's to handle."""
    held = {getattr(signal, name) for name in STOPPING}
    for number in held:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, held)
