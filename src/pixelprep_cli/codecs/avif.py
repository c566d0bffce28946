"""AVIF by pillow-avif-plugin: the fewest bytes for photographs.

Two encoders, by measurement (docs/codec-effort.md): SVT-AV1 makes opaque colour photographs
smaller than aom does in the same time; aom does everything else.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import isobmff as container
from pixelprep_cli.codecs.containers.avifsequence import played

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata

AOM_SPEED: Final = {"fast": 9, "balanced": 8, "max": 6}
SVT_SPEED: Final = 7
SVT_TUNE: Final = "3"
"""SVT-AV1's tuning for still pictures ("IQ")."""

SVT_SIDES: Final = range(64, 8193)
"""Sides in pixels that are safely within what SVT-AV1 takes."""

SVT_OFFSET: Final = 8
"""By so much SVT-AV1's quality has to be lower than aom's to look alike."""

FULL_CHROMA_FROM: Final = 70
"""Quality from which colour at full resolution takes fewer bytes for the same look."""


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    os.environ.setdefault("SVT_LOG", "0")
    import pillow_avif  # noqa: F401 - registers its writer in place of Pillow's own

    quality = knobs.quality or _DEFAULT_QUALITY
    # What has to be multiplied by its alpha is turned into YCbCr by libavif itself. It leaves all
    # else to libyuv, which cuts chroma off instead of rounding it: all is tinted by 0.4 to 0.9
    # levels. A still's alpha that is opaque throughout changes nothing, and is not written.
    options = _svt(quality) if _suits_svt(raster, knobs, quality) else _aom(raster, knobs, quality)
    exact = raster.image.mode == "RGB" and not raster.animated
    pixels = save(
        replace(raster, image=raster.image.convert("RGBA")) if exact else raster,
        "AVIF",
        **options,
        alpha_premultiplied=exact,
        max_threads=1,
        exif=container.exif_placeholder(metadata.exif),
        xmp=metadata.xmp or b"",
        icc_profile=metadata.icc or b"",
    )
    if raster.animated:
        pixels = played(pixels, raster.loop)
    return container.with_metadata(pixels, metadata)


def _suits_svt(raster: Raster, knobs: Knobs, quality: int) -> bool:
    from pillow_avif import _avif

    image = raster.image
    return (
        knobs.effort == "balanced"
        and quality < FULL_CHROMA_FROM
        and not (raster.animated or raster.graphic or raster.full_chroma)
        and image.mode == "RGB"
        and image.width in SVT_SIDES
        and image.height in SVT_SIDES
        and bool(_avif.encoder_codec_available("svt"))
    )


def _svt(quality: int) -> dict[str, Any]:
    return {
        "codec": "svt",
        "quality": max(1, quality - SVT_OFFSET),
        "speed": SVT_SPEED,
        "subsampling": "4:2:0",
        "advanced": {"tune": SVT_TUNE},
    }


def _aom(raster: Raster, knobs: Knobs, quality: int) -> dict[str, Any]:
    by_effort = raster.full_chroma is None and knobs.effort == "max"
    full_chroma = by_effort or CODEC.has_full_chroma(quality, raster.full_chroma)
    grey = raster.image.mode == "L"
    return {
        "codec": "aom",
        "quality": quality,
        "speed": AOM_SPEED[knobs.effort],
        "subsampling": "4:0:0" if grey else "4:4:4" if full_chroma else "4:2:0",
    }


_DEFAULT_QUALITY: Final = 62

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
    full_chroma_from=FULL_CHROMA_FROM,
    encode=_encode,
)
