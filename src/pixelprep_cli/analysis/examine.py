"""What is in a picture: its facts, its kind, what can be measured, and which recipes fit it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pixelprep_cli.analysis.kind import judge
from pixelprep_cli.analysis.recommend import matches, recommendations
from pixelprep_cli.model.facts import Analysis, Kind
from pixelprep_cli.pixels.colour import conversion, working
from pixelprep_cli.pixels.described import Colours
from pixelprep_cli.pixels.frames import transparent
from pixelprep_cli.pixels.geometry import upright
from pixelprep_cli.pixels.inventory import judged
from pixelprep_cli.pixels.saliency import focus, reduced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

    from pixelprep_cli.analysis.kind import Judgement
    from pixelprep_cli.analysis.recommend import Match
    from pixelprep_cli.model.facts import ImageFacts
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.pixels.decode import Source


class Look:
    """A look at an opened picture, taken only as far as someone asks.

    With `whole` at its full scale, which an analysis needs; decoding it is left to the look then.
    """

    def __init__(self, source: Source, *, whole: bool = False) -> None:
        self._source = source
        self._whole = whole

    @property
    def facts(self) -> ImageFacts:
        """What the header tells."""
        return self._source.facts

    @cached_property
    def pixels(self) -> Image:
        """The picture, unless `whole` at a reduced scale where that is cheaper, in a working mode:
        L, RGB, RGBA or CMYK.
        """
        image = working(self._source.glance(whole=self._whole))
        return (
            conversion("LAB", Colours(), grey=False).apply(image) if image.mode == "LAB" else image
        )

    @cached_property
    def _judgement(self) -> Judgement:
        return judge(self.pixels)

    @property
    def kind(self) -> Kind:
        """What it shows: a photograph, or what else."""
        return self._judgement.kind

    @property
    def kind_confidence(self) -> float:
        """How sure that is, from 0 to 1."""
        return self._judgement.confidence

    @property
    def drawn(self) -> bool:
        """Whether it is made of few exact colours."""
        return self._judgement.drawn

    @cached_property
    def transparent(self) -> bool:
        """Whether any pixel is transparent, not only declared able to be."""
        if not self.facts.alpha:
            return False
        if self.animated:
            return transparent(self._source.image, self.facts.frames)
        return self.pixels.mode == "RGBA" and self.pixels.getchannel("A").getextrema()[0] != 255

    @property
    def animated(self) -> bool:
        """Whether there is more than one frame."""
        return self.facts.frames > 1

    def focus(self, shares: tuple[float, float]) -> tuple[float, float]:
        """Where a crop that keeps such shares of width and height keeps what draws the eye."""
        return focus(self.small, shares)

    @cached_property
    def small(self) -> Image:
        """The upright picture at a small scale, opaque, in RGB."""
        return upright(reduced(self.pixels), self._source.turn)

    def best(self, recipes: Sequence[Recipe]) -> Recipe:
        """The recipe that fits best; the only one if there is one, the last if none fits."""
        if len(recipes) == 1:
            return recipes[0]
        found = self.matches(recipes)
        return found[0].recipe if found else recipes[-1]

    def matches(self, recipes: Sequence[Recipe]) -> list[Match]:
        """The recipes that fit, best first."""
        return matches(self, recipes)

    def analysis(self, recipes: Sequence[Recipe], *, metadata: bool = False) -> Analysis:
        """Everything that was found, for people; what the metadata tell only if asked for.

        Grain and sharpness are those of the picture as far as the look has decoded it.
        """
        from pixelprep_cli.analysis.findings import findings

        return Analysis(
            source=self._source.path,
            facts=self.facts,
            kind=self.kind,
            kind_confidence=self.kind_confidence,
            transparent=self.transparent,
            findings=findings(self._source, self.pixels),
            told=judged(self._source.metadata) if metadata else None,
            recommendations=recommendations(self.matches(recipes)),
        )
