"""XMP packets (ISO 16684-1): what of them travels on, rebuilt from a list of properties.

Properties are named by their conventional prefixes (`dc:creator`); the packet's own may differ.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Callable

_NAMESPACES: Final = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
    "hdrgm": "http://ns.adobe.com/hdr-gain-map/1.0/",
    "dcterms": "http://purl.org/dc/terms/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "Container": "http://ns.google.com/photos/1.0/container/",
}


def _named(prefix: str, *names: str) -> frozenset[str]:
    return frozenset(f"{{{_NAMESPACES[prefix]}}}{name}" for name in names)


def _name(short: str) -> str:
    prefix, _, local = short.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


# Author, rights and licence, caption, title, keywords and the date of the picture.
COPYRIGHT: Final = (
    _named("dc", "contributor", "creator", "description", "publisher", "rights", "subject", "title")
    | _named("xmpRights", "Certificate", "Marked", "Owner", "UsageTerms", "WebStatement")
    | _named("photoshop", "AuthorsPosition", "CaptionWriter", "Credit", "DateCreated", "Headline")
    | _named("photoshop", "Source")
    | _named("xmp", "CreateDate")
    | _named("exif", "DateTimeOriginal")
    | _named("Iptc4xmpCore", "AltTextAccessibility", "ExtDescrAccessibility")
    | _named("plus", "Licensor", "CopyrightOwner", "ImageCreator", "CreditLineRequired")
    | _named("plus", "DataMining", "OtherConstraints")
    | _named("cc", "license", "attributionName", "attributionURL", "morePermissions")
)
SAFE: Final = (
    COPYRIGHT
    | _named("dc", "date", "language")
    | _named("photoshop", "Category", "Instructions", "SupplementalCategories", "Urgency")
    | _named("xmp", "CreatorTool", "Label", "ModifyDate", "Rating")
    | _named("Iptc4xmpCore", "IntellectualGenre", "Scene", "SubjectCode")
    | _named("Iptc4xmpExt", "DigitalSourceType")
)

# What a property's value may be made of; PLUS's structures name people and their terms.
_STRUCTURE: Final = (
    _named("rdf", "Alt", "Bag", "Seq", "li", "Description", "resource", "parseType")
    | _named("xml", "lang")
    | _named("plus", "LicensorID", "LicensorName", "LicensorURL")
    | _named("plus", "CopyrightOwnerID", "CopyrightOwnerName")
    | _named("plus", "ImageCreatorID", "ImageCreatorName")
)

_POSITION: Final = _named(
    "exif", "GPSLatitude", "GPSLongitude", "GPSDestLatitude", "GPSDestLongitude"
)
_LOCATIONS: Final = (
    _POSITION
    | _named("photoshop", "City", "State", "Country")
    | _named("Iptc4xmpCore", "Location", "CountryCode")
    | _named("Iptc4xmpExt", "LocationShown", "LocationCreated")
)

# How a value that is no plain text is held: XMP specification part 1, 8.2.
_CONTAINERS: Final = {
    "dc:title": "rdf:Alt",
    "dc:rights": "rdf:Alt",
    "dc:description": "rdf:Alt",
    "dc:subject": "rdf:Bag",
    "photoshop:SupplementalCategories": "rdf:Bag",
    "dc:creator": "rdf:Seq",
}

_DESCRIPTION = _name("rdf:Description")
_ABOUT = _name("rdf:about")
_PROMISING: Final = ("hdrgm", "dcterms", "xmpNote")
_PROMISED: Final = frozenset(map(_name, ("dcterms:provenance", "xmpNote:HasExtendedXMP")))
_DEPTH_MAX = 32
_DECLARATION = re.compile(r"<!(?!--|\[CDATA\[)")
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ORIENTATION = re.compile(rb"""(tiff:Orientation(?:\s*=\s*["']|\s*>\s*))[2-8](?=["'\s<])""")


class _ShallowBuilder(ET.TreeBuilder):
    """Refuses what is nested deeper than any XMP, so that walking it is safe."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self.depth += 1
        if self.depth > _DEPTH_MAX:
            raise ValueError("XMP nested too deep")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self.depth -= 1
        return super().end(tag)


def filtered(xmp: bytes | None, kept: frozenset[str]) -> tuple[bytes | None, bool]:
    """A packet with these properties alone, and whether any other was dropped.

    None where nothing is left, or it could not be read.
    """
    root = _parse(xmp)
    if root is None:
        return None, xmp is not None
    result = ET.Element(_DESCRIPTION, {_ABOUT: ""})
    dropped = False
    for description in _descriptions(root):
        for name, value in description.attrib.items():
            if name in kept:
                result.set(name, value)
            dropped |= name not in kept and name != _ABOUT
        for element in description:
            if element.tag in kept:
                result.append(element)
                dropped |= _prune(element)
            else:
                dropped = True
    if len(result) + len(result.attrib) == 1:
        return None, dropped
    return _packet([result]), dropped


def folded(xmp: bytes | None, properties: dict[str, list[str]]) -> bytes | None:
    """The packet with these properties added, of those that it lacks."""
    root = _parse(xmp)
    descriptions = _descriptions(root) if root is not None else []
    present = {name for each in descriptions for name in each.attrib}
    present |= {element.tag for each in descriptions for element in each}
    added = ET.Element(_DESCRIPTION, {_ABOUT: ""})
    for short, values in properties.items():
        if _name(short) not in present:
            _add(added, short, values)
    return _packet([*descriptions, added]) if len(added) else xmp


def replaced(xmp: bytes | None, properties: dict[str, list[str]]) -> bytes | None:
    """The packet with these properties, in place of what it says of them."""
    root = _parse(xmp)
    names = {_name(short) for short in properties}
    descriptions = _descriptions(root) if root is not None else []
    _remove(descriptions, names.__contains__)
    return folded(_packet(descriptions) if descriptions else None, properties)


def made_upright(xmp: bytes | None) -> bytes | None:
    """The packet byte by byte, but for an orientation of 1."""
    return _ORIENTATION.sub(rb"\g<1>1", xmp) if xmp else None


def without_promises(xmp: bytes | None) -> bytes | None:
    """The packet without what promises a gain map, C2PA's manifest or more XMP; else as it is."""
    if not xmp or not any(_NAMESPACES[prefix].encode() in xmp for prefix in _PROMISING):
        return xmp
    promises = tuple(f"{{{_NAMESPACES[prefix]}}}" for prefix in ("hdrgm", "Container"))
    root = _parse(xmp)
    descriptions = _descriptions(root) if root is not None else []
    _remove(descriptions, lambda name: name.startswith(promises) or name in _PROMISED)
    telling = any(len(each) or set(each.attrib) - {_ABOUT} for each in descriptions)
    return _packet(descriptions) if telling else None


def _remove(descriptions: list[ET.Element], unwanted: Callable[[str], bool]) -> None:
    for description in descriptions:
        for name in [name for name in description.attrib if unwanted(name)]:
            del description.attrib[name]
        for element in [each for each in description if unwanted(each.tag)]:
            description.remove(element)


def readable(xmp: bytes) -> bool:
    """Whether the packet is XML as XMP has it."""
    return _parse(xmp) is not None


def properties(xmp: bytes | None) -> dict[str, str]:
    """What a packet tells, by conventional names (`dc:creator`), each with its text."""
    root = _parse(xmp)
    prefixes = {uri: prefix for prefix, uri in _NAMESPACES.items()}
    found: dict[str, str] = {}
    for description in _descriptions(root) if root is not None else ():
        said = [(name, value) for name, value in description.attrib.items() if name != _ABOUT]
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
    root = _parse(xmp)
    if root is None:
        return False
    return any(
        any(value.strip() for name, value in element.attrib.items() if name in _LOCATIONS)
        or (element.tag in _LOCATIONS and any(text.strip() for text in element.itertext()))
        for element in root.iter()
    )


def _parse(xmp: bytes | None) -> ET.Element | None:
    """The packet's tree; None where it is no XML, nested too deep, or declares entities."""
    if not xmp:
        return None
    encoding = "utf-16" if xmp[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = _XML_HEAD.sub("", xmp.decode(encoding)).strip("\0 \t\r\n")
        if _DECLARATION.search(text):
            return None
        parser = ET.XMLParser(target=_ShallowBuilder())  # noqa: S314 - no entities, see above
        parser.feed(text)
        root: ET.Element = parser.close()
    except (ValueError, ET.ParseError):
        return None
    return root


def _descriptions(root: ET.Element) -> list[ET.Element]:
    """The elements that hold the properties."""
    return [each for rdf in root.iter(_name("rdf:RDF")) for each in rdf if each.tag == _DESCRIPTION]


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
    element = ET.SubElement(description, _name(short))
    kind = _CONTAINERS.get(short)
    if kind is None:
        element.text = values[0]
        return
    container = ET.SubElement(element, _name(kind))
    for value in values[:1] if kind == "rdf:Alt" else values:
        item = ET.SubElement(container, _name("rdf:li"))
        item.text = value
        if kind == "rdf:Alt":
            item.set(_name("xml:lang"), "x-default")


def _packet(descriptions: list[ET.Element]) -> bytes:
    """Descriptions as a packet in UTF-8 that is not meant to be edited in place."""
    for prefix, uri in _NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(_name("x:xmpmeta"))
    ET.SubElement(root, _name("rdf:RDF")).extend(descriptions)
    head = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    text = ET.tostring(root, encoding="unicode")
    return f'{head}{text}<?xpacket end="r"?>'.encode()
