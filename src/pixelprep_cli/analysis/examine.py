"""What is in a picture: its facts, its kind, and which recipes fit it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pixelprep_cli.analysis.kind import kind_of
from pixelprep_cli.analysis.recommend import matches, recommendations
from pixelprep_cli.model.facts import Analysis, Kind
from pixelprep_cli.pixels.colour import working
from pixelprep_cli.pixels.inventory import judged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.pixels.decode import Source


class Look:
    """A look at an opened picture, taken only as far as someone asks."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @cached_property
    def pixels(self) -> Image:
        """The picture at a reduced scale where that is cheaper, in a working mode."""
        return working(self._source.glance())

    @cached_property
    def kind(self) -> Kind:
        """Photograph or graphic."""
        return kind_of(self.pixels)

    @cached_property
    def transparent(self) -> bool:
        """Whether any pixel is transparent, not only declared able to be."""
        if not self._source.facts.alpha:
            return False
        return self.animated or (
            self.pixels.mode == "RGBA" and self.pixels.getchannel("A").getextrema()[0] != 255
        )

    @property
    def animated(self) -> bool:
        """Whether there is more than one frame."""
        return self._source.facts.frames > 1

    def best(self, recipes: Sequence[Recipe]) -> Recipe:
        """The recipe that fits best; the only one if there is one, the last if none fits."""
        if len(recipes) == 1:
            return recipes[0]
        found = matches(self._source.facts, self.kind, recipes)
        return found[0].recipe if found else recipes[-1]

    def analysis(self, recipes: Sequence[Recipe]) -> Analysis:
        """Everything that was found, for people."""
        facts = self._source.facts
        return Analysis(
            source=self._source.path,
            facts=facts,
            kind=self.kind,
            transparent=self.transparent,
            recommendations=recommendations(matches(facts, self.kind, recipes)),
            metadata=judged(self._source.metadata),
        )
