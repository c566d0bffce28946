"""GIF's blocks (CompuServe GIF89a), and XMP in GIF (Adobe's XMP specification, part 3)."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Final, NamedTuple

from pixelprep_cli.codecs.containers.metadata import COMMENT, Metadata, decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_PLAIN_TEXT, _CONTROL, _COMMENT, _APPLICATION = 0x01, 0xF9, 0xFE, 0xFF
_LOOPS: Final = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0")
_XMP = b"\x0bXMP DataXMP"
_SCREEN = Struct("<HH")
_FRAME = Struct("<HHHH")
_CONTROLS = Struct("<BHB")

# The packet is not split into sub-blocks: wherever a reader lands in this tail, it finds its end.
_MAGIC_TRAILER: Final = b"\1" + bytes(range(255, -1, -1)) + b"\0"


KEEP, RESTORE = 1, 2
"""Disposals: what a frame has drawn stays, or is cleared."""


_NO_COLOUR = 255
"""A transparent colour that no pixel has: some decoders clear to black where none is declared."""


class Frame(NamedTuple):
    """A still GIF, laid at `at` (left, top), for hundredths of a second, and then disposed of."""

    still: bytes
    at: tuple[int, int]
    hundredths: int
    disposal: int


class _Block(NamedTuple):
    """`kind` is that of an extension, or the introducer of an image; `data` the whole block."""

    kind: int
    data: bytes


def _blocks(data: bytes) -> Iterator[_Block]:
    """The blocks behind the global colour table, up to the trailer.

    Raises:
        ValueError: there is no signature, or the data end before the trailer.
    """
    at = _screen_end(data)
    while at < len(data) and data[at] in (_IMAGE, _EXTENSION, _TRAILER):
        if data[at] == _TRAILER:
            return
        start = at
        kind = _IMAGE
        if data[at] == _EXTENSION:
            kind = int.from_bytes(data[at + 1 : at + 2])
            at += 2
        elif at + 10 < len(data):
            at += 11 + _table_size(data[at + 9])
        else:
            break
        at = _sub_blocks_end(data, at)
        yield _Block(kind, data[start:at])
    raise ValueError("the GIF is cut short: no trailer")


def _screen_end(data: bytes) -> int:
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        raise ValueError("not a GIF: no signature")
    if len(data) < 13:
        raise ValueError("the GIF is cut short: no screen descriptor")
    return 13 + _table_size(data[10])


def _table_size(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _sub_blocks_end(data: bytes, at: int) -> int:
    while at < len(data):
        size = data[at]
        at += 1 + size
        if not size:
            return at
    raise ValueError("the GIF is cut short within a block")


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of the screen, or of the first frame where that is larger.

    Raises:
        ValueError: the GIF is not whole.
    """
    images = [block.data for block in _blocks(data) if block.kind == _IMAGE]
    if not images:
        raise ValueError("the GIF holds no picture")
    left, top, across, down = _FRAME.unpack_from(images[0], 1)
    width, height = _SCREEN.unpack_from(data, 6)
    return max(width, left + across), max(height, top + down)


def read_metadata(data: bytes) -> Metadata:
    """The XMP packet and the comments: GIF holds nothing else.

    Raises:
        ValueError: the data are not a GIF.
    """
    comments: list[tuple[str, str]] = []
    xmp, c2pa = None, False
    try:
        for kind, block in _blocks(data):
            if kind == _COMMENT:
                comments.append((COMMENT, decoded(_joined(block[2:]))))
            c2pa |= kind == _APPLICATION and block[3:11] == b"C2PA_GIF"
            if kind == _APPLICATION and block[2:].startswith(_XMP):
                packet = block[2 + len(_XMP) :]
                if packet.endswith(_MAGIC_TRAILER):
                    xmp = xmp or packet.removesuffix(_MAGIC_TRAILER) or None
    except ValueError:
        if data[:6] not in (b"GIF87a", b"GIF89a"):
            raise
    return Metadata(xmp=xmp, text=tuple(comments), c2pa=c2pa)


