"""JPEG's marker segments (ITU-T T.81, annex B), JFIF, and the segments of metadata.

EXIF: CIPA DC-008. XMP: ISO 16684-1, part 3 of Adobe's specification. ICC: ICC.1, annex B.4.
"""

from __future__ import annotations

import re
from struct import Struct, pack
from typing import TYPE_CHECKING, Final, NamedTuple

from pixelprep_cli.codecs.containers import photoshop, xmpextension
from pixelprep_cli.codecs.containers.metadata import COMMENT, Metadata, decoded
from pixelprep_cli.codecs.quantization import Table, from_zigzag

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOI, _EOI, _SOS, _DQT, _COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xFE
_APP0, _APP1, _APP2, _APP11, _APP13 = 0xE0, 0xE1, 0xE2, 0xEB, 0xED
_APP14, _APP15 = 0xEE, 0xEF
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEQUENTIAL: Final = frozenset({0xC0, 0xC1})
_STANDALONE: Final = frozenset({0x01, _SOI, *range(0xD0, 0xD8)})
_PAYLOAD_MAX: Final = 0xFFFF - 2

_JFIF = b"JFIF\0"
_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_ICC = b"ICC_PROFILE\0"
_DENSITY = Struct(">BHH")
_SIZE = Struct(">BHHB")

_GAIN_MAP_XMP = b"http://ns.adobe.com/hdr-gain-map/1.0/"
_GAIN_MAP_ISO = b"urn:iso:std:iso:ts:21496:-1"
_GAIN_MAP_APPLE = b"urn:com:apple:photo:2020:aux:hdrgainmap"

# A marker is FF and a byte that is neither stuffing (00), nor a restart (D0-D7), nor fill (FF).
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")


class _Segment(NamedTuple):
    """`data` from the marker on, with the entropy-coded bytes behind it; `payload` its content."""

    marker: int
    data: bytes
    payload: bytes


def _segments(data: bytes, *, header: bool = False) -> Iterator[_Segment]:
    """The segments between SOI and EOI, or with `header` those before the first scan.

    Raises:
        ValueError: there is no SOI, or the data end before EOI.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG: no SOI marker")
    at = 2
    while found := _MARKER.search(data, at):
        start, marker = found.start(), data[found.start() + 1]
        if marker == _EOI or (header and marker == _SOS):
            return
        if marker in _STANDALONE:
            at = start + 2
            continue
        end = start + 2 + int.from_bytes(data[start + 2 : start + 4])
        if end < start + 4 or end > len(data):
            break
        payload = data[start + 4 : end]
        if marker == _SOS:
            following = _MARKER.search(data, end)
            end = following.start() if following else len(data)
        yield _Segment(marker, data[start:end], payload)
        at = end
    raise ValueError("the JPEG is cut short: no EOI marker")


def _header(data: bytes) -> Iterator[_Segment]:
    """The segments before the first scan, as far as they can be read."""
    try:
        yield from _segments(data, header=True)
    except ValueError:
        if data[:2] != b"\xff\xd8":
            raise


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels as stored.

    Raises:
        ValueError: the JPEG is not whole.
    """
    size: tuple[int, int] | None = None
    scans = 0
    for segment in _segments(data):
        scans += segment.marker == _SOS
        if segment.marker in _FRAMES and len(segment.payload) >= _SIZE.size:
            _, height, width, _ = _SIZE.unpack_from(segment.payload)
            size = (width, height)
    if size is None or not all(size) or not scans:
        raise ValueError(
            "the JPEG holds no picture: a frame of known size or its scans are missing"
        )
    return size


def read_metadata(data: bytes) -> Metadata:
    """The metadata before the first scan.

    Raises:
        ValueError: the data are not a JPEG.
    """
    exif = xmp = None
    dpi = None
    resources = b""
    profile: dict[int, bytes] = {}
    chunks, c2pa = 0, False
    beyond: list[bytes] = []
    comments: list[tuple[str, str]] = []
    for marker, _, payload in _header(data):
        if marker == _APP0 and payload.startswith(_JFIF):
            dpi = _dpi(payload)
        elif marker == _APP1 and payload.startswith(_EXIF):
            exif = exif or payload[len(_EXIF) :]
        elif marker == _APP1 and payload.startswith(_XMP):
            xmp = xmp or payload[len(_XMP) :]
        elif marker == _APP1 and payload.startswith(xmpextension.NAME):
            beyond.append(payload)
        elif marker == _APP2 and payload.startswith(_ICC) and len(payload) > len(_ICC) + 2:
            number, chunks = payload[len(_ICC)], payload[len(_ICC) + 1]
            profile[number] = payload[len(_ICC) + 2 :]
        elif marker == _APP13 and payload.startswith(photoshop.SIGNATURE):
            resources += payload[len(photoshop.SIGNATURE) :]
        elif marker == _APP11:
            c2pa |= payload.startswith(b"JP") and b"c2pa" in payload[:128]
        elif marker == _COM and payload:
            comments.append((COMMENT, decoded(payload)))
    whole = chunks > 0 and set(profile) == set(range(1, chunks + 1))
    return Metadata(
        exif=exif or None,
        xmp=xmp or None,
        iptc=photoshop.resource(resources, photoshop.IPTC),
        icc=b"".join(profile[number] for number in sorted(profile)) if whole else None,
        dpi=dpi,
        text=tuple(comments),
        c2pa=c2pa,
        xmp_beyond=xmpextension.whole(beyond, xmp or b"") if beyond else None,
    )


