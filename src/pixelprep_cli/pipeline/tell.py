"""What an output tells about its making, and what it no longer tells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pixelprep_cli.model.notices import Warn
from pixelprep_cli.pixels.exif import lightened
from pixelprep_cli.pixels.exiftags import TOLD_THUMBNAIL
from pixelprep_cli.pixels.inventory import EXTENDED, missing, told
from pixelprep_cli.pixels.metadata import apply_policy, read_metadata
from pixelprep_cli.pixels.stamp import stamped
from pixelprep_cli.pixels.xmpbeyond import parted

if TYPE_CHECKING:
    from pixelprep_cli.codecs.codec import Codec
    from pixelprep_cli.codecs.containers.metadata import Metadata
    from pixelprep_cli.model.facts import Told
    from pixelprep_cli.model.outcome import Notice
    from pixelprep_cli.pipeline.draft import Draft


def metadata_for(
    draft: Draft,
    codec: Codec,
    *,
    profile: bytes | None,
    turned: bool,
    width: int,
    height: int,
    dpi: int | None = None,
) -> Metadata:
    """What an output in that format tells: what the policy leaves, what is set, its profile.

    `turned` says that its pixels are new and upright; width and height are those stored.
    """
    wanted, source = draft.picture.metadata, draft.source.metadata
    kept, _ = apply_policy(
        source,
        wanted.policy,
        turned=turned,
        width=width,
        height=height,
        dpi=dpi,
        iptc_held=codec.iptc,
        exif_held=codec.exif,
        texts=codec.texts,
        profiled=profile is not None,
    )
    made = stamped(kept, wanted, source, exif_held=codec.exif)
    made = replace(made, exif=lightened(made.exif, codec.exif_room), icc=profile)
    return parted(made, codec.xmp_room)


def untold(draft: Draft, data: bytes, name: str) -> tuple[tuple[str, ...], tuple[Notice, ...]]:
    """What the source tells and the output does not, by name, and what to warn of.

    Args:
        data: the output.
        name: its format.
    """
    source = draft.source.metadata
    before = told(source)
    if not before:
        return (), ()
    gone = missing(before, told(read_metadata(data, name)))
    allowed, _ = apply_policy(
        source, draft.picture.metadata.policy, turned=False, width=1, height=1, texts="all"
    )
    unwanted = set(map(_named, missing(before, told(allowed))))
    names = tuple(map(_named, gone))
    if draft.picture.metadata.policy == "keep":
        unwanted.discard(f"XMP {EXTENDED}")
    unwanted.add(f"EXIF {TOLD_THUMBNAIL}")  # it shows the picture as it was
    unheld = [each for each in names if each not in unwanted and not each.startswith("C2PA")]
    notices = []
    if unheld:
        listed = ", ".join(unheld[:3]) + (f" and {len(unheld) - 3} more" if unheld[3:] else "")
        notices.append(Warn.METADATA_DROPPED.says(f"there was no place in the {name} for {listed}"))
    if any(entry.block == "C2PA" for entry in gone):
        message = "the C2PA manifest was left out: it would not hold for what has changed"
        notices.append(Warn.C2PA_DROPPED.says(message))
    return names, tuple(notices)


def _named(entry: Told) -> str:
    return f"{entry.block} {entry.name}"
