"""What an output may tell about the picture's making."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from pixelprep_cli.codecs.containers import reader
from pixelprep_cli.codecs.containers.metadata import COMMENT
from pixelprep_cli.model.facts import MetadataBlock
from pixelprep_cli.pixels import exif, exiftags, iptc, text, xmp
from pixelprep_cli.pixels.exif import orientation
from pixelprep_cli.pixels.xmpbeyond import joined

if TYPE_CHECKING:
    from pixelprep_cli.codecs.codec import TextsHeld
    from pixelprep_cli.codecs.containers.metadata import Metadata
    from pixelprep_cli.model.settings import MetadataPolicy

__all__ = ["apply_policy", "blocks", "holds_location", "orientation", "read_metadata"]


def read_metadata(data: bytes, name: str) -> Metadata:
    """What a file of a format tells, its XMP in one packet.

    Raises:
        ValueError: the data are not of this format, or its container is not known.
    """
    return joined(reader(name).read_metadata(data))


class _Allowed(NamedTuple):
    """What a policy lets through, block by block."""

    exif: exiftags.Tags
    xmp: frozenset[str]
    iptc: frozenset[tuple[int, int]]
    text: frozenset[str]
    density: bool = False


_ALLOWED: Final = {
    "safe": _Allowed(exiftags.SAFE, xmp.SAFE, iptc.SAFE, text.SAFE, density=True),
    "copyright": _Allowed(exiftags.COPYRIGHT, xmp.COPYRIGHT, iptc.COPYRIGHT, text.COPYRIGHT),
    "none": _Allowed(exiftags.NONE, frozenset(), frozenset(), frozenset()),
}


def apply_policy(
    metadata: Metadata,
    policy: MetadataPolicy,
    *,
    turned: bool,
    width: int,
    height: int,
    dpi: int | None = None,
    iptc_held: bool = True,
    exif_held: bool = True,
    texts: TextsHeld = "none",
    profiled: bool = False,
) -> tuple[Metadata, bool]:
    """The metadata that an output may carry, and whether any were dropped. ICC passes untouched.

    `keep` lets all through but the promises of a gain map and of C2PA's manifest, which no output
    has; `safe` all but
    locations, serial numbers, maker notes, thumbnails and what no standard describes; `copyright`
    author, rights, caption, title, keywords and date; `none` nothing. Blocks that cannot be read
    are dropped.

    `width` × `height` are the output's, in pixels as stored. With `turned` its pixels are new,
    upright, and in sRGB unless `profiled`: the orientation becomes 1. Without it they are the
    source's own, and an orientation other than 1 stays under every policy. `dpi` sets the density.
    Without `iptc_held` or `exif_held` the output's format has no place for them: what they say
    goes into XMP, as far as that lacks it. So do PNG's texts, unless all are kept and held.
    """
    picture = exif.Picture(remade=turned, width=width, height=height, dpi=dpi, profiled=profiled)
    kept, dropped = (
        _all(metadata, picture)
        if policy == "keep"
        else _allowed(metadata, _ALLOWED[policy], picture)
    )
    if kept.iptc and not iptc_held:
        kept = replace(kept, xmp=xmp.folded(kept.xmp, iptc.properties(kept.iptc)), iptc=None)
    if kept.exif and not exif_held:
        kept = replace(kept, xmp=xmp.folded(kept.xmp, exif.properties(kept.exif)), exif=None)
    if kept.text and not (policy == "keep" and texts == "all"):
        kept = replace(kept, xmp=xmp.folded(kept.xmp, text.properties(kept.text)))
    kept = replace(kept, text=_held(kept.text, texts) if policy == "keep" else ())
    return replace(kept, dpi=dpi or kept.dpi, c2pa=False, xmp_beyond=None), dropped


def _held(found: text.Texts, texts: TextsHeld) -> text.Texts:
    if texts == "comments":
        return text.filtered(found, frozenset({COMMENT}))
    return found if texts == "all" else ()


def _all(metadata: Metadata, picture: exif.Picture) -> tuple[Metadata, bool]:
    patched = exif.patched(metadata.exif, picture)
    packet = xmp.without_promises(metadata.xmp)
    upright = xmp.made_upright(packet) if picture.remade else packet
    return replace(metadata, exif=patched, xmp=upright), bool(metadata.exif and not patched)


def _allowed(metadata: Metadata, allowed: _Allowed, picture: exif.Picture) -> tuple[Metadata, bool]:
    exif_kept, exif_dropped = exif.filtered(metadata.exif, allowed.exif, picture)
    xmp_kept, xmp_dropped = xmp.filtered(metadata.xmp, allowed.xmp)
    iptc_kept, iptc_dropped = iptc.filtered(metadata.iptc, allowed.iptc)
    text_kept = text.filtered(metadata.text, allowed.text)
    kept = replace(
        metadata,
        exif=exif_kept,
        xmp=xmp_kept,
        iptc=iptc_kept,
        text=text_kept,
        dpi=metadata.dpi if allowed.density else None,
    )
    text_dropped = text_kept != metadata.text
    return kept, exif_dropped or xmp_dropped or iptc_dropped or text_dropped


def holds_location(metadata: Metadata) -> bool:
    """Whether the metadata tell where the picture was taken: a position, or the name of a place."""
    return (
        exif.has_position(metadata.exif)
        or xmp.has_location(metadata.xmp)
        or iptc.has_location(metadata.iptc)
    )


def blocks(metadata: Metadata) -> tuple[MetadataBlock, ...]:
    """The blocks that there are, the heaviest first, each with what is risky in it."""
    place = ("holds a location",)
    found = (
        ("EXIF", metadata.exif, exif.risks(metadata.exif)),
        ("XMP", metadata.xmp, xmp.risks(metadata.xmp)),
        ("IPTC", metadata.iptc, place if iptc.has_location(metadata.iptc) else ()),
        ("ICC", metadata.icc, ()),
    )
    there = [
        MetadataBlock(name=name, bytes=len(data), risks=told) for name, data, told in found if data
    ]
    return tuple(sorted(there, key=lambda block: -block.bytes))
