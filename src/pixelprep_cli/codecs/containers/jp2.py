"""Metadata of JPEG 2000: the boxes of ISO/IEC 15444-1, annex I.

The boxes for EXIF, IPTC and XMP are those that ExifTool knows
(https://exiftool.org/TagNames/Jpeg2000.html); XMP's is of ISO 16684-3.
"""

from __future__ import annotations

from typing import Final

from pixelprep_cli.codecs.containers.heifitems import boxes
from pixelprep_cli.codecs.containers.metadata import Metadata, strip_exif_header

_SIGNATURE: Final = b"\0\0\0\x0cjP  \r\n\x87\n"
_CODESTREAM: Final = b"\xff\x4f\xff\x51"
_UUIDS: Final = {
    b"JpgTiffExif->JP2": "exif",
    bytes.fromhex("0537cdab9d0c4431a72afa561f2a113e"): "exif",
    bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38"): "iptc",
    bytes.fromhex("09a14e97c0b442e0bebf36df6f0ce36f"): "iptc",
    bytes.fromhex("be7acfcb97a942e89c71999491e3afac"): "xmp",
}
_PROFILED: Final = (2, 3)
"""Methods of `colr` by which a profile follows: a restricted one, or any."""


def read_metadata(data: bytes) -> Metadata:
    """EXIF, XMP, IPTC and the profile, as far as the boxes can be read.

    Raises:
        ValueError: the data are not JPEG 2000.
    """
    if data.startswith(_CODESTREAM):
        return Metadata()
    if not data.startswith(_SIGNATURE):
        raise ValueError("not a JPEG 2000: no signature")
    found: dict[str, bytes] = {}
    c2pa = False
    try:
        for name, _, body, end in boxes(data, 0, len(data)):
            if name == b"jp2h":
                found |= _profile(data, body, end)
            elif name == b"uuid" and data[body : body + 16] in _UUIDS:
                found.setdefault(_UUIDS[data[body : body + 16]], data[body + 16 : end])
            c2pa |= name == b"jumb" and b"c2pa" in data[body : body + 128]
    except ValueError:
        pass
    return Metadata(
        exif=strip_exif_header(found.get("exif", b"")) or None,
        xmp=found.get("xmp"),
        iptc=found.get("iptc"),
        icc=found.get("icc"),
        c2pa=c2pa,
    )


def _profile(data: bytes, start: int, end: int) -> dict[str, bytes]:
    for name, _, body, stop in boxes(data, start, end):
        if name == b"colr" and body < stop and data[body] in _PROFILED:
            return {"icc": data[body + 3 : stop]}
    return {}
