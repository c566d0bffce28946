"""What a picture can have in place of a wish that it cannot: measured, by making it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.batch.trial import tried
from pixelprep_cli.model.amounts import ByteSize, Share
from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Notice, Outcome, Status
from pixelprep_cli.model.settings import CEILING, FLOOR, with_values
from pixelprep_cli.model.values import FormatChoice, Likeness
from pixelprep_cli.sizing.limits import BEST
from pixelprep_cli.sizing.search import GROWTH

if TYPE_CHECKING:
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.model.settings import Picture, Run

OVER: Final = {"limit_missed", "limit_impossible", Warn.GOAL_MISSED}
UNLIKE: Final = {Warn.TARGET_MISSED, Warn.TARGET_UNREACHABLE}
LOSSY: Final = {"lossless_impossible"}
UNMET: Final = OVER | UNLIKE | LOSSY | {Warn.BELOW_MIN_SIZE, Warn.SMALLER_THAN_PRESET}
"""Codes of errors and warnings by which a wish has not come true."""

FORMATS: Final = ("webp", "avif")
"""Formats that other formats' wishes are tried in, the one that is shown more widely first."""

ABOVE: Final = 2.5
"""How much larger a picture is, a side, at which the search for one that fits begins."""

SAFELY: Final = 1.2
"""How much larger, a side, than what is expected to have enough bytes."""

LEAST_ALIKE: Final = 30
"""The lowest likeness that can be a target."""

PATIENCE: Final = 300.0
BRIEFLY: Final = 60.0
"""Seconds that a trial may take where nobody has said how long: of the wish, of each other."""

Values = dict[str, Any]

LOSING: Final[Values] = {"output.lossless": False}
"""What lets a format be that cannot be without loss."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Values of keys with which the picture has its wishes, and what comes of it then."""

    values: Values
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Trial:
    """What becomes of a picture by a recipe, and what could be wished for instead."""

    outcome: Outcome
    alternatives: tuple[Alternative, ...]
    given_up: int = 0
    """Alternatives that took too long to make."""

    @property
    def unmet(self) -> set[str]:
        """Codes of the wishes that have not come true."""
        return unmet(self.outcome)


def unmet(outcome: Outcome) -> set[str]:
    """Codes of what an outcome tells that was wished for and is not so."""
    codes = {notice.code for notice in outcome.warnings}
    return (codes | ({outcome.error.code} if outcome.error else set())) & UNMET


def measured(pool: Pool, path: str, picture: Picture, run: Run) -> Trial:
    """Make a picture by a recipe, and where that misses a wish, by others near to it.

    Raises:
        UsageError: there is no such picture.
    """
    patient, brief = (replace(run, timeout=run.timeout or most) for most in (PATIENCE, BRIEFLY))
    (made,) = tried(pool, path, [_kept(picture)], patient, "measure")
    variants = list(_variants(picture, made, unmet(made)))
    others = [variant for variant in variants if variant.values]
    pictures = [with_values(picture, variant.values) for variant in others]
    outcomes = iter(tried(pool, path, pictures, brief, "measure") if pictures else ())
    found, late = [], 0
    for variant in variants:
        tested = next(outcomes) if variant.values else made
        values = variant.told(tested)
        if tested.produced and values is not None:
            found.append(Alternative(values, tested))
        late += tested.error is not None and tested.error.code == "timeout"
    return Trial(_by_its_word(picture, made), tuple(found), late)


def _kept(picture: Picture) -> Picture:
    """The recipe by which the smallest is made where none fits, so that it is known."""
    if picture.limits.on_miss != "fail":
        return picture
    return with_values(picture, {"limits.on_miss": "keep"})


def _by_its_word(picture: Picture, made: Outcome) -> Outcome:
    """What comes of a recipe that asks to fail where no encode fits: one was made to be known."""
    missed = [notice for notice in made.warnings if notice.code == Warn.GOAL_MISSED]
    if picture.limits.on_miss != "fail" or not missed:
        return made
    warnings = tuple(notice for notice in made.warnings if notice not in missed)
    error = Notice("limit_missed", missed[0].message)
    return replace(made, status=Status.MISSED, warnings=warnings, error=error)


Told = Callable[["Outcome"], Values | None]


@dataclass(frozen=True, slots=True)
class _Variant:
    """Values to try, and what to tell of the outcome: the keys that lead there, or nothing.

    Without values it tells of what the recipe itself has made.
    """

    values: Values
    told: Told


def _variants(picture: Picture, outcome: Outcome, missed: set[str]) -> Iterator[_Variant]:
    if missed & OVER and not missed & UNLIKE:  # a smaller one would be still less alike
        yield from _smaller(picture, outcome)
    if Warn.BELOW_MIN_SIZE in missed:
        yield from _larger(picture, outcome)
    if missed & UNLIKE:
        yield from _less_alike(picture, outcome)
    if missed & LOSSY:
        yield _Variant(LOSING, lambda tested: _if_met(tested, LOSING))
    if missed & (OVER | UNLIKE | LOSSY):
        yield from map(_in_format, (name for name in FORMATS if picture.output.format != (name,)))
    if Warn.SMALLER_THAN_PRESET in missed:
        yield _Variant({}, lambda tested: _sides(picture, tested))
        yield _Variant(
            {"resize.upscale": True}, lambda tested: _if_met(tested, {"resize.upscale": True})
        )


