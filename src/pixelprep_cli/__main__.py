"""`python -m pixelprep_cli`."""

import gc
import os
import sys

from pixelprep_cli import __version__


def main() -> None:
    """Run the command line and end the process with its exit code."""
    _open_missing_streams()
    if sys.argv[1:] == ["--version"]:  # reading the words takes most of a start
        print(f"pixelprep {__version__}")
        sys.exit(_said(0))
    # Looking for garbage while modules load takes a tenth of the start.
    gc.disable()
    try:
        from pixelprep_cli.cli.boundary import guarded

        code = guarded(sys.argv[1:])
    except KeyboardInterrupt:  # Ctrl-C before signals were taken over
        code = 130
    sys.exit(_said(code))


def _said(code: int) -> int:
    """The exit code, once what was written is out; what is refused is not tried again."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not code and not isinstance(error, BrokenPipeError):
            print(f"pixelprep: the system refused: {error.strerror}", file=sys.stderr)
        return code or 1
    return code


def _open_missing_streams() -> None:
    """Let streams that were closed before we started lead nowhere, by their usual numbers."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r+", encoding="utf-8"))  # noqa: SIM115


if __name__ == "__main__":
    main()
