"""HEIC by its extra; the pictures are drawn with pillow-heif, which has an encoder."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageStat

from pixelprep_cli.model.job import Bounds
from pixelprep_cli.pixels.decode import Source, open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest.importorskip("pi_heif", reason="needs pixelprep-cli[heic]")
pillow_heif = pytest.importorskip("pillow_heif", reason="draws the pictures")

BOUNDS = Bounds(max_file_size=10**7, max_pixels=10**6)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- of the picture --></x:xmpmeta>'


def drawn(mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (96, 64), "red")
    image.paste("blue", (48, 0, 96, 64))
    return image.convert(mode)


def heic(*images: Image.Image, **options: Any) -> bytes:
    file = pillow_heif.HeifFile()
    for image in images:
        file.add_from_pillow(image)
    buffer = BytesIO()
    file.save(buffer, quality=90, **options)
    return buffer.getvalue()


def exif(orientation: int) -> bytes:
    written = Image.Exif()
    written[0x0112], written[0x8298] = orientation, "Ann Author"
    return written.tobytes()


def opened(folder: Path, data: bytes) -> tuple[Source, Image.Image]:
    path = folder / "a.heic"
    path.write_bytes(data)
    with open_source(str(path), BOUNDS) as source:
        return source, source.decode().copy()


def test_a_heic_is_read_with_its_metadata_and_profile(
    tmp_path: Path, icc: Callable[[str], bytes]
) -> None:
    profile = icc("display-p3")
    data = heic(drawn(), exif=exif(1), xmp=XMP, icc_profile=profile)
    source, image = opened(tmp_path, data)
    assert (source.facts.format, image.size, source.facts.bits) == ("heic", (96, 64), 8)
    assert image.getpixel((10, 30))[0] > 200  # type: ignore[index]
    assert source.metadata.exif is not None
    assert b"Ann Author" in source.metadata.exif
    assert source.metadata.xmp == XMP
    assert source.metadata.icc == profile
    assert source.facts.wide_gamut


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_turned_heic_is_turned_once(tmp_path: Path, orientation: int) -> None:
    source, image = opened(tmp_path, heic(drawn(), exif=exif(orientation)))
    assert (source.turn, source.facts.orientation) == (1, 1)
    assert image.size == ((96, 64) if orientation == 3 else (64, 96))
    assert source.facts.upright == image.size
    red = {3: (90, 30), 6: (30, 5), 8: (30, 90)}[orientation]
    assert image.getpixel(red)[0] > 200  # type: ignore[index]


def test_transparency_and_further_pictures_are_told(tmp_path: Path) -> None:
    see_through = drawn("RGBA")
    see_through.putalpha(120)
    source, image = opened(tmp_path, heic(see_through, drawn()))
    assert source.facts.alpha
    assert image.mode == "RGBA"
    assert source.facts.pictures == 2
    assert source.facts.frames == 1


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_what_lies_between_two_levels_is_rounded_or_scattered(tmp_path: Path, mode: str) -> None:
    pixel = struct.pack("<H", 602 << 6) * 3 + b"\xff\xff" * (len(mode) - 3)
    deep = pillow_heif.from_bytes(mode=f"{mode};16", size=(128, 128), data=pixel * 128 * 128)
    buffer = BytesIO()
    deep.save(buffer, quality=-1, chroma=444, matrix_coefficients=0)
    path = tmp_path / "a.heic"
    path.write_bytes(buffer.getvalue())
    means = []
    for dither in (False, True):
        with open_source(str(path), BOUNDS) as source:
            image = source.decode(dither=dither)
            assert image.mode == mode
            means.append(ImageStat.Stat(image).mean)
    assert means[0][0] == round(602 * 255 / 1023)
    assert means[1][0] == pytest.approx(602 * 255 / 1023, abs=0.02)
    assert means[1][3:] == means[0][3:] == [255.0] * (len(mode) - 3)


def test_more_than_eight_bits_are_told(tmp_path: Path) -> None:
    deep = pillow_heif.from_bytes(mode="RGB;16", size=(64, 64), data=bytes(64 * 64 * 6))
    buffer = BytesIO()
    deep.save(buffer)
    source, image = opened(tmp_path, buffer.getvalue())
    assert source.facts.bits == 10
    assert image.mode == "RGB"
