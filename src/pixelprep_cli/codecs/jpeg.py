"""JPEG: photographs without transparency, readable everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import jpeg as container

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata

FULL_CHROMA_FROM = 90
"""Quality from which colour is kept at full resolution, as libvips and mozjpeg's cjpeg do."""


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    from PIL import JpegImagePlugin  # noqa: F401 - registers the writer

    quality = knobs.quality or _DEFAULT_QUALITY
    progressive = knobs.effort == "max" if knobs.progressive is None else knobs.progressive
    full_chroma = raster.graphic or quality >= FULL_CHROMA_FROM
    pixels = save(
        raster,
        "JPEG",
        quality=quality,
        optimize=knobs.effort != "fast",
        progressive=progressive,
        subsampling="4:4:4" if full_chroma else "4:2:0",
        exif=b"",
        icc_profile=None,
    )
    return container.with_metadata(pixels, metadata)


_DEFAULT_QUALITY = 82

CODEC = Codec(
    name="jpeg",
    modes=("L", "RGB"),
    alpha=False,
    animation=False,
    iptc=True,
    max_side=65_500,
    qualities=(1, 100),
    lossless=False,
    default_quality=_DEFAULT_QUALITY,
    encode=_encode,
)
