"""What kind of picture it is, by what was measured of it.

Gradient-boosted decision trees (Friedman, "Greedy function approximation", 2001), each of which
adds a little to the score of one kind. They are in `kinds.json`, which `python -m benchmarks
fit-kinds` makes.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.analysis.features import NAMES, features
from pixelprep_cli.model.facts import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

Tree = list[Any] | float
"""A number; or which feature is asked, a bound, the tree for up to that, and that for beyond."""

FLAT: Final = 0.995
"""Of what sixteen exact colours cover so much, no photograph is made."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A kind, how surely it is that, and whether the picture is made of few exact colours."""

    kind: Kind
    confidence: float
    drawn: bool


@dataclass(frozen=True, slots=True)
class Model:
    """The trees of each kind."""

    trees: dict[Kind, list[Tree]]


MODEL: Final = os.path.join(os.path.dirname(__file__), "kinds.json")


@cache
def model(path: str = MODEL) -> Model:
    """Trees that were fitted."""
    with open(path, encoding="ascii") as file:
        return Model(json.load(file))


def judge(image: Image, fitted: Model | None = None) -> Judgement:
    """What a picture in a working mode is. Transparent pixels count as white."""
    found = features(image)
    named = dict(zip(NAMES, found, strict=True))
    shares = _probabilities(found, fitted or model(), photographs=named["exact_16"] < FLAT)
    kind = max(shares, key=lambda name: shares[name])
    drawn = kind != "photograph" and _has_few_colours(named)
    return Judgement(kind, shares[kind], drawn=drawn)


def kind_of(image: Image, fitted: Model | None = None) -> Kind:
    """The kind alone."""
    return judge(image, fitted).kind


def _probabilities(
    found: Sequence[float], fitted: Model, *, photographs: bool
) -> dict[Kind, float]:
    scores = {
        kind: sum(_told(tree, found) for tree in trees)
        for kind, trees in fitted.trees.items()
        if photographs or kind != "photograph"
    }
    most = max(scores.values())
    odds = {kind: math.exp(score - most) for kind, score in scores.items()}
    return {kind: odd / sum(odds.values()) for kind, odd in odds.items()}


def _told(tree: Tree, found: Sequence[float]) -> float:
    while isinstance(tree, list):
        place, bound, below, beyond = tree
        tree = below if found[place] <= bound else beyond
    return tree


def _has_few_colours(found: dict[str, float]) -> bool:
    """Few make most of the picture, and of what is left of it without its ground still much.

    The latter is not so of a photograph of something on a white table.
    """
    slight = math.exp(found["step_3"]) + math.exp(found["step_8"])
    plain = found["exact_16"] > 0.5 or (math.exp(found["step_0"]) > 0.4 and slight < 0.3)
    return plain and (found["exact_rest"] > 0.2 or found["exact_16"] > FLAT)
