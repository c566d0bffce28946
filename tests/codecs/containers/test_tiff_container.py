from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from struct import pack

import pytest
from PIL import Image

from pixelprep_cli.codecs.containers import tiff
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.tiffstructure import ASCII, RATIONAL, Directory, Layout, write_structure

Encode = Callable[..., bytes]
Frames = Callable[[bytes], list[object]]


def test_pillow_reads_what_is_written(encode: Encode, full: Metadata) -> None:
    with Image.open(BytesIO(tiff.with_metadata(encode("tiff"), full))) as image:
        assert image.getexif()[0x010F] == "Acme"
        assert image.getexif().get_ifd(0x8769)[0x829A] == pytest.approx(0.01)
        assert image.info["icc_profile"] == full.icc
        assert image.info["xmp"] == full.xmp
        assert image.info["dpi"] == (300, 300)


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_deflate", "jpeg", "packbits"])
@pytest.mark.parametrize("big", [False, True])
def test_strips_of_any_compression_are_untouched(
    encode: Encode, frames: Frames, full: Metadata, compression: str, *, big: bool
) -> None:
    data = encode("tiff", compression=compression, big_tiff=big)
    assert frames(tiff.with_metadata(data, full)) == frames(data)


def test_exif_in_the_other_byte_order_is_turned(encode: Encode, full: Metadata) -> None:
    big_endian = encode("tiff", Image.new("I;16B", (30, 20), 700))
    little_endian = encode("tiff")
    assert (big_endian[:2], little_endian[:2]) == (b"MM", b"II")
    for data in (big_endian, little_endian):
        with Image.open(BytesIO(tiff.with_metadata(data, full))) as image:
            assert image.getexif().get_ifd(0x8769)[0x829A] == pytest.approx(0.01)


def test_all_pages_are_kept_without_their_descriptions(encode: Encode, frames: Frames) -> None:
    pages = [Image.new("RGB", (30, 20), colour) for colour in ("red", "lime", "blue")]
    data = encode("tiff", pages[0], save_all=True, append_images=pages[1:], description="secret")
    assert data.count(b"secret") == 3
    written = tiff.with_metadata(data, Metadata())
    assert b"secret" not in written
    assert frames(written) == frames(data)
    assert len(frames(written)) == 3


def test_a_density_in_centimetres_is_told_in_inches(encode: Encode) -> None:
    data = encode("tiff", resolution_unit="cm", x_resolution=100, y_resolution=100)
    assert tiff.read_metadata(data).dpi == 254


def strip_of(data: bytes, offset: int) -> bytes:
    """A TIFF of one grey row, whose single strip of four bytes lies at `offset`."""
    tags = [(256, 4), (257, 1), (258, 8), (259, 1), (262, 1), (273, offset), (279, 4)]
    records = b"".join(pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0\x08\0\0\0" + pack("<H", len(tags)) + records + pack("<I", 0) + data


def test_a_strip_outside_the_file_is_told() -> None:
    end = len(strip_of(b"", 0))
    assert tiff.dimensions(strip_of(b"grey", end)) == (4, 1)
    with pytest.raises(ValueError, match="strips lie outside"):
        tiff.dimensions(strip_of(b"gre", end))


def test_old_style_jpeg_is_refused() -> None:
    data = bytearray(strip_of(b"grey", 98))
    data[10 + 3 * 12 + 8] = 6
    with pytest.raises(ValueError, match="old-style JPEG"):
        tiff.with_metadata(bytes(data), Metadata())


def test_pages_that_go_in_circles_are_told() -> None:
    data = bytearray(strip_of(b"grey", 98))
    data[10 + 7 * 12 : 14 + 7 * 12] = pack("<I", 8)
    with pytest.raises(ValueError, match="directories overlap"):
        tiff.dimensions(bytes(data))


def test_a_resolution_without_a_value_is_left_behind(encode: Encode) -> None:
    layout, found = Layout("<"), Directory()
    found.put_bytes(282, RATIONAL, b"")
    found.put_bytes(283, RATIONAL, b"")
    found.put_bytes(315, ASCII, b"Jo Bell\0")
    told = Metadata(exif=write_structure(found, layout))
    written = tiff.with_metadata(encode("tiff"), told)
    with Image.open(BytesIO(written)) as image:
        assert image.getexif()[315] == "Jo Bell"
