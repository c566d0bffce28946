"""What a limit means for one picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.model.settings import CEILING, FLOOR

if TYPE_CHECKING:
    from pixelprep_cli.codecs.codec import Codec
    from pixelprep_cli.model.settings import Limits, Picture


BEST: Final = 100
"""The quality that means without loss in formats that are so by default."""


@dataclass(frozen=True, slots=True)
class Target:
    """Bytes that bound an output, and the lossy qualities that may be used to get there.

    `lossless_first` is True where an encode without loss is the best that fits; `lossy` is None
    where the format has only that.
    """

    cap: int | None
    least: int | None
    lossless_first: bool
    lossy: tuple[int, int] | None

    def bounds(self, size: int) -> bool:
        """Whether a size is within the limits, the lower one included."""
        return (self.least or 0) <= size and (self.cap is None or size <= self.cap)


def cap_of(limits: Limits, source_bytes: int) -> int | None:
    """The most bytes that an output may have; None where nothing bounds it."""
    caps: list[int] = [limits.max_size] if limits.max_size else []
    if limits.reduce_by:
        caps.append(max(1, int(source_bytes * (1 - limits.reduce_by))))
    return min(caps, default=None)


def target_for(picture: Picture, codec: Codec, source_bytes: int, *, lossless: bool) -> Target:
    """The bounds for one output.

    Args:
        lossless: the picture deserves an encode without loss if the format has one; none other is
            made where the recipe says so.
    """
    limits, output = picture.limits, picture.output
    cap = cap_of(limits, source_bytes)
    default = codec.default_quality
    unsaid = output.quality is None and (default is None or lossless)
    best = default is None and output.quality == BEST
    lossless_first = codec.lossless and (unsaid or best or codec.qualities is None)
    lossy = None
    if output.lossless:
        return Target(cap, limits.min_size, lossless_first=True, lossy=None)
    if codec.qualities:
        lowest, highest = codec.qualities
        bounded = cap or limits.min_size
        most = max(CEILING, output.quality_min or 0) if bounded else default or highest
        ceiling = min(output.quality or most, highest)
        floor = min(output.quality_min or FLOOR, ceiling) if cap else ceiling
        lossy = (max(floor, lowest), ceiling)
    return Target(cap, limits.min_size, lossless_first, lossy)
