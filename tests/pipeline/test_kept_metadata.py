"""The metadata policy on encoded pixels that stay the source's own, recoded or not."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.model.amounts import Saving
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.settings import Limits, MetadataPolicy, Output
from pixelprep_cli.model.settings import Metadata as Wanted
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pixels import inventory
from pixelprep_cli.pixels.metadata import holds_location

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]

PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    b'xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" '
    b'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"><rdf:RDF><rdf:Description '
    b'rdf:about="" exif:GPSLatitude="48,51.5N" photoshop:City="Nowhere" '
    b'aux:SerialNumber="Nowhere"><dc:creator><rdf:Seq><rdf:li>Zoe Bell</rdf:li></rdf:Seq>'
    b"</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
)
IPTC = b"\x1c\x02\x50\x00\x08Zoe Bell\x1c\x02\x5a\x00\x07Nowhere"
FORMATS = ("jpeg", "png", "webp", "avif", "gif", "tiff")
WAYS: dict[str, dict[str, Any]] = {
    "lossless": {"output": Output(lossless=True)},
    "kept": {"limits": Limits(min_savings=Saving.parse("99%"))},
}


def telling(image: Image.Image, encode: Encode, name: str) -> bytes:
    """A file that tells a place, a serial number and its author wherever its format can."""
    tags = Image.Exif()
    tags[0x013B] = "Zoe Bell"
    photo = tags.get_ifd(0x8769)
    photo[0x9286], photo[0xA431] = b"ASCII\0\0\0Nowhere", "Nowhere"
    photo[0x927C], photo[0xA430] = b"Nowhere", "Nowhere"
    gps = tags.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (48.0, 51.0, 29.0), "E", (2.0, 17.0, 40.0)
    exif = tags.tobytes().removeprefix(b"Exif\0\0")
    texts = (("Comment", "Nowhere"), ("Location", "Nowhere"))
    full = Metadata(exif=exif, xmp=PACKET, iptc=IPTC, text=texts)
    room = {"exif": exif, "xmp": PACKET} if name == "avif" else {}
    data = container(name).with_metadata(encode(image, name, **room), full)
    assert holds_location(container(name).read_metadata(data))
    return data


@pytest.mark.parametrize("policy", ["safe", "copyright", "none"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_told_but_the_author_and_the_pixels_stay(
    run: Run, drawing: Draw, encode: Encode, *, name: str, way: str, policy: MetadataPolicy
) -> None:
    source = telling(drawing(96, 64), encode, name)
    made = run(source, f"a.{name}", metadata=Wanted(policy=policy), **WAYS[way])
    assert made.own
    assert b"Nowhere" not in made.data
    assert not holds_location(container(name).read_metadata(made.data))
    assert (b"Zoe Bell" in made.data) is (policy != "none")
    assert any("City" in said for said in made.outcome.dropped)
    with Image.open(BytesIO(source)) as before, Image.open(BytesIO(made.data)) as after:
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()


@pytest.mark.parametrize("name", FORMATS)
def test_all_is_told_under_keep(run: Run, drawing: Draw, encode: Encode, name: str) -> None:
    source = telling(drawing(96, 64), encode, name)
    kept = run(source, f"a.{name}", metadata=Wanted(policy="keep"), **WAYS["kept"])
    assert (kept.outcome.status, kept.data, kept.outcome.dropped) == (Status.KEPT, source, ())
    recoded = run(source, f"a.{name}", metadata=Wanted(policy="keep"), **WAYS["lossless"])
    assert recoded.outcome.dropped == ()


@pytest.mark.parametrize("name", ["png", "webp", "avif", "gif"])
def test_places_of_iptc_go_into_xmp_where_all_is_kept(
    run: Run, drawing: Draw, encode: Encode, name: str
) -> None:
    whole = Metadata(iptc=IPTC)
    source = container("jpeg").with_metadata(encode(drawing(96, 64), "jpeg"), whole)
    output = Output(format=FormatChoice((name,)))
    made = run(source, metadata=Wanted(policy="keep"), output=output)
    entries = inventory.told(container(name).read_metadata(made.data))
    assert {entry.name: entry.value for entry in entries}["photoshop:City"] == "Nowhere"
    assert made.outcome.dropped == ()


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "tiff", "gif"])
def test_the_author_in_a_psd_reaches_every_format(run: Run, name: str) -> None:
    record = struct.pack(">4sHHI", b"8BIM", 0x0404, 0, len(IPTC)) + IPTC + bytes(len(IPTC) % 2)
    head = struct.pack(">4sH6xHIIHHI", b"8BPS", 1, 3, 1, 1, 8, 3, 0)
    psd = head + struct.pack(">I", len(record)) + record + bytes(4 + 2 + 3)
    made = run(
        psd, output=Output(format=FormatChoice((name,))), metadata=Wanted(policy="copyright")
    )
    assert b"Zoe Bell" in made.data
    assert b"Nowhere" not in made.data


def test_exif_too_large_for_a_jpeg_loses_its_maker_note_alone(
    run: Run, drawing: Draw, encode: Encode
) -> None:
    tags = Image.Exif()
    tags[0x013B] = "Zoe Bell"
    photo = tags.get_ifd(0x8769)
    photo[0x9003], photo[0x927C] = "2024:05:06 07:08:09", bytes(range(256)) * 300
    tags.get_ifd(0x8825)[1] = "N"
    source = encode(drawing(), "webp", exif=tags)
    made = run(
        source,
        "a.webp",
        output=Output(format=FormatChoice(("jpeg",))),
        metadata=Wanted(policy="keep"),
    )
    with Image.open(BytesIO(made.data)) as image:
        held = image.getexif()
    assert held[0x013B] == "Zoe Bell"
    assert held.get_ifd(0x8769)[0x9003] == "2024:05:06 07:08:09"
    assert held.get_ifd(0x8825)[1] == "N"
    assert made.outcome.dropped == ("EXIF MakerNote",)
    assert [notice.code for notice in made.outcome.warnings] == ["metadata_dropped"]
