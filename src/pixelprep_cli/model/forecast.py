"""What is expected of a run before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixelprep_cli.model.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Gauge:
    """What the bytes of a source's output are about in proportion to, told before decoding.

    `cap` is the most that they may be, if anything bounds them.
    """

    source: str
    proportion: float
    cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What the outputs of `pictures` will have, told from `sampled` of them.

    `source_bytes` are those of the sources that will have an output, `output_bytes` those of the
    outputs, which lie between `low` and `high` with about 90 % confidence. `estimates` has the
    bytes of each output by the source's path; `looked` are the paths of those that were previewed
    themselves.
    """

    source_bytes: int
    output_bytes: int
    low: int
    high: int
    pictures: int = 0
    sampled: int = 0
    estimates: Mapping[str, int] = field(default_factory=dict, repr=False)
    looked: frozenset[str] = field(default=frozenset(), repr=False)

    def joined(self, done: Iterable[Outcome]) -> Forecast:
        """This forecast, and the pictures that have their output already, to the byte."""
        known = [outcome for outcome in done if outcome.produced and outcome.source_bytes]
        after = sum(outcome.output_bytes or 0 for outcome in known)
        exact = {outcome.source: outcome.output_bytes or 0 for outcome in known}
        return replace(
            self,
            source_bytes=self.source_bytes + sum(outcome.source_bytes or 0 for outcome in known),
            output_bytes=self.output_bytes + after,
            low=self.low + after,
            high=self.high + after,
            pictures=self.pictures + len(known),
            sampled=self.sampled + len(known),
            estimates={**self.estimates, **exact},
        )

    def estimate(self, source: str) -> int | None:
        """Bytes that one picture's output is expected to have; None where nothing is known."""
        return self.estimates.get(source)
