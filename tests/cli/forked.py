"""The command line begun by forking a process that has loaded the program already."""

from __future__ import annotations

import multiprocessing
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PRELOADED: Final = (
    *(f"pixelprep_cli.cli.{name}" for name in ("boundary", "app", "pictures", "undo")),
    *("pixelprep_cli.batch.pool", "pixelprep_cli.report.plain", "platformdirs.unix"),
    *("concurrent.futures.thread", "PIL.JpegImagePlugin", "PIL.WebPImagePlugin"),
    *(f"pixelprep_cli.pipeline.{name}" for name in ("draft", "fit", "keep", "memory", "render")),
)


class Forked:
    """A run, as `subprocess.Popen` has it."""

    def __init__(self, words: Sequence[str], folder: str, environment: dict[str, str]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(PRELOADED))
        self._process = context.Process(target=_run, args=(tuple(words), folder, environment))
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number, which is also that of its session."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code, negative for a signal, once it is over."""
        return self._process.exitcode

    def wait(self) -> int:
        """Wait for its exit code."""
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode

    def kill(self) -> None:
        """Send it SIGKILL."""
        self._process.kill()


def _run(words: Sequence[str], folder: str, environment: dict[str, str]) -> None:
    from pixelprep_cli.cli.boundary import guarded

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    raise SystemExit(guarded(words))
