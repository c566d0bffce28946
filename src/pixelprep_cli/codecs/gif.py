"""GIF: animations of at most 256 colours a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import gif as container
from pixelprep_cli.codecs.palette import as_palette

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    from PIL import GifImagePlugin  # noqa: F401 - registers the writer

    if not raster.animated and (knobs.quality is not None or raster.image.mode != "P"):
        raster = Raster(image=as_palette(raster.image, knobs.quality or 100))
    # Frames are whole pictures, so each has to be cleared before the next.
    options = {"disposal": 2} if raster.animated else {}
    return container.with_metadata(save(raster, "GIF", **options), metadata)


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
    encode=_encode,
)
