"""Self-tests of codecs in a process of their own: one that crashes or hangs takes down no other."""

from __future__ import annotations

import multiprocessing
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.pool import START_METHOD
from pixelprep_cli.batch.signals import heed, signals_held
from pixelprep_cli.batch.worker import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

PATIENCE: Final = 60.0
"""Seconds that one test may take; it takes some hundredths, where the machine is at leisure."""

Failure = str | None


def failures(
    names: Sequence[str], test: Callable[[str], Failure] | None = None
) -> Iterator[tuple[str, Failure]]:
    """What is wrong with each of these tests, in their order; None where nothing is.

    Args:
        test: `pipeline.selftest.failure` by default.
    """
    context = multiprocessing.get_context(START_METHOD)
    left = list(names)
    while left:
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(  # type: ignore[attr-defined] # the stubs' base lacks it
            target=_serve, args=(theirs, tuple(left), test), daemon=True
        )
        with signals_held():
            process.start()
        theirs.close()
        try:
            with suppress(EOFError, OSError):
                while left and ours.poll(PATIENCE):
                    heed()
                    failure = ours.recv()
                    yield left.pop(0), failure
            if left:
                slow = process.is_alive() and not ours.poll()
                process.kill()
                process.join()
                how = f"it took more than {PATIENCE:.0f} s" if slow else _ended(process.exitcode)
                yield left.pop(0), how
        finally:
            process.kill()
            process.join()
            ours.close()


def _serve(
    connection: Connection, names: tuple[str, ...], test: Callable[[str], Failure] | None
) -> None:
    prepare()
    from pixelprep_cli.pipeline.selftest import failure

    for name in names:
        connection.send((test or failure)(name))


def _ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"the process that tried it was killed by signal {-code}"
    return f"the process that tried it ended with code {code}"
