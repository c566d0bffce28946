"""JPEG XL by pylibjxl, an extra: photographs and graphics, with loss and without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.codecs.codec import Codec, Knobs, Raster
from pixelprep_cli.codecs.containers import jxl as container

if TYPE_CHECKING:
    from PIL.Image import Image

    from pixelprep_cli.codecs.containers.metadata import Metadata

EFFORT: Final = {"fast": 3, "balanced": 5, "max": 7}
"""libjxl's effort; docs/codec-effort.md has the measurements."""

_DEFAULT_QUALITY: Final = 65


def distance(quality: int) -> float:
    """The Butteraugli distance that libjxl's own tools take a quality of 1-100 for."""
    if quality >= 30:
        return 0.1 + (100 - quality) * 0.09
    return 53 / 3000 * quality**2 - 23 / 20 * quality + 25


def _encode(raster: Raster, knobs: Knobs, metadata: Metadata) -> bytes:
    register()
    lossless = knobs.quality is None
    with _libjxl().JXL(threads=1) as encoder:
        pixels: bytes = encoder.encode(
            _samples(raster.image),
            effort=EFFORT[knobs.effort],
            distance=0.0 if knobs.quality is None else distance(knobs.quality),
            lossless=lossless,
            icc=metadata.icc,
        )
    return container.with_metadata(pixels, metadata)


def _samples(image: Image) -> Any:
    """Height × width × channels."""
    import numpy as np

    return np.array(image)


def _libjxl() -> Any:
    import pylibjxl

    return pylibjxl


def register() -> None:
    """Let Pillow read JPEG XL."""
    from PIL import Image

    if "JXL" not in Image.OPEN:
        _libjxl().register_pillow()


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
