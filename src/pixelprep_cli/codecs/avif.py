"""AVIF by pillow-avif-plugin: the fewest bytes for photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import isobmff as container

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata

SPEED = {"fast": 10, "balanced": 9, "max": 6}
"""aom's speed by effort; the table that decided is docs/codec-effort.md."""

FULL_CHROMA_FROM = 90


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    import pillow_avif  # noqa: F401 - registers its writer in place of Pillow's own

    quality = knobs.quality or _DEFAULT_QUALITY
    full_chroma = raster.graphic or quality >= FULL_CHROMA_FROM
    grey = raster.image.mode == "L"
    pixels = save(
        raster,
        "AVIF",
        quality=quality,
        speed=SPEED[knobs.effort],
        codec="aom",
        subsampling="4:0:0" if grey else "4:4:4" if full_chroma else "4:2:0",
        max_threads=1,
        exif=container.exif_placeholder(metadata.exif),
        xmp=metadata.xmp or b"",
        icc_profile=metadata.icc or b"",
    )
    return container.with_metadata(pixels, metadata)


_DEFAULT_QUALITY = 60

CODEC = Codec(
    name="avif",
    modes=("L", "RGB", "RGBA"),
    alpha=True,
    animation=True,
    iptc=False,
    max_side=65_536,
    qualities=(1, 100),
    lossless=False,
    default_quality=_DEFAULT_QUALITY,
    encode=_encode,
)
