"""What the merged values cannot ask together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelprep_cli.model.layers import Said

DEFAULT: Final = "default"
SIZES: Final = ("resize.width", "resize.height", "resize.long_edge", "resize.short_edge")


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
