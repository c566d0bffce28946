"""`--in-place` and what goes with it: what contradicts it, and what is agreed to first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from pixelprep_cli.batch.naming import Formats
from pixelprep_cli.cli.record import ask, tell
from pixelprep_cli.errors import UsageError

if TYPE_CHECKING:
    from pixelprep_cli.batch.plan import Task
    from pixelprep_cli.config.resolve import Resolved
    from pixelprep_cli.model.job import Recipe

ELSEWHERE: Final = ("output", "suffix", "overwrite", "keep_dates")
"""Options about outputs that are not their sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line alone can say about files that exist."""

    in_place: bool = False
    backup: bool = True
    yes: bool = False


PLAIN: Final = Wishes()


def refuse_contradictions(wishes: Wishes, given: Mapping[str, object]) -> None:
    """Refuse what makes no sense together.

    Raises:
        UsageError: `in_place_output`, outputs cannot both replace their sources and go elsewhere.
    """
    said = [f"--{name.replace('_', '-')}" for name in ELSEWHERE if given.get(name)]
    if wishes.in_place and said:
        raise UsageError(
            f"--in-place puts outputs where their sources are; {', '.join(said)} says otherwise",
            code="in_place_output",
            hint="leave one of them out; in place dates are always kept",
        )


def tell_passed_over(resolved: Resolved) -> None:
    """Say on stderr what files and variables say that does not count in place."""
    for key, said in resolved.passed_over.items():
        line = f"{key} = {said.value} ({said.origin}) does not count in place: say it as an option"
        tell(line)


def agree(resolved: Resolved, tasks: Iterable[Task], wishes: Wishes) -> bool:
    """List what a preset would change in originals beside their encoding, and have it agreed to.

    Returns:
        Whether what a format cannot hold (frames, bits of depth) may be lost: that is so only
        where it was listed, or all is agreed to beforehand.

    Raises:
        UsageError: `not_agreed`, the answer was no, or there is nobody to ask.
    """
    kinds = Counter(task.source.format or "" for task in tasks)
    named = [recipe for recipe in resolved.recipes if recipe.preset is not None]
    listed = [change for recipe in named for change in _changes(recipe, resolved.origins, kinds)]
    if not listed or wishes.yes:
        return wishes.yes
    lines = (change.told for change in listed)
    ask("\n".join(["in place, this would be changed for good:", *lines]))
    return any(change.loses for change in listed)


class _Change(NamedTuple):
    """What a preset would change beside the encoding, and whether that loses frames or depth."""

    told: str
    loses: bool = False


def _changes(recipe: Recipe, origins: Mapping[str, str], kinds: Counter[str]) -> Iterator[_Change]:
    picture, resize = recipe.picture, recipe.picture.resize
    name = f"preset {recipe.preset}"

    def spoken(*keys: str) -> bool:
        return any(origins.get(key, "").startswith("option ") for key in keys)

    formats = Formats(frozenset(picture.output.format))
    if picture.output.format != ("same",) and not spoken("output.format"):
        becoming = " or ".join(picture.output.format)
        other = sum(n for kind, n in kinds.items() if {kind} != formats.choices)
        if other:
            yield _Change(
                f"{name}: format: {other} of {kinds.total()} pictures become {becoming}, losing "
                "frames and bits of depth that it does not hold",
                loses=True,
            )
    sides = ("width", "height", "long_edge", "short_edge")
    if resize.asked and not spoken(*(f"resize.{side}" for side in sides)):
        sizes = (f"{side.replace('_', ' ')} {getattr(resize, side)}" for side in sides)
        asked = ", ".join(size for size in sizes if not size.endswith("None"))
        yield _Change(f"{name}: dimensions: {asked}, {resize.fit}")
    policy = picture.metadata.policy
    if policy != "keep" and not spoken("metadata.policy"):
        yield _Change(f"{name}: metadata: only what {policy!r} lets through is kept")
