"""XMP packets (ISO 16684-1): what of them travels on, rebuilt from a list of properties.

Properties are named by their conventional prefixes (`dc:creator`); the packet's own may differ.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from pixelprep_cli.pixels.xmppacket import (
    ABOUT,
    DESCRIPTION,
    NAMESPACES,
    descriptions_of,
    named,
    packet_of,
    parsed,
    qualified,
)

if TYPE_CHECKING:
    from collections.abc import Callable

# Author, rights and licence, caption, title, keywords and the date of the picture.
COPYRIGHT: Final = (
    named("dc", "contributor", "creator", "description", "publisher", "rights", "subject", "title")
    | named("xmpRights", "Certificate", "Marked", "Owner", "UsageTerms", "WebStatement")
    | named("photoshop", "AuthorsPosition", "CaptionWriter", "Credit", "DateCreated", "Headline")
    | named("photoshop", "Source")
    | named("xmp", "CreateDate")
    | named("exif", "DateTimeOriginal")
    | named("Iptc4xmpCore", "AltTextAccessibility", "ExtDescrAccessibility")
    | named("plus", "Licensor", "CopyrightOwner", "ImageCreator", "CreditLineRequired")
    | named("plus", "DataMining", "OtherConstraints")
    | named("cc", "license", "attributionName", "attributionURL", "morePermissions")
)
SAFE: Final = (
    COPYRIGHT
    | named("dc", "date", "language")
    | named("photoshop", "Category", "Instructions", "SupplementalCategories", "Urgency")
    | named("xmp", "CreatorTool", "Label", "ModifyDate", "Rating")
    | named("Iptc4xmpCore", "IntellectualGenre", "Scene", "SubjectCode")
    | named("Iptc4xmpExt", "DigitalSourceType")
)

# What a property's value may be made of; PLUS's structures name people and their terms.
_STRUCTURE: Final = (
    named("rdf", "Alt", "Bag", "Seq", "li", "Description", "resource", "parseType")
    | named("xml", "lang")
    | named("plus", "LicensorID", "LicensorName", "LicensorURL")
    | named("plus", "CopyrightOwnerID", "CopyrightOwnerName")
    | named("plus", "ImageCreatorID", "ImageCreatorName")
)

_POSITION: Final = named(
    "exif", "GPSLatitude", "GPSLongitude", "GPSDestLatitude", "GPSDestLongitude"
)
_LOCATIONS: Final = (
    _POSITION
    | named("photoshop", "City", "State", "Country")
    | named("Iptc4xmpCore", "Location", "CountryCode")
    | named("Iptc4xmpExt", "LocationShown", "LocationCreated")
)
_RISKS: Final = {
    "holds a location": _LOCATIONS,
    "tells serial numbers": named("aux", "SerialNumber", "LensSerialNumber")
    | named("exifEX", "BodySerialNumber", "LensSerialNumber"),
    "names the camera's owner": named("aux", "OwnerName") | named("exifEX", "CameraOwnerName"),
    "names people that are shown": named("Iptc4xmpExt", "PersonInImage", "PersonInImageWDetails"),
    "holds a thumbnail": named("xmp", "Thumbnails"),
}

# How a value that is no plain text is held: XMP specification part 1, 8.2.
_CONTAINERS: Final = {
    "dc:title": "rdf:Alt",
    "dc:rights": "rdf:Alt",
    "dc:description": "rdf:Alt",
    "dc:subject": "rdf:Bag",
    "photoshop:SupplementalCategories": "rdf:Bag",
    "dc:creator": "rdf:Seq",
}

_PROMISING: Final = ("hdrgm", "dcterms", "xmpNote")
_PROMISED: Final = frozenset(map(qualified, ("dcterms:provenance", "xmpNote:HasExtendedXMP")))
_ORIENTATION = re.compile(rb"""(tiff:Orientation(?:\s*=\s*["']|\s*>\s*))[2-8](?=["'\s<])""")


def filtered(xmp: bytes | None, kept: frozenset[str]) -> tuple[bytes | None, bool]:
    """A packet with these properties alone, and whether any other was dropped.

    None where nothing is left, or it could not be read.
    """
    root = parsed(xmp)
    if root is None:
        return None, xmp is not None
    result = ET.Element(DESCRIPTION, {ABOUT: ""})
    dropped = False
    for description in descriptions_of(root):
        for name, value in description.attrib.items():
            if name in kept:
                result.set(name, value)
            dropped |= name not in kept and name != ABOUT
        for element in description:
            if element.tag in kept:
                result.append(element)
                dropped |= _prune(element)
            else:
                dropped = True
    if len(result) + len(result.attrib) == 1:
        return None, dropped
    return packet_of([result]), dropped


def folded(xmp: bytes | None, properties: dict[str, list[str]]) -> bytes | None:
    """The packet with these properties added, of those that it lacks."""
    root = parsed(xmp)
    descriptions = descriptions_of(root) if root is not None else []
    present = {name for each in descriptions for name in each.attrib}
    present |= {element.tag for each in descriptions for element in each}
    added = ET.Element(DESCRIPTION, {ABOUT: ""})
    for short, values in properties.items():
        if qualified(short) not in present:
            _add(added, short, values)
    return packet_of([*descriptions, added]) if len(added) else xmp


def replaced(xmp: bytes | None, properties: dict[str, list[str]]) -> bytes | None:
    """The packet with these properties, in place of what it says of them."""
    root = parsed(xmp)
    names = {qualified(short) for short in properties}
    descriptions = descriptions_of(root) if root is not None else []
    _remove(descriptions, names.__contains__)
    return folded(packet_of(descriptions) if descriptions else None, properties)


def made_upright(xmp: bytes | None) -> bytes | None:
    """The packet byte by byte, but for an orientation of 1."""
    return _ORIENTATION.sub(rb"\g<1>1", xmp) if xmp else None


def without_promises(xmp: bytes | None) -> bytes | None:
    """The packet without what promises a gain map, C2PA's manifest or more XMP; else as it is."""
    if not xmp or not any(NAMESPACES[prefix].encode() in xmp for prefix in _PROMISING):
        return xmp
    promises = tuple(f"{{{NAMESPACES[prefix]}}}" for prefix in ("hdrgm", "Container"))
    root = parsed(xmp)
    descriptions = descriptions_of(root) if root is not None else []
    _remove(descriptions, lambda name: name.startswith(promises) or name in _PROMISED)
    telling = any(len(each) or set(each.attrib) - {ABOUT} for each in descriptions)
    return packet_of(descriptions) if telling else None


def _remove(descriptions: list[ET.Element], unwanted: Callable[[str], bool]) -> None:
    for description in descriptions:
        for name in [name for name in description.attrib if unwanted(name)]:
            del description.attrib[name]
        for element in [each for each in description if unwanted(each.tag)]:
            description.remove(element)


def readable(xmp: bytes) -> bool:
    """Whether the packet is XML as XMP has it."""
    return parsed(xmp) is not None


def properties(xmp: bytes | None) -> dict[str, str]:
    """What a packet tells, by conventional names (`dc:creator`), each with its text."""
    root = parsed(xmp)
    prefixes = {uri: prefix for prefix, uri in NAMESPACES.items()}
    found: dict[str, str] = {}
    for description in descriptions_of(root) if root is not None else ():
        said = [(name, value) for name, value in description.attrib.items() if name != ABOUT]
        for element in description:
            texts = [text.strip() for text in element.itertext()]
            texts += [text for each in element.iter() for text in each.attrib.values()]
            said.append((element.tag, "; ".join(filter(None, texts))))
        for name, value in said:
            uri, _, local = name[1:].partition("}")
            found[f"{prefixes.get(uri) or _last(uri)}:{local}"] = value
    return found


def _last(uri: str) -> str:
    """The end of a namespace that has no conventional prefix here."""
    return re.split(r"[/#]", uri.rstrip("/#"))[-1]


def has_location(xmp: bytes | None) -> bool:
    """Whether a property tells a position or names a place."""
    root = parsed(xmp)
    return root is not None and _tells(root, _LOCATIONS)


def risks(xmp: bytes | None) -> tuple[str, ...]:
    """What in it can tell more of a person than they may want to, in words."""
    root = parsed(xmp)
    return () if root is None else tuple(w for w, names in _RISKS.items() if _tells(root, names))


def _tells(root: ET.Element, names: frozenset[str]) -> bool:
    """Whether one of the properties is there and has a value."""
    return any(
        any(value.strip() for name, value in element.attrib.items() if name in names)
        or (element.tag in names and _has_value(element))
        for element in root.iter()
    )


def _has_value(element: ET.Element) -> bool:
    """Whether it holds any text, be it in attributes of what it is made of."""
    return any(text.strip() for text in element.itertext()) or any(
        value.strip()
        for part in element.iter()
        for name, value in part.attrib.items()
        if name not in _STRUCTURE
    )


def _prune(element: ET.Element) -> bool:
    """Drop what hangs on a property's value that is no part of it; whether there was such."""
    dropped = False
    for name in [name for name in element.attrib if name not in _STRUCTURE]:
        del element.attrib[name]
        dropped = True
    for child in list(element):
        if child.tag in _STRUCTURE:
            dropped |= _prune(child)
        else:
            element.remove(child)
            dropped = True
    return dropped


def _add(description: ET.Element, short: str, values: list[str]) -> None:
    element = ET.SubElement(description, qualified(short))
    kind = _CONTAINERS.get(short)
    if kind is None:
        element.text = values[0]
        return
    container = ET.SubElement(element, qualified(kind))
    for value in values[:1] if kind == "rdf:Alt" else values:
        item = ET.SubElement(container, qualified("rdf:li"))
        item.text = value
        if kind == "rdf:Alt":
            item.set(qualified("xml:lang"), "x-default")
