"""What kind of picture it is, by what was measured of it.

Multinomial logistic regression over standardized features and their squares. The coefficients are
in `kinds.json`, which `python -m benchmarks fit-kinds` makes.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from pixelprep_cli.analysis.features import NAMES, features
from pixelprep_cli.model.facts import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image


FAR: Final = 3.0
"""Standard deviations: what lies further out than nearly all that was fitted counts as this far."""

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
    """Of each feature its mean and spread; of each kind a constant and the weights of all terms."""

    mean: list[float]
    spread: list[float]
    weights: dict[Kind, list[float]]


@cache
def model() -> Model:
    """The coefficients that were fitted."""
    path = os.path.join(os.path.dirname(__file__), "kinds.json")
    with open(path, encoding="ascii") as file:
        return Model(**json.load(file))


def judge(image: Image) -> Judgement:
    """What a picture in a working mode is. Transparent pixels count as white."""
    found = features(image)
    named = dict(zip(NAMES, found, strict=True))
    shares = _probabilities(found, model(), photographs=named["exact_16"] < FLAT)
    kind = max(shares, key=lambda name: shares[name])
    drawn = kind != "photograph" and _has_few_colours(named)
    return Judgement(kind, shares[kind], drawn=drawn)


def kind_of(image: Image) -> Kind:
    """The kind alone."""
    return judge(image).kind


def terms(found: Sequence[float], mean: Sequence[float], spread: Sequence[float]) -> list[float]:
    """What the regression is told: 1, the standardized features, and their squares."""
    standard = [
        max(-FAR, min(FAR, (value - middle) / width))
        for value, middle, width in zip(found, mean, spread, strict=True)
    ]
    return [1.0, *standard, *(value * value for value in standard)]


def _probabilities(
    found: Sequence[float], fitted: Model, *, photographs: bool
) -> dict[Kind, float]:
    told = terms(found, fitted.mean, fitted.spread)
    scores = {
        kind: sum(a * b for a, b in zip(weights, told, strict=True))
        for kind, weights in fitted.weights.items()
        if photographs or kind != "photograph"
    }
    most = max(scores.values())
    odds = {kind: math.exp(score - most) for kind, score in scores.items()}
    return {kind: odd / sum(odds.values()) for kind, odd in odds.items()}


def _has_few_colours(found: dict[str, float]) -> bool:
    """Few make most of the picture, and of what is left of it without its ground still much.

    The latter is not so of a photograph of something on a white table.
    """
    slight = math.exp(found["step_3"]) + math.exp(found["step_8"])
    plain = found["exact_16"] > 0.5 or (math.exp(found["step_0"]) > 0.4 and slight < 0.3)
    return plain and (found["exact_rest"] > 0.2 or found["exact_16"] > FLAT)
