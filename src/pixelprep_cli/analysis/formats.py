"""Which format a picture gets, by what is wanted and by what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.signature import SAME_AS

if TYPE_CHECKING:
    from pixelprep_cli.model.facts import ImageFacts, Kind

AUTO: Final = {
    "animation": ("webp", "gif"),
    "graphic": ("webp", "png"),
    "photograph": ("avif", "webp", "jpeg"),
}
"""What `auto` prefers, all shown by browsers; the next where one cannot hold the picture."""


class Content(Protocol):
    """What is in a picture, found where it is asked for."""

    @property
    def facts(self) -> ImageFacts:
        """What its header tells."""

    @property
    def kind(self) -> Kind:
        """What it shows."""

    @property
    def kind_confidence(self) -> float:
        """How sure that is, from 0 to 1."""

    @property
    def drawn(self) -> bool:
        """Whether it is made of few exact colours, which suits encoding without loss."""

    @property
    def transparent(self) -> bool:
        """Whether any pixel is transparent."""

    @property
    def animated(self) -> bool:
        """Whether there is more than one frame."""


def format_of(wanted: tuple[str, ...], content: Content, longest: int) -> str:
    """The name of the format: of several that are wanted, the first that holds the picture.

    Drawings are held best by those that can be without loss: others blur their edges in more bytes.

    Args:
        wanted: `output.format`.
        longest: pixels of the output's longer side.
    """
    if wanted == ("same",):
        return SAME_AS.get(content.facts.format, content.facts.format)
    if wanted == ("auto",):
        wanted = auto(content, longest)
    if len(wanted) == 1:
        return wanted[0]
    held = able(wanted, content)
    exact = (name for name in held if content.drawn and codec_for(name).lossless)
    return next(exact, next(iter(held), wanted[0]))


def auto(content: Content, longest: int) -> tuple[str, ...]:
    """What `auto` chooses among, by content and by size."""
    still = "graphic" if content.drawn else "photograph"
    names = AUTO["animation" if content.animated else still]
    return tuple(name for name in names if longest <= codec_for(name).max_side) or names


def able(names: tuple[str, ...], content: Content) -> tuple[str, ...]:
    """The formats that hold the picture."""
    return tuple(name for name in names if holds(name, content))


def holds(name: str, content: Content) -> bool:
    """Whether the picture keeps its frames and its transparency in a format."""
    return codec_for(name).holds(transparent=content.transparent, animated=content.animated)
