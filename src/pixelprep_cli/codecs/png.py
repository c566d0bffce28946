"""PNG: without loss; where a limit demands it, a palette whose colours are the quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs import pngframes
from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import png as container
from pixelprep_cli.codecs.palette import as_palette, exact_palette
from pixelprep_cli.codecs.repack import has_oxipng, oxipng

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.codecs.containers.metadata import Metadata

LEVEL = {"fast": 4, "balanced": 6, "max": 9}
"""zlib's level by effort, for animations and where there is no oxipng."""


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    from PIL import PngImagePlugin  # noqa: F401 - registers the writer

    level = LEVEL[knobs.effort]
    if raster.animated:
        made = pngframes.write(raster, lambda frame: _fewer(frame, knobs.quality), level)
        return container.with_metadata(made, metadata)
    image = raster.image
    smaller = exact_palette(image) if knobs.quality is None else as_palette(image, knobs.quality)
    still = Raster(image=smaller)
    if has_oxipng():
        pixels = oxipng(save(still, "PNG", compress_level=0), knobs.effort)
    else:
        pixels = save(still, "PNG", compress_level=level, optimize=level == LEVEL["max"])
    return container.with_metadata(pixels, metadata)


def _fewer(frame: Image, quality: int | None) -> Image:
    """A frame of fewer colours in the mode that all frames share."""
    return frame if quality is None else as_palette(frame, quality).convert(frame.mode)


CODEC = Codec(
    name="png",
    modes=("1", "L", "LA", "P", "RGB", "RGBA"),
    alpha=True,
    animation=True,
    iptc=False,
    max_side=1_000_000,
    qualities=(1, 99),
    lossless=True,
    default_quality=None,
    texts="all",
    encode=_encode,
)
