"""What the machine has: cores, memory, room on a disk."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from typing import Final

MEMORY_SHARE: Final = 0.5
"""Of the machine's memory, what decoded pictures may take together."""

ALONE_SHARE: Final = 0.75
"""Of the machine's memory, what one picture may take, which then is worked on alone."""

UNKNOWN_MEMORY: Final = 4 << 30
"""Bytes assumed where the system does not tell."""

CGROUP_LIMITS: Final = (
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
)


def usable_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_budget() -> int:
    """Bytes that decoded pictures may take together."""
    return int(min(_physical_memory(), _container_memory()) * MEMORY_SHARE)


def memory_for_one() -> int:
    """Bytes that a worker may take for one picture where nobody has said how many."""
    return int(min(_physical_memory(), _container_memory()) * ALONE_SHARE)


def _physical_memory() -> int:
    if sys.platform == "win32":
        return UNKNOWN_MEMORY
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return UNKNOWN_MEMORY


def _container_memory() -> int:
    for path in CGROUP_LIMITS:
        with suppress(OSError, ValueError), open(path, encoding="ascii") as file:
            return int(file.read())
    return 1 << 62


def free_bytes(folder: str) -> int:
    """Room on the disk that will hold `folder`, which need not exist yet."""
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return shutil.disk_usage(folder).free