def is_plain(data: bytes) -> bool:
    """Whether each sample is coded by a single scan, and components have numbers of their own.

    Raises:
        ValueError: the data are not a JPEG.
    """
    frames = [segment for segment in _header(data) if segment.marker in _FRAMES]
    numbers = frames[0].payload[6::3] if frames else b""
    return bool(frames) and frames[0].marker in _SEQUENTIAL and len(set(numbers)) == len(numbers)


def quantization_tables(data: bytes) -> tuple[Table, ...]:
    """The quantization tables of the components, in their order, each table once.

    Raises:
        ValueError: the data are not a JPEG.
    """
    tables: dict[int, Table] = {}
    order: list[int] = []
    for marker, _, payload in _header(data):
        if marker == _DQT:
            tables |= _tables(payload)
        elif marker in _FRAMES:
            order = list(dict.fromkeys(payload[8::3]))
    return tuple(tables[number] for number in order if number in tables)


def _tables(payload: bytes) -> dict[int, Table]:
    """The tables of one segment by their numbers (T.81, B.2.4.1); of a broken one, the first."""
    found = {}
    at = 0
    while at < len(payload):
        precision, number = payload[at] >> 4, payload[at] & 15
        size = 128 if precision else 64
        entries = payload[at + 1 : at + 1 + size]
        if len(entries) < size:
            break
        wide = Struct(">64H").unpack(entries) if precision else tuple(entries)
        found[number] = from_zigzag(wide)
        at += 1 + size
    return found


def with_metadata(data: bytes, metadata: Metadata) -> bytes:
    """The same scans with this metadata; previews and what follows EOI are dropped.

    A block over 64 KB is left out, except for ICC, which may be split.

    Raises:
        ValueError: the JPEG is not whole.
    """
    dimensions(data)
    segments = list(_segments(data))
    kept = [
        segment.data
        for segment in segments
        if not (_APP0 <= segment.marker <= _APP15 or segment.marker == _COM)
        or (segment.marker == _APP14 and segment.payload.startswith(b"Adobe"))
    ]
    parts = [b"\xff\xd8", *_jfif(segments, metadata.dpi)]
    if metadata.exif:
        parts.append(_segment(_APP1, _EXIF + metadata.exif))
    if metadata.xmp:
        parts.append(_segment(_APP1, _XMP + metadata.xmp))
        extension = xmpextension.payloads(metadata.xmp_beyond or b"", _PAYLOAD_MAX)
        parts += [_segment(_APP1, payload) for payload in extension]
    if metadata.icc:
        parts += _icc(metadata.icc)
    if metadata.iptc:
        resources = photoshop.resources_of(metadata.iptc)
        parts.append(_segment(_APP13, photoshop.SIGNATURE + resources))
    parts += [
        _segment(_COM, text.encode()) for keyword, text in metadata.text if keyword == COMMENT
    ]
    return b"".join([*parts, *kept, b"\xff\xd9"])


def has_gain_map(data: bytes) -> bool:
    """Whether the JPEG carries a gain map for HDR displays.

    Ultra HDR says so in XMP, ISO 21496-1 in an APP2 segment, Apple in the XMP of an auxiliary
    picture of a multi-picture file (CIPA DC-007) behind the first one's EOI.

    Raises:
        ValueError: the data are not a JPEG.
    """
    several = False
    for marker, _, payload in _header(data):
        if marker == _APP1 and _GAIN_MAP_XMP in payload:
            return True
        if marker == _APP2 and payload.startswith(_GAIN_MAP_ISO):
            return True
        several |= marker == _APP2 and payload.startswith(b"MPF\0")
    return several and _GAIN_MAP_APPLE in data


def _dpi(jfif: bytes) -> int | None:
    if len(jfif) < len(_JFIF) + 2 + _DENSITY.size:
        return None
    unit, across, down = _DENSITY.unpack_from(jfif, len(_JFIF) + 2)
    per_inch = {1: 1.0, 2: 2.54}.get(unit)
    return round(across * per_inch) or None if per_inch and across == down else None


def _jfif(segments: list[_Segment], dpi: int | None) -> list[bytes]:
    """The JFIF segment without its thumbnail; a new one only if it changes no colours."""
    for marker, _, payload in segments:
        if marker == _APP0 and payload.startswith(_JFIF) and len(payload) >= 12:
            density = _DENSITY.pack(1, dpi, dpi) if dpi else payload[7:12]
            return [_segment(_APP0, payload[:7] + density + b"\0\0")]
    if dpi is None or not any(_is_ycbcr(segment) for segment in segments):
        return []
    if any(segment.marker == _APP14 for segment in segments):
        return []
    return [_segment(_APP0, _JFIF + b"\1\1" + _DENSITY.pack(1, dpi, dpi) + b"\0\0")]


def _is_ycbcr(segment: _Segment) -> bool:
    """Whether this is a frame with the component numbers that JFIF demands, grey included."""
    if segment.marker not in _FRAMES:
        return False
    return segment.payload[6::3] in (b"\1", b"\1\2\3")


def _icc(profile: bytes) -> list[bytes]:
    room = _PAYLOAD_MAX - len(_ICC) - 2
    chunks = [profile[at : at + room] for at in range(0, len(profile), room)]
    if len(chunks) > 255:
        return []
    return [
        _segment(_APP2, _ICC + bytes((number, len(chunks))) + chunk)
        for number, chunk in enumerate(chunks, 1)
    ]


def _segment(marker: int, payload: bytes) -> bytes:
    """A marker segment; nothing where the payload is over what a segment holds."""
    if len(payload) > _PAYLOAD_MAX:
        return b""
    return pack(">BBH", 0xFF, marker, len(payload) + 2) + payload
