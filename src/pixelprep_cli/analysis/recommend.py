"""Which recipe fits a picture, by the rules that stand in the presets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.analysis.formats import format_of, holds
from pixelprep_cli.model.facts import Recommendation
from pixelprep_cli.model.job import Recipe, RecommendRule
from pixelprep_cli.pixels.geometry import layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelprep_cli.analysis.formats import Content

CERTAIN: Final = 0.95
"""Confidence of a rule whose bounds are all far away."""

MARGIN: Final = math.log(1.15)
"""A fact within this ratio of a bound makes the rule less certain; at most within a quarter of the
way to the other bound, so that what lies between the two is what the rule is for."""


@dataclass(frozen=True, slots=True)
class Match:
    """A recipe whose rule fits, and how surely."""

    recipe: Recipe
    rule: RecommendRule
    confidence: float


def matches(content: Content, recipes: Sequence[Recipe]) -> list[Match]:
    """The recipes that fit, best first: by priority, then confidence, then name.

    Those that would lose frames or transparency do not fit, unless all would. A recipe is listed
    once, by its best rule. Confidence falls from CERTAIN to half of it where a fact lies on one of
    the rule's bounds, and for a rule that has none; further by what a crop cuts off, and by how
    unsure the kind is that the rule asks for.
    """
    found: dict[str, Match] = {}
    for recipe in _keeping(content, recipes):
        for rule in recipe.rules:
            confidence = _confidence(content, recipe, rule)
            name = recipe.preset or ""
            known = found.get(name)
            if confidence and (known is None or _rank(known) < (rule.priority, confidence)):
                found[name] = Match(recipe, rule, confidence)
    by_name = sorted(found.values(), key=lambda match: match.recipe.preset or "")
    return sorted(by_name, key=_rank, reverse=True)


def _keeping(content: Content, recipes: Sequence[Recipe]) -> Sequence[Recipe]:
    if not (content.animated or content.transparent):
        return recipes
    return [recipe for recipe in recipes if _keeps(content, recipe)] or recipes


def _keeps(content: Content, recipe: Recipe) -> bool:
    made = layout(content.facts.upright, recipe.picture.resize)
    longest = max(made.width, made.height)
    return holds(format_of(recipe.picture.output.format, content, longest), content)


def _rank(match: Match) -> tuple[int, float]:
    return match.rule.priority, match.confidence


def recommendations(found: Sequence[Match]) -> tuple[Recommendation, ...]:
    """What people are told about the matches."""
    return tuple(
        Recommendation(
            preset=match.recipe.preset or "",
            confidence=round(match.confidence, 2),
            reasons=(match.rule.reason or match.rule.asks,),
        )
        for match in found
    )


def _confidence(content: Content, recipe: Recipe, rule: RecommendRule) -> float:
    """0 where the rule does not fit."""
    if rule.kind and content.kind not in rule.kind:
        return 0.0
    if rule.transparent not in (None, content.transparent):
        return 0.0
    if rule.animated not in (None, content.animated):
        return 0.0
    width, height = content.facts.upright
    bounds = (
        (width / height, rule.aspect_min, rule.aspect_max),
        (max(width, height), rule.long_edge_min, rule.long_edge_max),
        (width * height / 1e6, rule.megapixels_min, rule.megapixels_max),
    )
    if any(value < (least or 0) or value > (most or math.inf) for value, least, most in bounds):
        return 0.0
    asks = rule.kind or rule.transparent is not None or rule.animated is not None
    bounded = any(least or most for _, least, most in bounds)
    nearest = min(_far(*bound) for bound in bounds) if asks or bounded else 0.0
    sure = content.kind_confidence if rule.kind else 1.0
    return CERTAIN * (0.5 + 0.5 * nearest) * sure * _shown(content, recipe)


def _far(value: float, least: float | None, most: float | None) -> float:
    """How far from its bounds a value lies: from 0, on one of them, to 1, where none is near."""
    margin = min(MARGIN, math.log(most / least) / 4) if least and most else MARGIN
    if not margin:
        return 1.0
    ratios = [math.log(value / least)] if least else []
    ratios += [math.log(most / value)] if most else []
    return min([1.0, *(ratio / margin for ratio in ratios)])


def _shown(content: Content, recipe: Recipe) -> float:
    """The share of the picture that the recipe's crop leaves."""
    width, height = content.facts.upright
    box = layout((width, height), recipe.picture.resize).box
    return box[2] * box[3] / (width * height)
