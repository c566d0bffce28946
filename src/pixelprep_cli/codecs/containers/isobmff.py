"""AVIF's boxes: ISO/IEC 14496-12 (ISOBMFF), 23008-12 (HEIF) and the AV1 Image File Format.

Metadata are rewritten where they stand, padded to the length that they have, so that no offset
changes. Items cannot be added: a fresh AVIF gets room for its metadata from the encoder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

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


class _Box(NamedTuple):
    """A box from `start` to `end`, its content from `body` on."""

    name: bytes
    start: int
    body: int
    end: int


class _Cursor:
    """Reads big-endian integers out of one box.

    Raises:
        ValueError: it would read past the box's end.
    """

    def __init__(self, data: bytes, box: _Box) -> None:
        self.data, self.at, self.end = data, box.body, box.end

    def take(self, size: int) -> int:
        return int.from_bytes(self.take_bytes(size))

    def take_bytes(self, size: int) -> bytes:
        start, self.at = self.at, self.at + size
        if self.at > self.end:
            raise ValueError("an AVIF box is cut short")
        return self.data[start : self.at]

    def take_text(self) -> bytes:
        """Bytes up to a zero, or to the box's end."""
        text = self.data[self.at : self.end].split(b"\0", 1)[0]
        self.at += len(text) + 1
        return text


