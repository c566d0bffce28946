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


@contextmanager
def interruptible() -> Iterator[None]:
    """Within the block, a signal that asks to stop raises Interruption; a second one is ignored."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        for name in STOPPING:
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        raise Interruption(STOPPING[signal.Signals(number).name])

    before = {name: signal.signal(getattr(signal, name), interrupt) for name in STOPPING}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


@contextmanager
def signals_held() -> Iterator[None]:
    """Within the block signals wait, so that a fork has time to put its own handlers in place."""
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
    """In a worker: Ctrl-C, which the terminal sends to all, is the parent's to handle."""
    for name in STOPPING:
        number = getattr(signal, name)
        signal.signal(number, signal.SIG_DFL if name == "SIGTERM" else signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {getattr(signal, name) for name in STOPPING})
