"""Metadata of PSD: its image resources.

Adobe Photoshop File Formats Specification, 2019.
"""

from __future__ import annotations

from typing import Final

from pixelprep_cli.codecs.containers import photoshop
from pixelprep_cli.codecs.containers.metadata import Metadata, strip_exif_header

_SIGNATURE: Final = b"8BPS\0\1"
_HEADER_BYTES: Final = 26


def read_metadata(data: bytes) -> Metadata:
    """EXIF, XMP, IPTC, the profile and the density.

    Raises:
        ValueError: the data are not a PSD.
    """
    if not data.startswith(_SIGNATURE):
        raise ValueError("not a PSD: no signature")
    _, at = _section(data, _HEADER_BYTES)
    resources, _ = _section(data, at)
    exif, density = (
        photoshop.resource(resources, number) for number in (photoshop.EXIF, photoshop.RESOLUTION)
    )
    return Metadata(
        exif=strip_exif_header(exif) if exif else None,
        xmp=photoshop.resource(resources, photoshop.XMP),
        iptc=photoshop.resource(resources, photoshop.IPTC),
        icc=photoshop.resource(resources, photoshop.ICC),
        dpi=round(int.from_bytes(density[:4]) / 65536) or None if density else None,
    )


def _section(data: bytes, at: int) -> tuple[bytes, int]:
    """A section that its length precedes, and where it ends."""
    end = at + 4 + int.from_bytes(data[at : at + 4])
    return data[at + 4 : end], end
