import io

import pillow_avif  # noqa: F401 - registers the AVIF encoder
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.codecs.signature import (
    BROWSER,
    EXTENSIONS,
    HEAD_BYTES,
    READABLE,
    SAME_AS,
    UNSUPPORTED,
    by_extension,
    identify,
    sniff,
)
from pixelprep_cli.model.values import WRITABLE


def encoded(pillow_name: str, mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((24, 16), 40).convert(mode).save(buffer, pillow_name, **options)
    return buffer.getvalue()[:HEAD_BYTES]


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + major + bytes(4) + b"".join(compatible)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\0\0\0\x08mdatavif"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (encoded("JPEG"), "jpeg"),
        (encoded("JPEG", "CMYK"), "jpeg"),
        (encoded("MPO", save_all=True, append_images=[Image.new("RGB", (24, 16))]), "jpeg"),
        (encoded("PNG"), "png"),
        (encoded("PNG", save_all=True, append_images=[Image.new("RGB", (24, 16))]), "png"),
        (encoded("WEBP"), "webp"),
        (encoded("WEBP", lossless=True), "webp"),
        (encoded("AVIF"), "avif"),
        (encoded("AVIF", save_all=True, append_images=[Image.new("RGB", (24, 16))]), "avif"),
        (encoded("GIF", "P"), "gif"),
        (encoded("TIFF"), "tiff"),
        (encoded("TIFF", big_tiff=True), "tiff"),
        (encoded("BMP"), "bmp"),
        (encoded("DIB"), "bmp"),
        (encoded("DIB", "P"), "bmp"),
        (encoded("JPEG2000"), "jp2"),
        (encoded("JPEG2000", no_jp2=True), "jp2"),
        (encoded("ICO"), "ico"),
        (encoded("ICO", bitmap_format="bmp"), "ico"),
        (encoded("PPM"), "pnm"),
        (encoded("PPM", "L"), "pnm"),
        (encoded("PPM", "1"), "pnm"),
        (encoded("PPM", "F"), "pnm"),
        (b"P2\n# a comment\n# and another\n24 16\n255\n0 1 2", "pnm"),
        (b"8BPS\0\x01" + bytes(6) + b"\0\x03", "psd"),
    ],
)
def test_a_readable_format_is_known_by_its_content(head: bytes, kind: str) -> None:
    assert sniff(head) == kind
    assert kind in READABLE


def test_tga_has_no_signature_and_is_known_by_its_extension_alone() -> None:
    head = encoded("TGA")
    assert sniff(head) is None
    assert identify("scan.TGA", head) == "tga"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (ftyp(b"heic", b"mif1", b"heic"), "heic"),
        (ftyp(b"mif1", b"mif1", b"heic"), "heic"),
        (ftyp(b"msf1", b"msf1", b"hevc"), "heic"),
        (ftyp(b"crx ", b"crx ", b"isom"), "cr3"),
        (b"II*\0\x10\0\0\0CR\x02\0", "cr2"),
        (b"II*\0\x10\0\0\0IIII", "iiq"),
        (b"II\x1a\0\0\0HEAPCCDR", "crw"),
        (b"FUJIFILMCCD-RAW 0201", "raf"),
        (b"IIRO\x08\0\0\0", "orf"),
        (b"IIRS\x08\0\0\0", "orf"),
        (b"MMOR\0\0\0\x08", "orf"),
        (b"IIU\0\x18\0\0\0", "rw2"),
        (b"\0MRM\0\x01", "mrw"),
        (b"FOVb\0\0\x02\0", "x3f"),
        (b"%PDF-1.7\n", "pdf"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "eps"),
        (b"\xc5\xd0\xd3\xc6\x1e\0\0\0", "eps"),
        (b"\xff\x0a\xfa\x1f", "jxl"),
        (b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl ", "jxl"),
        (b"8BPS\0\x02" + bytes(6) + b"\0\x03", "psb"),
        (b"P7\nWIDTH 24\nHEIGHT 16\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n", "pam"),
    ],
)
def test_a_format_that_is_refused_or_needs_an_extra_is_known_by_its_content(
    head: bytes, kind: str
) -> None:
    assert sniff(head) == kind
    reader = INPUTS[kind].reader
    assert reader.extra if reader else kind in UNSUPPORTED


