"""What is expected of a run before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What the outputs of `pictures` will have, told from `sampled` of them.

    `source_bytes` are those of the sources that will have an output, `output_bytes` those of the
    outputs, which lie between `low` and `high` with about 90 % confidence. `ratios` has bytes of
    output for each byte of source, by the source's path.
    """

    source_bytes: int
    output_bytes: int
    low: int
    high: int
    pictures: int = 0
    sampled: int = 0
    ratios: Mapping[str, float] = field(default_factory=dict, repr=False)

    def estimate(self, source: str, source_bytes: int | None) -> int | None:
        """Bytes that one picture's output is expected to have; None where nothing is known."""
        ratio = self.ratios.get(source)
        return None if ratio is None or source_bytes is None else round(ratio * source_bytes)
