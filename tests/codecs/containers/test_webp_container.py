from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from pixelprep_cli.codecs.containers import webp
from pixelprep_cli.codecs.containers.metadata import Metadata

Encode = Callable[..., bytes]


def test_pillow_reads_what_is_written(encode: Encode, full: Metadata) -> None:
    with Image.open(BytesIO(webp.with_metadata(encode("webp"), full))) as image:
        assert image.getexif()[0x010F] == "Acme"
        assert image.info["icc_profile"] == full.icc
        assert image.info["xmp"] == full.xmp


def test_the_simple_format_stays_where_nothing_is_to_be_said(encode: Encode) -> None:
    for lossless in (True, False):
        data = encode("webp", lossless=lossless)
        assert webp.with_metadata(data, Metadata(iptc=b"x", dpi=300)) == data


@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_transparency_is_told_by_the_extended_header(
    encode: Encode, mode: str, *, lossless: bool
) -> None:
    image = Image.new(mode, (33, 17), (10, 200, 30, 99)[: len(mode)])
    written = webp.with_metadata(encode("webp", image, lossless=lossless), Metadata(xmp=b"<x/>"))
    assert webp.dimensions(written) == (33, 17)
    with Image.open(BytesIO(written)) as read:
        assert (read.mode, read.size) == (mode, (33, 17))
        assert read.getpixel((3, 3)) == pytest.approx(image.getpixel((3, 3)), abs=8)


def test_an_animation_keeps_its_frames_timing_and_loops(
    encode: Encode, frames: Callable[[bytes], list[object]]
) -> None:
    first, second = (Image.new("RGBA", (20, 20), colour) for colour in ("red", "#00ff0080"))
    options = {"save_all": True, "append_images": [second], "duration": [70, 90], "loop": 3}
    data = encode("webp", first, **options)
    written = webp.with_metadata(data, Metadata(xmp=b"<x/>"))
    assert frames(written) == frames(data)
    with Image.open(BytesIO(written)) as image:
        assert image.info["loop"] == 3


def test_exif_with_jpegs_prefix_is_read_without_it(encode: Encode, exif: bytes) -> None:
    written = webp.with_metadata(encode("webp"), Metadata(exif=b"Exif\0\0" + exif))
    assert webp.read_metadata(written).exif == exif


def test_unknown_chunks_and_trailing_bytes_are_dropped(encode: Encode) -> None:
    data = encode("webp", Image.new("RGBA", (8, 8), "#12345678"))
    body = data[12:] + b"SECR\x06\0\0\0secret"
    data = b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body + b"secret"
    assert b"secret" not in webp.with_metadata(data, Metadata())
