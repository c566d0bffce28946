"""What a picture's file says beside its pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

COMMENT: Final = "Comment"
"""The keyword of a text that has none."""

METRE_IN_INCHES: Final = 1 / 0.0254


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourSigns:
    """What tells colours beside a profile; it is read, and never written.

    `cicp` has the code points of primaries and transfer (ITU-T H.273), which with `cicp_first` go
    before a profile; `peak` is the brightest pixel's cd/m². `srgb`, `gamma` and `chromaticities`
    (x and y of white, red, green, blue, as they stand in the file) are PNG's.
    """

    cicp: tuple[int, int] | None = None
    cicp_first: bool = False
    peak: int | None = None
    srgb: bool = False
    gamma: float | None = None
    chromaticities: tuple[float, ...] | None = None


NO_SIGNS: Final = ColourSigns()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The blocks of metadata, each as its own standard has it; None where there is none.

    `exif` is a TIFF structure (without the `Exif\\0\\0` of JPEG), `xmp` a packet, `iptc` IIM
    records, `icc` a profile. `dpi` is the pixel density that the container itself tells,
    `text` has keywords with their texts, a comment being `Comment`. `signs` is what the container
    says of colours, `c2pa` whether there is a manifest of content credentials: these two are read,
    and never written. `xmp_beyond` is what a JPEG has of XMP beyond its packet, empty where its
    parts make no whole.
    """

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    icc: bytes | None = None
    dpi: int | None = None
    text: tuple[tuple[str, str], ...] = ()
    c2pa: bool = field(default=False, compare=False)
    xmp_beyond: bytes | None = None
    signs: ColourSigns = field(default=NO_SIGNS, compare=False)


def strip_exif_header(exif: bytes) -> bytes:
    """EXIF without the `Exif\\0\\0` that belongs to JPEG and that some writers put elsewhere."""
    return exif.removeprefix(b"Exif\0\0")


def decoded(text: bytes) -> str:
    """A text in UTF-8, or else in Latin-1."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")
