"""Directories of tagged entries, as TIFF files and EXIF blocks hold them.

TIFF 6.0 (Adobe, 1992), section 2; BigTIFF as libtiff specifies it. Values are never interpreted
beyond integers, so that text in any encoding travels byte by byte.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from struct import Struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, LONG8 = 1, 2, 3, 4, 5, 7, 16
SRATIONAL = 10
UTF8 = 129
"""Of EXIF 3.0."""

# Bytes of one value, and of the unit whose bytes are swapped.
_SIZES: Final = dict(enumerate((1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4), 1)) | {
    16: 8,
    17: 8,
    18: 8,
    UTF8: 1,
}
_UNITS: Final = _SIZES | {5: 4, 10: 4}
_struct = cache(Struct)
_INTEGERS: Final = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Byte order (`<` or `>`) and width of the offsets: 4 bytes, or 8 in BigTIFF."""

    order: str
    big: bool = False

    @property
    def count(self) -> Struct:
        """How many records a directory has."""
        return _struct(self.order + ("Q" if self.big else "H"))

    @property
    def record(self) -> Struct:
        """Tag, type, count, and the value or its offset."""
        return _struct(self.order + ("HHQ8s" if self.big else "HHI4s"))

    @property
    def link(self) -> Struct:
        """An offset."""
        return _struct(self.order + ("Q" if self.big else "I"))

    @property
    def header(self) -> bytes:
        """What stands before the offset of the first directory."""
        mark = b"II" if self.order == "<" else b"MM"
        if self.big:
            return mark + Struct(self.order + "HHH").pack(43, 8, 0)
        return mark + Struct(self.order + "H").pack(42)


@dataclass(frozen=True, slots=True)
class Entry:
    """A tag and its value, verbatim in its structure's byte order.

    `record` and `start` are where the record and the value were found.
    """

    tag: int
    type: int
    count: int
    data: bytes | memoryview
    record: int = 0
    start: int = 0

    def integers(self, layout: Layout) -> tuple[int, ...]:
        """The values, if they are unsigned integers; else nothing."""
        code = _INTEGERS.get(self.type)
        if code is None:
            return ()
        return Struct(f"{layout.order}{self.count}{code}").unpack(self.data)

    def integer(self, layout: Layout) -> int | None:
        """The first value, if it is an unsigned integer."""
        if not self.count:
            return None
        return next(
            iter(replace(self, count=1, data=self.data[: self.unit]).integers(layout)), None
        )

    @property
    def unit(self) -> int:
        """Bytes of what is swapped between the byte orders."""
        return _UNITS[self.type]

    def swapped(self) -> Entry:
        """The same value in the other byte order."""
        found, data, unit = bytes(self.data), bytearray(len(self.data)), self.unit
        for index in range(unit):
            data[index::unit] = found[unit - 1 - index :: unit]
        return replace(self, data=bytes(data))


