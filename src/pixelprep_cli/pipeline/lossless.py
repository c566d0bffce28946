"""What `lossless` means for a format: which can, and what is said where none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.palette import exact_palette
from pixelprep_cli.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pixelprep_cli.codecs.codec import Raster
    from pixelprep_cli.model.facts import ImageFacts

HINT = "choose --format png or webp, or leave out --lossless"


def able(names: Iterable[str], facts: ImageFacts, *, reshaped: bool) -> tuple[str, ...]:
    """The formats that can hold a picture without loss; the source's own first if it is lossy.

    Args:
        reshaped: the output has other dimensions than the source, so that it has to be encoded.
    """
    found = tuple(names)
    exact = tuple(name for name in found if codec_for(name).lossless)
    own = facts.format in found and facts.format not in exact and not reshaped
    return (facts.format, *exact) if own else exact


def impossible(name: str, facts: ImageFacts) -> SourceError:
    """The error of a format in which the picture cannot be without loss."""
    if name == facts.format:
        told = f"the pixels of this {name} would have to be encoded anew, and {name} is lossy"
    else:
        told = f"{name} is never without loss here"
    return SourceError(told, code="lossless_impossible", hint=HINT)


def require_exact(name: str, raster: Raster) -> None:
    """Refuse GIF for what it has too few colours for.

    Raises:
        SourceError: the picture would lose colours.
    """
    if name != "gif" or raster.image.mode in ("1", "L", "P"):
        return
    if raster.animated or exact_palette(raster.image, 255).mode != "P":
        told = "gif holds at most 256 colours a frame, and the picture may have more"
        raise SourceError(told, code="lossless_impossible", hint=HINT)
