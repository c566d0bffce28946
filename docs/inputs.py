#!/usr/bin/env python3
"""Write the README's table of input kinds from the registry that the program uses.

.venv/bin/python docs/inputs.py
"""

from __future__ import annotations

import os
import re

from pixelprep_cli.codecs.inputs import INPUTS, Input

README = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "README.md")
HEAD = "| what arrives | kept | converted | warned of | refused |\n|---|---|---|---|---|\n"
TABLE = re.compile(re.escape(HEAD) + r"(?:\|.*\n)*")


def table() -> str:
    """The table, a row for each kind; kinds of one title share theirs."""
    kinds = {kind.title: kind for kind in INPUTS.values()}
    return HEAD + "".join(f"| {' | '.join(cells(kind))} |\n" for kind in kinds.values())


def cells(kind: Input) -> tuple[str, ...]:
    """The cells of one kind's row."""
    if kind.reader is None:
        return kind.title, "", "", "", kind.instead
    blocks = [block for block in kind.metadata if block != "ICC"]
    kept = ["transparency"] * kind.alpha + ["animation"] * kind.animated + blocks
    converted = ["colours, by the profile"] * ("ICC" in kind.metadata) + list(kind.colours)
    warned = ", ".join(f"`{code}`" for code in kind.warned)
    dropped = f" (left out: {kind.several})" if kind.several else ""
    missing = f"without `{kind.reader.command}`" if kind.reader.extra else ""
    return kind.title, ", ".join(kept), ", ".join(converted), warned + dropped, missing


def written(text: str) -> str:
    """A document with its table made anew."""
    return TABLE.sub(lambda _: table(), text)


if __name__ == "__main__":
    with open(README, encoding="utf-8") as file:
        before = file.read()
    with open(README, "w", encoding="utf-8") as file:
        file.write(written(before))
