"""EXIF (CIPA DC-008, version 3.0): its orientation and position, and what of it travels on.

Entries that stay are copied byte by byte, whatever their text's encoding. Maker notes hold
offsets that only their maker knows: where they stay, the structure is patched where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING

from pixelprep_cli.codecs.containers.metadata import strip_exif_header
from pixelprep_cli.codecs.tiffstructure import (
    ASCII,
    BYTE,
    LONG,
    RATIONAL,
    SHORT,
    SRATIONAL,
    UTF8,
    Directory,
    Entry,
    Layout,
    Structure,
    write_structure,
)
from pixelprep_cli.pixels import exiftags

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is true of the picture that the EXIF will describe.

    `remade` says that its pixels are new: upright, and in sRGB unless `profiled`. Dimensions in
    pixels as stored.
    """

    remade: bool
    width: int
    height: int
    dpi: int | None = None
    profiled: bool = False


class _Tree:
    """The directories of an EXIF structure that have a meaning. Never follows a circle.

    Raises:
        ValueError: the first directory cannot be read.
    """

    def __init__(self, exif: bytes) -> None:
        self.structure = Structure(exif)
        self.layout = self.structure.layout
        self.image = self.structure.directory(self.structure.first)
        self.photo = self.structure.child(self.image, exiftags.EXIF) or Directory()
        self.gps = self.structure.child(self.image, exiftags.GPS) or Directory()
        self.interop = self.structure.child(self.photo, exiftags.INTEROP) or Directory()
        try:
            following = self.image.following
            self.thumbnail = self.structure.directory(following) if following else Directory()
        except ValueError:
            self.thumbnail = Directory()

    def integer(self, directory: Directory, tag: int) -> int:
        """A tag's first value; 0 where it has none."""
        entry = directory.entries.get(tag)
        return (entry.integer(self.layout) if entry else None) or 0

    @property
    def orientation(self) -> int:
        found = self.integer(self.image, exiftags.ORIENTATION)
        return found if 1 <= found <= 8 else 1

    def shows(self, picture: Picture) -> bool:
        """Whether this EXIF, with its thumbnail, speaks of a picture of that shape, upright."""
        size = (
            self.integer(self.photo, exiftags.PIXEL_WIDTH),
            self.integer(self.photo, exiftags.PIXEL_HEIGHT),
        )
        return self.orientation == 1 and size == (picture.width, picture.height)

    def unlink_thumbnail(self, exif: bytearray) -> None:
        """Blank the thumbnail and the link to its directory."""
        if not self.thumbnail:
            return
        start = self.integer(self.thumbnail, exiftags.THUMBNAIL)
        end = min(start + self.integer(self.thumbnail, exiftags.THUMBNAIL_SIZE), len(exif))
        if exif.startswith(b"\xff\xd8", start, end):
            exif[start:end] = bytes(end - start)
        link = self.layout.link
        exif[self.image.link : self.image.link + link.size] = bytes(link.size)


def orientation(exif: bytes | None) -> int:
    """EXIF's orientation, 1-8; 1 where it is absent or is no such number."""
    tree = _tree(strip_exif_header(exif) if exif else None)
    return tree.orientation if tree else 1


def colour_space(exif: bytes | None) -> str | None:
    """`srgb` or `adobe`, where ColorSpace or DCF's interoperability index (R03) says so."""
    tree = _tree(exif)
    if tree is None:
        return None
    space = tree.integer(tree.photo, exiftags.COLOUR_SPACE)
    index = tree.interop.entries.get(exiftags.INTEROP_INDEX)
    if space == exiftags.ADOBE or (
        space != exiftags.SRGB and index and index.data[:3] == exiftags.DCF_ADOBE
    ):
        return "adobe"
    return "srgb" if space == exiftags.SRGB else None


def readable(exif: bytes) -> bool:
    """Whether there is a first directory."""
    return _tree(exif) is not None


