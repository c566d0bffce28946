"""XMP beyond a JPEG's packet: Extended XMP (XMP specification, part 3, 1.1.3.1).

A packet that is too large for one segment is parted in two; joined, it is one again.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import md5
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from pixelprep_cli.pixels.xmppacket import (
    ABOUT,
    DESCRIPTION,
    descriptions_of,
    packet_of,
    parsed,
    qualified,
)

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata

MOST: Final = 1 << 24
"""Bytes beyond which it is left alone, as what it describes are other pictures."""

SPARE: Final = 512
"""Bytes of room for the pointer, and for what parting adds."""

_POINTER: Final = qualified("xmpNote:HasExtendedXMP")


def joined(metadata: Metadata) -> Metadata:
    """The metadata with one packet of both parts; as they are where the second cannot be read."""
    beyond = metadata.xmp_beyond
    if not beyond or len(beyond) > MOST:
        return metadata
    trees = parsed(metadata.xmp), parsed(beyond)
    if None in trees:
        return metadata
    descriptions = [each for tree in trees if tree is not None for each in descriptions_of(tree)]
    for each in descriptions:
        each.attrib.pop(_POINTER, None)
        for pointer in each.findall(_POINTER):
            each.remove(pointer)
    return replace(metadata, xmp=packet_of(descriptions), xmp_beyond=None)


def parted(metadata: Metadata, room: int | None) -> Metadata:
    """The metadata with a packet of at most `room` bytes, its largest properties beyond it.

    As they are where the packet fits, or cannot be read.
    """
    whole = metadata.xmp
    root = parsed(whole) if room is not None and whole and len(whole) > room else None
    if room is None or root is None:
        return metadata
    descriptions = descriptions_of(root)
    moved = ET.Element(DESCRIPTION, {ABOUT: ""})
    left = len(packet_of(descriptions))
    for size, owner, element in _by_size(descriptions):
        if left + SPARE <= room:
            break
        owner.remove(element)
        moved.append(element)
        left -= size
    beyond = packet_of([moved], wrapped=False)
    pointer = md5(beyond, usedforsecurity=False).hexdigest().upper()
    main = packet_of([*descriptions, ET.Element(DESCRIPTION, {ABOUT: "", _POINTER: pointer})])
    return replace(metadata, xmp=main, xmp_beyond=beyond)


def _by_size(descriptions: list[ET.Element]) -> list[tuple[int, ET.Element, ET.Element]]:
    """The properties, the largest first, each with its bytes and what it is a property of.

    Those that are attributes become elements, which is the same to RDF.
    """
    for each in descriptions:
        for name in [name for name in each.attrib if name != ABOUT]:
            ET.SubElement(each, name).text = each.attrib.pop(name)
    found = [
        (len(ET.tostring(element)), owner, element) for owner in descriptions for element in owner
    ]
    return sorted(found, key=lambda one: -one[0])
