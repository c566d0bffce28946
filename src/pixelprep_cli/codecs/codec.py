"""What a format is to the pipeline: its abilities, its knobs, its encoder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Literal

from PIL.Image import Image

from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.model.settings import Effort

TextsHeld = Literal["all", "comments", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """Pixels ready for an encoder.

    An animation's `image` seeks through `len(durations)` frames (milliseconds each) and is played
    `loop` times, 0 meaning for ever; a still has no durations. `graphic` is True for drawn
    pictures. `full_chroma` says whether colour keeps its full resolution; where it is None, that
    depends on the quality.
    """

    image: Image
    durations: tuple[int, ...] = ()
    loop: int = 0
    graphic: bool = False
    full_chroma: bool | None = None

    @property
    def animated(self) -> bool:
        """Whether there is more than one frame."""
        return len(self.durations) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """How to encode: `quality` 1-100 on the format's own scale, None for without loss."""

    quality: int | None
    effort: Effort = "balanced"
    progressive: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """One writable format.

    Args:
        modes: Pillow modes that the encoder takes as they are; others are converted before.
        iptc: whether its files hold IPTC records.
        exif: whether its files hold EXIF.
        exif_room: bytes that EXIF may have; None where it has room.
        texts: whether its files hold texts with keywords, comments alone, or none.
        profiles: whether its files hold a colour profile.
        max_side: largest width or height in pixels.
        qualities: lowest and highest lossy quality; None where there is only one way.
        lossless: whether it can encode without loss.
        default_quality: used where none is asked for; None is without loss.
        full_chroma_from: the quality from which photographs keep colour at full resolution.
        xmp_room: bytes that a packet of XMP may have before it is parted; None where it has room.
        colours: how many a frame holds at most; None where there is no such bound.
        encode: raises OSError or ValueError where the encoder refuses the picture.
    """

    name: str
    modes: tuple[str, ...]
    alpha: bool
    animation: bool
    iptc: bool
    max_side: int
    qualities: tuple[int, int] | None
    lossless: bool
    default_quality: int | None
    full_chroma_from: int | None = None
    profiles: bool = True
    exif: bool = True
    exif_room: int | None = None
    texts: TextsHeld = "none"
    xmp_room: int | None = None
    colours: int | None = None
    encode: Callable[[Raster, Knobs, Metadata], bytes]

    def has_full_chroma(self, quality: int | None, wanted: bool | None = None) -> bool:
        """Whether an encode with loss keeps colour at full resolution, where it can do both.

        `wanted` is a raster's `full_chroma`.
        """
        if quality is None or self.full_chroma_from is None:
            return False
        return quality >= self.full_chroma_from if wanted is None else wanted

    def holds(self, *, transparent: bool, animated: bool) -> bool:
        """Whether a picture with these traits survives in this format."""
        return (self.alpha or not transparent) and (self.animation or not animated)


@dataclass(frozen=True, slots=True)
class Encoder:
    """The encodes of one raster, metadata included, as a function of quality."""

    codec: Codec
    raster: Raster
    knobs: Knobs
    metadata: Metadata

    def __call__(self, quality: int | None) -> bytes:
        """The file at a quality; None is without loss."""
        return self.encode(quality, self.raster, self.metadata)

    def encode(self, quality: int | None, raster: Raster, metadata: Metadata) -> bytes:
        """Another raster and other metadata, encoded in the same way."""
        return self.codec.encode(raster, replace(self.knobs, quality=quality), metadata)


def save(raster: Raster, format_name: str, **options: Any) -> bytes:
    """Encode with Pillow's writer of that name. All frames are written if it is animated."""
    if raster.animated:
        shown = {"save_all": True, "duration": list(raster.durations), "loop": raster.loop}
        options = shown | options
    buffer = BytesIO()
    raster.image.save(buffer, format_name, **options)
    return buffer.getvalue()


def matching_mode(mode: str, accepted: Sequence[str]) -> str:
    """The mode among `accepted` that loses least of a picture in L, LA, P, RGB or RGBA."""
    if mode in accepted:
        return mode
    wider = {"L": ("RGB",), "LA": ("RGBA", "L", "RGB"), "P": ("RGBA", "RGB"), "RGBA": ("RGB",)}
    return next(m for m in wider.get(mode, ("RGB",)) if m in accepted)
