"""XMP packets as trees (ISO 16684-1): read with care, and written.

Properties are named by their conventional prefixes (`dc:creator`); a packet's own may differ.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

NAMESPACES: Final = {
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


def named(prefix: str, *names: str) -> frozenset[str]:
    """Names of one namespace, as trees have them."""
    return frozenset(f"{{{NAMESPACES[prefix]}}}{name}" for name in names)


def qualified(short: str) -> str:
    """A name by its conventional prefix, as trees have it."""
    prefix, _, local = short.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


DESCRIPTION: Final = qualified("rdf:Description")
ABOUT: Final = qualified("rdf:about")
_DEPTH_MAX = 32
_DECLARATION = re.compile(r"<!(?!--|\[CDATA\[)")
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]*\?>")


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


def parsed(xmp: bytes | None) -> ET.Element | None:
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


def descriptions_of(root: ET.Element) -> list[ET.Element]:
    """The elements that hold the properties."""
    return [
        each for rdf in root.iter(qualified("rdf:RDF")) for each in rdf if each.tag == DESCRIPTION
    ]


def packet_of(descriptions: list[ET.Element], *, wrapped: bool = True) -> bytes:
    """Descriptions as a packet in UTF-8 that is not meant to be edited in place.

    What lies beyond a JPEG's packet is not `wrapped`.
    """
    for prefix, uri in NAMESPACES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(qualified("x:xmpmeta"))
    ET.SubElement(root, qualified("rdf:RDF")).extend(descriptions)
    head = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    text = ET.tostring(root, encoding="unicode")
    return (f'{head}{text}<?xpacket end="r"?>' if wrapped else text).encode()
