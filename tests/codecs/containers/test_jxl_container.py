from __future__ import annotations

from typing import Any

import pytest

from pixelprep_cli.codecs.containers import jxl
from pixelprep_cli.codecs.containers.metadata import Metadata

pylibjxl = pytest.importorskip("pylibjxl", reason="needs pixelprep-cli[jxl]")
np = pytest.importorskip("numpy")

EXIF = b"II*\0\x08\0\0\0\0\0\0\0\0\0"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


def encoded(width: int = 24, height: int = 16, **options: Any) -> bytes:
    pixels = np.zeros((height, width, 3), np.uint8)
    made: bytes = pylibjxl.encode(pixels, effort=1, lossless=True, **options)
    return made


@pytest.mark.parametrize(
    "size", [(1, 1), (8, 8), (24, 16), (256, 256), (301, 17), (640, 360), (1500, 1000), (4097, 3)]
)
def test_the_size_is_read_from_the_codestream(size: tuple[int, int]) -> None:
    assert jxl.dimensions(encoded(*size)) == size
    assert jxl.dimensions(jxl.with_metadata(encoded(*size), Metadata(exif=EXIF))) == size


@pytest.mark.parametrize("metadata", [Metadata(exif=EXIF), Metadata(xmp=XMP), Metadata()])
def test_metadata_are_written_read_and_taken_away(metadata: Metadata) -> None:
    bare = encoded()
    made = jxl.with_metadata(bare, metadata)
    assert jxl.read_metadata(made) == metadata
    assert (pylibjxl.decode(made) == pylibjxl.decode(bare)).all()
    again = jxl.with_metadata(made, Metadata())
    assert jxl.read_metadata(again) == Metadata()
    assert EXIF not in again


def test_metadata_that_the_encoder_wrote_are_read() -> None:
    assert jxl.read_metadata(encoded(exif=EXIF, xmp=XMP)) == Metadata(exif=EXIF, xmp=XMP)


def test_metadata_that_brotli_has_packed_are_read() -> None:
    # One block that is not compressed (RFC 7932, 9.2), and the empty last one.
    content = b"\0\0\0\0" + EXIF
    stored = ((len(content) - 1) << 4 | 1 << 20).to_bytes(3, "little") + content + b"\x03"
    packed = b"brobExif" + stored
    box = (len(packed) + 4).to_bytes(4) + packed
    made = jxl.with_metadata(encoded(), Metadata(xmp=XMP)) + box
    assert jxl.read_metadata(made) == Metadata(exif=EXIF, xmp=XMP)
    assert EXIF not in jxl.with_metadata(made, Metadata())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a JPEG XL at all",
        jxl.SIGNATURE + jxl.FILE_TYPE,
        jxl.SIGNATURE + jxl.FILE_TYPE + b"\0\0\0\x40jxlc\xff\x0a",
        b"\xff\x0a",
    ],
)
def test_what_is_not_whole_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="JPEG XL"):
        jxl.dimensions(data)
    with pytest.raises(ValueError, match="JPEG XL"):
        jxl.with_metadata(data, Metadata())
