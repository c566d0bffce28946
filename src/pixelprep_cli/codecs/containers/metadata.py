"""What a picture's file says beside its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

METRE_IN_INCHES: Final = 1 / 0.0254


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The blocks of metadata, each as its own standard has it; None where there is none.

    `exif` is a TIFF structure (without the `Exif\\0\\0` of JPEG), `xmp` a packet, `iptc` IIM
    records, `icc` a profile. `dpi` is the pixel density that the container itself tells.
    """

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    icc: bytes | None = None
    dpi: int | None = None


def strip_exif_header(exif: bytes) -> bytes:
    """EXIF without the `Exif\\0\\0` that belongs to JPEG and that some writers put elsewhere."""
    return exif.removeprefix(b"Exif\0\0")