def listed(exif: bytes | None) -> Iterator[tuple[str, str, str]]:
    """Block, name and value of all that the EXIF tells, but for how the pixels are stored."""
    from PIL.ExifTags import GPSTAGS, TAGS

    tree = _tree(exif)
    if tree is None:
        return
    for block, directory, names in (
        ("EXIF", tree.image, TAGS),
        ("EXIF", tree.photo, TAGS),
        ("GPS", tree.gps, GPSTAGS),
    ):
        for tag, entry in directory.entries.items():
            if tag not in exiftags.POINTERS and (block == "GPS" or tag not in exiftags.STORAGE):
                yield block, names.get(tag, f"0x{tag:04x}"), _shown(entry, tree.layout)
    if tree.thumbnail:
        size = tree.integer(tree.thumbnail, exiftags.THUMBNAIL_SIZE)
        yield "EXIF", exiftags.TOLD_THUMBNAIL, f"{size} bytes"


def properties(exif: bytes | None) -> dict[str, list[str]]:
    """XMP's names of what the EXIF says of author, rights, caption and date."""
    found: dict[str, list[str]] = {}
    for _, name, value in listed(exif):
        if name in exiftags.PROPERTIES and value.strip():
            date = name == "DateTimeOriginal" and value[4:5] == ":"
            text = value[:10].replace(":", "-") + "T" + value[11:] if date else value
            found[exiftags.PROPERTIES[name]] = [text]
    return found


def _shown(entry: Entry, layout: Layout) -> str:
    """A value in words: text, numbers, or how many bytes there are."""
    data = bytes(entry.data)
    if entry.type in (ASCII, UTF8):
        return data.split(b"\0")[0].decode("utf-8", "replace")
    if 0x9C9B <= entry.tag <= 0x9C9F and entry.type == BYTE:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    if entry.type in (RATIONAL, SRATIONAL) and entry.count <= 4:
        code = "I" if entry.type == RATIONAL else "i"
        parts = Struct(f"{layout.order}{2 * entry.count}{code}").unpack(data)
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return ", ".join(f"{a / b:g}" if b else "0" for a, b in pairs)
    numbers = entry.integers(layout) if entry.count <= 8 else ()
    return ", ".join(map(str, numbers)) or f"{len(data)} bytes"


def year_taken(exif: bytes | None) -> int | None:
    """The year of DateTimeOriginal, if it tells one."""
    tree = _tree(exif)
    taken = tree.photo.entries.get(exiftags.DATE_TAKEN) if tree else None
    digits = bytes(taken.data[:4]) if taken else b""
    return int(digits) or None if digits.isdigit() and len(digits) == 4 else None


def has_position(exif: bytes | None) -> bool:
    """Whether the GPS directory holds a latitude or longitude whose degrees are a number."""
    tree = _tree(exif)
    if tree is None:
        return False
    entries = [tree.gps.entries.get(tag) for tag in exiftags.LATITUDES_AND_LONGITUDES]
    return any(entry and any(entry.data[4:8]) for entry in entries)


def risks(exif: bytes | None) -> tuple[str, ...]:
    """What in it can tell more of a person than they may want to, in words."""
    tree = _tree(exif)
    if tree is None:
        return ()
    photo = tree.photo.entries.keys()
    told = (
        (has_position(exif), "holds a location"),
        (photo & exiftags.SERIAL_NUMBERS, "tells serial numbers"),
        (exiftags.OWNER in photo, "names the camera's owner"),
        (exiftags.MAKER_NOTE in photo, "holds maker notes"),
        (bool(tree.thumbnail), "holds a thumbnail"),
    )
    return tuple(words for true, words in told if true)


def patched(exif: bytes | None, picture: Picture) -> bytes | None:
    """The whole EXIF, amended where it stands. None where it cannot be read.

    The thumbnail is unlinked and blanked where it no longer shows the same picture.
    """
    tree = _tree(exif)
    if exif is None or tree is None:
        return None
    result = bytearray(exif)
    if picture.remade and not tree.shows(picture):
        tree.unlink_thumbnail(result)
    directories = (tree.image, tree.photo, tree.interop)
    before = [dict(directory.entries) for directory in directories]
    _amend(tree, *directories, picture)
    for directory, found in zip(directories, before, strict=True):
        for tag in directory.entries.keys() & found.keys():
            if directory.entries[tag] is not found[tag]:
                _overwrite(result, tree.layout, found[tag], directory.entries[tag])
    return bytes(result)


