"""Layers of values under dotted keys, each overriding the one before, and who said what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.keys import shown

WAYS: Final = (
    frozenset({"resize.width", "resize.height"}),
    frozenset({"resize.long_edge"}),
    frozenset({"resize.short_edge"}),
)
"""Different ways of saying the size: a layer that says it one way takes back the others."""

BOUNDS: Final = (("output.quality_min", "output.quality"), ("limits.min_size", "limits.max_size"))
"""Floors with their ceilings."""

LOSSLESS: Final = "output.lossless"
LOSSY: Final = frozenset({"output.quality", "output.target"})
"""What takes back the wish to lose nothing that a lower layer has."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value and who said it: `preset web_display`, `option --quality`."""

    value: Any
    origin: str


Layer = Mapping[str, Said]
"""Validated values under dotted keys: only what the layer says."""


def layer(values: Mapping[str, Any], origin: str) -> dict[str, Said]:
    """A layer all of whose values come from one place."""
    return {key: Said(value, origin) for key, value in values.items()}


def merge(layers: Iterable[Layer]) -> dict[str, Said]:
    """What all layers say together; a later one overrides.

    A size said one way (width and height, long edge, short edge) takes back what lower layers
    said in other ways, a quality or a target the wish to lose nothing. Where a floor and a ceiling
    that come from different layers meet the wrong way round, the lower layer's yields: a quality
    takes the other's value, a least size goes.

    Raises:
        UsageError: a least size was asked above a cap that a lower layer sets. A cap is a
            promise: it is raised in words, or not at all.
    """
    merged: dict[str, Said] = {}
    ranks: dict[str, int] = {}
    for rank, said in enumerate(layers):
        for key in _taken_back(said):
            merged.pop(key, None)
        merged.update(said)
        ranks.update(dict.fromkeys(said, rank))
    _reconcile_quality(merged, ranks)
    _reconcile_sizes(merged, ranks)
    return merged


def contradictions(values: Mapping[str, Any], named: Callable[[str], str] = str) -> dict[str, str]:
    """Where one layer's values contradict each other: keys, with `found …, accepted: …`.

    `named` says how a dotted key is called where the layer was written.
    """
    return {
        key: f"found {shown(values[key])}, accepted: nothing beside {named(LOSSLESS)}"
        for key in _beside_lossless(values)
    } | {
        low: f"found {shown(values[low])}, accepted: at most {named(high)}, {shown(values[high])}"
        for low, high in _crossed(values)
    }


def ways_out(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What values that contradict each other could be instead: the one side yields, or the other.

    None is a key left out.
    """
    lossy, crossed = _beside_lossless(values), _crossed(values)
    lower = dict.fromkeys(lossy) | {low: values[high] for low, high in crossed}
    higher = dict.fromkeys([LOSSLESS] if lossy else []) | {
        high: values[low] for low, high in crossed
    }
    return lower, higher


def _beside_lossless(values: Mapping[str, Any]) -> list[str]:
    return sorted(LOSSY & values.keys()) if values.get(LOSSLESS) else []


def _crossed(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (low, high)
        for low, high in BOUNDS
        if low in values and high in values and values[low] > values[high]
    ]


def ways_of_a_size(values: Mapping[str, Any], named: Callable[[str], str]) -> list[str]:
    """Where one breath says the size in different ways, as `contradictions` tells it.

    A preset may: it then means to stay inside all of them.
    """
    spoken = [sorted(way & values.keys(), reverse=True) for way in WAYS if way & values.keys()]
    if len(spoken) < 2:
        return []
    (first, *_), *others = spoken
    told = " and ".join(f"{named(key)} {shown(values[key])}" for keys in others for key in keys)
    found = f"found {shown(values[first])} beside {told}"
    return [f"{named(first)}: {found}, accepted: width and height, or one edge alone"]


def _taken_back(said: Layer) -> set[str]:
    spoken = [way for way in WAYS if way & said.keys()]
    back = set().union(*(way for way in WAYS if way not in spoken)) if spoken else set()
    return back | {LOSSLESS} if LOSSY & said.keys() else back


def _reconcile_quality(merged: dict[str, Said], ranks: dict[str, int]) -> None:
    pair = ("output.quality_min", "output.quality")
    if not all(key in merged for key in pair):
        return
    if merged[pair[0]].value > merged[pair[1]].value:
        lower, upper = sorted(pair, key=ranks.__getitem__)
        merged[lower] = Said(merged[upper].value, f"{upper}, {merged[upper].origin}")


def _reconcile_sizes(merged: dict[str, Said], ranks: dict[str, int]) -> None:
    low, high = merged.get("limits.min_size"), merged.get("limits.max_size")
    if low is None or high is None or low.value <= high.value:
        return
    if ranks["limits.min_size"] > ranks["limits.max_size"]:
        raise UsageError(
            f"limits.min_size {low.value} ({low.origin}) is over "
            f"limits.max_size {high.value} ({high.origin})",
            code="configuration",
            hint="say a max_size that is larger, too",
        )
    del merged["limits.min_size"]
