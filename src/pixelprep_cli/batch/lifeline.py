"""A worker does not outlive its parent, however that ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

PR_SET_PDEATHSIG: Final = 1
"""prctl(2): the signal that the kernel sends when the parent has died."""


def ask_kernel() -> None:
    """Let the kernel kill this process when its parent dies. Linux only."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = parent_process()
    if parent is not None and os.getppid() != parent.pid:
        os._exit(1)  # it had died already


def watch() -> None:
    """End this process when its parent has died, told by a pipe, or a handle on Windows.

    Codecs that work on a picture let other threads run, so this one is heard.
    """
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait, args=(parent.sentinel,), daemon=True).start()


def _wait(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


die_with_parent: Final[Callable[[], None]] = ask_kernel if sys.platform == "linux" else watch