@pytest.mark.parametrize(
    "text",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<?xml version='1.0'?>\n<!-- drawn <b>by hand</b> -->\n<svg>",
        "\ufeff<?xml version='1.0'?><?style x?><svg >",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd' [ <!ENTITY a 'b'> ]>",
        "\n  <svg:svg xmlns:svg='http://www.w3.org/2000/svg'>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_svg_is_known_by_its_root_element(text: str, encoding: str) -> None:
    assert sniff(text.encode(encoding)) == "svg"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"notes",
        b"BMW service booklet, 1998",
        b"P5 is the fifth point of the agenda",
        b"P7\nis the seventh",
        b"<html><body><svg></svg></body></html>",
        b"<!DOCTYPE html><svg>",
        b"<svgfont>",
        b"%!PS-Adobe-3.0\n",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\0\0\x01\0",
        b"\0\0\x01\0" + bytes(40),
        b"\0\0\x01\xba" + bytes(40),
        b"8BPS\0\x03",
        ftyp(b"isom", b"isom", b"mp41"),
        ftyp(b"qt  ", b"qt  "),
        ftyp(b"jpeg"),
    ],
)
def test_what_only_resembles_a_picture_is_none(head: bytes) -> None:
    assert sniff(head) is None


@pytest.mark.parametrize("major", [b"mif1", b"msf1", b"miaf"])
def test_a_heif_that_is_compatible_with_avif_is_avif(major: bytes) -> None:
    assert sniff(ftyp(major, b"mif1", b"avif")) == "avif"


def test_brands_are_looked_for_in_their_box_alone() -> None:
    assert sniff(ftyp(b"mif1", b"mif1")) == "heic"


@given(st.binary(max_size=64))
def test_any_bytes_give_a_known_format_or_none(tail: bytes) -> None:
    starts = [b"", b"II*\0", b"\0\0\0\x18ftyp", b"\0\0\x01\0", b"BM", b"P6\n", b"<?", b"\xff\xfe"]
    assert {sniff(start + tail) for start in starts} <= {*EXTENSIONS, None}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jpg", "jpeg"),
        ("/b/IMG.JPEG", "jpeg"),
        ("a.tar.Tiff", "tiff"),
        ("a.NEF", "nef"),
        ("a.HEIF", "heic"),
        ("a.svgz", "svg"),
        ("a.txt", None),
        ("jpg", None),
        (".jpg", None),
        ("folder.jpg/notes", None),
    ],
)
def test_an_extension_is_read_in_any_case(name: str, kind: str | None) -> None:
    assert by_extension(name) == kind


def test_content_outranks_the_extension() -> None:
    assert identify("photo.jpg", encoded("PNG")) == "png"
    assert identify("photo.nef", encoded("JPEG")) == "jpeg"


def test_a_tiff_named_as_a_camera_raw_is_one() -> None:
    assert identify("DSC_0001.NEF", encoded("TIFF")) == "nef"
    assert identify("scan.tif", encoded("TIFF")) == "tiff"
    assert identify("scan.pdf", encoded("TIFF")) == "tiff"


def test_an_extension_speaks_where_the_content_says_nothing() -> None:
    assert identify("photo.jpg", b"garbage") == "jpeg"
    assert identify("photo.txt", b"garbage") is None


def test_every_format_is_either_readable_or_unsupported_with_a_reason() -> None:
    assert set(EXTENSIONS) == set(READABLE) | set(UNSUPPORTED)
    assert not set(READABLE) & set(UNSUPPORTED)
    assert all(reason and not reason.endswith(".") for reason in UNSUPPORTED.values())


def test_every_readable_format_can_be_written_as_itself_or_as_its_stand_in() -> None:
    assert {SAME_AS.get(kind, kind) for kind in READABLE} <= set(WRITABLE)
    assert set(SAME_AS) == set(READABLE) - set(WRITABLE)
    assert set(BROWSER) <= set(WRITABLE)


def test_no_extension_means_two_formats() -> None:
    extensions = [extension for several in EXTENSIONS.values() for extension in several]
    assert len(extensions) == len(set(extensions))
    assert all(extension == extension.lower() for extension in extensions)
