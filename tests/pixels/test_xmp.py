from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from pixelprep_cli.pixels import xmp
from pixelprep_cli.pixels.xmp import COPYRIGHT, SAFE

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "hdrgm": "http://ns.adobe.com/hdr-gain-map/1.0/",
}


def packet(attributes: str = "", elements: str = "") -> bytes:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {declared}>'
        f'<rdf:Description rdf:about="uuid:secret" {attributes}>{elements}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


FURTHER = (
    'xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:cipa="http://cipa.jp/exif/1.0/" '
    'xmlns:t="http://ns.adobe.com/xap/1.0/g/img/"'
)
CREATOR = "<dc:creator><rdf:Seq><rdf:li>Zoë Bell</rdf:li></rdf:Seq></dc:creator>"
FULL = packet(
    'xmp:Rating="4" aux:SerialNumber="secret" exif:GPSLatitude="48,51.5N" tiff:Orientation="6" '
    'photoshop:City="secret" xmpMM:DocumentID="secret" photoshop:Credit="Agency"',
    f"{CREATOR}<xmpMM:History><rdf:Seq><rdf:li>secret</rdf:li></rdf:Seq></xmpMM:History>"
    '<plus:Licensor><rdf:Seq><rdf:li plus:LicensorURL="https://example.com/terms" '
    'plus:LicensorStreetAddress="secret"/></rdf:Seq></plus:Licensor>',
)


def found(data: bytes | None, path: str) -> list[str | None]:
    assert data is not None
    root = ET.fromstring(data)  # noqa: S314 - our own packet
    return [element.text for element in root.iterfind(path, NAMESPACES)]


def test_only_descriptions_and_rights_are_safe() -> None:
    kept, dropped = xmp.filtered(FULL, SAFE)
    assert dropped
    assert kept is not None
    assert b"secret" not in kept
    assert b"GPS" not in kept
    assert b"Orientation" not in kept
    assert found(kept, ".//dc:creator//rdf:li") == ["Zoë Bell"]
    for said in (b'Rating="4"', b'Credit="Agency"', b"https://example.com/terms"):
        assert said in kept


def test_copyright_drops_ratings_too() -> None:
    kept, _ = xmp.filtered(FULL, COPYRIGHT)
    assert kept is not None
    assert b"Rating" not in kept
    assert b"Agency" in kept


def test_where_nothing_is_left_there_is_no_packet() -> None:
    assert xmp.filtered(packet('aux:SerialNumber="1"'), SAFE) == (None, True)
    assert xmp.filtered(FULL, frozenset()) == (None, True)
    assert xmp.filtered(None, SAFE) == (None, False)


def test_a_packet_that_is_filtered_again_loses_nothing() -> None:
    kept, _ = xmp.filtered(FULL, SAFE)
    assert xmp.filtered(kept, SAFE) == (kept, False)


def test_what_hides_below_an_allowed_property_is_dropped() -> None:
    hidden = "<rdf:Alt><rdf:li><exif:GPSLatitude>48</exif:GPSLatitude>t</rdf:li></rdf:Alt>"
    kept, dropped = xmp.filtered(packet(elements=f"<dc:title>{hidden}</dc:title>"), SAFE)
    assert dropped
    assert kept is not None
    assert b"GPS" not in kept


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"<unclosed>",
        b"\xff\xfe\x00",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'.encode("utf-16"),
        b"<a>" * 100_000 + b"</a>" * 100_000,
        b'<?xml version="1.0" encoding="utf-7"?>+ADw-x/>',
    ],
)
def test_what_is_no_packet_is_dropped_without_harm(hostile: bytes) -> None:
    kept, _ = xmp.filtered(hostile, SAFE)
    assert kept is None
    assert not xmp.has_location(hostile)


def test_packets_in_utf_16_are_read() -> None:
    data = packet('photoshop:City="Oslo"', CREATOR).decode().replace("\ufeff", "")
    kept, _ = xmp.filtered(data.encode("utf-16"), SAFE)
    assert found(kept, ".//dc:creator//rdf:li") == ["Zoë Bell"]
    assert xmp.has_location(data.encode("utf-16"))


@pytest.mark.parametrize(
    ("attributes", "elements", "located"),
    [
        ('exif:GPSLatitude="48,51.5N"', "", True),
        ("", "<exif:GPSLatitude>48,51.5N</exif:GPSLatitude>", True),
        ('photoshop:City="Oslo"', "", True),
        ('photoshop:City=""', "", False),
        ('exif:GPSVersionID="2.2.0.0"', CREATOR, False),
    ],
)
def test_a_location_is_found(attributes: str, elements: str, *, located: bool) -> None:
    assert xmp.has_location(packet(attributes, elements)) is located


@pytest.mark.parametrize(
    ("attributes", "elements", "told"),
    [
        ('aux:SerialNumber="123"', "", "tells serial numbers"),
        ("", "<cipa:LensSerialNumber>9</cipa:LensSerialNumber>", "tells serial numbers"),
        ('cipa:CameraOwnerName="Zoë"', "", "names the camera's owner"),
        (
            "",
            "<ext:PersonInImage><rdf:Bag><rdf:li>Ann</rdf:li></rdf:Bag></ext:PersonInImage>",
            "names people that are shown",
        ),
        (
            "",
            '<ext:LocationCreated><rdf:li ext:City="Oslo"/></ext:LocationCreated>',
            "holds a location",
        ),
        (
            "",
            '<xmp:Thumbnails><rdf:Alt><rdf:li t:image="aGk="/></rdf:Alt></xmp:Thumbnails>',
            "holds a thumbnail",
        ),
    ],
)
def test_what_a_packet_risks_is_told(attributes: str, elements: str, told: str) -> None:
    assert xmp.risks(packet(f"{attributes} {FURTHER}", elements)) == (told,)
    assert xmp.risks(packet("", CREATOR)) == ()
    assert xmp.risks(None) == ()


def test_only_the_orientation_is_changed_to_make_a_packet_upright() -> None:
    for form in ('tiff:Orientation="6"', "tiff:Orientation='8'"):
        upright = xmp.made_upright(packet(form))
        digit = form[-2]
        assert upright == packet(form.replace(digit, "1"))
    element = xmp.made_upright(packet(elements="<tiff:Orientation>6</tiff:Orientation>"))
    assert element == packet(elements="<tiff:Orientation>1</tiff:Orientation>")


def test_folding_adds_what_is_lacking_and_overrides_nothing() -> None:
    properties = {"dc:creator": ["Other"], "dc:title": ["A title"], "dc:subject": ["a", "b"]}
    folded = xmp.folded(packet(elements=CREATOR), properties)
    assert found(folded, ".//dc:creator//rdf:li") == ["Zoë Bell"]
    assert found(folded, ".//dc:title//rdf:li") == ["A title"]
    assert found(folded, ".//dc:subject//rdf:li") == ["a", "b"]
    assert xmp.folded(folded, properties) == folded
    assert found(xmp.folded(None, {"photoshop:Credit": ["Agency"]}), ".//photoshop:Credit") == [
        "Agency"
    ]
    assert xmp.folded(None, {}) is None


def test_the_promise_of_a_gain_map_is_taken_back() -> None:
    data = packet('hdrgm:Version="1.0" xmp:Rating="4"', CREATOR)
    kept = xmp.without_promises(data)
    assert kept is not None
    assert b"hdr-gain-map" not in kept
    assert b'Rating="4"' in kept
    assert xmp.without_promises(packet('hdrgm:Version="1.0"')) is None
    plain = packet().replace(NAMESPACES["hdrgm"].encode(), b"x")
    assert xmp.without_promises(plain) is plain
