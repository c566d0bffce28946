"""A real terminal to write to, and outcomes to write."""

from __future__ import annotations

import io
import os
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any, TextIO

import pytest

from pixelprep_cli.model.outcome import Outcome, Status

_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")

OutcomeMaker = Callable[..., Outcome]
TerminalMaker = Callable[..., "Terminal"]


@pytest.fixture
def outcome() -> OutcomeMaker:
    """Make an outcome below the current folder: of an optimized picture, unless told otherwise."""

    def make(name: str = "a.jpg", status: Status = Status.OPTIMIZED, **fields: Any) -> Outcome:
        made: dict[str, Any] = {
            "source": os.path.join(os.getcwd(), name),
            "source_bytes": 4_100_000,
        }
        if status in (Status.OPTIMIZED, Status.KEPT, Status.CACHED):
            made |= {
                "output": os.path.join(os.getcwd(), "out", os.path.splitext(name)[0] + ".webp"),
                "output_bytes": 210_000,
                "source_width": 4000,
                "source_height": 3000,
                "width": 1920,
                "height": 1440,
                "format": "webp",
                "quality": 80,
                "encodes": 2,
                "seconds": 0.21,
            }
        return Outcome(status=status, **(made | fields))

    return make


class Terminal:
    """A pseudo-terminal: `stream` writes to it, `written` is all that came out at its other end."""

    def __init__(self, encoding: str) -> None:
        import pty

        self._master, slave = pty.openpty()
        self.stream: TextIO = io.TextIOWrapper(os.fdopen(slave, "wb"), encoding=encoding)
        self._encoding = encoding
        self._heard = bytearray()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    @property
    def written(self) -> str:
        """Everything written, control codes included. Closes the stream."""
        self.close()
        return self._heard.decode(self._encoding).replace("\r\n", "\n")

    @property
    def shown(self) -> str:
        """Everything written, without control codes. Closes the stream."""
        return _CONTROL.sub("", self.written)

    def close(self) -> None:
        if not self.stream.closed:
            self.stream.close()
            self._listener.join()
            os.close(self._master)

    def _listen(self) -> None:
        try:
            while heard := os.read(self._master, 65536):
                self._heard += heard
        except OSError:  # Linux says EIO when the other end is closed
            pass


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[TerminalMaker]:
    """Open a terminal of so many columns."""
    pytest.importorskip("pty")
    opened: list[Terminal] = []

    def open_terminal(columns: int = 80, encoding: str = "utf-8") -> Terminal:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)
        opened.append(Terminal(encoding))
        return opened[-1]

    yield open_terminal
    for each in opened:
        each.close()
