"""WebP's RIFF chunks (RFC 9649)."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.containers.metadata import Metadata, strip_exif_header

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = Struct("<4sI")
_PICTURE: Final = (b"VP8 ", b"VP8L", b"ANMF")
_PIXELS: Final = frozenset({*_PICTURE, b"ALPH", b"ANIM"})
_ICC, _ALPHA, _EXIF, _XMP, _ANIMATION = 0x20, 0x10, 0x08, 0x04, 0x02
_FLAGS: Final = 20  # VP8X is the first chunk of an animation, and the flags its first byte
_DISPOSE: Final = 0x01


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each chunk.

    Raises:
        ValueError: there is no RIFF header, or the data end before the last chunk does.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("not a WebP: no RIFF header")
    end = 8 + int.from_bytes(data[4:8], "little")
    at = 12
    while at + _HEAD.size <= min(end, len(data)):
        name, size = _HEAD.unpack_from(data, at)
        start = at + _HEAD.size
        at = start + size + size % 2
        if start + size > min(end, len(data)):
            break
        yield name, data[start : start + size]
    if at < end or end > len(data):
        raise ValueError("the WebP is cut short")


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, of the canvas where there is one.

    Raises:
        ValueError: the WebP is not whole.
    """
    return _canvas(list(_chunks(data)))[:2]


def is_lossless(data: bytes) -> bool:
    """Whether the picture, or the first frame, is encoded without loss."""
    try:
        for name, content in _chunks(data):
            if name in _PICTURE:
                return name == b"VP8L" or (name == b"ANMF" and content[16:20] == b"VP8L")
    except ValueError:
        pass
    return False


def declaring_alpha(data: bytes) -> bytes:
    """The same animation, declared transparent where its frames leave some of the canvas bare.

    libwebp cuts frames down to what shows, and then declares none of them transparent: decoders
    that trust the flag show black around them.

    Raises:
        ValueError: the WebP is not whole.
    """
    chunks = list(_chunks(data))
    width, height, flags = _canvas(chunks)
    frames = [content for name, content in chunks if name == b"ANMF"]
    whole = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    bare = frames and (frames[0][6:12] != whole or any(frame[15] & _DISPOSE for frame in frames))
    if not bare:
        return data
    return data[:_FLAGS] + bytes((flags | _ALPHA,)) + data[_FLAGS + 1 :]


def read_metadata(data: bytes) -> Metadata:
    """The metadata of all chunks that can be read.

    Raises:
        ValueError: the data are not a WebP.
    """
    found: dict[bytes, bytes] = {}
    try:
        for name, content in _chunks(data):
            if content:
                found.setdefault(name, content)
    except ValueError:
        if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
            raise
    exif = found.get(b"EXIF")
    return Metadata(
        exif=strip_exif_header(exif) if exif else None,
        xmp=found.get(b"XMP "),
        icc=found.get(b"ICCP"),
        c2pa=b"C2PA" in found,
    )


def with_metadata(data: bytes, metadata: Metadata) -> bytes:
    """The same frames with this metadata, in the extended format where that is needed.

    WebP has no place for IPTC or a density.

    Raises:
        ValueError: the WebP is not whole.
    """
    chunks = list(_chunks(data))
    width, height, flags = _canvas(chunks)
    flags &= _ALPHA | _ANIMATION
    before: list[tuple[bytes, bytes]] = []
    after: list[tuple[bytes, bytes]] = []
    if metadata.icc:
        flags |= _ICC
        before.append((b"ICCP", metadata.icc))
    if metadata.exif:
        flags |= _EXIF
        after.append((b"EXIF", metadata.exif))
    if metadata.xmp:
        flags |= _XMP
        after.append((b"XMP ", metadata.xmp))
    if flags & ~_ALPHA or chunks[0][0] == b"VP8X":
        size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        before.insert(0, (b"VP8X", bytes((flags, 0, 0, 0)) + size))
    pixels = [(name, content) for name, content in chunks if name in _PIXELS]
    body = b"".join(_chunk(*chunk) for chunk in [*before, *pixels, *after])
    return _HEAD.pack(b"RIFF", 4 + len(body)) + b"WEBP" + body


def _canvas(chunks: list[tuple[bytes, bytes]]) -> tuple[int, int, int]:
    """Width, height, and the flags of VP8X."""
    picture = next(((name, content) for name, content in chunks if name in _PICTURE), None)
    if picture is None:
        raise ValueError("the WebP holds no picture")
    first, content = chunks[0]
    if first == b"VP8X" and len(content) >= 10:
        width, height = (1 + int.from_bytes(content[at : at + 3], "little") for at in (4, 7))
        return width, height, content[0]
    name, content = picture
    if name == b"VP8L" and len(content) >= 5 and content[0] == 0x2F:
        bits = int.from_bytes(content[1:5], "little")
        alpha = _ALPHA if bits >> 28 & 1 else 0
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), alpha
    if name == b"VP8 " and len(content) >= 10 and content[3:6] == b"\x9d\x01\x2a":
        width, height = (int.from_bytes(content[at : at + 2], "little") & 0x3FFF for at in (6, 8))
        return width, height, 0
    raise ValueError("the WebP's frame has no header")


def _chunk(name: bytes, content: bytes) -> bytes:
    return _HEAD.pack(name, len(content)) + content + b"\0" * (len(content) % 2)
