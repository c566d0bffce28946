"""What a file holds beside its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.containers import jpeg

if TYPE_CHECKING:
    from PIL.Image import Image

GAIN_MAPS: Final = ("hdrgainmap", "urn:iso:std:iso:ts:21496")
"""What types of auxiliary pictures in HEIF contain: Apple's, and that of ISO 21496-1."""


def holds_gain_map(data: bytes, name: str, image: Image) -> bool:
    """Whether an HDR gain map comes with the picture."""
    if name == "jpeg":
        return jpeg.has_gain_map(data)
    kinds = image.info.get("aux", ()) if name == "heic" else ()
    return any(known in kind for kind in kinds for known in GAIN_MAPS)


def pictures(name: str, image: Image) -> int:
    """How many pictures there are of which one is read, gain maps aside."""
    if name == "ico":
        return len(image.info.get("sizes", ())) or 1
    if name == "heic":
        return int(getattr(image, "n_frames", 1))
    if name == "jpeg" and image.format == "MPO":
        return _of_mpo(image)
    return 1


def _of_mpo(image: Image) -> int:
    """Those of CIPA DC-007 that are no thumbnails: further views, or frames of a burst."""
    entries = (getattr(image, "mpinfo", None) or {}).get(0xB002, ())
    kinds = [str(entry["Attribute"]["MPType"]) for entry in entries]
    return max(1, sum("Thumbnail" not in kind for kind in kinds))