@dataclass(slots=True)
class _Items:
    """What the meta box says: items' types, places in the file, and properties."""

    primary: int = -1
    types: dict[int, bytes] = field(default_factory=dict)
    extents: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    properties: list[_Box] = field(default_factory=list)
    associations: dict[int, list[int]] = field(default_factory=dict)

    def payload(self, data: bytes, item: int) -> bytes:
        return b"".join(data[start:end] for start, end in self.extents.get(item, ()))

    def of_type(self, kind: bytes) -> list[int]:
        return [item for item, found in self.types.items() if found == kind]

    def of_primary(self, name: bytes) -> Iterator[_Box]:
        """The primary item's properties of this name."""
        for index in self.associations.get(self.primary, ()):
            if 0 < index <= len(self.properties) and self.properties[index - 1].name == name:
                yield self.properties[index - 1]


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of the primary item, before its rotation.

    Raises:
        ValueError: the AVIF is not whole.
    """
    items = _items(data)
    for box in items.of_primary(b"ispe"):
        cursor = _Cursor(data, box)
        cursor.take(4)
        width, height = cursor.take(4), cursor.take(4)
        if width and height and items.extents.get(items.primary):
            return width, height
    raise ValueError("the AVIF holds no picture: its primary item has no dimensions or data")


def read_metadata(data: bytes) -> Metadata:
    """EXIF, XMP and the primary item's ICC profile.

    Raises:
        ValueError: the data are not ISOBMFF.
    """
    try:
        items = _items(data)
    except ValueError:
        if data[4:8] != b"ftyp":
            raise
        return Metadata()
    exif = next((items.payload(data, item) for item in items.of_type(b"Exif")), b"")
    exif = strip_exif_header(exif[4 + int.from_bytes(exif[:4]) :])
    xmp = next((items.payload(data, item) for item in items.of_type(_XMP_TYPE)), b"").rstrip()
    colours = [data[box.body : box.end] for box in items.of_primary(b"colr")]
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


def _signs(data: bytes, items: _Items, colours: list[bytes]) -> ColourSigns:
    """Code points (ISO/IEC 14496-12, 12.1.5), and the brightest pixel (12.1.6)."""
    code = next((each for each in colours if each[:4] == b"nclx" and len(each) >= 8), None)
    light = next((data[box.body : box.body + 2] for box in items.of_primary(b"clli")), b"")
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
    items = _items(data)
    result = bytearray(data)
    used = [extent for extents in items.extents.values() for extent in extents]
    said = [box for box in items.properties if box.name == b"udes"]
    for box in (*_telling(data, _Box(b"", 0, 0, len(data))), *said):
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


def _telling(data: bytes, within: _Box) -> Iterator[_Box]:
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


def boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    """The boxes between two offsets.

    Raises:
        ValueError: one does not end where it should.
    """
    while start < end:
        size, name, body = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8], 8
        if size == 1:
            size, body = int.from_bytes(data[start + 8 : start + 16]), 16
        elif size == 0:
            size = end - start
        if size < body or start + size > end:
            raise ValueError(f"the AVIF is cut short or corrupt at byte {start}")
        yield _Box(name, start, start + body, start + size)
        start += size


def _items(data: bytes) -> _Items:
    if data[4:8] != b"ftyp":
        raise ValueError("not an AVIF: no ftyp box")
    meta = next((box for box in list(boxes(data, 0, len(data))) if box.name == b"meta"), None)
    if meta is None:
        raise ValueError("the AVIF holds no picture: no meta box")
    children = {box.name: box for box in boxes(data, meta.body + 4, meta.end)}
    items = _Items()
    if b"pitm" in children:
        cursor = _Cursor(data, children[b"pitm"])
        items.primary = cursor.take(2 if _version(cursor) == 0 else 4)
    if b"iinf" in children:
        _read_types(data, children[b"iinf"], items)
    if b"iloc" in children:
        _read_places(data, children[b"iloc"], children.get(b"idat"), items)
    if b"iprp" in children:
        _read_properties(data, children[b"iprp"], items)
    return items


def _version(cursor: _Cursor) -> int:
    return cursor.take(4) >> 24


def _read_types(data: bytes, iinf: _Box, items: _Items) -> None:
    """Item types; of a MIME item its content type."""
    cursor = _Cursor(data, iinf)
    cursor.take(2 if _version(cursor) == 0 else 4)
    for box in boxes(data, cursor.at, iinf.end):
        entry = _Cursor(data, box)
        version = _version(entry)
        if box.name != b"infe" or version < 2:
            continue
        item = entry.take(2 if version == 2 else 4)
        entry.take(2)
        kind = entry.take_bytes(4)
        if kind == b"mime":
            entry.take_text()
            kind = entry.take_text()
        items.types[item] = kind


def _read_places(data: bytes, iloc: _Box, idat: _Box | None, items: _Items) -> None:
    """Where the items' bytes lie in the file."""
    cursor = _Cursor(data, iloc)
    version = _version(cursor)
    sizes = cursor.take(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    wide = 4 if version == 2 else 2
    for _ in range(cursor.take(wide)):
        item = cursor.take(wide)
        method = cursor.take(2) & 15 if version else 0
        cursor.take(2)
        base, count = cursor.take(base_size), cursor.take(2)
        if count > 1 and not offset_size + length_size:
            raise ValueError("the AVIF's item locations are corrupt")
        whole = idat if method == 1 else _Box(b"", 0, 0, len(data))
        places = items.extents.setdefault(item, [])
        for _ in range(count):
            cursor.take(index_size)
            offset, length = base + cursor.take(offset_size), cursor.take(length_size)
            if method > 1:
                continue
            if whole is None or whole.body + offset + length > whole.end:
                raise ValueError(f"item {item} of the AVIF lies outside the file")
            start = whole.body + offset
            places.append((start, start + length if length else whole.end))


def _read_properties(data: bytes, iprp: _Box, items: _Items) -> None:
    """The property boxes, and the numbers (from 1) of those that each item has."""
    for box in boxes(data, iprp.body, iprp.end):
        if box.name == b"ipco":
            items.properties = list(boxes(data, box.body, box.end))
        if box.name != b"ipma":
            continue
        cursor = _Cursor(data, box)
        head = cursor.take(4)
        wide = head & 1
        for _ in range(cursor.take(4)):
            item = cursor.take(4 if head >> 24 else 2)
            numbers = [cursor.take(1 + wide) for _ in range(cursor.take(1))]
            mask = 0x7FFF if wide else 0x7F
            items.associations.setdefault(item, []).extend(number & mask for number in numbers)
