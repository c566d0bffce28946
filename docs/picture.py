#!/usr/bin/env python3
"""Draw docs/pixelprep.svg: real runs on examples/, recorded through a pseudo-terminal.

From the checkout: `.venv/bin/python docs/picture.py`. Needs a system with pseudo-terminals.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COLUMNS = 92
COMMANDS = (
    "pixelprep analyze examples/still-life.jpg",
    "pixelprep optimize examples -p web_display",
)
THEME = TerminalTheme(
    background=(24, 26, 31),
    foreground=(214, 217, 224),
    normal=[
        (24, 26, 31),
        (235, 110, 110),
        (126, 200, 135),
        (226, 185, 95),
        (105, 160, 235),
        (195, 140, 220),
        (95, 190, 205),
        (214, 217, 224),
    ],
)
REDRAWN = re.compile(r"\r\n|(?:\r|\x1b\[1A|\x1b\[2K)+")
HIDDEN_CURSOR = re.compile(r"\x1b\[\?25[lh]")
FRAME = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
.{unique_id}-title {{
  font: 15px system-ui, sans-serif;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""


def record(command: str, folder: str) -> list[str]:
    """The lines that a command shows on a terminal, one frame of its bar among them."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    environment = os.environ | {"TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "pixelprep_cli", *command.split()[1:]],
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while chunk := _read(ours):
        shown += chunk
    os.close(ours)
    if process.wait():
        sys.exit(shown.decode())
    lines = REDRAWN.split(HIDDEN_CURSOR.sub("", shown.decode()))
    bars = [line for line in lines if "━" in line]
    dropped = set(bars[1:])
    return [line for line in lines if line.strip() and line not in dropped]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the command has ended
        return b""


def draw() -> str:
    """The picture as SVG."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(CHECKOUT, "examples"), os.path.join(folder, "examples"))
        for command in COMMANDS:
            console.print(Text("$ ", "dim"), Text(command, "bold"), sep="")
            for line in record(command, folder):
                console.print(Text.from_ansi(line), no_wrap=True, crop=False)
            console.print()
    return console.export_svg(title="pixelprep", theme=THEME, code_format=FRAME, unique_id="p")


if __name__ == "__main__":
    with open(os.path.join(CHECKOUT, "docs", "pixelprep.svg"), "w", encoding="utf-8") as file:
        file.write(draw())
