"""The one place where errors become words and exit codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.signals import interruptible
from pixelprep_cli.errors import ExitCode, Interruption, PixelprepError

if TYPE_CHECKING:
    from pixelprep_cli.batch.pool import Pool

ON_PICTURES: Final = ("optimize", "preview", "analyze")
HELP: Final = {"-h", "--help"}


def guarded(arguments: Sequence[str]) -> int:
    """Run the command line; whatever happens ends as an exit code and, at worst, one message."""
    try:
        with interruptible():
            return _exit_code(arguments)
    except Interruption as interruption:
        return interruption.exit_code


def _exit_code(arguments: Sequence[str]) -> int:
    try:
        _run(arguments)
    except SystemExit as ended:  # a reader that has gone is Typer's to handle: it ends with 1
        return ended.code if isinstance(ended.code, int) else ExitCode.OK
    except PixelprepError as error:
        _complain(error)
        return error.exit_code
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _complain(PixelprepError(f"the system refused: {where}{error.strerror or error}"))
        return ExitCode.FAILED
    return ExitCode.OK


def _run(arguments: Sequence[str]) -> None:
    if not (arguments and arguments[0] in ON_PICTURES and HELP.isdisjoint(arguments)):
        _command(arguments, None)
        return

    from pixelprep_cli.batch.pool import Pool

    with Pool() as pool:
        # A worker gets ready while the words are still being read.
        pool.warm()
        _command(arguments, pool)


def _command(arguments: Sequence[str], pool: Pool | None) -> None:
    from pixelprep_cli.cli.app import app

    app(args=list(arguments), prog_name="pixelprep", obj=pool)


def _complain(error: PixelprepError) -> None:
    """Say an error on stderr: what was found, and on a line of its own what to do."""
    from pixelprep_cli.cli.speech import remark

    lines = [*error.message.split("\n"), *(error.hint.split("\n") if error.hint else ())]
    for number, line in enumerate(lines):
        remark(("  " if number else "pixelprep: ") + line, hanging="  ")
