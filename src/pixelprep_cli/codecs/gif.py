"""GIF: animations of at most 256 colours a frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pixelprep_cli.codecs import gifframes
from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import gif as container
from pixelprep_cli.codecs.gifframes import OPAQUE_FROM
from pixelprep_cli.codecs.palette import MOST, as_palette, exact_palette

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.codecs.containers.metadata import Metadata

CLEAR = MOST - 1
"""The palette entry that stands for transparency."""


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    from PIL import GifImagePlugin  # noqa: F401 - registers the writer

    if raster.animated:
        made = gifframes.write(raster, lambda frame: _indexed(frame, knobs.quality))
        return container.with_metadata(made, metadata)
    still = replace(raster, image=_indexed(raster.image, knobs.quality))
    return container.with_metadata(save(still, "GIF"), metadata)


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
    colours=MOST,
    profiles=False,
    exif=False,
    texts="comments",
    encode=_encode,
)
