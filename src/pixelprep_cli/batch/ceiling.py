"""What one picture may take of the memory, enforced by the system where it can be."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADROOM: Final = 1 << 30
"""Address space beyond the memory that may be used, in bytes: the system's limit counts what is
reserved, and the threads of an AVIF encoder reserve 64 MB each. Measured, pictures of 1 to 48
megapixels in every format reserve at most 0.9 GB more than they use."""


@contextmanager
def held_to(memory: int | None) -> Iterator[None]:
    """Within the block the process gets at most so many bytes beyond what it has: MemoryError.

    Linux only: macOS does not enforce RLIMIT_AS, Windows has none.
    """
    if memory is None or sys.platform != "linux":
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    given = (limit for limit in before if limit != resource.RLIM_INFINITY)
    most = min([_address_space() + HEADROOM + memory, *given])
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    try:
        yield
    finally:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, before)


def _address_space() -> int:
    """Bytes that this process has reserved: proc_pid_statm(5)."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
