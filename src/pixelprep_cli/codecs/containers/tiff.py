"""TIFF files: pages of strips or tiles, with the metadata among the tags of the first page.

TIFF 6.0 and BigTIFF. EXIF's own directories hang on the first page's, as CIPA DC-008 has it.
"""

from __future__ import annotations

from struct import Struct
from typing import Final

from pixelprep_cli.codecs.containers import photoshop
from pixelprep_cli.codecs.containers.metadata import Metadata, strip_exif_header
from pixelprep_cli.codecs.tiffstructure import (
    BYTE,
    LONG,
    LONG8,
    RATIONAL,
    SHORT,
    UNDEFINED,
    Directory,
    Entry,
    Layout,
    Structure,
    write_directory,
    write_structure,
)

_WIDTH, _HEIGHT, _COMPRESSION = 256, 257, 259
_STRIPS, _TILES = (273, 279), (324, 325)
_XMP, _IPTC, _PHOTOSHOP, _LAYERS, _ICC = 700, 33723, 34377, 37724, 34675
_EXIF, _GPS, _INTEROP, _SUB_IFDS = 0x8769, 0x8825, 0xA005, 330
_X_RESOLUTION, _Y_RESOLUTION, _RESOLUTION_UNIT = 282, 283, 296
_OLD_JPEG = 6
_C2PA: Final = 0xCD41
"""The tag of C2PA's manifest store (Content Credentials 2.1, appendix A.3)."""

# Offset and length in bytes.
_Strip = tuple[int, int]

# What a decoder needs: TIFF 6.0's baseline and extensions, and LERC's parameters (50674).
_STRUCTURE: Final = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 277, 278, 279, 280, 281, 284}
    | {286, 287, 290, 291, 292, 293, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325}
    | {332, 333, 334, 336, 338, 339, 340, 341, 347, 529, 530, 531, 532, 50674}
)
_RESOLUTION_TYPES: Final = {
    _X_RESOLUTION: RATIONAL,
    _Y_RESOLUTION: RATIONAL,
    _RESOLUTION_UNIT: SHORT,
}
"""The types of the entries that EXIF and a page share and that decoders compute with."""

