"""What a picture is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["photograph", "graphic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFacts:
    """What the header tells, before a pixel is decoded.

    `width` × `height` are of the picture as stored, `orientation` is EXIF's 1-8; `upright` gives
    the dimensions as seen. `bits` is per channel. `frames` > 1 only for animations, `pages` for
    TIFFs, `pictures` for other files of several; `layers` are a PSD's. With `unread_frames` it is
    an animation of which only the first frame can be read. `lossless` tells of formats that can be
    either, `quality` is a JPEG's own, told from its quantization tables.
    """

    format: str
    bytes: int
    width: int
    height: int
    orientation: int = 1
    mode: str = "RGB"
    bits: int = 8
    lossless: bool = False
    quality: int | None = None
    alpha: bool = False
    frames: int = 1
    pages: int = 1
    pictures: int = 1
    layers: int = 0
    unread_frames: bool = False
    profile: str | None = None
    wide_gamut: bool = False
    gain_map: bool = False
    location: bool = False

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height in pixels once the orientation is applied."""
        turned = self.orientation >= 5
        return (self.height, self.width) if turned else (self.width, self.height)

    @property
    def pixels(self) -> int:
        """Pixels of one frame."""
        return self.width * self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A preset that fits, with a confidence between 0 and 1 and the reasons in words."""

    preset: str
    confidence: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was found in one picture, and the presets that fit it, best first."""

    source: str
    facts: ImageFacts
    kind: Kind
    transparent: bool
    recommendations: tuple[Recommendation, ...] = ()
