"""What follows from the merged values, and what they cannot ask together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.layers import Said
from pixelprep_cli.model.settings import CEILING, FLOOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelprep_cli.model.layers import Layer

DEFAULT: Final = "default"
LIMITS: Final = ("limits.max_size", "limits.min_size", "limits.reduce_by")
TARGET: Final = "output.target"
SIZES: Final = ("resize.width", "resize.height", "resize.long_edge", "resize.short_edge")


def with_search_range(merged: Layer) -> dict[str, Said]:
    """The merged values; where there is a limit, with the ceiling and the floor of the quality.

    A ceiling or a floor that is asked moves the other's default where they would cross. A target
    has the format's whole range where nothing else is asked.
    """
    said = dict(merged)
    if any(key in said for key in LIMITS) and TARGET not in said:
        floor = said.get("output.quality_min")
        least = floor.value if floor else FLOOR
        ceiling = said.setdefault("output.quality", Said(max(CEILING, least), DEFAULT))
        said.setdefault("output.quality_min", Said(min(FLOOR, ceiling.value), DEFAULT))
    return said


def require_a_shape(said: Mapping[str, Said]) -> None:
    """Refuse a fit to a shape where the size is no shape.

    Raises:
        UsageError: `cover` or `exact` without a width and a height.
    """
    fit = said.get("resize.fit")
    given = {key: said[key] for key in SIZES if key in said}
    if fit is None or fit.value == "inside" or given.keys() == set(SIZES[:2]):
        return
    found = " and ".join(f"{key} {size.value} ({size.origin})" for key, size in given.items())
    raise UsageError(
        f"resize.fit {fit.value!r} ({fit.origin}) takes a width and a height, "
        f"found {found or 'no size'}",
        code="configuration",
        hint='give both resize.width and resize.height, or fit "inside"',
    )
