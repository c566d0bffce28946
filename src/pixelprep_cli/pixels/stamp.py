"""Author and copyright that a person sets, into every block that tells them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from pixelprep_cli.codecs.tiffstructure import ASCII, Structure
from pixelprep_cli.pixels import exif as exif_block
from pixelprep_cli.pixels import iptc, xmp

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata
    from pixelprep_cli.model.settings import Metadata as Wanted

Key = TypeVar("Key")

_ARTIST, _COPYRIGHT = 0x013B, 0x8298
_BY_LINE, _NOTICE = (2, 80), (2, 116)
_EMPTY: Final = b"II*\0\x08\0\0\0" + bytes(6)


def stamped(
    kept: Metadata, wanted: Wanted, source: Metadata, *, exif_held: bool = True
) -> Metadata:
    """The metadata with what is set in place of what was said before.

    `{year}` stands for the year in which the `source` says that the picture was taken, else for
    the current one. Author and copyright go into EXIF where that is held, into XMP, and into IPTC
    where there is any.
    """
    author, rights = (_filled(text, source) for text in (wanted.set_author, wanted.set_copyright))
    if author is None and rights is None:
        return kept
    tags = {_ARTIST: author, _COPYRIGHT: rights}
    properties = {"dc:creator": author, "dc:rights": rights}
    properties["xmpRights:Marked"] = "True" if rights else None
    records = {_BY_LINE: author, _NOTICE: rights}
    return replace(
        kept,
        exif=_with_tags(kept.exif or _EMPTY, _said(tags)) if exif_held else kept.exif,
        xmp=xmp.replaced(kept.xmp, {name: [text] for name, text in _said(properties).items()}),
        iptc=iptc.with_records(kept.iptc, _said(records)) if kept.iptc else None,
    )


def _said(values: dict[Key, str | None]) -> dict[Key, str]:
    return {key: text for key, text in values.items() if text}


def _filled(text: str | None, source: Metadata) -> str | None:
    if text is None or "{year}" not in text:
        return text
    year = exif_block.year_taken(source.exif) or datetime.now(UTC).year
    return text.replace("{year}", str(year))


def _with_tags(exif: bytes, values: dict[int, str]) -> bytes:
    """The EXIF with these texts in its first directory, which moves behind everything else.

    So nothing that an offset points to moves, be it in a maker note.
    """
    structure = Structure(exif)
    layout, start = structure.layout, structure.first
    try:
        directory = structure.directory(start)
    except ValueError:
        return _with_tags(_EMPTY, values)
    size, first = layout.record.size, start + layout.count.size
    records = {
        layout.record.unpack_from(exif, at)[0]: exif[at : at + size]
        for at in range(first, min(directory.link, len(exif) - size + 1), size)
    }
    texts = {tag: text.encode() + b"\0" for tag, text in values.items()}
    tags = sorted(records.keys() | texts.keys())
    at = len(exif) + len(exif) % 2
    behind = at + layout.count.size + len(tags) * size + layout.link.size
    table, data = layout.count.pack(len(tags)), b""
    for tag in tags:
        if tag not in texts:
            table += records[tag]
            continue
        text = inline = texts[tag]
        if len(text) > layout.link.size:
            inline = layout.link.pack(behind + len(data))
            data += text + b"\0" * (len(text) % 2)
        table += layout.record.pack(tag, ASCII, len(text), inline)
    head = layout.header + layout.link.pack(at)
    body = exif[len(head) :].ljust(at - len(head), b"\0")
    return head + body + table + layout.link.pack(directory.following) + data