def with_metadata(data: bytes, metadata: Metadata) -> bytes:
    """The same frames with this XMP and these comments; applications' data are dropped, loops kept.

    GIF has no place for EXIF, IPTC, profiles or a density.

    Raises:
        ValueError: the GIF is not whole.
    """
    dimensions(data)
    parts = [b"GIF89a", data[6 : _screen_end(data)]]
    packet = (metadata.xmp or b"").rstrip(b"\0")  # cameras end it as a string
    if packet and b"\0" not in packet:
        parts.append(bytes((_EXTENSION, _APPLICATION)) + _XMP + packet + _MAGIC_TRAILER)
    for keyword, text in metadata.text:
        if keyword == COMMENT:
            parts.append(bytes((_EXTENSION, _COMMENT)) + _split(text.encode()))
    parts += [
        block.data
        for block in _blocks(data)
        if block.kind in (_IMAGE, _CONTROL, _PLAIN_TEXT)
        or (block.kind == _APPLICATION and block.data[2:].startswith(_LOOPS))
    ]
    return b"".join([*parts, bytes((_TRAILER,))])


def _joined(blocks: bytes) -> bytes:
    """What sub-blocks hold."""
    at, parts = 0, []
    while at < len(blocks) and blocks[at]:
        parts.append(blocks[at + 1 : at + 1 + blocks[at]])
        at += 1 + blocks[at]
    return b"".join(parts)


def _split(content: bytes) -> bytes:
    """Content in sub-blocks."""
    parts = [content[at : at + 255] for at in range(0, len(content), 255)]
    return b"".join(bytes((len(part),)) + part for part in parts) + b"\0"


def animation(size: tuple[int, int], frames: Iterable[Frame], *, plays: int) -> bytes:
    """One GIF of stills, each with its own colour table.

    Args:
        size: width and height in pixels.
        plays: how often it is played, 0 for ever. A loop block counts the repetitions after the
            first play; where there is none, it is played once.
    """
    parts = [b"GIF89a", _SCREEN.pack(*size), b"\0\0\0"]
    if plays != 1:
        again = (plays - 1 if plays else 0).to_bytes(2, "little")
        parts += [bytes((_EXTENSION, _APPLICATION)), _LOOPS[0], b"\3\1", again, b"\0"]
    first, cleared = len(parts), False
    for frame in frames:
        parts += _frame(frame)
        cleared |= frame.disposal == RESTORE
    if cleared and not parts[first][3] & 1:
        # Pillow's canvas is transparent only if the first frame declares it.
        parts[first] = _declaring_clear(parts[first])
    return b"".join((*parts, bytes((_TRAILER,))))


def _declaring_clear(control: bytes) -> bytes:
    """A control block with a transparent colour that no pixel has."""
    return control[:3] + bytes((control[3] | 1,)) + control[4:6] + bytes((_NO_COLOUR,)) + b"\0"


def _frame(frame: Frame) -> tuple[bytes, bytes]:
    """The control block and the image block of a still, its global table made local."""
    still = frame.still
    blocks = {block.kind: block.data for block in _blocks(still)}
    image, control = blocks[_IMAGE], blocks.get(_CONTROL)
    clear = control[6] if control is not None and control[3] & 1 else None
    if frame.disposal == RESTORE and clear is None:
        clear = _NO_COLOUR
    flags = frame.disposal << 2 | (clear is not None)
    told = _CONTROLS.pack(flags, min(frame.hundredths, 0xFFFF), clear or 0)
    left, top = frame.at
    _, _, width, height = _FRAME.unpack_from(image, 1)
    placed = bytes((_IMAGE,)) + _FRAME.pack(left, top, width, height)
    if image[9] & 0x80:
        return bytes((_EXTENSION, _CONTROL, 4)) + told + b"\0", placed + image[9:]
    table = bytes((image[9] & 0x40 | 0x80 | still[10] & 7,)) + still[13 : _screen_end(still)]
    return bytes((_EXTENSION, _CONTROL, 4)) + told + b"\0", placed + table + image[10:]
