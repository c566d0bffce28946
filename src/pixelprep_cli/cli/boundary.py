"""The one place where errors become words and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import ExitCode, Interruption, PixelprepError

if TYPE_CHECKING:
    from pixelprep_cli.batch.pool import Pool

ON_PICTURES: Final = ("optimize", "preview", "analyze")
HELP: Final = {"-h", "--help"}


def guarded(arguments: Sequence[str]) -> int:
    """Run the command line; whatever happens ends as an exit code and, at worst, one message."""
    if not (arguments and arguments[0] in ON_PICTURES and HELP.isdisjoint(arguments)):
        return _run(arguments)

    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.batch.signals import interruptible

    try:
        with interruptible(), Pool() as pool:
            # A worker gets ready while the words are still being read.
            pool.warm()
            return _run(arguments, pool)
    except Interruption as interruption:
        return interruption.exit_code


def _run(arguments: Sequence[str], pool: Pool | None = None) -> int:
    from pixelprep_cli.cli.app import app

    try:
        app(args=list(arguments), prog_name="pixelprep", obj=pool)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else ExitCode.OK
    except PixelprepError as error:
        _complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing may be flushed at exit any more.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.OK


def _complain(error: PixelprepError) -> None:
    """Say an error on stderr: what was found, and on a line of its own what to do."""
    from pixelprep_cli.report.names import escaped
    from pixelprep_cli.report.streams import write_line

    lines = [*error.message.splitlines(), *(error.hint or "").splitlines()]
    for number, line in enumerate(lines):
        write_line(sys.stderr, ("  " if number else "pixelprep: ") + escaped(line))
