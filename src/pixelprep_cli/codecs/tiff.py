"""TIFF: without loss, for print and archives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import tiff as container

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata

PREDICTOR = 317
HORIZONTAL = 2
"""TIFF 6.0, section 14: differences along a row, which deflate packs better."""


def _encode(raster: Raster, _knobs: Knobs, metadata: Metadata) -> bytes:
    from PIL import TiffImagePlugin  # noqa: F401 - registers the writer

    options = {} if raster.image.mode in ("1", "P") else {"tiffinfo": {PREDICTOR: HORIZONTAL}}
    pixels = save(raster, "TIFF", compression="tiff_adobe_deflate", **options)
    return container.with_metadata(pixels, metadata)


CODEC = Codec(
    name="tiff",
    modes=("1", "L", "LA", "P", "RGB", "RGBA"),
    alpha=True,
    animation=False,
    iptc=True,
    max_side=1_000_000,
    qualities=None,
    lossless=True,
    default_quality=None,
    encode=_encode,
)
