"""What outputs of every format tell of their making, and what is said of the rest."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.model.amounts import Saving
from pixelprep_cli.model.settings import Limits, MetadataPolicy, Output
from pixelprep_cli.model.settings import Metadata as Wanted
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pixels import inventory, xmp
from pixelprep_cli.pixels.metadata import holds_location, read_metadata
from pixelprep_cli.pixels.xmpbeyond import parted

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Encode = Callable[..., bytes]
Codes = Callable[["Made"], list[str]]

FORMATS = ("jpeg", "png", "webp", "avif", "tiff", "gif")
PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns:exif="http://ns.adobe.com/exif/1.0/" '
    b'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    b'xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    b'xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"><rdf:RDF><rdf:Description '
    b'rdf:about="" exif:GPSLatitude="48,51.5N" photoshop:City="Nowhere" photoshop:Credit="Agency" '
    b'core:Location="Nowhere"><ext:LocationShown><rdf:Bag><rdf:li ext:City="Nowhere"/></rdf:Bag>'
    b"</ext:LocationShown></rdf:Description></rdf:RDF></x:xmpmeta>"
)
IPTC = b"\x1c\x02\x74\x00\x06Rights\x1c\x02\x5a\x00\x07Nowhere\x1c\x02\x5c\x00\x07Nowhere"


def picture() -> Image.Image:
    return Image.effect_noise((40, 30), 60).convert("RGB")


def located(encode: Encode) -> bytes:
    """A JPEG that tells its place in EXIF, XMP, IPTC, a comment, and behind its end."""
    tags = Image.Exif()
    tags[0x013B], tags[0x0110] = "Zoe Bell", "Camera"
    photo = tags.get_ifd(0x8769)
    photo[0x9003], photo[0x927C], photo[0xA431] = "2019:05:04 10:00:00", b"Nowhere", "77-serial"
    gps = tags.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (48.0, 51.0, 29.0), "E", (2.0, 17.0, 40.0)
    exif = tags.tobytes().removeprefix(b"Exif\0\0")
    full = Metadata(exif=exif, xmp=PACKET, iptc=IPTC, text=(("Comment", "Nowhere"),))
    data = container("jpeg").with_metadata(encode(picture(), "JPEG", quality=90), full)
    return data + b"Nowhere"


def told(made: Made, name: str) -> dict[str, str]:
    entries = inventory.told(container(name).read_metadata(made.data))
    return {f"{entry.block} {entry.name}": entry.value for entry in entries}


def to(name: str, policy: MetadataPolicy, **said: str) -> dict[str, Any]:
    output = Output(format=FormatChoice((name,)))
    return {"output": output, "metadata": Wanted(policy=policy, **said)}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("policy", ["safe", "copyright", "none"])
def test_no_place_is_told_wherever_it_was_hidden(
    run: Run, encode: Encode, name: str, policy: MetadataPolicy
) -> None:
    made = run(located(encode), **to(name, policy))
    assert not holds_location(container(name).read_metadata(made.data))
    assert b"Nowhere" not in made.data
    assert b"77-serial" not in made.data
    assert "GPS GPSLatitude" in made.outcome.dropped
    assert "EXIF MakerNote" in made.outcome.dropped
    assert "IPTC City" in made.outcome.dropped


@pytest.mark.parametrize("name", FORMATS)
def test_the_authors_fields_are_in_every_format_under_copyright(
    run: Run, encode: Encode, name: str
) -> None:
    found = told(run(located(encode), **to(name, "copyright")), name)
    assert "Zoe Bell" in (found.get("EXIF Artist"), found.get("XMP dc:creator"))
    assert "Rights" in (found.get("IPTC CopyrightNotice"), found.get("XMP dc:rights", "")[:6])
    assert found["XMP photoshop:Credit"] == "Agency"


@pytest.mark.parametrize("policy", ["keep", "none"])
@pytest.mark.parametrize("name", FORMATS)
def test_author_and_copyright_are_stamped_into_every_format(
    run: Run, encode: Encode, name: str, policy: MetadataPolicy
) -> None:
    stamp = {"set_author": "Zoë", "set_copyright": "© {year} Zoë"}
    found = told(run(located(encode), **to(name, policy, **stamp)), name)
    assert found["XMP dc:creator"] == "Zoë"
    assert found["XMP dc:rights"].startswith("© 2019 Zoë")
    if name != "gif":
        assert (found["EXIF Artist"], found["EXIF Copyright"]) == ("Zoë", "© 2019 Zoë")
    if policy == "keep" and name in ("jpeg", "tiff"):
        assert found["IPTC CopyrightNotice"] == "© 2019 Zoë"


def test_without_a_date_the_year_is_this_one(run: Run, encode: Encode) -> None:
    made = run(encode(picture(), "PNG"), "a.png", **to("png", "safe", set_copyright="{year}"))
    assert told(made, "png")["EXIF Copyright"] == str(datetime.now(UTC).year)


def test_stamped_exif_leaves_what_maker_notes_point_to_where_it_is(
    run: Run, encode: Encode
) -> None:
    source = located(encode)
    before = container("jpeg").read_metadata(source).exif
    made = run(source, **to("jpeg", "keep", set_author="A name longer than four bytes"))
    after = container("jpeg").read_metadata(made.data).exif
    assert before is not None
    assert after is not None
    at = before.index(b"Nowhere")
    assert after[at : at + 7] == b"Nowhere"


def png_text(keyword: bytes, text: bytes, name: bytes = b"tEXt") -> bytes:
    body = keyword + b"\0" + (b"\0" + zlib.compress(text) if name == b"zTXt" else text)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_texts_of_png_stay_or_go_into_xmp(run: Run, encode: Encode) -> None:
    data = encode(picture(), "PNG")
    chunks = png_text(b"Author", b"Zo\xeb") + png_text(b"Where", b"Nowhere", b"zTXt")
    source = data[:33] + chunks + data[33:]
    kept = told(run(source, "a.png", **to("png", "keep")), "png")
    assert (kept["text Author"], kept["text Where"]) == ("Zoë", "Nowhere")
    for name in FORMATS:
        made = run(source, "a.png", **to(name, "copyright"))
        assert told(made, name)["XMP dc:creator"] == "Zoë"
        assert made.outcome.dropped == ("text Where",)


def test_what_a_format_has_no_place_for_is_told(run: Run, encode: Encode, codes: Codes) -> None:
    made = run(located(encode), **to("webp", "keep"))
    assert codes(made).count("metadata_dropped") == 1
    assert "text Comment" in made.outcome.dropped
    assert "metadata_dropped" not in codes(run(located(encode), **to("webp", "safe")))


def test_kept_pixels_are_the_same_bytes_under_keep(run: Run, encode: Encode) -> None:
    source = encode(picture(), "JPEG", quality=20)
    source = container("jpeg").with_metadata(source, Metadata(xmp=PACKET)) + b"behind"
    kept = {"metadata": Wanted(policy="keep"), "limits": Limits(min_savings=Saving.parse("99%"))}
    made = run(source, output=Output(quality=95), **kept)
    assert made.outcome.status == "kept"
    assert made.data == source


def test_a_policy_says_what_it_drops(encode: Encode) -> None:
    entries = inventory.judged(container("jpeg").read_metadata(located(encode)))
    found = {f"{entry.block} {entry.name}": entry.dropped_by for entry in entries}
    assert found["GPS GPSLatitude"] == ("safe", "copyright", "none")
    assert found["EXIF Model"] == ("copyright", "none")
    assert found["EXIF Artist"] == ("none",)
    assert found["XMP photoshop:City"] == ("safe", "copyright", "none")
    assert found["IPTC CopyrightNotice"] == ("none",)


def test_xmp_beyond_a_jpegs_packet_that_cannot_be_read_is_left_out_with_a_warning(
    run: Run, encode: Encode, codes: Codes
) -> None:
    packet = PACKET.replace(
        b'photoshop:Credit="Agency"',
        b'photoshop:Credit="Agency" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" '
        b'xmpNote:HasExtendedXMP="0123456789ABCDEF0123456789ABCDEF"',
    )
    full = Metadata(xmp=packet, xmp_beyond=b"Nowhere")
    source = container("jpeg").with_metadata(encode(picture(), "JPEG"), full)
    kept = run(source, **to("webp", "keep"))
    assert codes(kept).count("metadata_dropped") == 1
    assert "XMP extended" in kept.outcome.dropped
    assert b"HasExtendedXMP" not in kept.data
    assert "XMP photoshop:Credit" in told(kept, "webp")
    safe = run(source, **to("webp", "safe"))
    assert "metadata_dropped" not in codes(safe)
    assert "XMP extended" in safe.outcome.dropped


@pytest.mark.parametrize("name", FORMATS)
def test_xmp_beyond_a_jpegs_packet_is_obeyed_and_kept_as_all_other(
    run: Run, encode: Encode, codes: Codes, name: str
) -> None:
    history = "Nowhere " * 20_000
    packet = xmp.replaced(PACKET, {"xmpMM:History": [history], "dc:title": ["A title"]})
    source = container("jpeg").with_metadata(
        encode(picture(), "JPEG"), parted(Metadata(xmp=packet), 65_502)
    )
    beyond = container("jpeg").read_metadata(source).xmp_beyond
    assert beyond is not None
    assert b"Nowhere" in beyond
    kept = run(source, **to(name, "keep"))
    metadata = read_metadata(kept.data, name)
    assert xmp.properties(metadata.xmp)["xmpMM:History"] == history.strip()
    assert xmp.properties(metadata.xmp)["dc:title"].startswith("A title")
    assert kept.outcome.dropped == ()
    safe = run(source, **to(name, "safe"))
    assert b"Nowhere" not in safe.data
    assert told(safe, name)["XMP dc:title"].startswith("A title")
    assert "XMP xmpMM:History" in safe.outcome.dropped
    assert "metadata_dropped" not in codes(safe)


def test_a_manifest_and_xmp_that_cannot_be_read_are_kept_by_no_policy() -> None:
    entries = inventory.judged(Metadata(c2pa=True, xmp_beyond=b"Nowhere"))
    assert [(entry.name, entry.dropped_by) for entry in entries] == [
        ("extended", ("keep", "safe", "copyright", "none")),
        ("manifest", ("keep", "safe", "copyright", "none")),
    ]


def test_the_pointer_to_a_manifest_is_no_promise_that_stays() -> None:
    packet = PACKET.replace(
        b'photoshop:Credit="Agency"',
        b'xmlns:dcterms="http://purl.org/dc/terms/" dcterms:provenance="self#jumbf=c2pa"',
    )
    assert b"provenance" not in (xmp.without_promises(packet) or b"")
