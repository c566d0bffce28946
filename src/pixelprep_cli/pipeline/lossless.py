"""What `lossless` means for a format: which can, and what is said where none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.analysis import formats
from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.palette import exact_palette
from pixelprep_cli.codecs.signature import BROWSER
from pixelprep_cli.errors import SourceError

if TYPE_CHECKING:
    from pixelprep_cli.analysis.formats import Content
    from pixelprep_cli.codecs.codec import Raster
    from pixelprep_cli.model.facts import ImageFacts
    from pixelprep_cli.pixels.geometry import Geometry

HINT = "choose --format png or webp, or leave out --lossless"


def format_of(wanted: tuple[str, ...], content: Content, geometry: Geometry) -> str:
    """The format of an output that may lose nothing; the source's own first if it is lossy.

    Raises:
        SourceError: none of those that are wanted can.
    """
    facts, longest = content.facts, max(geometry.width, geometry.height)
    names: tuple[str, ...] = (formats.format_of(wanted, content, longest),)
    if wanted == ("auto",):
        packed_well = facts.format in BROWSER and not _is_lossless(facts)
        own = (facts.format,) * packed_well
        names = own + formats.auto(content, longest) + formats.AUTO["graphic"]
    elif len(wanted) > 1:
        names = wanted
    exact = tuple(name for name in names if codec_for(name).lossless)
    if facts.format in names and facts.format not in exact:
        exact = exact if geometry.changes(facts.upright) else (facts.format, *exact)
    held = formats.able(exact, content)
    if not held:
        raise impossible(names[0], facts)
    return held[0]


def _is_lossless(facts: ImageFacts) -> bool:
    return facts.format in ("png", "gif") or facts.lossless


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
