"""What a picture is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["photograph", "graphic", "screenshot", "text", "line-art", "mixed"]

CHANNELS: Final = {"P": 3, "RGB": 3, "LAB": 3, "YCbCr": 3, "HSV": 3, "LA": 2}
"""Channels of Pillow's modes once decoded; `1`, `L`, `I`, `F` and `I;16` have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFacts:
    """What the header tells, before a pixel is decoded.

    `width` × `height` are of the picture as stored, `orientation` is EXIF's 1-8; `upright` gives
    the dimensions as seen. `bits` is per channel. `frames` > 1 only for animations, `pages` for
    TIFFs, `pictures` for other files of several; `layers` are a PSD's. With `unread_frames` it is
    an animation of which only the last frame can be read. `lossless` tells of formats that can be
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
    c2pa: bool = False

    @property
    def upright(self) -> tuple[int, int]:
        """Width and height in pixels once the orientation is applied."""
        turned = self.orientation >= 5
        return (self.height, self.width) if turned else (self.width, self.height)

    @property
    def pixels(self) -> int:
        """Pixels of one frame."""
        return self.width * self.height

    @property
    def channels(self) -> int:
        """Channels of the decoded picture."""
        grey = self.mode[0] in "1LIF" and self.mode != "LAB"
        return CHANNELS.get(self.mode, 1 if grey else 4)

    @property
    def decoded_bytes(self) -> int:
        """Bytes of the decoded picture, all frames of an animation together."""
        return self.pixels * self.channels * -(-self.bits // 8) * self.frames


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of metadata: `EXIF` `Model`, with its value in words.

    `counterpart` is the XMP property that tells the same, `dropped_by` the policies that leave it
    out.
    """

    block: str
    name: str
    value: str
    counterpart: str | None = None
    dropped_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is in a picture, as far as a choice depends on it.

    `drawn` tells of few exact colours, `transparent` of transparency that is used.
    """

    facts: ImageFacts
    kind: Kind
    kind_confidence: float = 1.0
    drawn: bool = False
    transparent: bool = False
    animated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataBlock:
    """A block of metadata: its name, its weight in bytes, and what is risky in it, in words."""

    name: str
    bytes: int
    risks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was measured of a picture.

    Args:
        grey: greyscale in fact, whatever its file has room for.
        colours: how many, where there are at most 256 and its format loses none.
        noise: standard deviation of its grain, in levels of 255.
        sharpness: from 0, blurred, to 1, as sharp as its pixels allow.
        dynamic_range: stops between its darkest and its lightest half percent.
        saved_quality: 1-100, of a JPEG.
        standard_tables: whether the quality is exact, as its tables are the usual encoder's.
        wasted_bytes: what a JPEG has beyond what quality 90 takes, or a better coding of it.
        metadata: the blocks, the heaviest first.
        duration: of an animation, in milliseconds.
    """

    grey: bool
    noise: float
    sharpness: float
    dynamic_range: float
    colours: int | None = None
    saved_quality: int | None = None
    standard_tables: bool | None = None
    wasted_bytes: int | None = None
    metadata: tuple[MetadataBlock, ...] = ()
    duration: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A preset that fits, with a confidence between 0 and 1 and the reasons in words.

    Its output's `format` and size are predicted: `output_bytes`, from `low` to `high`. Where there
    would be no output, `problem` says why; without any of them nothing was predicted.
    """

    preset: str
    confidence: float
    reasons: tuple[str, ...]
    format: str | None = None
    output_bytes: int | None = None
    low: int | None = None
    high: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was found in one picture, and the presets that fit it, best first.

    `kind_confidence` is between 0 and 1; `seconds` is what looking took, predictions left out.
    `told` is what the metadata tell, piece by piece, if that was asked for.
    """

    source: str
    facts: ImageFacts
    kind: Kind
    transparent: bool
    kind_confidence: float
    findings: Findings
    recommendations: tuple[Recommendation, ...] = ()
    told: tuple[Told, ...] | None = None
    seconds: float = 0.0
