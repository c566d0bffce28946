"""GIF: animations of at most 256 colours a frame."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import gif as container
from pixelprep_cli.codecs.palette import MOST, as_palette, exact_palette

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.codecs.containers.metadata import Metadata

CLEAR = MOST - 1
"""The palette entry that stands for transparency."""

OPAQUE_FROM = 128
"""Alpha from which a pixel is shown: GIF knows nothing between."""


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    from PIL import GifImagePlugin  # noqa: F401 - registers the writer

    if raster.animated:
        # Frames are whole pictures, so each has to be cleared before the next. A loop block
        # counts the repetitions after the first play.
        again = raster.loop - 1 if raster.loop else 0
        options = {
            "disposal": 2,
            "loop": None if raster.loop == 1 else again,
            "duration": _timed(raster.durations),
        }
        return container.with_metadata(save(raster, "GIF", **options), metadata)
    still = replace(raster, image=_indexed(raster.image, knobs.quality))
    return container.with_metadata(save(still, "GIF"), metadata)


def _timed(durations: tuple[int, ...]) -> list[int]:
    """Durations in whole hundredths of a second, whose sum never strays from what was asked."""
    ends = [0, *(10 * (end // 10) for end in accumulate(durations))]
    return [end - start for start, end in pairwise(ends)]


def _indexed(image: Image, quality: int | None) -> Image:
    if quality is None and image.mode in ("L", "P"):
        return image
    if not image.has_transparency_data:
        return _few(image, quality, MOST)
    alpha = image.convert("RGBA").getchannel("A")
    clear = alpha.point([MOST - 1] * OPAQUE_FROM + [0] * (MOST - OPAQUE_FROM))
    opaque = image.convert("RGBA").convert("RGB")
    opaque.paste((0, 0, 0), mask=clear)
    made = _few(opaque, quality, CLEAR)
    made.putpalette([*(made.getpalette() or ()), *[0] * 3 * MOST][: 3 * MOST])
    made.paste(CLEAR, mask=clear)
    made.info["transparency"] = CLEAR
    return made


def _few(image: Image, quality: int | None, most: int) -> Image:
    exact = exact_palette(image, most) if quality is None else image
    return exact if exact.mode == "P" else as_palette(image, quality or 100, most)


CODEC = Codec(
    name="gif",
    modes=("L", "P", "RGB", "RGBA"),
    alpha=True,
    animation=True,
    iptc=False,
    max_side=65_535,
    qualities=(1, 99),
    lossless=True,
    default_quality=None,
    lossy_frames=False,
    profiles=False,
    exif=False,
    texts="comments",
    encode=_encode,
)
