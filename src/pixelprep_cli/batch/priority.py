"""Worker processes take turns with everybody else."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Final

CAPABILITY_VERSION_3: Final = 0x20080522
CAP_SYS_NICE: Final = 23
"""capget(2), capabilities(7): the right to give oneself a real-time priority."""


def renounce_realtime() -> None:
    """Give up, in this process and its children, the right to a real-time priority.

    Run by root, as in most containers, SVT-AV1 makes its threads and the one that calls it
    SCHED_FIFO of priority 99, and leaves them so: nothing else on the machine gets a turn. Linux
    only, as elsewhere SVT-AV1 asks for no such thing.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        rights = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 bits
        if libc.capget(header, rights) == 0:
            for held in (0, 1):  # effective, and permitted, from which it would come back
                rights[held] &= ~(1 << CAP_SYS_NICE)
            libc.capset(header, rights)
