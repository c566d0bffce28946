"""PNG: without loss; where a limit demands it, a palette whose colours are the quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import png as container
from pixelprep_cli.codecs.palette import as_palette, exact_palette
from pixelprep_cli.codecs.repack import has_oxipng, oxipng

if TYPE_CHECKING:
    from pixelprep_cli.codecs.containers.metadata import Metadata

LEVEL = {"fast": 4, "balanced": 6, "max": 9}
"""zlib's level by effort, for animations and where there is no oxipng."""


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    from PIL import PngImagePlugin  # noqa: F401 - registers the writer

    if not raster.animated:
        image = raster.image
        smaller = (
            exact_palette(image) if knobs.quality is None else as_palette(image, knobs.quality)
        )
        raster = Raster(image=smaller)
    level = LEVEL[knobs.effort] if raster.animated or not has_oxipng() else 0
    pixels = save(raster, "PNG", compress_level=level, optimize=level == LEVEL["max"])
    if level == 0:
        pixels = oxipng(pixels, knobs.effort)
    return container.with_metadata(pixels, metadata)


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
    lossy_frames=False,
    encode=_encode,
)
