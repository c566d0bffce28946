"""ICC profiles as littleCMS reads them: their space, and how wide their gamut is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pixelprep_cli.pixels.described import Colours

SRGB_AREA: Final = 0.1091
P3_AREA: Final = 0.1438
"""Areas of primaries, adapted to D50, in CIE xy (ICC.1:2022 annex E's adaptation)."""

WIDER_BY: Final = 1.08
"""A gamut larger than sRGB's by this factor is wide: Display P3 has 1.32 of it, AdobeRGB 1.34."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An ICC profile that littleCMS could parse. `space` is ICC's: `RGB`, `GRAY`, `CMYK`, `Lab`.

    `area` is that of its primaries in CIE xy, 0 where it has none.
    """

    description: str
    space: str
    area: float
    handle: Any

    @property
    def wide(self) -> bool:
        """Whether its gamut is wider than sRGB's."""
        return self.area > SRGB_AREA * WIDER_BY


@lru_cache(maxsize=32)
def parse(icc: bytes) -> Profile | None:
    """The profile; None where littleCMS cannot read it."""
    from PIL import ImageCms

    try:
        handle = ImageCms.ImageCmsProfile(BytesIO(icc))
        core = handle.profile
        description = (core.profile_description or "").strip("\0 ")
        return Profile(description, core.xcolor_space.strip(), _area(core), handle)
    except (OSError, ImageCms.PyCMSError, TypeError, ValueError):
        return None


def _area(core: Any) -> float:
    primaries = (core.red_colorant, core.green_colorant, core.blue_colorant)
    if None in primaries:
        return 0.0
    (ax, ay), (bx, by), (cx, cy) = (xyy[:2] for _, xyy in primaries)
    return float(abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2)


def describe(source: Colours) -> tuple[str | None, bool]:
    """The colours' name, and whether their gamut is wider than sRGB's. None where nothing says."""
    if source.hdr is not None:
        return f"HDR ({source.hdr.transfer.upper()})", True
    if source.icc is None:
        return ("invalid" if source.broken else None), False
    found = parse(source.icc)
    return ("invalid", False) if found is None else (found.description, found.wide)
