from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from struct import pack

from PIL import Image

from pixelprep_cli.codecs.containers import jpeg
from pixelprep_cli.codecs.containers.metadata import Metadata

Encode = Callable[..., bytes]


def insert(data: bytes, marker: int, payload: bytes) -> bytes:
    """The JPEG with a segment behind SOI."""
    return data[:2] + pack(">BBH", 0xFF, marker, len(payload) + 2) + payload + data[2:]


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def test_pillow_reads_what_is_written(encode: Encode, full: Metadata) -> None:
    image = opened(jpeg.with_metadata(encode("jpeg"), full))
    assert image.getexif()[0x010F] == "Acme"
    assert image.info["icc_profile"] == full.icc
    assert image.info["xmp"] == full.xmp
    assert image.info["photoshop"][0x0404] == full.iptc
    assert image.info["dpi"] == (300, 300)


def test_a_large_profile_is_split_and_joined(encode: Encode) -> None:
    profile = bytes(range(256)) * 600
    written = jpeg.with_metadata(encode("jpeg"), Metadata(icc=profile))
    assert jpeg.read_metadata(written).icc == profile
    assert opened(written).info["icc_profile"] == profile


def test_a_profile_with_a_missing_part_counts_as_absent(encode: Encode) -> None:
    data = insert(encode("jpeg"), 0xE2, b"ICC_PROFILE\0\1\2half")
    assert jpeg.read_metadata(data).icc is None


def test_what_is_over_a_segment_is_left_out(encode: Encode) -> None:
    written = jpeg.with_metadata(encode("jpeg"), Metadata(exif=b"II*\0" * 20000))
    assert jpeg.read_metadata(written) == Metadata()


def test_comments_previews_and_trailers_are_dropped(encode: Encode) -> None:
    data = insert(encode("jpeg"), 0xFE, b"a secret comment")
    data = insert(data, 0xE2, b"MPF\0secret index")
    data = insert(data, 0xE5, b"secret of a maker") + b"secret trailer"
    assert b"secret" not in jpeg.with_metadata(data, Metadata())


def test_the_colours_of_a_cmyk_jpeg_hang_on_adobes_segment_which_stays(
    encode: Encode, frames: Callable[[bytes], object]
) -> None:
    data = encode("jpeg", Image.effect_noise((40, 30), 80).convert("CMYK"))
    written = jpeg.with_metadata(data, Metadata(dpi=300))
    assert b"Adobe" in written
    assert frames(written) == frames(data)


def test_a_progressive_jpeg_with_restarts_is_walked_to_its_end(encode: Encode) -> None:
    data = encode("jpeg", progressive=True, restart_marker_blocks=1)
    assert jpeg.dimensions(data) == (64, 48)
    assert jpeg.dimensions(data + b"more") == (64, 48)


def test_a_jpeg_without_jfif_gets_one_to_hold_the_density(encode: Encode) -> None:
    data = encode("jpeg")
    bare = data[:2] + data[20:]
    assert jpeg.read_metadata(bare).dpi is None
    written = jpeg.with_metadata(bare, Metadata(dpi=300))
    assert jpeg.read_metadata(written).dpi == 300
    assert opened(written).tobytes() == opened(data).tobytes()


def test_a_density_in_centimetres_is_told_in_inches(encode: Encode) -> None:
    data = bytearray(encode("jpeg", dpi=(100, 100)))
    data[13] = 2
    assert jpeg.read_metadata(bytes(data)).dpi == 254


def test_a_gain_map_is_seen_in_xmp_in_the_iso_segment_and_in_apples_auxiliary_picture(
    encode: Encode,
) -> None:
    plain = encode("jpeg")
    ultra = (
        b'http://ns.adobe.com/xap/1.0/\0<x xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/"/>'
    )
    auxiliary = b"urn:com:apple:photo:2020:aux:hdrgainmap"
    assert jpeg.has_gain_map(insert(plain, 0xE1, ultra))
    assert jpeg.has_gain_map(insert(plain, 0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0"))
    assert jpeg.has_gain_map(insert(plain, 0xE2, b"MPF\0") + auxiliary)
    assert not jpeg.has_gain_map(plain + auxiliary)
    assert not jpeg.has_gain_map(insert(plain, 0xE2, b"MPF\0") + plain)


def test_a_gain_map_is_gone_after_rewriting(encode: Encode) -> None:
    data = insert(encode("jpeg"), 0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0")
    assert not jpeg.has_gain_map(jpeg.with_metadata(data, Metadata()))