def filtered(
    exif: bytes | None, tags: exiftags.Tags, picture: Picture
) -> tuple[bytes | None, bool]:
    """EXIF with these tags alone, amended, and whether any other was dropped.

    An orientation other than 1 of a picture that was not remade always stays: it is how the
    picture is seen. None where nothing is left, or nothing could be read.
    """
    tree = _tree(exif)
    if exif is None or tree is None:
        return None, exif is not None
    found = (tree.image, tree.photo, tree.interop)
    dropped = bool(tree.gps or tree.thumbnail) or any(
        directory.entries.keys() - allowed - exiftags.POINTERS
        for directory, allowed in zip(found, tags, strict=True)
    )
    image, photo, interop = (
        directory.select(allowed) for directory, allowed in zip(found, tags, strict=True)
    )
    if image.size + photo.size + interop.size > len(exif):
        return None, True
    _amend(tree, image, photo, interop, picture)
    photo.children = {exiftags.INTEROP: interop} if interop else {}
    image.children = {exiftags.EXIF: photo} if photo else {}
    return write_structure(image, tree.layout) if image else None, dropped


def lightened(exif: bytes | None, room: int | None) -> bytes | None:
    """EXIF without its maker note and its thumbnail, where it has more than `room` bytes."""
    tree = _tree(exif)
    if exif is None or tree is None or room is None or len(exif) <= room:
        return exif
    light = {exiftags.MAKER_NOTE, *exiftags.POINTERS}
    image, photo, interop, gps = (
        directory.select(frozenset(directory.entries.keys() - light))
        for directory in (tree.image, tree.photo, tree.interop, tree.gps)
    )
    photo.children = {exiftags.INTEROP: interop} if interop else {}
    children = {exiftags.EXIF: photo, exiftags.GPS: gps}
    image.children = {tag: child for tag, child in children.items() if child}
    return write_structure(image, tree.layout)


def _tree(exif: bytes | None) -> _Tree | None:
    try:
        return _Tree(exif) if exif else None
    except ValueError:
        return None


def _amend(
    tree: _Tree, image: Directory, photo: Directory, interop: Directory, picture: Picture
) -> None:
    """Make these directories, of those entries that they have, say what is true of the picture."""
    layout = tree.layout
    seen = 1 if picture.remade else tree.orientation
    if seen != 1 or exiftags.ORIENTATION in image.entries:
        image.put(layout, exiftags.ORIENTATION, SHORT, seen)
    for directory, tag, length in (
        (image, exiftags.IMAGE_WIDTH, picture.width),
        (image, exiftags.IMAGE_HEIGHT, picture.height),
        (photo, exiftags.PIXEL_WIDTH, picture.width),
        (photo, exiftags.PIXEL_HEIGHT, picture.height),
    ):
        if tag in directory.entries:
            directory.put(layout, tag, LONG, length)
    if picture.dpi and exiftags.X_RESOLUTION in image.entries:
        image.put(layout, exiftags.X_RESOLUTION, RATIONAL, picture.dpi, 1)
        image.put(layout, exiftags.Y_RESOLUTION, RATIONAL, picture.dpi, 1)
        image.put(layout, exiftags.RESOLUTION_UNIT, SHORT, 2)
    if picture.remade and exiftags.COLOUR_SPACE in photo.entries:
        photo.put(
            layout,
            exiftags.COLOUR_SPACE,
            SHORT,
            exiftags.UNCALIBRATED if picture.profiled else exiftags.SRGB,
        )
    if picture.remade and not picture.profiled and exiftags.INTEROP_INDEX in interop.entries:
        interop.put_bytes(exiftags.INTEROP_INDEX, ASCII, exiftags.DCF_SRGB)


def _overwrite(result: bytearray, layout: Layout, old: Entry, new: Entry) -> None:
    """Put a new value into the place of an old one, if it fits there."""
    inline = bytes(new.data)
    if len(inline) > layout.link.size:
        if len(old.data) < len(inline):
            return
        result[old.start : old.start + len(inline)] = inline
        inline = layout.link.pack(old.start)
    layout.record.pack_into(result, old.record, new.tag, new.type, new.count, inline)
