"""Refuse, by the header alone, a limit that no picture of its dimensions can meet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from pixelprep_cli.errors import LimitMissedError
from pixelprep_cli.model.amounts import format_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelprep_cli.pipeline.draft import Draft

DEFLATE: Final = 1032
"""Bytes that one byte of deflate stands for at most: zlib's technical details, "Maximum Compression
Factor"."""

LZW: Final = 4096 / 1.5
"""Pixels that one byte of GIF stands for at most: a code of 12 bits is a string of the table, none
of which is longer than its number."""

COLOURED: Final = frozenset(("RGB", "RGBA", "CMYK", "YCbCr"))


def refuse_impossible(draft: Draft) -> None:
    """Refuse a cap below what a format without loss takes for one flat colour.

    Raises:
        LimitMissedError: `limit_impossible`, with the least size that there could be.
    """
    cap, least = draft.target.cap, least_bytes(draft)
    kept = draft.source.facts.format == draft.codec.name and draft.source.facts.bytes <= (cap or 0)
    if cap is None or cap >= least or kept or draft.picture.limits.on_miss != "fail":
        return
    raise LimitMissedError(
        f"{draft.geometry.width}×{draft.geometry.height} pixels take at least "
        f"{format_bytes(least)} as {draft.codec.name}, whatever they show; the limit is "
        f"{format_bytes(cap)}",
        reached=least,
        quality=None,
        encodes=0,
        code="limit_impossible",
        hint=f"raise it above {format_bytes(least)}, ask for fewer pixels or for "
        "--on-miss downscale, or choose a lossy --format",
    )


def least_bytes(draft: Draft) -> int:
    """The least bytes that the draft's format can take, metadata aside; 0 where it is lossy."""
    floor = FLOORS.get(draft.codec.name)
    if floor is None:
        return 0
    # A TIFF keeps its colours; the others may come down to two.
    coloured = draft.codec.qualities is None and draft.source.facts.mode in COLOURED
    return floor(draft.geometry.width, draft.geometry.height, 24 if coloured else 1)


def _png(width: int, height: int, bits: int) -> int:
    """Signature, IHDR, IDAT with zlib's frame, IEND; each row has a byte that names its filter."""
    rows = height * (1 + math.ceil(width * bits / 8))
    return 8 + 25 + 12 + 6 + rows // DEFLATE + 12


def _tiff(width: int, height: int, bits: int) -> int:
    """Header, and a directory of at least nine entries of 12 bytes."""
    return 8 + 2 + 9 * 12 + 4 + height * math.ceil(width * bits / 8) // DEFLATE


def _gif(width: int, height: int, _bits: int) -> int:
    """Header, screen, two colours, one image, trailer."""
    return 6 + 7 + 6 + 10 + int(width * height / LZW) + 1


FLOORS: Final[dict[str, Callable[[int, int, int], int]]] = {
    "png": _png,
    "tiff": _tiff,
    "gif": _gif,
}
