"""oxipng in processes of its own.

Its threads do not live through a fork: in the workers of a process that has used it, it would wait
for them for ever. pixelprep itself uses it in workers alone, tests in the process that forks them.
"""

from __future__ import annotations

import multiprocessing
import os
from functools import wraps
from typing import TYPE_CHECKING, Any

import pytest

from pixelprep_cli.batch.pool import START_METHOD
from pixelprep_cli.codecs.repack import has_oxipng

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    Function = Callable[..., Any]


@pytest.fixture(scope="session", autouse=True)
def oxipng_apart() -> Iterator[None]:
    """Keep oxipng's threads out of the process that runs the tests."""
    if START_METHOD != "fork" or not has_oxipng():
        yield
        return
    import oxipng

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oxipng, "optimize_from_memory", apart(oxipng.optimize_from_memory))
        yield


def apart(function: Function) -> Function:
    """The function, which this process has called in a child."""
    here = os.getpid()
    context = multiprocessing.get_context("fork")

    @wraps(function)
    def called(*args: Any, **options: Any) -> Any:
        if os.getpid() != here:
            return function(*args, **options)
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_answer, args=(theirs, function, args, options))
        child.start()
        theirs.close()
        made, error = ours.recv()
        child.join()
        ours.close()
        if error is not None:
            raise error
        return made

    return called


def _answer(
    theirs: Connection, function: Function, args: tuple[Any, ...], options: dict[str, Any]
) -> None:
    try:
        theirs.send((function(*args, **options), None))
    except Exception as error:  # noqa: BLE001 - all are the caller's
        theirs.send((None, error))
