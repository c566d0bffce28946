"""A terminal of its own for the command: what it writes there, and a person who answers."""

from __future__ import annotations

import os
import re
import select
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

PATIENCE = 180.0
AGAIN = 0.5
CTRL_C = "^C"
END = "\x04"
SIZE = {"COLUMNS": "200", "LINES": "50"}
CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")

Begin = Callable[..., "subprocess.Popen[str]"]


def shown(written: str) -> list[str]:
    """Lines without the codes for colours and for moving the cursor."""
    return [CONTROL.sub("", line).rstrip() for line in re.split(r"[\n\r]", written)]


def watched(begin: Begin, words: tuple[str, ...], env: dict[str, str]) -> tuple[int, str]:
    """Run the command on a terminal of 200 columns: its exit code, and all that it wrote."""
    main, other = os.openpty()
    process = begin(*words, stdin=other, stdout=other, stderr=other, env={**SIZE, **env})
    os.close(other)
    heard = bytearray()
    while select.select([main], [], [], PATIENCE)[0]:
        try:
            data = os.read(main, 65536)
        except OSError:  # Linux says EIO when the other end is closed
            break
        if not data:
            break
        heard += data
    os.close(main)
    return process.wait(PATIENCE), heard.decode().replace("\r\n", "\n")


def talked(
    begin: Begin, words: tuple[str, ...], dialog: tuple[tuple[str, str], ...], env: dict[str, str]
) -> tuple[int, str]:
    """Run the command on a terminal and answer `(question, answer), …`.

    Each answer is given once its question has been asked, so nothing waits for a time. Ctrl-C is
    pressed until it is heard: one that comes just before a read waits for what ends the read.
    """
    main, other = os.openpty()
    process = begin(*words, stdin=other, stdout=other, stderr=other, env={**SIZE, **env})
    os.close(other)
    heard, unanswered = "", ""
    open_questions = list(dialog)
    interrupted = False
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if interrupted and process.poll() is None:
            process.send_signal(signal.SIGINT)
        if not select.select([main], [], [], AGAIN if interrupted else PATIENCE)[0]:
            continue
        try:
            data = os.read(main, 65536)
        except OSError:  # Linux says EIO when the other end is closed
            break
        if not data:
            break
        heard += data.decode()
        unanswered += data.decode()
        if open_questions and open_questions[0][0] in unanswered:
            unanswered = unanswered.split(open_questions[0][0], 1)[1]
            answer = open_questions.pop(0)[1]
            interrupted = answer == CTRL_C
            if not interrupted:
                os.write(main, f"{answer}\n".encode())
    os.close(main)
    assert not open_questions, heard
    return process.wait(PATIENCE), heard.replace("\r\n", "\n")
