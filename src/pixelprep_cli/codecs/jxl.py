"""JPEG XL by libjxl, an extra: photographs and graphics, with loss and without.

By two bindings, as neither does all of it (docs/codec-effort.md has the measurements). imagecodecs
codes in XYB, JPEG XL's own colours, and holds no profile. pylibjxl holds one, but codes with loss
in the picture's own colours, which takes more bytes than JPEG. So what needs a profile is a JPEG's
coefficients, packed as they are, where a JPEG can hold the picture.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster
from pixelprep_cli.codecs.containers import jxl as container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.jpeg import CODEC as JPEG

if TYPE_CHECKING:
    from PIL.Image import Image

EFFORT: Final = {"fast": 3, "balanced": 4, "max": 7}
"""libjxl's effort."""

OF_JPEG: Final = 1.25
"""By so much farther from 100 is the quality of a JPEG that looks as XYB does."""

_DEFAULT_QUALITY: Final = 75


def distance(quality: int) -> float:
    """The Butteraugli distance that libjxl's own tools take a quality of 1-100 for."""
    if quality >= 30:
        return 0.1 + (100 - quality) * 0.09
    return 53 / 3000 * quality**2 - 23 / 20 * quality + 25


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    register()
    image, quality = raster.image, knobs.quality
    effort = EFFORT[knobs.effort]
    if quality is not None and metadata.icc is None:
        pixels = in_xyb(image, effort, quality)
    elif quality is not None and image.mode in JPEG.modes:
        as_good = max(1, round(100 - OF_JPEG * (100 - quality)))
        pixels = _of_jpeg(raster, replace(knobs, quality=as_good), metadata.icc)
    else:
        pixels = _in_its_own_colours(image, effort, quality, metadata.icc)
    return container.with_metadata(pixels, metadata)


def in_xyb(image: Image, effort: int, quality: int) -> bytes:
    """A JPEG XL with loss, in one thread, without a profile."""
    import imagecodecs

    made = imagecodecs.jpegxl_encode(
        _samples(image), effort=effort, distance=distance(quality), numthreads=1
    )
    return bytes(made)


def _of_jpeg(raster: Raster, knobs: Knobs, icc: bytes | None) -> bytes:
    """A JPEG's coefficients, of colour at full resolution as in all of JPEG XL."""
    jpeg = JPEG.encode(replace(raster, full_chroma=True), knobs, Metadata(icc=icc))
    with _pylibjxl().JXL(threads=1) as encoder:
        made: bytes = encoder.jpeg_to_jxl(jpeg, effort=EFFORT[knobs.effort])
    return made


def _in_its_own_colours(image: Image, effort: int, quality: int | None, icc: bytes | None) -> bytes:
    """Without loss where `quality` is None."""
    with _pylibjxl().JXL(threads=1) as encoder:
        made: bytes = encoder.encode(
            _samples(image),
            effort=effort,
            distance=0.0 if quality is None else distance(quality),
            lossless=quality is None,
            icc=icc,
        )
    return made


def _samples(image: Image) -> Any:
    """Height × width (× channels)."""
    import numpy as np

    return np.array(image)


def _pylibjxl() -> Any:
    import pylibjxl

    return pylibjxl


def register() -> None:
    """Let Pillow read JPEG XL."""
    from PIL import Image

    if "JXL" not in Image.OPEN:
        _pylibjxl().register_pillow()


CODEC = Codec(
    name="jxl",
    modes=("L", "RGB", "RGBA"),
    alpha=True,
    animation=False,
    iptc=False,
    max_side=1_000_000,
    qualities=(1, 100),
    lossless=True,
    default_quality=_DEFAULT_QUALITY,
    encode=_encode,
)
