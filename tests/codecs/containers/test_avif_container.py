from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO

import pillow_avif  # noqa: F401 - registers its reader
import pytest
from PIL import Image
from tests.codecs.containers.conftest import srgb

from pixelprep_cli.codecs.containers import isobmff
from pixelprep_cli.codecs.containers.metadata import Metadata

Encode = Callable[..., bytes]
PACKET = b"<x>a long packet with a secret</x>"


@pytest.fixture
def described(encode: Encode, exif: bytes, full: Metadata) -> bytes:
    return encode("avif", exif=exif, xmp=PACKET, icc_profile=full.icc)


def test_what_the_encoder_wrote_is_read(described: bytes, exif: bytes, full: Metadata) -> None:
    assert isobmff.read_metadata(described) == Metadata(exif=exif, xmp=PACKET, icc=full.icc)


def test_metadata_are_rewritten_where_they_stand(described: bytes, full: Metadata) -> None:
    written = isobmff.with_metadata(described, Metadata(xmp=b"<x>short</x>"))
    assert len(written) == len(described)
    assert isobmff.read_metadata(written) == Metadata(xmp=b"<x>short</x>", icc=full.icc)
    assert b"Acme" not in written
    with Image.open(BytesIO(written)) as image:
        assert image.size == (64, 48)
        assert 0x010F not in image.getexif()


def test_what_does_not_fit_is_left_out(described: bytes, full: Metadata) -> None:
    written = isobmff.with_metadata(described, Metadata(xmp=PACKET * 2, exif=bytes(5000)))
    assert isobmff.read_metadata(written) == Metadata(icc=full.icc)


def test_without_items_nothing_is_added(encode: Encode, full: Metadata) -> None:
    data = encode("avif")
    assert isobmff.with_metadata(data, full) == data


def test_a_placeholder_lets_exif_through_that_the_encoder_would_rewrite(encode: Encode) -> None:
    tags = Image.Exif()
    tags[0x0112], tags[0x8298] = 1, "© Zoë".encode("latin-1")
    exif = tags.tobytes().removeprefix(b"Exif\0\0")
    data = encode("avif", exif=isobmff.exif_placeholder(exif))
    written = isobmff.with_metadata(data, Metadata(exif=exif))
    assert isobmff.read_metadata(written).exif == exif
    assert isobmff.exif_placeholder(None) == b""


def test_private_boxes_are_blanked(encode: Encode) -> None:
    data = encode("avif") + (8 + 22).to_bytes(4) + b"uuid" + b"0123456789abcdefsecret"
    written = isobmff.with_metadata(data, Metadata())
    assert len(written) == len(data)
    assert b"secret" not in written


def test_an_animation_keeps_its_frames(
    encode: Encode, exif: bytes, frames: Callable[[bytes], list[object]]
) -> None:
    first, second = (Image.new("RGB", (32, 32), colour) for colour in ("red", "blue"))
    data = encode("avif", first, exif=exif, save_all=True, append_images=[second], duration=70)
    written = isobmff.with_metadata(data, Metadata())
    assert frames(written) == frames(data)
    assert len(frames(written)) == 2


def test_a_grid_has_the_profile_of_its_tiles_if_it_has_none_of_its_own() -> None:
    """As iPhones wrote theirs until 2018."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), name) + content

    sized = box(b"ispe", struct.pack(">III", 0, 64, 48))
    properties = box(b"ipco", box(b"colr", b"prof" + srgb()) + sized)
    properties += box(b"ipma", struct.pack(">IIHBBHBB", 0, 2, 1, 1, 1, 9, 1, 2))
    made_of = box(b"iref", bytes(4) + box(b"dimg", struct.pack(">HHHH", 9, 2, 1, 1)))
    primary = box(b"pitm", struct.pack(">IH", 0, 9))
    meta = box(b"meta", bytes(4) + primary + box(b"iprp", properties) + made_of)
    heic = box(b"ftyp", b"heic\0\0\0\0mif1") + meta
    assert isobmff.read_metadata(heic).icc == srgb()
