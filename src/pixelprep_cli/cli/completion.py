"""What the shell offers for a word that is begun: presets, formats, choices, keys.

Derived from the models. Nothing is offered where a path is begun, so that the shell offers files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from typer import Context

Words = Callable[[str], list[str]]


def option_words(name: str) -> Words:
    """What an option offers, by its name."""

    def offered(incomplete: str) -> list[str]:
        from pixelprep_cli.config.options import OPTIONS
        from pixelprep_cli.model.keys import choices, key_annotations

        key = OPTIONS.get(name)
        if key == "preset":
            return _presets(incomplete, ["auto"])
        if key is None:
            return []
        listed = key == "output.format"
        return _matching(incomplete, choices(key_annotations()[key]), listed=listed)

    return offered


def preset_names(incomplete: str) -> list[str]:
    """The presets that there are."""
    return _presets(incomplete)


def own_names(incomplete: str) -> list[str]:
    """The presets that can be changed."""
    places = _catalogue_places()
    return _matching(incomplete, [name for name, own in places if own])


def key_names(incomplete: str) -> list[str]:
    """The keys of a configuration."""
    from pixelprep_cli.model.keys import key_annotations

    return _matching(incomplete, key_annotations())


def key_values(context: Context, incomplete: str) -> list[str]:
    """What the key that is named before can be, where that is one of some words."""
    from pixelprep_cli.model.keys import choices, key_annotations

    key = context.params.get("key")
    if key == "preset":
        return _presets(incomplete, ["auto"])
    if key not in key_annotations():
        return []
    return _matching(incomplete, choices(key_annotations()[key]), listed=key == "output.format")


def flag_names(incomplete: str) -> list[str]:
    """The features that can be switched."""
    from pixelprep_cli.config.flags import FLAGS

    return _matching(incomplete, FLAGS)


def _presets(incomplete: str, more: Iterable[str] = ()) -> list[str]:
    if "/" in incomplete or os.sep in incomplete or incomplete.startswith((".", "~")):
        return []
    return _matching(incomplete, [*(name for name, _ in _catalogue_places()), *more])


def _catalogue_places() -> list[tuple[str, bool]]:
    """Names of presets, and whether each may be changed; built-in ones where a file is wrong."""
    from pixelprep_cli.config.resolve import open_catalogue
    from pixelprep_cli.errors import PixelprepError
    from pixelprep_cli.presets.places import built_in_folder, is_name, shelf

    try:
        places = open_catalogue().places()
    except (PixelprepError, OSError):
        places = shelf(built_in_folder(), "built-in")
    return [(name, places[name].own) for name in sorted(places) if is_name(name)]


def _matching(incomplete: str, words: Iterable[str], *, listed: bool = False) -> list[str]:
    """The words that begin so; of a list with commas, its last item is completed."""
    before, comma, begun = incomplete.rpartition(",") if listed else ("", "", incomplete)
    return [f"{before}{comma}{word}" for word in words if word.startswith(begun)]