def _smaller(picture: Picture, outcome: Outcome) -> Iterator[_Variant]:
    """Where a cap is missed: a higher one, fewer pixels, a lower quality.

    The smallest that was made tells where each search has to begin.
    """
    limits = picture.limits
    known: Values = {} if outcome.produced else {"limits.on_miss": "keep"}
    if limits.max_size:
        yield _Variant(known, _cap)
    if limits.reduce_by:
        yield _Variant(known, _reduction)
    if limits.on_miss != "downscale":
        fewer = _fewer_pixels(picture, outcome) | {"limits.on_miss": "downscale"}
        yield _Variant(fewer, lambda tested: _sides(picture, tested))
    lowest = outcome.quality or picture.output.quality_min or FLOOR
    if lowest > 1:
        lower = {"output.quality_min": 1, "output.quality": lowest - 1}
        yield _Variant(lower, lambda tested: _at_quality(tested, "quality_min"))


def _fewer_pixels(picture: Picture, outcome: Outcome) -> Values:
    """Dimensions above those at which the cap is expected to be met; none where that is far off."""
    limits, made = picture.limits, outcome.output_bytes
    caps = [
        *([limits.max_size] if limits.max_size else []),
        *([(outcome.source_bytes or 0) * (1 - limits.reduce_by)] if limits.reduce_by else []),
    ]
    scale = ABOVE * (min(caps) / made) ** (1 / GROWTH) if made and caps else 1
    return _scaled(picture, outcome, scale) if scale < 1 else {}


def _scaled(picture: Picture, outcome: Outcome, scale: float) -> Values:
    width, height = (max(1, round(scale * (side or 1))) for side in (outcome.width, outcome.height))
    return _sides(picture, replace(outcome, width=width, height=height))


def _larger(picture: Picture, outcome: Outcome) -> Iterator[_Variant]:
    """Where a lower bound is missed: a lower one, a higher quality, more pixels."""
    yield _Variant({}, _least)
    if (picture.output.quality or CEILING) < BEST:
        yield _Variant({"output.quality": BEST}, lambda tested: _at_quality(tested, "quality"))
    scale = _more_pixels(picture, outcome)
    if picture.resize.asked and scale > 1:
        more = _scaled(picture, outcome, scale)
        yield _Variant(more, lambda tested: _if_met(tested, _sides(picture, tested)))


def _more_pixels(picture: Picture, outcome: Outcome) -> float:
    """By how much larger a side the lower bound is safely met, as far as the source has pixels."""
    least, made, width = picture.limits.min_size, outcome.output_bytes, outcome.width
    if not (least and made and width and outcome.source_width):
        return 1
    wanted: float = SAFELY * (least / made) ** (1 / GROWTH)
    return min(wanted, outcome.source_width / width)


def _less_alike(picture: Picture, outcome: Outcome) -> Iterator[_Variant]:
    """Where a likeness is missed: a lower one, or a higher cap."""
    if (outcome.perceptual or 0) >= LEAST_ALIKE:
        reached = Likeness(math.floor(outcome.perceptual or 0))
        yield _Variant({"output.target": reached}, lambda _: {"output.target": reached})
    if picture.limits.max_size:
        yield _Variant({"limits.max_size": None}, _cap)


def _in_format(name: str) -> _Variant:
    chosen = {"output.format": FormatChoice((name,))}
    return _Variant(chosen, lambda tested: _if_met(tested, chosen))


def _if_met(tested: Outcome, values: Values) -> Values | None:
    return None if unmet(tested) - {Warn.SMALLER_THAN_PRESET} else values


def _at_quality(tested: Outcome, key: str) -> Values | None:
    return _if_met(tested, {f"output.{key}": tested.quality}) if tested.quality else None


def _sides(picture: Picture, tested: Outcome) -> Values:
    """Dimensions in pixels, in the words in which the picture's are asked."""
    width, height = tested.width or 1, tested.height or 1
    sides = {
        "width": width,
        "height": height,
        "long_edge": max(width, height),
        "short_edge": min(width, height),
    }
    asked = [key for key in sides if getattr(picture.resize, key)] or ["long_edge"]
    return {f"resize.{key}": sides[key] for key in asked}


def _cap(tested: Outcome) -> Values:
    return {"limits.max_size": ByteSize(_rounded(tested.output_bytes or 0, math.ceil))}


def _least(tested: Outcome) -> Values:
    return {"limits.min_size": ByteSize(_rounded(tested.output_bytes or 0, math.floor))}


def _reduction(tested: Outcome) -> Values | None:
    share = math.floor(100 - 100 * (tested.output_bytes or 0) / (tested.source_bytes or 1))
    return {"limits.reduce_by": Share(share / 100)} if share > 0 else None


def _rounded(size: int, whole: Callable[[float], int]) -> int:
    """A size of three figures, on the side of it that `whole` goes to."""
    step: int = 10 ** max(0, len(str(size)) - 3)
    return max(1, whole(size / step) * step)
