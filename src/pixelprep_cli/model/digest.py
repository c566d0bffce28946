"""What is asked for, as a text that is the same whenever the same is asked for."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.settings import RawSource

NAMES: Final = frozenset(("preset", "reason"))
"""Fields that say how a thing is called, and nothing of what becomes of a picture."""


def asked_of(
    recipes: Sequence[Recipe], *, keep_dates: bool = False, raw: RawSource = "preview"
) -> str:
    """All that decides about an output, but for its source and the encoders, as JSON.

    Every field of a recipe takes part, also those that are yet to come. What says where outputs
    go, how many are made at once and what is shown does not.
    """
    said = {
        "recipes": [plain(recipe) for recipe in recipes],
        "keep_dates": keep_dates,
        "raw": raw,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value as JSON has it: dataclasses as objects of all their fields but NAMES.

    Raises:
        TypeError: it is of a kind that would not always be written in the same way.
    """
    if is_dataclass(value) and not isinstance(value, type):
        named = (item.name for item in fields(value) if item.name not in NAMES)
        return {name: plain(getattr(value, name)) for name in named}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"no text for {type(value).__name__}")
