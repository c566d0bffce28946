"""JPEG: photographs without transparency, readable everywhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster, save
from pixelprep_cli.codecs.containers import jpeg as container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from pixelprep_cli.codecs.containers.metadata import Metadata

BYTES_PER_SAMPLE = 2
"""Room that an encode surely finds enough: random noise at quality 100 takes 1.2."""

FULL_CHROMA_FROM = 86
"""Quality from which colour at full resolution takes fewer bytes for the same look."""


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    from PIL import JpegImagePlugin  # noqa: F401 - registers the writer

    quality = knobs.quality or _DEFAULT_QUALITY
    progressive = knobs.effort == "max" if knobs.progressive is None else knobs.progressive
    full_chroma = CODEC.has_full_chroma(quality, raster.full_chroma)
    with _room_for(raster.image):
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


@contextmanager
def _room_for(image: Image) -> Iterator[None]:
    """Let Pillow's buffer hold the whole file.

    libjpeg cannot pause in an encode of two passes, and Pillow guesses too little for pictures
    of fine detail at high quality.
    """
    from PIL import ImageFile

    before = ImageFile.MAXBLOCK
    samples = image.width * image.height * len(image.getbands())
    ImageFile.MAXBLOCK = max(before, BYTES_PER_SAMPLE * samples)
    try:
        yield
    finally:
        ImageFile.MAXBLOCK = before


_DEFAULT_QUALITY = 76

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
    full_chroma_from=FULL_CHROMA_FROM,
    exif_room=65_527,
    texts="comments",
    xmp_room=65_502,
    encode=_encode,
)
