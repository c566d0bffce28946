"""What PSD, JPEG 2000 and BMP, which are only read, tell beside their pixels."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from tests.codecs.containers.conftest import IPTC, XMP, srgb

from pixelprep_cli.codecs.containers import reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.codecs.containers.conftest import Encode

EXIF = b"II*\0\x08\0\0\0\0\0\0\0\0\0"

XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
IPTC_BOX = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38")


def psd(resources: dict[int, bytes], signature: bytes = b"8BIM") -> bytes:
    """A single black pixel."""
    held = b"".join(
        struct.pack(">4sHHI", signature, number, 0, len(content))
        + content
        + bytes(len(content) % 2)
        for number, content in resources.items()
    )
    head = struct.pack(">4sH6xHIIHHI", b"8BPS", 1, 3, 1, 1, 8, 3, 0)
    return head + struct.pack(">I", len(held)) + held + bytes(4 + 2 + 3)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def profiled_bmp(icc: bytes) -> bytes:
    """A single black pixel under a BITMAPV5HEADER."""
    info = struct.pack("<IiiHHIIiiII", 124, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0)
    info += bytes(16) + b"DEBM" + bytes(36 + 12 + 4) + struct.pack("<III", 128, len(icc), 0)
    return struct.pack("<2sIHHI", b"BM", 142 + len(icc), 0, 0, 138) + info + bytes(4) + icc


def test_psd_tells_what_its_image_resources_hold() -> None:
    density = struct.pack(">IHHIHH", 300 << 16, 1, 1, 300 << 16, 1, 1)
    resources = {1005: density, 1028: IPTC, 1039: srgb(), 1058: EXIF, 1060: XMP}
    found = reader("psd").read_metadata(psd(resources))
    assert (found.exif, found.xmp, found.iptc, found.icc) == (EXIF, XMP, IPTC, srgb())
    assert found.dpi == 300


def test_resources_of_other_programs_hide_none_behind_them() -> None:
    found = reader("psd").read_metadata(psd({1061: bytes(16), 1028: IPTC}, b"DCSR"))
    assert found.iptc == IPTC


def test_jpeg_2000_tells_what_its_boxes_hold(encode: Encode) -> None:
    plain = encode("JPEG2000")
    header = plain.index(b"jp2h") - 4
    size = int.from_bytes(plain[header : header + 4])
    sub = plain[header + 8 : header + size].replace(b"colr\1", b"free\1")
    header_box = box(b"jp2h", sub + box(b"colr", b"\2\0\0" + srgb()))
    told = b"".join(
        box(b"uuid", name + content)
        for name, content in (
            (b"JpgTiffExif->JP2", b"Exif\0\0" + EXIF),
            (XMP_BOX, XMP),
            (IPTC_BOX, IPTC),
        )
    )
    found = reader("jp2").read_metadata(plain[:header] + header_box + told + plain[header + size :])
    assert (found.exif, found.xmp, found.iptc, found.icc) == (EXIF, XMP, IPTC, srgb())


def test_bmp_tells_its_embedded_profile() -> None:
    assert reader("bmp").read_metadata(profiled_bmp(srgb())).icc == srgb()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("psd", lambda _: psd({1028: IPTC})),
        ("jp2", lambda encode: encode("JPEG2000")),
        ("bmp", lambda _: profiled_bmp(srgb())),
    ],
)
def test_no_cut_of_them_raises_beyond_a_value_error(
    encode: Encode, name: str, made: Callable[[Encode], bytes]
) -> None:
    data = made(encode)
    for end in range(0, len(data), 7):
        try:
            reader(name).read_metadata(data[:end])
        except ValueError:
            assert end < 26
