"""What is to be done: small, picklable, naming files rather than pixels."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Interval

from pixelprep_cli.model.facts import Kind
from pixelprep_cli.model.settings import MOST_DECODED, MOST_FRAMES, Picture, Pixels, RawSource

if TYPE_CHECKING:
    from collections.abc import Iterator

Positive = Annotated[float, Interval(gt=0, le=100_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendRule:
    """When a preset fits: bounds that a picture's facts must lie in, as `[recommend]` says them.

    Aspect is width / height of the upright picture, edges are in pixels, every bound is included;
    an empty `kind` is any. `transparent` and `animated` ask for pictures that are, or are not. The
    matching rule with the highest `priority` wins; `reason` is what the person is told, or without
    one what it asks.
    """

    priority: int = 0
    reason: str = ""
    aspect_min: Positive | None = None
    aspect_max: Positive | None = None
    long_edge_min: Pixels | None = None
    long_edge_max: Pixels | None = None
    megapixels_min: Positive | None = None
    megapixels_max: Positive | None = None
    kind: tuple[Kind, ...] = ()
    transparent: bool | None = None
    animated: bool | None = None

    @property
    def asks(self) -> str:
        """What it asks of a picture, in words."""
        return ", ".join(_asked(self)) or "any picture"


def _asked(rule: RecommendRule) -> Iterator[str]:
    if rule.kind:
        yield " or ".join(rule.kind)
    for true, word in ((rule.transparent, "transparent"), (rule.animated, "animated")):
        if true is not None:
            yield word if true else f"not {word}"
    for name, least, most, unit in (
        ("aspect", rule.aspect_min, rule.aspect_max, ""),
        ("long edge", rule.long_edge_min, rule.long_edge_max, ""),
        ("", rule.megapixels_min, rule.megapixels_max, " MP"),
    ):
        if said := _between(least, most, unit):
            yield f"{name} {said}".strip()


def _between(least: float | None, most: float | None, unit: str) -> str:
    if least is not None and most is not None:
        return f"{least:g}–{most:g}{unit}"
    if least is not None:
        return f"≥ {least:g}{unit}"
    return f"≤ {most:g}{unit}" if most is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What to do with a picture. `rules` say when, where a recommendation chooses among recipes.

    `reason` says why, where that is not asked for.
    """

    preset: str | None = None
    picture: Picture = field(default_factory=Picture)
    rules: tuple[RecommendRule, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where an output goes. Without a `suffix` the format that is chosen later gives it."""

    folder: str
    stem: str
    suffix: str | None = None

    def path(self, suffix: str) -> str:
        """The absolute path of the output; `suffix` (`.webp`) is used where none is fixed."""
        return os.path.join(self.folder, self.stem + (self.suffix or suffix))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a worker refuses, from the header, before it decodes, and what of a RAW it opens.

    `max_file_size`, `max_decoded` (of all frames together) and `max_memory` are in bytes; without
    the last a worker may take what the system gives it.
    """

    max_file_size: int
    max_pixels: int
    max_frames: int = MOST_FRAMES
    max_decoded: int = MOST_DECODED
    max_memory: int | None = None
    raw: RawSource = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Where a run writes down what it changes: its folder, and whether it backs up."""

    run: str
    folder: str
    backup: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlace:
    """The output takes its source's place. What a format cannot hold is lost only if `lossy`."""

    lossy: bool = False


Action = Literal["optimize", "preview", "measure", "gauge", "analyze", "crop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One picture's work: to make its output, to preview it, to make it and keep only its measure,
    to gauge it by its header, to analyse it, or to show its crop.

    `recipes` holds one recipe, or those among which the picture's analysis chooses.
    With `sizes` an analysis predicts the output of each preset that fits, with `metadata` it lists
    what they tell, piece by piece.
    `token` names the temporary file, so that whoever survives can remove it. With a `record` what
    is changed can be taken back. `locks` is the file by which runs know of each other's outputs.
    `replaces` are the contents, as digests, that an output may replace even without `overwrite`:
    those that earlier runs have written there. `seen` are the bytes and the time of writing, in
    nanoseconds, that the source had when this was planned.
    """

    source: str
    target: Target
    recipes: tuple[Recipe, ...]
    bounds: Bounds
    token: str
    action: Action = "optimize"
    overwrite: bool = False
    replaces: tuple[bytes, ...] = ()
    seen: tuple[int, int] | None = None
    keep_dates: bool = False
    verify: bool = False
    record: Record | None = None
    in_place: InPlace | None = None
    sizes: bool = False
    metadata: bool = False
    locks: str | None = None
