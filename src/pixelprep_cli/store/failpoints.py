"""Named moments at which a test can have the process killed. Without the variable nothing happens.

`_PIXELPREP_FAIL_POINT=journaled` kills the process that gets there, `all:journaled` its whole
process group, as a power cut would.
"""

from __future__ import annotations

import os
import signal
from typing import Final

VARIABLE: Final = "_PIXELPREP_FAIL_POINT"

POINTS: Final = (
    "temporary-open",
    "temporary-ready",
    "backup-open",
    "backed-up",
    "journaled",
    "published",
    "removed",
    "noted",
)
"""Those of a run, in the order in which one picture in place gets there."""

UNDO_POINTS: Final = ("undo-begun", "undo-ready", "undo-published", "undo-removed", "undo-over")


def reach(point: str) -> None:
    """Die here if the variable asks for it."""
    asked = os.environ.get(VARIABLE)
    if asked is None:
        return
    if asked == f"all:{point}" and hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    elif asked in (point, f"all:{point}"):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
