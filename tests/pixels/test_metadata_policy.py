"""The policies, block by block and through the files of every format."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.pixels.metadata import apply_policy, holds_location, orientation

if TYPE_CHECKING:
    from pixelprep_cli.model.settings import MetadataPolicy

LINES = "x" * 600
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/" '
    'xmlns:tiff="http://ns.adobe.com/tiff/1.0/"><rdf:RDF><rdf:Description rdf:about="" '
    'exif:GPSLatitude="48,51.5N" tiff:Orientation="6"><dc:creator><rdf:Seq><rdf:li>Zoe Bell'
    f"</rdf:li></rdf:Seq></dc:creator><exif:secret>{LINES}</exif:secret></rdf:Description>"
    "</rdf:RDF></x:xmpmeta>"
).encode()
IPTC = b"\x1c\x02\x78\x00\x09A caption\x1c\x02\x5a\x00\x06secret"


def described() -> Metadata:
    """Metadata of every kind, with an author, a place and a secret in each."""
    tags = Image.Exif()
    tags[0x013B], tags[0x0112], tags[0x013C] = "Zoe Bell", 6, "secret"
    photo = tags.get_ifd(0x8769)
    photo[0x829A], photo[0x927C], photo[0xA431] = 0.01, b"secret maker note", "secret"
    tags.get_ifd(0x8825)[1], tags.get_ifd(0x8825)[2] = "N", (48.0, 51.0, 29.0)
    exif = tags.tobytes().removeprefix(b"Exif\0\0")
    return Metadata(exif=exif, xmp=XMP, iptc=IPTC, icc=b"profile", dpi=72)


def applied(policy: MetadataPolicy, *, turned: bool = True, iptc_held: bool = True) -> Metadata:
    kept, _ = apply_policy(
        described(), policy, turned=turned, width=40, height=30, iptc_held=iptc_held
    )
    return kept


def test_a_place_is_found_in_any_block() -> None:
    full, empty = described(), Metadata()
    assert not holds_location(empty)
    for block in ("exif", "xmp", "iptc"):
        assert holds_location(replace(empty, **{block: getattr(full, block)}))


@pytest.mark.parametrize("policy", ["safe", "copyright", "none"])
@pytest.mark.parametrize("turned", [True, False])
def test_no_place_and_no_secret_gets_through(policy: MetadataPolicy, *, turned: bool) -> None:
    kept = applied(policy, turned=turned)
    assert not holds_location(kept)
    assert b"secret" not in b"".join(filter(None, (kept.exif, kept.xmp, kept.iptc)))


@pytest.mark.parametrize("policy", ["keep", "safe", "copyright", "none"])
def test_the_orientation_is_reset_only_where_the_pixels_are_upright(policy: MetadataPolicy) -> None:
    assert orientation(applied(policy, turned=True).exif) == 1
    assert orientation(applied(policy, turned=False).exif) == 6


@pytest.mark.parametrize("policy", ["keep", "safe", "copyright"])
def test_author_and_caption_get_through(policy: MetadataPolicy) -> None:
    kept = applied(policy)
    assert b"Zoe Bell" in (kept.exif or b"")
    assert b"Zoe Bell" in (kept.xmp or b"")
    assert b"A caption" in (kept.iptc or b"")


def test_none_leaves_nothing_but_the_profile() -> None:
    assert applied("none") == Metadata(icc=b"profile")


def test_keep_is_verbatim_for_untouched_pixels() -> None:
    assert applied("keep", turned=False) == described()


@pytest.mark.parametrize(
    ("policy", "dropped"), [("keep", False), ("safe", True), ("copyright", True), ("none", True)]
)
def test_what_was_dropped_is_told(policy: MetadataPolicy, *, dropped: bool) -> None:
    assert apply_policy(described(), policy, turned=True, width=4, height=3)[1] is dropped
    assert not apply_policy(Metadata(), policy, turned=True, width=4, height=3)[1]


def test_broken_blocks_are_dropped_and_told() -> None:
    broken = Metadata(exif=b"broken", xmp=b"<broken")
    assert apply_policy(broken, "safe", turned=True, width=4, height=3) == (Metadata(), True)


def test_a_density_is_set_where_asked_and_else_follows_the_policy() -> None:
    def density(policy: MetadataPolicy, dpi: int | None) -> int | None:
        return apply_policy(described(), policy, turned=True, width=4, height=3, dpi=dpi)[0].dpi

    assert [density("safe", None), density("none", None), density("none", 300)] == [72, None, 300]


@pytest.mark.parametrize("policy", ["keep", "safe", "copyright"])
def test_iptc_goes_into_xmp_where_the_format_holds_none(policy: MetadataPolicy) -> None:
    kept = applied(policy, iptc_held=False)
    assert kept.iptc is None
    assert b"A caption" in (kept.xmp or b"")
    assert applied("none", iptc_held=False).xmp is None


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "gif", "tiff"])
@pytest.mark.parametrize("policy", ["safe", "copyright", "none"])
def test_a_file_keeps_its_pixels_and_loses_its_secrets(name: str, policy: MetadataPolicy) -> None:
    import pillow_avif  # noqa: F401 - registers its reader and writer

    buffer, module, full = BytesIO(), container(name), replace(described(), icc=None)
    image = Image.effect_noise((40, 30), 60).convert("P" if name == "gif" else "RGB")
    encoder = {"speed": 10, "exif": full.exif, "xmp": full.xmp} if name == "avif" else {}
    image.save(buffer, name, **encoder)
    source = module.with_metadata(buffer.getvalue(), full)
    metadata = module.read_metadata(source)
    assert holds_location(metadata)

    kept, _ = apply_policy(metadata, policy, turned=False, width=40, height=30)
    written = module.with_metadata(source, kept)

    assert b"secret" not in written
    assert b"GPS" not in written
    assert not holds_location(module.read_metadata(written))
    assert orientation(module.read_metadata(written).exif) == orientation(metadata.exif)
    assert (b"Zoe Bell" in written) is (policy != "none")
    with Image.open(BytesIO(source)) as before, Image.open(BytesIO(written)) as after:
        assert before.tobytes() == after.tobytes()
