"""Who may say what changes an original in more than its encoding: the command line alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.model.layers import Said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pixelprep_cli.model.layers import Layer

ORIGIN: Final = "in place"
KEEP: Final = {"metadata.policy": Said("keep", ORIGIN)}
"""What holds in place where the command line says nothing else."""

CHANGING: Final = (
    "resize.",
    "color.",
    "metadata.",
    "output.format",
    "output.dpi",
    "limits.on_miss",
)
"""Keys that change format, dimensions, colours or metadata, or the beginnings of such."""


def kept_in_place(layers: Iterable[Layer], *, preset_spoken: bool) -> list[Layer]:
    """Layers without what must not change an original.

    Args:
        preset_spoken: that the command line itself names the preset, so that what it says counts.
    """
    return [
        KEEP,
        *(
            {
                key: said
                for key, said in layer.items()
                if _counts(key, said, preset_spoken=preset_spoken)
            }
            for layer in layers
        ),
    ]


def passed_over(layers: Iterable[Layer], *, preset_spoken: bool) -> dict[str, Said]:
    """What `kept_in_place` leaves out, by its keys."""
    return {
        key: said
        for layer in layers
        for key, said in layer.items()
        if not _counts(key, said, preset_spoken=preset_spoken)
    }


def is_spoken(said: Said | None) -> bool:
    """Whether the command line itself says it."""
    return said is not None and said.origin.startswith("option ")


def _counts(key: str, said: Said, *, preset_spoken: bool) -> bool:
    of_preset = preset_spoken and said.origin.startswith("preset ")
    return is_spoken(said) or of_preset or not key.startswith(CHANGING)
