"""PNG's chunks (W3C Portable Network Graphics, third edition)."""

from __future__ import annotations

import re
import zlib
from struct import Struct
from typing import TYPE_CHECKING, Final, NamedTuple

from pixelprep_cli.codecs.containers import photoshop
from pixelprep_cli.codecs.containers.metadata import (
    METRE_IN_INCHES,
    ColourSigns,
    Metadata,
    decoded,
    strip_exif_header,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CRITICAL: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_PIXELS: Final = _CRITICAL | {
    *(b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD", b"hIST"),
    *(b"pHYs", b"acTL", b"fcTL", b"fdAT"),
}
_XMP = b"XML:com.adobe.xmp"
_HEAD = Struct(">I4s")
_IHDR = Struct(">IIBBBBB")
_PHYS = Struct(">IIB")
_CHRM = Struct(">8I")
_SIGNS: Final = {b"cICP": 4, b"sRGB": 1, b"gAMA": 4, b"cHRM": _CHRM.size, b"cLLI": 8}
_INFLATED_MAX = 1 << 24

# How ImageMagick and its heirs hold blocks in text: a name, the length, hexadecimal digits.
_RAW_PROFILE = re.compile(rb"Raw profile type (exif|APP1|iptc|8bim|xmp)\Z")
_RAW_TEXT = re.compile(rb"\s*[\w ]+\n\s*\d+\n([0-9a-fA-F\s]*)\Z")


class Chunk(NamedTuple):
    """`data` from the length to the CRC, `payload` its content."""

    name: bytes
    data: bytes
    payload: bytes


def chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks up to IEND.

    Raises:
        ValueError: there is no signature, or the data end before IEND.
    """
    if not data.startswith(SIGNATURE):
        raise ValueError("not a PNG: no signature")
    at = len(SIGNATURE)
    while at + _HEAD.size <= len(data):
        size, name = _HEAD.unpack_from(data, at)
        start = at + _HEAD.size
        end = start + size + 4
        if end > len(data):
            break
        yield Chunk(name, data[at:end], data[start : start + size])
        if name == b"IEND":
            return
        at = end
    raise ValueError("the PNG is cut short: no IEND chunk")


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels; the CRCs of the critical chunks are checked.

    Raises:
        ValueError: the PNG is not whole.
    """
    size: tuple[int, int] | None = None
    seen: set[bytes] = set()
    for name, chunk, payload in chunks(data):
        if name in _CRITICAL and zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
            raise ValueError(f"the PNG's {name.decode('ascii')} chunk is corrupt: its CRC differs")
        if name == b"IHDR" and not seen and len(payload) == _IHDR.size:
            size = _IHDR.unpack(payload)[:2]
        seen.add(name)
    if size is None or not all(size) or b"IDAT" not in seen:
        raise ValueError("the PNG holds no picture: IHDR or IDAT is missing")
    return size


def read_metadata(data: bytes) -> Metadata:
    """The metadata of all chunks that can be read.

    Raises:
        ValueError: the data are not a PNG.
    """
    found: dict[str, bytes] = {}
    signs: dict[bytes, bytes] = {}
    texts: list[tuple[str, str]] = []
    dpi, c2pa = None, False
    try:
        for name, _, payload in chunks(data):
            if name == b"pHYs":
                dpi = _dpi(payload)
            if name in _SIGNS:
                signs.setdefault(name, payload)
            c2pa |= name == b"caBX"
            kind, block = _block(name, payload)
            if kind == "text" and block is not None:
                texts.append((decoded(payload.partition(b"\0")[0]), decoded(block)))
            elif block:
                found.setdefault(kind, block)
    except ValueError:
        if not data.startswith(SIGNATURE):
            raise
    return Metadata(
        exif=found.get("exif"),
        xmp=found.get("xmp"),
        iptc=found.get("iptc"),
        icc=found.get("icc"),
        dpi=dpi,
        text=tuple(texts),
        c2pa=c2pa,
        signs=_signs(signs),
    )


def with_metadata(data: bytes, metadata: Metadata) -> bytes:
    """The same picture with this metadata; times and unknown chunks are dropped.

    PNG has no place for IPTC.

    Raises:
        ValueError: the PNG is not whole.
    """
    dimensions(data)
    dropped = {b"pHYs"} if metadata.dpi else set()
    dropped |= {b"sRGB"} if metadata.icc else set()
    header, *rest = (chunk for chunk in chunks(data) if chunk.name in _PIXELS - dropped)
    parts = [SIGNATURE, header.data]
    if metadata.icc:
        parts.append(chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(metadata.icc, 9)))
    if metadata.dpi:
        per_metre = round(metadata.dpi * METRE_IN_INCHES)
        parts.append(chunk(b"pHYs", _PHYS.pack(per_metre, per_metre, 1)))
    if metadata.exif:
        parts.append(chunk(b"eXIf", metadata.exif))
    if metadata.xmp:
        parts.append(chunk(b"iTXt", _XMP + b"\0\0\0\0\0" + metadata.xmp))
    for keyword, text in metadata.text:
        parts.append(chunk(b"iTXt", keyword.encode() + b"\0\0\0\0\0" + text.encode()))
    return b"".join([*parts, *(chunk.data for chunk in rest)])


def _signs(chunks: dict[bytes, bytes]) -> ColourSigns:
    """What chunks of their right lengths say of colours: third edition, 11.3.2."""
    whole = {name: data for name, data in chunks.items() if len(data) == _SIGNS[name]}
    cicp, gamma, light = (whole.get(name) for name in (b"cICP", b"gAMA", b"cLLI"))
    chromaticities = whole.get(b"cHRM")
    return ColourSigns(
        cicp=(cicp[0], cicp[1]) if cicp else None,
        cicp_first=True,
        peak=int.from_bytes(light[:4]) // 10_000 or None if light else None,
        srgb=b"sRGB" in whole,
        gamma=int.from_bytes(gamma) / 100_000 or None if gamma else None,
        chromaticities=tuple(each / 100_000 for each in _CHRM.unpack(chromaticities))
        if chromaticities
        else None,
    )


def _block(name: bytes, payload: bytes) -> tuple[str, bytes | None]:
    """Which block of metadata a chunk holds, and its bytes if it holds any."""
    if name == b"eXIf":
        return "exif", strip_exif_header(payload)
    keyword, _, content = payload.partition(b"\0")
    if name == b"iCCP":
        return "icc", _inflate(content[1:])
    if name not in (b"iTXt", b"tEXt", b"zTXt"):
        return "", None
    if name == b"iTXt":
        text = _international(content)
    else:
        text = content if name == b"tEXt" else _inflate(content[1:])
    if keyword == _XMP:
        return "xmp", text
    raw = _RAW_PROFILE.match(keyword)
    return _raw_profile(raw[1], text or b"") if raw else ("text", text)


def _international(content: bytes) -> bytes | None:
    """An iTXt chunk's text, behind the flags, the language and the translated keyword."""
    compressed = content[:1] == b"\1"
    fields = content[2:].split(b"\0", 2)
    if len(fields) < 3:
        return None
    return _inflate(fields[2]) if compressed else fields[2]


def _raw_profile(name: bytes, text: bytes) -> tuple[str, bytes | None]:
    found = _RAW_TEXT.match(text)
    digits = b"".join(found[1].split()) if found else b""
    if not digits or len(digits) % 2:
        return "", None
    block = bytes.fromhex(digits.decode("ascii"))
    if name == b"xmp":
        return "xmp", block
    if name in (b"iptc", b"8bim"):
        return "iptc", photoshop.resource(block.removeprefix(photoshop.SIGNATURE), photoshop.IPTC)
    return "exif", strip_exif_header(block) if block.startswith(b"Exif\0\0") else None


def _inflate(deflated: bytes) -> bytes | None:
    """The zlib stream's content, unless it is broken or over 16 MB."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(deflated, _INFLATED_MAX)
    except zlib.error:
        return None
    return content if stream.eof else None


def _dpi(payload: bytes) -> int | None:
    if len(payload) != _PHYS.size:
        return None
    across, down, unit = _PHYS.unpack(payload)
    return round(across / METRE_IN_INCHES) or None if unit == 1 and across == down else None


def chunk(name: bytes, payload: bytes) -> bytes:
    """A chunk, its CRC computed."""
    return _HEAD.pack(len(payload), name) + payload + zlib.crc32(name + payload).to_bytes(4)
