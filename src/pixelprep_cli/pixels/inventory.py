"""What metadata say, piece by piece, and what of it a policy or an output leaves out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, get_args

from pixelprep_cli.model.facts import Told
from pixelprep_cli.model.settings import MetadataPolicy
from pixelprep_cli.pixels import exif, exiftags, iptc, text, xmp
from pixelprep_cli.pixels.metadata import apply_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelprep_cli.codecs.containers.metadata import Metadata

LONGEST: Final = 60
"""Characters of a value that are shown."""

IPTC_NAMES: Final = {
    (2, 5): "ObjectName", (2, 7): "EditStatus", (2, 10): "Urgency", (2, 15): "Category",
    (2, 20): "SupplementalCategories", (2, 25): "Keywords", (2, 26): "ContentLocationCode",
    (2, 27): "ContentLocationName", (2, 40): "SpecialInstructions", (2, 55): "DateCreated",
    (2, 60): "TimeCreated", (2, 62): "DigitalCreationDate", (2, 63): "DigitalCreationTime",
    (2, 65): "OriginatingProgram", (2, 80): "By-line", (2, 85): "By-lineTitle", (2, 90): "City",
    (2, 92): "Sub-location", (2, 95): "Province-State", (2, 100): "CountryCode",
    (2, 101): "CountryName", (2, 103): "OriginalTransmissionReference", (2, 105): "Headline",
    (2, 110): "Credit", (2, 115): "Source", (2, 116): "CopyrightNotice", (2, 118): "Contact",
    (2, 120): "Caption-Abstract", (2, 122): "Writer-Editor",
}  # fmt: skip
"""IIM 4.2's datasets."""

EXTENDED: Final = "extended"
"""What stands for XMP that a JPEG has beyond its packet and that cannot be read."""

DATES: Final = frozenset({(2, 55), (2, 60)})


def told(metadata: Metadata) -> tuple[Told, ...]:
    """Everything that the metadata say, but for what is only about how the pixels are stored."""
    return tuple(_entries(metadata))


def judged(metadata: Metadata) -> tuple[Told, ...]:
    """Everything that the metadata say, each with the policies that leave it out."""
    entries = told(metadata)
    gone: dict[tuple[str, str], list[str]] = {}
    for policy in get_args(MetadataPolicy):
        left, _ = apply_policy(metadata, policy, turned=False, width=1, height=1, texts="all")
        for entry in missing(entries, told(left)):
            gone.setdefault((entry.block, entry.name), []).append(policy)
    return tuple(
        replace(entry, dropped_by=tuple(gone.get((entry.block, entry.name), ())))
        for entry in entries
    )


def missing(before: tuple[Told, ...], after: tuple[Told, ...]) -> tuple[Told, ...]:
    """The entries that are no longer told, not even by their counterparts in XMP."""
    left = {(entry.block, entry.name) for entry in after}
    properties = {entry.name for entry in after if entry.block == "XMP"}
    return tuple(
        entry
        for entry in before
        if (entry.block, entry.name) not in left and entry.counterpart not in properties
    )


def _entries(metadata: Metadata) -> Iterator[Told]:
    for block, name, value in exif.listed(metadata.exif):
        yield Told(block, name, _short(value), exiftags.PROPERTIES.get(name))
    if metadata.exif and not exif.readable(metadata.exif):
        yield Told("EXIF", "unreadable", f"{len(metadata.exif)} bytes")
    properties = xmp.properties(metadata.xmp)
    for name, value in properties.items():
        yield Told("XMP", name, _short(value))
    if metadata.xmp and not properties and not xmp.readable(metadata.xmp):
        yield Told("XMP", "unreadable", f"{len(metadata.xmp)} bytes")
    for key, value in iptc.numbers(metadata.iptc).items():
        counterpart = "photoshop:DateCreated" if key in DATES else iptc.PROPERTIES.get(key)
        name = IPTC_NAMES.get(key, f"{key[0]}:{key[1]}")
        yield Told("IPTC", name, _short(value), counterpart)
    for keyword, value in metadata.text:
        yield Told("text", keyword, _short(value), text.PROPERTIES.get(keyword))
    if metadata.xmp_beyond is not None:
        yield Told("XMP", EXTENDED, f"unreadable, {len(metadata.xmp_beyond)} bytes")
    if metadata.c2pa:
        yield Told("C2PA", "manifest", "content credentials")


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
