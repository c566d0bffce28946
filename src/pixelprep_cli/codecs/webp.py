"""WebP: photographs and graphics, transparency, animation; 4:2:0 where lossy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import webp as container

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata

METHOD = {"fast": 2, "balanced": 4, "max": 6}
"""libwebp's method by effort; the table that decided is docs/codec-effort.md."""


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    from PIL import WebPImagePlugin  # noqa: F401 - registers the writer

    lossless = knobs.quality is None
    pixels = save(
        raster,
        "WEBP",
        lossless=lossless,
        quality=75 if lossless else knobs.quality,
        method=METHOD[knobs.effort],
        exact=False,
        use_sharp_yuv=not lossless and bool(raster.full_chroma),
    )
    if raster.animated:
        pixels = container.declaring_alpha(pixels)
    return container.with_metadata(pixels, metadata)


CODEC = Codec(
    name="webp",
    modes=("RGB", "RGBA"),
    alpha=True,
    animation=True,
    iptc=False,
    max_side=16_383,
    qualities=(1, 100),
    lossless=True,
    default_quality=80,
    encode=_encode,
)
