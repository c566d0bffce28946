"""`pixelprep` alone: the five things that people do."""

from __future__ import annotations

from typing import Final

from pixelprep_cli.cli.speech import broken

THINGS: Final = {
    "pixelprep preview photos/ -p web_display": "how large they would be",
    "pixelprep optimize photos/ -p web_display": "smaller copies, in optimized/",
    "pixelprep analyze photo.jpg": "what it is, and which preset fits",
    "pixelprep presets create": "a preset of your own",
    "pixelprep undo": "take back what the last run did",
}


WIDE: Final = 80
"""Columns from which each thing and what it is for stand in one line."""


def page(width: int) -> str:
    """The page, in lines of at most `width` columns, or of eighty."""
    before = "pixelprep makes folders of pictures smaller. Your originals stay as they are."
    tour = "pixelprep tour lets you try all of it, in a folder of its own, in five minutes."
    more = "pixelprep --help lists every command, pixelprep COMMAND --help every option."
    longest = max(map(len, THINGS))
    between = " " * 2 if width >= WIDE else "\n" + " " * 6
    things = [
        f"  {words:{longest}}{between}{what}" if width >= WIDE else f"  {words}{between}{what}"
        for words, what in THINGS.items()
    ]
    wrapped = ["\n".join(broken(line, width)) for line in (before, tour, more)]
    return "\n".join((wrapped[0], "", *things, "", *wrapped[1:]))