@dataclass(slots=True)
class Directory:
    """Entries by tag, and the directories that tags point to.

    `link` is where the offset of the next directory stands, `following` that offset (0: none).
    `whole` says that no record or value lies outside the data.
    """

    entries: dict[int, Entry] = field(default_factory=dict)
    children: dict[int, Directory] = field(default_factory=dict)
    link: int = 0
    following: int = 0
    whole: bool = True

    def put(self, layout: Layout, tag: int, kind: int, *values: int) -> None:
        """Set a tag to unsigned integers; a RATIONAL's numerator and denominator are two."""
        code = "I" if kind == RATIONAL else _INTEGERS[kind]
        self.put_bytes(tag, kind, Struct(f"{layout.order}{len(values)}{code}").pack(*values))

    def put_bytes(self, tag: int, kind: int, data: bytes) -> None:
        """Set a tag to values that are bytes in the structure's order."""
        self.entries[tag] = Entry(tag, kind, len(data) // _SIZES[kind], data)

    def select(self, tags: frozenset[int]) -> Directory:
        """Only these tags' entries, without children."""
        return Directory({tag: entry for tag, entry in self.entries.items() if tag in tags})

    @property
    def size(self) -> int:
        """Bytes of all values, the children's included."""
        own = sum(len(entry.data) for entry in self.entries.values())
        return own + sum(child.size for child in self.children.values())

    def swapped(self) -> Directory:
        """The same in the other byte order."""
        return Directory(
            {tag: entry.swapped() for tag, entry in self.entries.items()},
            {tag: child.swapped() for tag, child in self.children.items()},
        )

    def __bool__(self) -> bool:
        return bool(self.entries or self.children)


class Structure:
    """Bytes that hold a TIFF structure, read as far as they can be.

    Raises:
        ValueError: the header is none of TIFF's.
    """

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.layout = _layout(data)
        start = len(self.layout.header)
        link = self.layout.link
        if len(data) < start + link.size:
            raise ValueError("the TIFF header is cut short")
        self.first: int = link.unpack_from(data, start)[0]

    def directory(self, offset: int) -> Directory:
        """The directory at an offset, without the entries that cannot be read.

        Raises:
            ValueError: it lies outside the data.
        """
        layout = self.layout
        start = offset + layout.count.size
        if start > len(self.data):
            raise ValueError(f"a TIFF directory lies at {offset}, outside the data")
        count: int = layout.count.unpack_from(self.data, offset)[0]
        size, link = layout.record.size, layout.link
        found = Directory(link=start + count * size)
        for index in range(min(count, 65535, (len(self.data) - start) // size)):
            entry = self._entry(start + index * size)
            if entry is None:
                found.whole = False
            elif entry.type in _SIZES:
                found.entries.setdefault(entry.tag, entry)
        if found.link + link.size <= len(self.data):
            found.following = link.unpack_from(self.data, found.link)[0]
        else:
            found.whole = False
        return found

    def child(self, parent: Directory, tag: int) -> Directory | None:
        """The directory that a tag points to, if it can be read."""
        entry = parent.entries.get(tag)
        offset = entry.integer(self.layout) if entry else None
        try:
            return self.directory(offset) if offset else None
        except ValueError:
            return None

    def pages(self) -> Iterator[Directory]:
        """The chain of directories, one for each page.

        Raises:
            ValueError: it leaves the data, or its directories overlap or go round in circles.
        """
        offset, room = self.first, len(self.data)
        while offset:
            page = self.directory(offset)
            room -= page.link - offset
            if room < 0:
                raise ValueError("the TIFF directories overlap")
            yield page
            offset = page.following

    def _entry(self, record: int) -> Entry | None:
        """The entry of a record; None where its value lies outside the data."""
        layout = self.layout
        tag, kind, count, inline = layout.record.unpack_from(self.data, record)
        length = _SIZES.get(kind, 0) * count
        if length <= len(inline):
            start = record + layout.record.size - len(inline)
        else:
            start = layout.link.unpack(inline)[0]
        if start + length > len(self.data):
            return None
        return Entry(tag, kind, count, self.data[start : start + length], record, start)


def _layout(data: bytes) -> Layout:
    for layout in (Layout("<"), Layout(">"), Layout("<", big=True), Layout(">", big=True)):
        if data[: len(layout.header)] == layout.header:
            return layout
    raise ValueError("no TIFF header")


def write_directory(
    directory: Directory, layout: Layout, offset: int, *, last: bool = True
) -> bytes:
    """A directory as it stands at an even `offset`, its values and children behind it.

    Unless it is the `last`, it links to a directory right behind itself.
    """
    tags = sorted(directory.entries.keys() | directory.children.keys())
    table = bytearray(layout.count.pack(len(tags)))
    values_at = offset + len(table) + len(tags) * layout.record.size + layout.link.size
    values = bytearray()
    for tag in tags:
        at = values_at + len(values)
        child = directory.children.get(tag)
        if child is not None:
            inline, kind, count = layout.link.pack(at), LONG8 if layout.big else LONG, 1
            values += write_directory(child, layout, at)
        else:
            entry = directory.entries[tag]
            inline, kind, count = bytes(entry.data[:8]), entry.type, entry.count
            if len(entry.data) > layout.link.size:
                inline = layout.link.pack(at)
                values += entry.data
        values += b"\0" * (len(values) % 2)
        table += layout.record.pack(tag, kind, count, inline)
    return bytes(table + layout.link.pack(0 if last else values_at + len(values)) + values)


def write_structure(directory: Directory, layout: Layout) -> bytes:
    """A structure of one directory and its children."""
    header = layout.header + layout.link.pack(len(layout.header) + layout.link.size)
    return header + write_directory(directory, layout, len(header))
