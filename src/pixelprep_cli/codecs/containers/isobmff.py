"""AVIF's boxes: ISO/IEC 14496-12 (ISOBMFF), 23008-12 (HEIF) and the AV1 Image File Format.

Metadata are rewritten where they stand, padded to the length that they have, so that no offset
changes. Items cannot be added: a fresh AVIF gets room for its metadata from the encoder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.containers.heifitems import Box, Cursor, Items, boxes, items_of
from pixelprep_cli.codecs.containers.metadata import ColourSigns, Metadata, strip_exif_header

if TYPE_CHECKING:
    from collections.abc import Iterator

_XMP_TYPE = b"application/rdf+xml"
_BLANKED: Final = (b"uuid", b"free", b"skip", b"jumb")
_SEQUENCE: Final = (b"moov", b"trak")
_USER_DATA: Final = (b"udta", b"meta")
_C2PA: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
EMPTY_EXIF: Final = b"II*\0\x08\0\0\0" + b"\1\0" + b"\x12\1\3\0\1\0\0\0\1\0\0\0" + b"\0\0\0\0"
EMPTY_XMP: Final = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of the primary item, before its rotation.

    Raises:
        ValueError: the AVIF is not whole.
    """
    items = items_of(data)
    for box in items.of_primary(b"ispe"):
        cursor = Cursor(data, box)
        cursor.take(4)
        width, height = cursor.take(4), cursor.take(4)
        if width and height and items.extents.get(items.primary):
            return width, height
    raise ValueError("the AVIF holds no picture: its primary item has no dimensions or data")


def read_metadata(data: bytes) -> Metadata:
    """EXIF, XMP and the ICC profile of the primary item's pixels.

    Raises:
        ValueError: the data are not ISOBMFF.
    """
    try:
        items = items_of(data)
    except ValueError:
        if data[4:8] != b"ftyp":
            raise
        return Metadata()
    exif = next((items.payload(data, item) for item in items.of_type(b"Exif")), b"")
    exif = strip_exif_header(exif[4 + int.from_bytes(exif[:4]) :])
    xmp = next((items.payload(data, item) for item in items.of_type(_XMP_TYPE)), b"").rstrip()
    colours = [data[box.body : box.end] for box in items.of_pixels(b"colr")]
    icc = next((found[4:] for found in colours if found[:4] in (b"prof", b"rICC")), None)
    return Metadata(
        exif=None if exif.rstrip(b"\0") == EMPTY_EXIF.rstrip(b"\0") else exif or None,
        xmp=None if xmp == EMPTY_XMP else xmp or None,
        icc=icc or None,
        c2pa=any(
            box.name == b"uuid" and data[box.body : box.body + 16] == _C2PA
            for box in boxes(data, 0, len(data))
        ),
        signs=_signs(data, items, colours),
    )


def _signs(data: bytes, items: Items, colours: list[bytes]) -> ColourSigns:
    """Code points (ISO/IEC 14496-12, 12.1.5), and the brightest pixel (12.1.6)."""
    code = next((each for each in colours if each[:4] == b"nclx" and len(each) >= 8), None)
    light = next((data[box.body : box.body + 2] for box in items.of_pixels(b"clli")), b"")
    return ColourSigns(
        cicp=(int.from_bytes(code[4:6]), int.from_bytes(code[6:8])) if code else None,
        peak=int.from_bytes(light) or None,
    )


def with_metadata(data: bytes, metadata: Metadata) -> bytes:
    """The same items with this EXIF and XMP where there are such items with room for them.

    The profile stays as it is; unused space, private boxes, descriptions and the user data of
    sequences are blanked.

    Raises:
        ValueError: the AVIF is not whole.
    """
    dimensions(data)
    items = items_of(data)
    result = bytearray(data)
    used = [extent for extents in items.extents.values() for extent in extents]
    said = [box for box in items.properties if box.name == b"udes"]
    for box in (*_telling(data, Box(b"", 0, 0, len(data))), *said):
        if not any(start < box.end and end > box.start for start, end in used):
            result[box.start + 4 : box.start + 8] = b"free"
            result[box.body : box.end] = bytes(box.end - box.body)
    exif = bytes(4) + (metadata.exif or EMPTY_EXIF)
    for item in items.of_type(b"Exif"):
        _fill(result, items.extents.get(item, []), (exif, bytes(4) + EMPTY_EXIF), b"\0")
        exif = bytes(4) + EMPTY_EXIF
    xmp = metadata.xmp or EMPTY_XMP
    for item in items.of_type(_XMP_TYPE):
        _fill(result, items.extents.get(item, []), (xmp, EMPTY_XMP), b" ")
        xmp = EMPTY_XMP
    return bytes(result)


def _telling(data: bytes, within: Box) -> Iterator[Box]:
    """Boxes that hold what no decoder needs: private ones, and the user data of sequences."""
    for box in boxes(data, within.body, within.end):
        if box.name in _BLANKED or (within.name in _SEQUENCE and box.name in _USER_DATA):
            yield box
        elif box.name in _SEQUENCE:
            yield from _telling(data, box)


def exif_placeholder(exif: bytes | None) -> bytes:
    """EXIF of this one's length without any entry, for encoders that rewrite what they are given.

    They leave it alone, and `with_metadata` puts the real one into its place.
    """
    return b"II*\0\x08\0\0\0".ljust(len(exif), b"\0") if exif else b""


def _fill(
    result: bytearray, extents: list[tuple[int, int]], contents: tuple[bytes, ...], pad: bytes
) -> None:
    """Write the first content that fits into the extents, padded; else the padding alone."""
    room = sum(end - start for start, end in extents)
    content = next((each for each in contents if len(each) <= room), b"").ljust(room, pad)
    for start, end in extents:
        result[start:end] = content[: end - start]
        content = content[end - start :]
