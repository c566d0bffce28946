"""What a file is, told from its first bytes or from its name. Opens nothing."""

from __future__ import annotations

import os
import re
from typing import Final

from pixelprep_cli.codecs.inputs import INPUTS, RAW

HEAD_BYTES: Final = 1024
"""As many bytes of a file's beginning as `sniff` wants to see."""

READABLE: Final = {name: kind.extensions for name, kind in INPUTS.items() if kind.reader}
"""Formats that are read, each with its extensions; the first is what an output gets."""

EXTENSIONS: Final = {name: kind.extensions for name, kind in INPUTS.items()}
"""Every format that is known, readable or not, with its extensions."""

UNSUPPORTED: Final = {name: kind.instead for name, kind in INPUTS.items() if not kind.reader}
"""Formats that are known but not read, each with why and what to do instead."""

SAME_AS: Final = {name: kind.same for name, kind in INPUTS.items() if kind.same}
"""What `--format same` writes for formats that are read but not written."""

BROWSER: Final = ("jpeg", "png", "webp", "avif", "gif")
"""Formats that browsers show, among which `--format auto` chooses."""

_BY_EXTENSION: Final = {ext: kind for kind, exts in EXTENSIONS.items() for ext in exts}

_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"8BPS\x00\x01", "psd"),
    (b"8BPS\x00\x02", "psb"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "jxl"),
    (b"\xff\x0a", "jxl"),
    (b"\xc5\xd0\xd3\xc6", "eps"),
    (b"FUJIFILMCCD-RAW", "raf"),
    (b"FOVb", "x3f"),
    (b"\x00MRM", "mrw"),
    (b"II\x1a\x00\x00\x00HEAPCCDR", "crw"),
    (b"IIRO", "orf"),
    (b"IIRS", "orf"),
    (b"MMOR", "orf"),
    (b"IIU\x00", "rw2"),
)
_TIFF: Final = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_BMP_HEADERS: Final = (12, 16, 40, 52, 56, 64, 108, 124)
_DIB: Final = re.compile(
    rb"[\x28\x34\x38\x6c\x7c]\0\0\0.{8}\x01\0[\x01\x04\x08\x10\x18\x20]\0", re.DOTALL
)
"""A BMP without its first header: the size of the second, one plane, and bits of a pixel."""

_PNM: Final = re.compile(rb"P[1-6]\s(?:\s*#[^\r\n]*[\r\n])*\s*\d+\s|Pf\s+\d+\s")
_PAM: Final = re.compile(rb"P7\n(?:#[^\n]*\n)*(?:WIDTH|HEIGHT|DEPTH|MAXVAL|TUPLTYPE)\b")
_EPS: Final = re.compile(rb"%!PS-Adobe-\d\.\d EPSF-")
_XML_PROLOGUE: Final = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_SVG_ROOT: Final = re.compile(rb"\s*<(?:!DOCTYPE\s+svg|(?:\w+:)?svg)[\s>/]")
_HEIC_BRANDS: Final = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs")
)
_AVIF_BRANDS: Final = frozenset((b"avif", b"avis"))
_HEIF_BRANDS: Final = frozenset((b"mif1", b"mif2", b"msf1"))


def by_extension(name: str) -> str | None:
    """The format that a file name claims, in any case; None where it claims none."""
    return _BY_EXTENSION.get(os.path.splitext(name)[1].lower())


def sniff(head: bytes) -> str | None:
    """The format that content claims, known by its first `HEAD_BYTES` bytes.

    Signatures of two bytes (BMP, PNM) and of zeros (ICO) must be followed by a header that makes
    sense, so that a text that begins with "BM" is none. TGA has no signature. Most camera RAW
    is `tiff` here: `raw.is_raw` and the extension tell more.

    Returns:
        A key of `EXTENSIONS`, or None.
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(_TIFF):
        return _tiff(head)
    if head[4:8] == b"ftyp":
        return _bmff(head)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "bmp"
    if _DIB.match(head):
        return "bmp"
    if head[:4] == b"\x00\x00\x01\x00":
        return _ico(head)
    if _PNM.match(head):
        return "pnm"
    return "pam" if _PAM.match(head) else _text(head)


def identify(name: str, head: bytes) -> str | None:
    """The format of a file by its content, and by its extension where the content says nothing.

    A TIFF that is named as a camera RAW is one: most of them are built that way.
    """
    said, found = by_extension(name), sniff(head)
    if found == "tiff" and said in RAW:
        return said
    return found or said


def _tiff(head: bytes) -> str:
    """Canon's CR2 and Phase One's IIQ mark themselves right behind the TIFF header."""
    mark = head[8:12]
    if mark[:3] == b"CR\x02":
        return "cr2"
    return "iiq" if mark in (b"IIII", b"MMMM") else "tiff"


def _bmff(head: bytes) -> str | None:
    """By the brands of ISO/IEC 14496-12; HEIF's and AVIF's are of ISO/IEC 23008-12 and AV1-AVIF."""
    major = head[8:12]
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[at : at + 4] for at in range(16, size - 3, 4)} | {major}
    if major == b"crx ":
        return "cr3"
    if major in _HEIC_BRANDS:
        return "heic"
    if major in _AVIF_BRANDS or (brands & _HEIF_BRANDS and brands & _AVIF_BRANDS):
        return "avif"
    return "heic" if brands & _HEIF_BRANDS else None


def _ico(head: bytes) -> str | None:
    """An icon directory has entries, and the first one's image begins behind them all."""
    count = int.from_bytes(head[4:6], "little")
    offset = int.from_bytes(head[18:22], "little")
    return "ico" if count and offset >= 6 + 16 * count else None


def _text(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if _EPS.match(head):
        return "eps"
    while prologue := _XML_PROLOGUE.match(head):
        head = head[prologue.end() :]
    return "svg" if _SVG_ROOT.match(head) else None
