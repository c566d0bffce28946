"""Opening files: what each format tells, and what is refused, by its name and in words."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageDraw

from pixelprep_cli.codecs.containers import jpeg as jpeg_container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.errors import PixelprepError, SkippedError, SourceError
from pixelprep_cli.model.job import Bounds
from pixelprep_cli.pixels.decode import GLANCE, open_source

if TYPE_CHECKING:
    from pathlib import Path

    from pixelprep_cli.model.facts import ImageFacts

BOUNDS = Bounds(max_file_size=10_000_000, max_pixels=1_000_000)
WRITERS = {"jp2": "JPEG2000", "pnm": "PPM"}
WRITTEN = [
    name for name, kind in INPUTS.items() if kind.reader and not kind.reader.extra and name != "psd"
]

Put = Callable[[str, bytes], str]


def encoded(name: str, image: Image.Image | None = None, **options: Any) -> bytes:
    import pillow_avif  # noqa: F401 - registers its writer

    buffer = BytesIO()
    picture = image or Image.effect_noise((64, 48), 60).convert("RGB")
    picture.save(buffer, WRITERS.get(name, name), **options)
    return buffer.getvalue()


def psd(width: int, height: int, *, layers: int = 0) -> bytes:
    """An RGB Photoshop file: its merged picture, and empty layers (Adobe's file format, 2019)."""
    record = struct.pack(">4I", 0, 0, 0, 0) + struct.pack(">H", 0) + b"8BIMnorm" + b"\xff\0\0\0"
    record += struct.pack(">I", 4 + 4 + 4) + bytes(4 + 4) + b"\x01L  "
    info = struct.pack(">h", layers) + record * layers
    info += bytes(len(info) % 2)
    section = struct.pack(">I", len(info)) + info + bytes(4) if layers else b""
    head = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, height, width, 8, 3)
    blocks = struct.pack(">II", 0, 0) + struct.pack(">I", len(section)) + section
    return head + blocks + struct.pack(">H", 0) + bytes(3 * width * height)


