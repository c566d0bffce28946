"""Which features are on here: what the layers say, decided for this installation."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from pixelprep_cli.model.amounts import Rollout
from pixelprep_cli.model.layers import Said
from pixelprep_cli.model.settings import Flags
from pixelprep_cli.store.installation import installation_id, share_of

if TYPE_CHECKING:
    from pixelprep_cli.model.layers import Layer

SAFE_MODE: Final = "PIXELPREP_SAFE_MODE"
FLAGS: Final = tuple(item.name for item in fields(Flags))


@dataclass(frozen=True, slots=True)
class FlagState:
    """A feature: what is said of it and by whom, and whether it is on here."""

    name: str
    value: object
    on: bool
    origin: str


def decided(said: Layer, state: str) -> dict[str, Said]:
    """The flags that layers set, each as on or off; a share's origin tells the share.

    Args:
        said: what the layers say together.
        state: the folder that keeps this installation's id, which is drawn where a share is set.
    """
    found = {}
    for flag in FLAGS:
        key = f"flags.{flag}"
        if key not in said:
            continue
        value, origin = said[key].value, said[key].origin
        if isinstance(value, Rollout) and value.partial:
            found[key] = Said(share_of(installation_id(state), flag) < value, f"{value}, {origin}")
        else:
            found[key] = Said(bool(value), origin)
    return found


def safe_mode_layer() -> dict[str, Said]:
    """Every feature off, and the statistics."""
    origin = f"environment {SAFE_MODE}"
    flags = {f"flags.{flag}": Said(Rollout(0), origin) for flag in FLAGS}
    return {**flags, "stats.enabled": Said(value=False, origin=origin)}
