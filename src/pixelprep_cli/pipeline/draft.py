"""What is to be made of one opened picture: recipe, format, geometry, bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pixelprep_cli.analysis.examine import Look
from pixelprep_cli.analysis.formats import able, auto, format_of
from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Codec
from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.settings import Picture
from pixelprep_cli.pipeline import lossless
from pixelprep_cli.pipeline.possible import refuse_impossible
from pixelprep_cli.pipeline.smallest import smallest
from pixelprep_cli.pixels.decode import Source
from pixelprep_cli.pixels.geometry import Geometry, layout
from pixelprep_cli.sizing.limits import Target, target_for

if TYPE_CHECKING:
    from pixelprep_cli.model.job import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A picture between opening and encoding: everything that the encode depends on.

    `transparent` is True where transparency is used, `graphic` where the picture is drawn.
    `reason` says why the recipe was, or the format, where its predicted size had a say.
    """

    source: Source
    preset: str | None
    picture: Picture
    codec: Codec
    geometry: Geometry
    target: Target
    transparent: bool
    animated: bool
    graphic: bool
    reason: str | None = None


def draft_for(source: Source, recipes: tuple[Recipe, ...]) -> Draft:
    """Choose a recipe and a format for the picture, lay it out, and bound its size.

    Raises:
        SourceError: the format cannot hold a picture of that size, or not without loss.
        LimitMissedError: no picture of that size can fit its limit.
    """
    facts, look = source.facts, Look(source)
    recipe = look.best(recipes)
    picture = _without_quality(recipe.picture)
    geometry = layout(facts.upright, picture.resize, look.focus)
    longest = max(geometry.width, geometry.height)
    wanted = picture.output.format
    name, reason = format_of(wanted, look, longest), recipe.reason
    if picture.output.lossless:
        name = lossless.format_of(wanted, look, geometry)
    elif wanted == ("auto",) and picture.output.target and not (look.animated or look.drawn):
        name, reason = smallest(able(auto(look, longest), look), look.pixels, picture.output)
    chosen = codec_for(name)
    if longest > chosen.max_side:
        raise SourceError(
            f"the output would be {geometry.width}×{geometry.height}, "
            f"{chosen.name} holds at most {chosen.max_side} pixels a side",
            code="too_large_for_format",
            hint=f"add --long-edge {chosen.max_side}, or choose another --format",
        )
    # A JPEG is taken for a photograph unless the choice depends on it.
    graphic = (facts.format != "jpeg" or wanted == ("auto",)) and look.drawn
    same = wanted == ("same",) and facts.lossless and picture.output.target is None
    deserves = graphic if wanted == ("auto",) else same
    draft = Draft(
        source=source,
        preset=recipe.preset,
        picture=picture,
        codec=chosen,
        geometry=geometry,
        target=target_for(picture, chosen, facts.bytes, lossless=deserves),
        transparent=look.transparent,
        animated=look.animated,
        graphic=graphic,
        reason=reason,
    )
    refuse_impossible(draft)
    return draft


def _without_quality(picture: Picture) -> Picture:
    """The picture's recipe; one that may lose nothing has no say about quality."""
    if not picture.output.lossless:
        return picture
    output = replace(picture.output, quality=None, quality_min=None, target=None)
    return replace(picture, output=output)