_RESOLUTION: Final = frozenset(_RESOLUTION_TYPES)
_POINTERS: Final = frozenset({_EXIF, _GPS, _INTEROP, _SUB_IFDS})
_OWN_BLOCKS: Final = frozenset({_XMP, _IPTC, _PHOTOSHOP, _LAYERS, _ICC, _C2PA})
_FOREIGN: Final = _STRUCTURE | _POINTERS | _OWN_BLOCKS


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of the first page; the strips of all pages are checked.

    Raises:
        ValueError: the TIFF is not whole.
    """
    structure = Structure(data)
    page, _ = _pages(structure)[0]
    tags = (page.entries.get(tag) for tag in (_WIDTH, _HEIGHT))
    width, height = (entry.integer(structure.layout) if entry else None for entry in tags)
    if not width or not height:
        raise ValueError("the TIFF holds no picture: its width or height is missing")
    return width, height


def read_metadata(data: bytes) -> Metadata:
    """The first page's metadata, EXIF as a structure of its own.

    Raises:
        ValueError: the data are not a TIFF.
    """
    structure = Structure(data)
    try:
        page = structure.directory(structure.first)
    except ValueError:
        return Metadata()

    def block(tag: int) -> bytes | None:
        entry = page.entries.get(tag)
        return bytes(entry.data) or None if entry else None

    exif = _exif(structure, page)
    telling = bool(exif.children or exif.entries.keys() - _RESOLUTION)
    telling &= exif.size <= len(data)
    return Metadata(
        exif=write_structure(exif, Layout(structure.layout.order)) if telling else None,
        xmp=block(_XMP),
        iptc=block(_IPTC) or photoshop.resource(block(_PHOTOSHOP) or b"", photoshop.IPTC),
        icc=block(_ICC),
        dpi=_dpi(structure.layout, page),
        c2pa=_C2PA in page.entries,
    )


def with_metadata(data: bytes, metadata: Metadata) -> bytes:
    """The same strips and tiles with this metadata, in a file built anew around them.

    Of other pages only what their pixels need is taken along, sub-images are dropped.

    Raises:
        ValueError: the TIFF is not whole, or is compressed as old-style JPEG.
    """
    dimensions(data)
    structure = Structure(data)
    layout = structure.layout
    parts: list[bytes | memoryview] = [layout.header, bytes(layout.link.size)]
    at, room = sum(map(len, parts)), 2 * len(data)
    places: dict[_Strip, int] = {}
    pages: list[Directory] = []
    for found, strips in _pages(structure):
        page = found.select(_STRUCTURE | _RESOLUTION | ({_ICC} if pages else frozenset()))
        for start, size in strips:
            if (start, size) not in places:
                places[start, size] = at
                parts += [structure.data[start : start + size], bytes(size % 2)]
                at, room = at + size + size % 2, room - size
        _move(layout, page, [places[strip] for strip in strips])
        room -= page.size
        if room < 0:
            raise ValueError("the strips of the TIFF overlap")
        pages.append(page)
    _describe(pages[0], layout, metadata)
    parts[1] = layout.link.pack(at)
    for page in pages:
        parts.append(write_directory(page, layout, at, last=page is pages[-1]))
        at += len(parts[-1])
    return b"".join(parts)


def _pages(structure: Structure) -> list[tuple[Directory, list[_Strip]]]:
    """The pages with their strips or tiles; at least one.

    Raises:
        ValueError: a page has none, or they lie outside the file.
    """
    pages, room = [], len(structure.data)
    for page in structure.pages():
        if not page.whole:
            raise ValueError("the TIFF is cut short: values of its tags lie outside the file")
        strips = _strips(structure, page)
        room -= 4 * len(strips)
        if room < 0:
            raise ValueError("the pages of the TIFF overlap")
        pages.append((page, strips))
    if not pages:
        raise ValueError("the TIFF holds no picture: it has no directory")
    return pages


def _strips(structure: Structure, page: Directory) -> list[_Strip]:
    compression = page.entries.get(_COMPRESSION)
    if compression and compression.integer(structure.layout) == _OLD_JPEG:
        raise ValueError("the TIFF is compressed as old-style JPEG, whose parts cannot be told")
    for pair in (_STRIPS, _TILES):
        starts, sizes = (
            entry.integers(structure.layout) if entry else ()
            for entry in map(page.entries.get, pair)
        )
        if starts and len(starts) == len(sizes):
            strips = list(zip(starts, sizes, strict=True))
            if all(start + size <= len(structure.data) for start, size in strips):
                return strips
            raise ValueError("the TIFF is cut short: its strips lie outside the file")
    raise ValueError("the TIFF holds no picture: its strips are missing")


def _move(layout: Layout, page: Directory, places: list[int]) -> None:
    """Let the page point to where its strips have gone."""
    if not layout.big and max(places) >= 1 << 32:
        raise ValueError("the TIFF is too large for its 32-bit offsets")
    tag = _STRIPS[0] if _STRIPS[0] in page.entries else _TILES[0]
    page.put(layout, tag, LONG8 if layout.big else LONG, *places)


def _describe(page: Directory, layout: Layout, metadata: Metadata) -> None:
    """Put the metadata among the page's tags."""
    if metadata.exif:
        _graft(page, layout, strip_exif_header(metadata.exif))
    if metadata.xmp:
        page.put_bytes(_XMP, BYTE, metadata.xmp)
    if metadata.iptc:
        page.put_bytes(_IPTC, UNDEFINED, metadata.iptc)
    if metadata.icc:
        page.put_bytes(_ICC, UNDEFINED, metadata.icc)
    if metadata.dpi:
        page.put(layout, _X_RESOLUTION, RATIONAL, metadata.dpi, 1)
        page.put(layout, _Y_RESOLUTION, RATIONAL, metadata.dpi, 1)
        page.put(layout, _RESOLUTION_UNIT, SHORT, 2)


def _graft(page: Directory, layout: Layout, exif: bytes) -> None:
    """Hang EXIF's entries and directories on the page, in the page's byte order."""
    try:
        structure = Structure(exif)
        found = _exif(structure, structure.directory(structure.first))
    except ValueError:
        return
    if found.size > len(exif):
        return
    if structure.layout.order != layout.order:
        found = found.swapped()
    page.entries |= {tag: entry for tag, entry in found.entries.items() if _is_sound(entry)}
    page.children |= found.children


def _is_sound(entry: Entry) -> bool:
    """Whether a decoder of the page can be trusted with what EXIF says."""
    kind = _RESOLUTION_TYPES.get(entry.tag)
    return kind is None or (entry.type, entry.count) == (kind, 1)


def _exif(structure: Structure, page: Directory) -> Directory:
    """The page's descriptive entries, with EXIF's own directories as children."""
    tags = frozenset(page.entries) - _FOREIGN
    exif = page.select(tags)
    for tag in (_EXIF, _GPS):
        child = structure.child(page, tag)
        if child is not None:
            interop = structure.child(child, _INTEROP)
            leaves = child.select(frozenset(child.entries) - _POINTERS)
            leaves.children = {_INTEROP: interop} if interop else {}
            exif.children |= {tag: leaves} if leaves else {}
    return exif


def _dpi(layout: Layout, page: Directory) -> int | None:
    unit_entry = page.entries.get(_RESOLUTION_UNIT)
    unit = unit_entry.integer(layout) if unit_entry else 2
    across, down = (
        bytes(page.entries[tag].data) if tag in page.entries else b""
        for tag in (_X_RESOLUTION, _Y_RESOLUTION)
    )
    if len(across) != 8 or across != down or unit not in (2, 3):
        return None
    numerator, denominator = Struct(layout.order + "II").unpack(across)
    per_inch = 2.54 if unit == 3 else 1
    return round(numerator / denominator * per_inch) or None if denominator else None
