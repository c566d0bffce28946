from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin
from tests.codecs.containers.conftest import XMP

from pixelprep_cli.codecs.containers import png
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.containers.photoshop import resources_of

Encode = Callable[..., bytes]


def chunk(name: bytes, payload: bytes) -> bytes:
    crc = zlib.crc32(name + payload).to_bytes(4)
    return len(payload).to_bytes(4) + name + payload + crc


def insert(data: bytes, name: bytes, payload: bytes) -> bytes:
    """The PNG with a chunk behind IHDR."""
    return data[:33] + chunk(name, payload) + data[33:]


def test_pillow_reads_what_is_written(encode: Encode, full: Metadata) -> None:
    with Image.open(BytesIO(png.with_metadata(encode("png"), full))) as image:
        assert image.getexif()[0x010F] == "Acme"
        assert image.info["icc_profile"] == full.icc
        assert image.info["xmp"] == full.xmp
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.02)


def test_text_times_and_unknown_chunks_are_dropped(encode: Encode) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "secret text")
    text.add_itxt("Title", "secret title")
    data = insert(encode("png", pnginfo=text), b"caBX", b"secret box")
    assert b"secret" not in png.with_metadata(data, Metadata())


def test_what_the_pixels_need_is_kept(encode: Encode) -> None:
    palette = Image.effect_noise((40, 30), 80).convert("P")
    data = encode("png", palette, transparency=b"\x00\x80\xff")
    data = insert(data, b"gAMA", (45455).to_bytes(4))
    written = png.with_metadata(data, Metadata())
    assert written == data


def test_frames_of_an_animation_are_kept(
    encode: Encode, frames: Callable[[bytes], list[object]]
) -> None:
    first, second = (Image.new("RGB", (20, 20), colour) for colour in ("red", "blue"))
    data = encode("png", first, save_all=True, append_images=[second], duration=[70, 90])
    written = png.with_metadata(data, Metadata(xmp=b"<x/>"))
    assert frames(written) == frames(data)
    assert len(frames(written)) == 2


def test_a_new_profile_takes_the_place_of_the_srgb_chunk(encode: Encode, full: Metadata) -> None:
    data = insert(encode("png"), b"sRGB", b"\0")
    assert b"sRGB\0" not in png.with_metadata(data, Metadata(icc=full.icc))[:60]
    assert b"sRGB\0" in png.with_metadata(data, Metadata())[:60]


def test_a_corrupt_critical_chunk_is_told_by_its_crc(encode: Encode) -> None:
    data = bytearray(encode("png"))
    data[data.index(b"IDAT") + 10] ^= 1
    with pytest.raises(ValueError, match="IDAT chunk is corrupt"):
        png.dimensions(bytes(data))


def test_blocks_that_imagemagick_holds_in_text_are_read(encode: Encode, full: Metadata) -> None:
    assert full.exif
    assert full.iptc

    def raw(name: str, block: bytes) -> bytes:
        text = f"\n{name}\n{len(block):8}\n{block.hex()}\n".encode()
        return f"Raw profile type {name}".encode() + b"\0\0" + zlib.compress(text)

    data = insert(encode("png"), b"zTXt", raw("exif", b"Exif\0\0" + full.exif))
    data = insert(data, b"zTXt", raw("iptc", resources_of(full.iptc)))
    found = png.read_metadata(data)
    assert (found.exif, found.iptc) == (full.exif, full.iptc)


def test_a_compressed_packet_is_read(encode: Encode) -> None:
    payload = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b"<x/>")
    assert png.read_metadata(insert(encode("png"), b"iTXt", payload)).xmp == b"<x/>"


@pytest.mark.parametrize(
    ("name", "content"), [(b"tEXt", XMP), (b"zTXt", b"\0" + zlib.compress(XMP))]
)
def test_a_packet_in_a_chunk_of_plain_text_is_one(
    encode: Encode, name: bytes, content: bytes
) -> None:
    found = png.read_metadata(insert(encode("png"), name, b"XML:com.adobe.xmp\0" + content))
    assert (found.xmp, found.text) == (XMP, ())


def test_a_profile_that_inflates_without_end_counts_as_absent(encode: Encode) -> None:
    bomb = b"ICC profile\0\0" + zlib.compress(bytes(1 << 25))
    assert png.read_metadata(insert(encode("png"), b"iCCP", bomb)).icc is None
