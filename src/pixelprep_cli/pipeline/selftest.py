"""Whether this installation's codecs do what they are there for, tried on a drawn picture."""

from __future__ import annotations

import zlib
from base64 import b85decode
from functools import partial
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Knobs, Raster, matching_mode
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.model.values import WRITABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

SIDE: Final = 96
"""Pixels a side of the picture."""

TOLERANCE: Final = 12.0
"""Mean difference, in levels of 255, that a codec with loss, or a palette, may make."""

READ_ONLY: Final = {"bmp": "BMP", "jp2": "JPEG2000", "ico": "ICO", "pnm": "PPM", "tga": "TGA"}
"""Formats that are only read here, with the names of Pillow's writers."""

ORANGE: Final = (200, 100, 50)
HEIC: Final = (
    "c-"
    "muNV30{GsVvAy%}izhg51nBLl8SRGck>UfiWyMwIq=N0u(b+a*CjAhJwuG5(YG&l$nzcHpIn&fe{FSfUycf1A#0M"
    "D`#frrGa@MQBfc#l?lqrC`&d3G5HEIOLE~#u4NV!6#(h&nFY!DK)M2`%$boHBs2l6NbUo}pT9qTFfi~lCjfOwI56"
    "@s{{IhBzzkBs3_^0dm>d#;lG;v;jA$|o6dGBlz4Fvtm&YW<!vPXH0U|gYl7Q;jT^J7*ZBTLmS|gmCpHq~VoKpc5="
    "4D`O01Am@78j&K{pJA00tJ~BnIHjX4i2Dc4C0vuxv<~^h6qa|6Eh2tshXRT2nsz(4aW7H4-"
    "_p+<Nx1j|Nq}d_C#HP^jvm>uRj1<giJm"
)
"""A HEIC of 64 × 64 pixels in that colour, as nothing here writes one; zlib, base 85."""


def failure(name: str) -> str | None:
    """What is wrong with one of `TESTS`; None where it does what it is there for."""
    try:
        TESTS[name]()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is wrong
        return f"{type(error).__name__}: {error}"
    return None


def _written(name: str) -> None:
    """Encode the picture and decode it again."""
    codec = codec_for(name)
    image = _drawn().convert(matching_mode("RGB", codec.modes))
    data = codec.encode(Raster(image=image), Knobs(quality=codec.default_quality), Metadata())
    _require_alike(name, data, 0.0 if codec.lossless and not codec.qualities else TOLERANCE)


def _read(name: str) -> None:
    """Decode the picture in a format that only Pillow writes."""
    buffer = BytesIO()
    _reader(name)
    options = {"sizes": [(SIDE, SIDE)]} if name == "ico" else {}
    _drawn().save(buffer, READ_ONLY[name], **options)
    _require_alike(name, buffer.getvalue(), TOLERANCE)


def _heic() -> None:
    found = _decoded("heic", zlib.decompress(b85decode(HEIC)))
    from PIL import Image

    _require_near(found, Image.new("RGB", found.size, ORANGE))


def _raw() -> None:
    """That LibRaw can be loaded: nothing here writes camera RAW."""
    import_module("rawpy")


def _palette() -> None:
    from pixelprep_cli.codecs.palette import as_palette

    _require_near(as_palette(_drawn(), 80).convert("RGB"))


def _resizing() -> None:
    from pixelprep_cli.pixels import geometry

    small = geometry.Geometry((0, 0, SIDE, SIDE), SIDE // 2, SIDE // 2)
    made = geometry.apply(_drawn(), small, 1, (SIDE, SIDE))
    _require_near(made.resize((SIDE, SIDE)))


def _recoding() -> None:
    """JPEG and PNG repacked without touching a pixel."""
    from pixelprep_cli.codecs.repack import repacked

    for name in ("jpeg", "png"):
        codec = codec_for(name)
        data = codec.encode(
            Raster(image=_drawn()), Knobs(quality=codec.default_quality), Metadata()
        )
        _require_near(_decoded(name, repacked(name, data, "fast")), _decoded(name, data), 0.0)


TESTS: Final[dict[str, Callable[[], None]]] = {
    **{name: partial(_written, name) for name in WRITABLE},
    **{name: partial(_read, name) for name in READ_ONLY},
    "heic": _heic,
    "raw": _raw,
    "palette": _palette,
    "resizing": _resizing,
    "recoding": _recoding,
}


def _drawn() -> Image:
    """Soft shades in every direction, another in each channel."""
    from PIL import Image

    across = Image.linear_gradient("L").resize((SIDE, SIDE))
    bands = (across, across.rotate(90), Image.radial_gradient("L").resize((SIDE, SIDE)))
    return Image.merge("RGB", bands)


def _decoded(name: str, data: bytes) -> Image:
    from PIL import Image

    with Image.open(BytesIO(data), formats=_reader(name)) as image:
        return image.convert("RGB")


def _reader(name: str) -> tuple[str, ...]:
    """Pillow's names for a format, whose decoder is loaded."""
    reader = INPUTS[name].reader
    assert reader is not None  # noqa: S101 - all of these are read
    import_module(reader.module)
    return reader.formats


def _require_alike(name: str, data: bytes, most: float) -> None:
    found = _decoded(name, data)
    if found.size != (SIDE, SIDE):
        raise ValueError(f"it decodes to {found.width}×{found.height} pixels")
    _require_near(found, most=most)


def _require_near(found: Image, wanted: Image | None = None, most: float = TOLERANCE) -> None:
    from PIL import ImageChops, ImageStat

    difference = ImageChops.difference(found, wanted or _drawn())
    off = max(ImageStat.Stat(difference).mean)
    if off > most:
        raise ValueError(f"it decodes to another picture, off by {off:.1f} levels of 255")
