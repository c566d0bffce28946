"""Camera RAW by its extra, on DNGs that are drawn here: a preview, and the sensor's data."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from pixelprep_cli.codecs.containers.raw import read_metadata
from pixelprep_cli.codecs.tiffstructure import (
    ASCII,
    BYTE,
    LONG,
    RATIONAL,
    SHORT,
    Directory,
    Layout,
    write_structure,
)
from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.job import Bounds
from pixelprep_cli.pixels.decode import Source, open_source

if TYPE_CHECKING:
    from pathlib import Path

    from pixelprep_cli.model.settings import RawSource

pytest.importorskip("rawpy", reason="needs pixelprep-cli[raw]")

SIZE = (128, 96)
SRATIONAL = 10
LITTLE = Layout("<")


def preview(size: tuple[int, int], colour: str = "teal") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def dng(jpeg: bytes = b"", orientation: int = 1) -> bytes:
    """A grey exposure of SIZE, with a preview if one is given (Adobe's DNG 1.4)."""
    width, height = SIZE
    sensor = struct.pack(f"<{width * height}H", *[9000] * (width * height))
    identity = (1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1)

    def structure(start: int) -> bytes:
        main, below = Directory(), Directory()
        for tag, kind, *values in (
            (254, LONG, 1 if jpeg else 0),
            (274, SHORT, orientation),
            (50706, BYTE, 1, 4, 0, 0),
            (50778, SHORT, 21),
            (50728, RATIONAL, 1, 1, 1, 1, 1, 1),
        ):
            main.put(LITTLE, tag, kind, *values)
        for tag, text in ((271, b"Drawn\0"), (272, b"Drawn\0"), (33432, b"Ann Author\0")):
            main.put_bytes(tag, ASCII, text.replace(b"\\\0", b"\0"))
        main.put_bytes(50708, ASCII, b"Drawn\0".replace(b"\\\0", b"\0"))
        main.put_bytes(50721, SRATIONAL, struct.pack("<18i", *identity))
        for tag, kind, *values in (
            (254, LONG, 0),
            (256, LONG, width),
            (257, LONG, height),
            (258, SHORT, 16),
            (259, SHORT, 1),
            (262, SHORT, 32803),
            (273, LONG, start),
            (277, SHORT, 1),
            (278, LONG, height),
            (279, LONG, len(sensor)),
            (33421, SHORT, 2, 2),
            (33422, BYTE, 0, 1, 1, 2),
            (50714, LONG, 0),
            (50717, LONG, 16383),
        ):
            below.put(LITTLE, tag, kind, *values)
        if jpeg:
            shown = Image.open(BytesIO(jpeg)).size
            for tag, kind, value in (
                (256, LONG, shown[0]),
                (257, LONG, shown[1]),
                (259, SHORT, 7),
                (262, SHORT, 6),
                (273, LONG, start + len(sensor)),
                (277, SHORT, 3),
                (278, LONG, shown[1]),
                (279, LONG, len(jpeg)),
            ):
                main.put(LITTLE, tag, kind, value)
            main.put(LITTLE, 258, SHORT, 8, 8, 8)
            main.children[330] = below
        else:
            main.entries.update(below.entries)
        return write_structure(main, LITTLE)

    return structure(len(structure(0))) + sensor + jpeg


def opened(folder: Path, data: bytes, how: RawSource = "preview") -> tuple[Source, Image.Image]:
    path = folder / "a.dng"
    path.write_bytes(data)
    bounds = Bounds(max_file_size=10**7, max_pixels=10**6, raw=how)
    with open_source(str(path), bounds) as source:
        return source, source.decode().copy()


def test_the_full_size_preview_is_what_is_read(tmp_path: Path) -> None:
    source, image = opened(tmp_path, dng(preview(SIZE)))
    assert (source.facts.format, image.size, source.notices) == ("dng", SIZE, ())
    assert image.getpixel((9, 9))[1] > 100  # type: ignore[index]
    assert source.metadata.exif is not None
    assert b"Ann Author" in source.metadata.exif


def test_it_is_developed_if_that_is_asked(tmp_path: Path) -> None:
    source, image = opened(tmp_path, dng(preview(SIZE)), "develop")
    assert (image.mode, source.notices) == ("RGB", ())
    assert image.size == source.facts.upright
    red, green, blue = image.getpixel((60, 40))  # type: ignore[misc]
    assert max(red, green, blue) - min(red, green, blue) < 40
    assert green > 60


def test_sixteen_bits_are_rounded_or_scattered(tmp_path: Path) -> None:
    import numpy as np
    import rawpy

    path = tmp_path / "a.dng"
    path.write_bytes(dng())
    with rawpy.imread(str(path)) as raw:
        exact = raw.postprocess(use_camera_wb=True, output_bps=16) / 257
    bounds = Bounds(max_file_size=10**7, max_pixels=10**6, raw="develop")
    for dither in (False, True):
        with open_source(str(path), bounds) as source:
            made = np.asarray(source.decode(dither=dither))
        off = abs(made - exact)
        assert off.max() < (1 if dither else 0.51)
        if dither:
            inner = np.s_[16:80, 16:112]
            assert made[inner].mean((0, 1)) == pytest.approx(exact[inner].mean((0, 1)), abs=0.02)


@pytest.mark.parametrize("jpeg", [b"", preview((64, 48))])
def test_without_a_preview_of_full_size_it_is_developed_and_told(
    tmp_path: Path, jpeg: bytes
) -> None:
    source, image = opened(tmp_path, dng(jpeg))
    assert [notice.code for notice in source.notices] == ["raw_developed"]
    assert image.size == source.facts.upright


@pytest.mark.parametrize(("orientation", "turned"), [(1, 1), (3, 3), (6, 6), (8, 8)])
def test_a_preview_is_turned_as_the_camera_was(
    tmp_path: Path, orientation: int, turned: int
) -> None:
    source, _ = opened(tmp_path, dng(preview(SIZE), orientation))
    assert source.turn == turned


def test_an_upright_preview_and_a_developed_picture_are_not_turned_again(tmp_path: Path) -> None:
    upright, _ = opened(tmp_path, dng(preview(SIZE[::-1]), 6))
    assert (upright.turn, upright.facts.upright) == (1, SIZE[::-1])
    made, image = opened(tmp_path, dng(orientation=6), "develop")
    assert (made.turn, image.size) == (1, made.facts.upright)
    assert image.width < image.height


def test_a_raw_that_libraw_cannot_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        opened(tmp_path, dng()[:300])
    assert caught.value.code in ("corrupt", "truncated", "unsupported_variant")
    assert "b'" not in str(caught.value)


def test_metadata_are_read_through_the_makers_own_signatures() -> None:
    whole = dng()
    for signature in (b"IIRO", b"IIU\0".replace(b"\\\0", b"\0")):
        found = read_metadata(signature + whole[4:])
        assert found.exif is not None
        assert b"Ann Author" in found.exif


def test_metadata_of_canons_boxes_are_one_exif() -> None:
    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content) + 8) + name + content

    image, place = Directory(), Directory()
    image.put_bytes(33432, ASCII, b"Ann Author\0")
    place.put(LITTLE, 5, BYTE, 0)
    boxes = box(b"CMT1", write_structure(image, LITTLE)) + box(
        b"CMT4", write_structure(place, Layout(">"))
    )
    canon = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
    data = box(b"ftyp", b"crx \0\0\0\1") + box(b"moov", box(b"uuid", canon + boxes))
    found = read_metadata(data)
    assert found.exif is not None
    assert b"Ann Author" in found.exif
    assert read_metadata(data[:60]).exif is None
