"""A file's own pixels in fewer bytes: nothing that a decoder yields is changed.

JPEG's coefficients are coded anew by MozJPEG (progressive, optimal tables), PNG is reduced and
deflated anew by oxipng, WebP without loss goes through its encoder again.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs.containers import jpeg, webp

if TYPE_CHECKING:
    from pixelprep_cli.model.settings import Effort

OXIPNG_LEVEL: Final = {"fast": 0, "balanced": 1, "max": 2}
"""oxipng's preset by effort. Of one photograph at 1024 px level 0 made 684 kB in 0.13 s, 1 made 613
in 0.76 s, 2 612 in 1.4 s, 3 610 in 4 s; zlib made 694 kB at level 6 and 662 kB at 9.
"""

PNG_DEPTH: Final = 24
"""Where a PNG's first chunk has the bits of a sample."""

WEBP_EFFORT: Final = {"fast": (2, 60), "balanced": (4, 75), "max": (6, 100)}
"""libwebp's method, and how hard its coder without loss tries (0-100), by effort."""


def repacked(name: str, data: bytes, effort: Effort) -> bytes:
    """A file of the same pixels, smaller where that can be; else the data themselves.

    Metadata of a JPEG or a PNG stay; of a WebP they are lost. What cannot be repacked (another
    format, a WebP with loss, an animation, a JPEG with arithmetic coding) comes back as it was.
    """
    match name:
        case "jpeg":
            smaller = _jpeg(data)
        case "png":
            smaller = oxipng(data, effort)
        case "webp" if webp.is_lossless(data):
            smaller = _webp(data, effort)
        case _:
            return data
    return smaller if len(smaller) < len(data) else data


@cache
def has_oxipng() -> bool:
    """Whether oxipng is installed; Windows on ARM has no wheel."""
    return find_spec("oxipng") is not None


def oxipng(data: bytes, effort: Effort) -> bytes:
    """A PNG of the same pixels by oxipng; the data where that refuses them, or is not there."""
    if not has_oxipng():
        return data
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # each worker has its core
    from oxipng import PngError, optimize_from_memory

    # Decoders tell 16 bits from 8, and of 16 bits grey from colour.
    shallow = data[PNG_DEPTH : PNG_DEPTH + 1] != b"\x10"
    try:
        return optimize_from_memory(
            data,
            level=OXIPNG_LEVEL[effort],
            bit_depth_reduction=shallow,
            color_type_reduction=shallow,
            grayscale_reduction=shallow,
        )
    except PngError:
        return data


def _jpeg(data: bytes) -> bytes:
    if find_spec("mozjpeg_lossless_optimization") is None:
        return data
    from mozjpeg_lossless_optimization import COPY_MARKERS, optimize

    try:
        made = bytes(optimize(data, copy=COPY_MARKERS.ALL))
    except ValueError:
        return data
    return made if jpeg.is_plain(data) or _pixels(made) == _pixels(data) else data


def _pixels(jpeg_data: bytes) -> bytes:
    """A digest of what a decoder yields.

    Of a progressive JPEG that lacks scans that is smoothed, and after a recode it is not; and
    MozJPEG takes components of one number for one.
    """
    from hashlib import blake2b

    from PIL import Image

    with Image.open(BytesIO(jpeg_data), formats=("JPEG",)) as image:
        return blake2b(image.tobytes()).digest()


def _webp(data: bytes, effort: Effort) -> bytes:
    from PIL import Image, WebPImagePlugin  # noqa: F401 - registers the reader and the writer

    method, quality = WEBP_EFFORT[effort]
    with Image.open(BytesIO(data), formats=("WEBP",)) as image:
        if getattr(image, "is_animated", False):
            return data
        image.load()
        image.info.clear()
        buffer = BytesIO()
        image.save(buffer, "WEBP", lossless=True, exact=True, method=method, quality=quality)
    return buffer.getvalue()