def png(width: int, height: int, *, data: bytes = b"", bits: int = 8, colour: int = 0) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a file; its name."""

    def write(name: str, data: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def facts_of(path: str) -> ImageFacts:
    with open_source(path, BOUNDS) as source:
        return source.facts


def refused(path: str, bounds: Bounds = BOUNDS) -> PixelprepError:
    """The error of a file that cannot be opened or decoded; it names no path."""
    with pytest.raises(PixelprepError) as caught, open_source(path, bounds) as source:
        source.decode()
    error = caught.value
    assert isinstance(error, (SourceError, SkippedError))
    assert os.path.basename(path) not in str(error)
    assert "object at 0x" not in str(error)
    return error


@pytest.mark.parametrize("name", WRITTEN)
def test_every_readable_format_opens_and_decodes(put: Put, name: str) -> None:
    image = Image.effect_noise((64, 48), 60).convert("RGB")
    options = {"sizes": [(64, 48)]} if name == "ico" else {}
    data = encoded(name, image.convert("P") if name == "gif" else image, **options)
    with open_source(put(f"a.{name}", data), BOUNDS) as source:
        facts = source.facts
        assert (facts.format, facts.bytes) == (name, len(data))
        assert (facts.width, facts.height) == (64, 48)
        assert (facts.frames, facts.pages, facts.orientation) == (1, 1, 1)
        assert not facts.gain_map
        assert not facts.location
        assert source.decode().size == (64, 48)


def test_photoshop_files_show_their_merged_picture_and_layers_are_no_pages(put: Put) -> None:
    facts = facts_of(put("a.psd", psd(20, 10, layers=2)))
    assert (facts.format, facts.width, facts.height) == ("psd", 20, 10)
    assert (facts.frames, facts.pages) == (1, 1)


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "gif", "tiff", "bmp"])
def test_the_content_counts_whatever_the_name(put: Put, name: str) -> None:
    image = Image.effect_noise((8, 8), 60)
    assert facts_of(put("a.jp2", encoded(name, image))).format == name
    assert facts_of(put("a", encoded(name, image))).format == name


def test_a_tiff_that_is_named_as_a_document_is_a_tiff(put: Put) -> None:
    assert facts_of(put("scan.pdf", encoded("tiff"))).format == "tiff"


def test_alpha_is_told_be_it_a_channel_or_a_key(put: Put) -> None:
    clear = Image.new("RGBA", (8, 8), (1, 2, 3, 0))
    for name in ("png", "webp", "avif", "tiff", "gif"):
        assert facts_of(put(f"a.{name}", encoded(name, clear))).alpha
    keyed = encoded("png", Image.new("RGB", (8, 8)), transparency=(0, 0, 0))
    assert facts_of(put("a.png", keyed)).alpha
    assert not facts_of(put("a.png", encoded("png"))).alpha


@pytest.mark.parametrize("name", ["gif", "png", "webp", "avif"])
def test_frames_are_counted(put: Put, name: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime", "blue")]
    data = encoded(name, frames[0], save_all=True, append_images=frames[1:], duration=100)
    facts = facts_of(put(f"a.{name}", data))
    assert (facts.frames, facts.pages) == (3, 1)


def test_a_picture_shown_before_the_animation_is_no_frame_of_it(put: Put) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime", "blue")]
    data = encoded("png", frames[0], save_all=True, append_images=frames[1:], default_image=True)
    assert facts_of(put("a.png", data)).frames == 2


def test_pages_are_counted(put: Put) -> None:
    page = Image.new("L", (8, 8))
    facts = facts_of(put("a.tif", encoded("tiff", page, save_all=True, append_images=[page])))
    assert (facts.frames, facts.pages) == (1, 2)


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "tiff"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_dimensions_are_told_as_stored_and_as_seen(put: Put, name: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(name, exif=exif if name == "tiff" else exif.tobytes())
    facts = facts_of(put(f"a.{name}", data))
    assert facts.orientation == orientation
    assert (facts.width, facts.height) == (64, 48)
    assert facts.upright == ((48, 64) if orientation >= 5 else (64, 48))


def test_an_orientation_that_the_decoder_overlooks_is_none(put: Put) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded("tiff", exif=exif)
    short, byte = (b"\x12\x01" + kind + b"\0\1\0\0\0\6" for kind in (b"\3", b"\1"))
    assert short in data
    with open_source(put("a.tif", data.replace(short, byte)), BOUNDS) as source:
        assert source.facts.orientation == 1
        assert source.facts.upright == source.decode().size


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "tiff"])
@pytest.mark.parametrize("orientation", [2, 6])
def test_what_is_decoded_is_turned_upright_by_turn(put: Put, name: str, orientation: int) -> None:
    from pixelprep_cli.pixels.geometry import upright

    image = Image.new("RGB", (64, 48), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 20, 10), fill="navy")
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(name, image, exif=exif if name == "tiff" else exif.tobytes())
    with open_source(put(f"a.{name}", data), BOUNDS) as source:
        decoded = source.decode()
        assert decoded.size == source.size
        seen = upright(decoded, source.turn).convert("L")
    assert seen.size == source.facts.upright
    dark = {2: (60, 3), 6: (44, 3)}[orientation]
    corners = [seen.getpixel(at) for at in ((3, 3), dark)]
    assert corners[0] > 200  # type: ignore[operator]
    assert corners[1] < 80  # type: ignore[operator]


def test_webp_tells_whether_it_is_lossless(put: Put) -> None:
    assert facts_of(put("a.webp", encoded("webp", lossless=True))).lossless
    assert not facts_of(put("a.webp", encoded("webp"))).lossless


def test_sixteen_bits_are_told(put: Put) -> None:
    assert facts_of(put("a.png", encoded("png", Image.new("I;16", (8, 8))))).bits == 16


def test_a_profile_a_place_and_a_gain_map_are_told(put: Put) -> None:
    place = Image.Exif()
    place.get_ifd(0x8825)[1], place.get_ifd(0x8825)[2] = "N", (48.0, 51.0, 29.0)
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        b'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/></rdf:RDF>'
        b"</x:xmpmeta>"
    )
    blocks = Metadata(exif=place.tobytes()[6:], xmp=xmp, icc=b"broken")
    facts = facts_of(put("a.jpg", jpeg_container.with_metadata(encoded("jpeg"), blocks)))
    assert facts.location
    assert facts.gain_map
    assert (facts.profile, facts.wide_gamut) == ("invalid", False)


def test_an_empty_file_is_told_so(put: Put) -> None:
    assert refused(put("a.jpg", b"")).code == "empty_file"


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "gif", "tiff", "bmp", "psd"])
def test_a_file_that_is_cut_off_is_refused(put: Put, name: str) -> None:
    image = Image.effect_noise((200, 100), 60).convert("RGB")
    data = psd(200, 100) if name == "psd" else encoded(name, image)
    error = refused(put(f"a.{name}", data[: len(data) * 2 // 3]))
    assert error.code in ("truncated", "corrupt")
    assert error.hint


@pytest.mark.parametrize("name", [*WRITTEN, "psd"])
def test_a_header_with_nothing_behind_it_is_refused(put: Put, name: str) -> None:
    data = psd(9, 9) if name == "psd" else encoded(name, Image.new("RGB", (64, 48)))
    assert refused(put(f"a.{name}", data[:30])).code in ("truncated", "corrupt", "not_a_picture")


def test_a_broken_jpeg_is_told_in_words(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(Image.OPEN, "MPO", raising=False)
    frame = b"\xff\xc0\0\x0b\x0c\0\1\0\1\1\1\x11\0"
    assert "MPO" not in str(refused(put("a.jpg", b"\xff\xd8" + frame)))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", b"hello world, no picture", "corrupt"),
        ("a.txt", b"hello world, no picture", "not_a_picture"),
        ("a.tga", b"hello world, no picture", "corrupt"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported_format"),
        ("a.bin", b"%PDF-1.7\n", "unsupported_format"),
    ],
)
def test_what_is_no_readable_picture_is_told_apart(
    put: Put, name: str, data: bytes, code: str
) -> None:
    assert refused(put(name, data)).code == code


def test_a_huge_picture_is_refused_by_its_header(put: Put) -> None:
    error = refused(put("a.png", png(50_000, 50_000)))
    assert error.code == "too_many_pixels"
    assert "50000×50000" in str(error)
    assert "--max-pixels" in (error.hint or "")


def test_an_icon_whose_picture_is_far_larger_than_it_says_is_refused(put: Put) -> None:
    inner = png(4000, 4000, data=bytes(4001 * 4000))
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 8, len(inner), 22)
    error = refused(put("a.ico", struct.pack("<HHH", 0, 1, 1) + entry + inner))
    assert error.code == "too_many_pixels"


def test_a_file_of_too_many_bytes_is_refused_unread(put: Put) -> None:
    error = refused(put("a.jpg", bytes(2000)), Bounds(max_file_size=1999, max_pixels=10))
    assert error.code == "file_too_large"
    assert "--max-file-size" in (error.hint or "")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(str(tmp_path)).code == "not_regular"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="FIFOs are POSIX's")
def test_a_fifo_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    assert refused(str(tmp_path / "a.jpg")).code == "not_regular"


def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    assert refused(str(tmp_path / "a.jpg")).code == "unreadable"


def test_a_jpeg_is_decoded_smaller_only_where_that_leaves_enough(put: Put) -> None:
    path = put("a.jpg", encoded("jpeg", Image.effect_noise((800, 600), 60)))
    for factor, margin, width in (
        (0.5, 2, 800),
        (0.26, 2, 800),
        (0.25, 2, 400),
        (0.1, 2, 200),
        (0.01, 2, 100),
        (0.51, 1, 800),
        (0.5, 1, 400),
        (0.26, 1, 400),
        (0.25, 1, 200),
    ):
        with open_source(path, BOUNDS) as source:
            source.scaled(factor, margin=margin)
            assert source.decode().width == width
            assert source.size == (800, 600)


def test_a_glance_at_a_jpeg_leaves_its_full_scale(put: Put) -> None:
    image = Image.new("L", (3200, 60))
    with open_source(put("a.jpg", encoded("jpeg", image)), BOUNDS) as source:
        assert source.glance().width == 3200
        assert source.decode().size == (3200, 60)
    tall = Image.new("L", (GLANCE * 2, GLANCE * 2))
    bounds = Bounds(max_file_size=10**8, max_pixels=10**8)
    with open_source(put("a.jpg", encoded("jpeg", tall)), bounds) as source:
        assert source.glance().size == (GLANCE, GLANCE)
        assert source.decode().size == tall.size


@pytest.mark.parametrize(("side", "factor"), [(GLANCE, 1.0), (GLANCE * 2, 0.5)])
def test_what_a_glance_has_decoded_at_the_scale_that_is_wanted_is_not_decoded_again(
    put: Put, side: int, factor: float
) -> None:
    path = put("a.jpg", encoded("jpeg", Image.effect_noise((side, side), 60).convert("RGB")))
    bounds = Bounds(max_file_size=10**8, max_pixels=10**8)
    with open_source(path, bounds) as source:
        source.scaled(factor, margin=1)
        alone = source.decode()
    with open_source(path, bounds) as source:
        glanced = source.glance()
        source.scaled(factor, margin=1)
        assert source.decode() is glanced
    assert (glanced.mode, glanced.info) == (alone.mode, alone.info)
    assert glanced.tobytes() == alone.tobytes()


@pytest.mark.parametrize(
    ("bits", "colour", "row", "key", "alpha"),
    [
        (1, 0, b"\x40", b"\0\1", [255, 0, 255]),
        (2, 0, b"\x1b", b"\0\2", [255, 255, 0]),
        (4, 0, b"\x0f\x70", b"\0\x0f", [255, 0, 255]),
        (16, 0, b"\0\1\0\2\1\0", b"\0\2", [255, 0, 255]),
        (16, 2, b"\1\0" * 3 + b"\2\0" * 3 + b"\3\0" * 3, b"\2\0" * 3, [255, 0, 255]),
    ],
)
def test_a_transparent_colour_is_understood_at_every_depth(
    *, put: Put, bits: int, colour: int, row: bytes, key: bytes, alpha: list[int]
) -> None:
    from pixelprep_cli.pixels.colour import working

    data = png(3, 1, data=b"\0" + row, bits=bits, colour=colour)
    chunk = b"tRNS" + key
    keyed = struct.pack(">I", len(key)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with open_source(put("a.png", data[:33] + keyed + data[33:]), BOUNDS) as source:
        made = working(source.decode())
    assert list(made.getchannel("A").tobytes()) == alpha
