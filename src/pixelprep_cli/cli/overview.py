"""`pixelprep` alone: the five things that people do."""

from __future__ import annotations

from typing import Final

THINGS: Final = {
    "pixelprep preview photos/ -p web_display": "how large they would be",
    "pixelprep optimize photos/ -p web_display": "smaller copies, in optimized/",
    "pixelprep analyze photo.jpg": "what it is, and which preset fits",
    "pixelprep presets create": "a preset of your own",
    "pixelprep undo": "take back what the last run did",
}


def page() -> str:
    """The page, in lines of at most eighty characters."""
    width = max(map(len, THINGS))
    return "\n".join(
        (
            "pixelprep makes folders of pictures smaller. Your originals stay as they are.",
            "",
            *(f"  {words:{width}}  {what}" for words, what in THINGS.items()),
            "",
            "pixelprep tour lets you try all of it, in a folder of its own, in five minutes.",
            "pixelprep --help lists every command, pixelprep COMMAND --help every option.",
        )
    )
