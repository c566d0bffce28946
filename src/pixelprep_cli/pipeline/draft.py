"""What is to be made of one opened picture: recipe, format, geometry, bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pixelprep_cli.analysis.examine import Look
from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Codec
from pixelprep_cli.codecs.signature import BROWSER, SAME_AS
from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.settings import Picture
from pixelprep_cli.pipeline import lossless
from pixelprep_cli.pipeline.possible import refuse_impossible
from pixelprep_cli.pipeline.smallest import smallest
from pixelprep_cli.pixels.decode import Source
from pixelprep_cli.pixels.geometry import Geometry, layout
from pixelprep_cli.sizing.limits import Target, target_for

if TYPE_CHECKING:
    from pixelprep_cli.model.facts import ImageFacts
    from pixelprep_cli.model.job import Recipe

AUTO: Final = {
    "animation": ("webp", "gif"),
    "graphic": ("webp", "png"),
    "photograph": ("avif", "webp", "jpeg"),
}
"""What `auto` prefers, all shown by browsers; the next where one cannot hold the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A picture between opening and encoding: everything that the encode depends on.

    `transparent` is True where transparency is used, `graphic` where the picture is drawn.
    `reason` says why the format was chosen, where its predicted size had a say.
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
    geometry = layout(facts.upright, picture.resize)
    longest = max(geometry.width, geometry.height)
    wanted, reason = picture.output.format, None
    name = _format(wanted, source, look, longest)
    if picture.output.lossless:
        name = _lossless_format(wanted, source, look, geometry)
    elif wanted == ("auto",) and picture.output.target and _is_photograph(look):
        name, reason = smallest(_able(_auto(look, longest), look), look.pixels, picture.output)
    chosen = codec_for(name)
    if longest > chosen.max_side:
        raise SourceError(
            f"the output would be {geometry.width}×{geometry.height}, "
            f"{chosen.name} holds at most {chosen.max_side} pixels a side",
            code="too_large_for_format",
            hint=f"add --long-edge {chosen.max_side}, or choose another --format",
        )
    # A JPEG is taken for a photograph unless the choice depends on it.
    graphic = (facts.format != "jpeg" or wanted == ("auto",)) and look.kind == "graphic"
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


def _format(wanted: tuple[str, ...], source: Source, look: Look, longest: int) -> str:
    if wanted == ("same",):
        return SAME_AS.get(source.facts.format, source.facts.format)
    if wanted == ("auto",):
        wanted = _auto(look, longest)
    if len(wanted) == 1:
        return wanted[0]
    return next(iter(_able(wanted, look)), wanted[0])


def _lossless_format(
    wanted: tuple[str, ...], source: Source, look: Look, geometry: Geometry
) -> str:
    """The format of an output that may lose nothing.

    Raises:
        SourceError: none of those that are wanted can.
    """
    facts, longest = source.facts, max(geometry.width, geometry.height)
    names: tuple[str, ...] = (_format(wanted, source, look, longest),)
    if wanted == ("auto",):
        packed_well = facts.format in BROWSER and not _is_lossless(facts)
        names = (facts.format,) * packed_well + _auto(look, longest) + AUTO["graphic"]
    elif len(wanted) > 1:
        names = wanted
    found = lossless.able(names, facts, reshaped=geometry.changes(facts.upright))
    held = _able(found, look)
    if not held:
        raise lossless.impossible(names[0], facts)
    return held[0]


def _is_lossless(facts: ImageFacts) -> bool:
    return facts.format in ("png", "gif") or facts.lossless


def _without_quality(picture: Picture) -> Picture:
    """The picture's recipe; one that may lose nothing has no say about quality."""
    if not picture.output.lossless:
        return picture
    output = replace(picture.output, quality=None, quality_min=None, target=None)
    return replace(picture, output=output)


def _auto(look: Look, longest: int) -> tuple[str, ...]:
    """What `auto` chooses among, by content and by size."""
    names = AUTO["animation" if look.animated else look.kind]
    return tuple(name for name in names if longest <= codec_for(name).max_side) or names


def _is_photograph(look: Look) -> bool:
    return not look.animated and look.kind == "photograph"


def _able(names: tuple[str, ...], look: Look) -> tuple[str, ...]:
    """The formats that hold the picture."""
    return tuple(
        name
        for name in names
        if codec_for(name).holds(transparent=look.transparent, animated=look.animated)
    )
