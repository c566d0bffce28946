"""Boxes and items: ISO/IEC 14496-12 (ISOBMFF) and 23008-12 (HEIF)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Box(NamedTuple):
    """A box from `start` to `end`, its content from `body` on."""

    name: bytes
    start: int
    body: int
    end: int


class Cursor:
    """Reads big-endian integers out of one box.

    Raises:
        ValueError: it would read past the box's end.
    """

    def __init__(self, data: bytes, box: Box) -> None:
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
class Items:
    """What the meta box says: items' types, places in the file, properties, and what each is
    derived from."""

    primary: int = -1
    types: dict[int, bytes] = field(default_factory=dict)
    extents: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    properties: list[Box] = field(default_factory=list)
    associations: dict[int, list[int]] = field(default_factory=dict)
    sources: dict[int, list[int]] = field(default_factory=dict)

    def payload(self, data: bytes, item: int) -> bytes:
        return b"".join(data[start:end] for start, end in self.extents.get(item, ()))

    def of_type(self, kind: bytes) -> list[int]:
        return [item for item, found in self.types.items() if found == kind]

    def of_primary(self, name: bytes) -> Iterator[Box]:
        """The primary item's properties of this name."""
        yield from self._of(self.primary, name)

    def of_pixels(self, name: bytes) -> list[Box]:
        """The same; where there are none, those of the first item that it is derived from.

        Cameras that tile their pictures describe the pixels of the tiles, and not those of the
        grid.
        """
        items = (self.primary, *self.sources.get(self.primary, ())[:1])
        return next((found for item in items if (found := list(self._of(item, name)))), [])

    def _of(self, item: int, name: bytes) -> Iterator[Box]:
        for index in self.associations.get(item, ()):
            if 0 < index <= len(self.properties) and self.properties[index - 1].name == name:
                yield self.properties[index - 1]


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
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
        yield Box(name, start, start + body, start + size)
        start += size


def items_of(data: bytes) -> Items:
    """The items of a file.

    Raises:
        ValueError: it is not ISOBMFF, holds no picture, or is corrupt.
    """
    if data[4:8] != b"ftyp":
        raise ValueError("not an AVIF: no ftyp box")
    meta = next((box for box in list(boxes(data, 0, len(data))) if box.name == b"meta"), None)
    if meta is None:
        raise ValueError("the AVIF holds no picture: no meta box")
    children = {box.name: box for box in boxes(data, meta.body + 4, meta.end)}
    items = Items()
    if b"pitm" in children:
        cursor = Cursor(data, children[b"pitm"])
        items.primary = cursor.take(2 if _version(cursor) == 0 else 4)
    if b"iinf" in children:
        _read_types(data, children[b"iinf"], items)
    if b"iloc" in children:
        _read_places(data, children[b"iloc"], children.get(b"idat"), items)
    if b"iprp" in children:
        _read_properties(data, children[b"iprp"], items)
    if b"iref" in children:
        _read_sources(data, children[b"iref"], items)
    return items


def _version(cursor: Cursor) -> int:
    return cursor.take(4) >> 24


def _read_types(data: bytes, iinf: Box, items: Items) -> None:
    """Item types; of a MIME item its content type."""
    cursor = Cursor(data, iinf)
    cursor.take(2 if _version(cursor) == 0 else 4)
    for box in boxes(data, cursor.at, iinf.end):
        entry = Cursor(data, box)
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


def _read_places(data: bytes, iloc: Box, idat: Box | None, items: Items) -> None:
    """Where the items' bytes lie in the file."""
    cursor = Cursor(data, iloc)
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
        whole = idat if method == 1 else Box(b"", 0, 0, len(data))
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


def _read_properties(data: bytes, iprp: Box, items: Items) -> None:
    """The property boxes, and the numbers (from 1) of those that each item has."""
    for box in boxes(data, iprp.body, iprp.end):
        if box.name == b"ipco":
            items.properties = list(boxes(data, box.body, box.end))
        if box.name != b"ipma":
            continue
        cursor = Cursor(data, box)
        head = cursor.take(4)
        wide = head & 1
        for _ in range(cursor.take(4)):
            item = cursor.take(4 if head >> 24 else 2)
            numbers = [cursor.take(1 + wide) for _ in range(cursor.take(1))]
            mask = 0x7FFF if wide else 0x7F
            items.associations.setdefault(item, []).extend(number & mask for number in numbers)


def _read_sources(data: bytes, iref: Box, items: Items) -> None:
    """The items from which each is derived."""
    cursor = Cursor(data, iref)
    wide = 4 if _version(cursor) else 2
    for box in boxes(data, cursor.at, iref.end):
        if box.name == b"dimg":
            entry = Cursor(data, box)
            item, count = entry.take(wide), entry.take(2)
            items.sources[item] = [entry.take(wide) for _ in range(count)]
