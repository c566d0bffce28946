"""Open a picture safely and tell what it is; decode it when asked.

What a file is gets decided from its bytes, limits from its header, and only formats on the
allow-list ever reach a decoder.
"""

from __future__ import annotations

import os
import stat
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from PIL.Image import Image

from pixelprep_cli.codecs.containers import container, jpeg, webp
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.quantization import quality_of
from pixelprep_cli.codecs.raw import is_raw
from pixelprep_cli.codecs.signature import HEAD_BYTES, UNSUPPORTED, identify, sniff
from pixelprep_cli.errors import PixelprepError, SkippedError, SourceError
from pixelprep_cli.model.facts import ImageFacts
from pixelprep_cli.model.values import format_bytes
from pixelprep_cli.pixels import lab
from pixelprep_cli.pixels.depth import bits_per_channel, fit_key
from pixelprep_cli.pixels.metadata import holds_location, orientation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelprep_cli.model.job import Bounds

PLUGINS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "jpeg": ("PIL.JpegImagePlugin", ("JPEG", "MPO")),
    "png": ("PIL.PngImagePlugin", ("PNG",)),
    "webp": ("PIL.WebPImagePlugin", ("WEBP",)),
    "avif": ("pillow_avif", ("AVIF",)),
    "gif": ("PIL.GifImagePlugin", ("GIF",)),
    "tiff": ("PIL.TiffImagePlugin", ("TIFF",)),
    "bmp": ("PIL.BmpImagePlugin", ("BMP", "DIB")),
    "jp2": ("PIL.Jpeg2KImagePlugin", ("JPEG2000",)),
    "ico": ("PIL.IcoImagePlugin", ("ICO",)),
    "psd": ("PIL.PsdImagePlugin", ("PSD",)),
    "pnm": ("PIL.PpmImagePlugin", ("PPM",)),
    "tga": ("PIL.TgaImagePlugin", ("TGA",)),
}
"""The allow-list: which Pillow plugin reads a format, under which of Pillow's names."""

ANIMATED: Final = ("gif", "png", "webp", "avif")
"""Formats whose frames are an animation; those of the others are pages or renditions."""


COPY_ANEW: Final = "copy it anew from where it came from"
SAVE_ANEW: Final = "if another program opens it, save it there as PNG"

GLANCE: Final = 768
"""Pixels a side that are enough to tell what a photograph shows."""


@dataclass(slots=True)
class Source:
    """An opened picture: `data` is the whole file, `image` not yet decoded.

    With `is_lab` the `image` claims to be RGB, and `decode` says what it really is.
    """

    path: str
    data: bytes
    facts: ImageFacts
    metadata: Metadata
    image: Image
    is_lab: bool = False

    def scaled(self, factor: float, *, margin: float) -> None:
        """Let the decoder scale down to no less than `margin` times `factor`, if it can.

        JPEG's inverse DCT yields 1/2, 1/4 and 1/8 directly. A margin of 1 leaves the resampling
        filter next to nothing to do; against full decoding the result still scores 91 and more
        in SSIMULACRA2. From a margin of 2 the filter makes all the difference that can be seen.
        """
        if self.facts.format == "jpeg" and margin * factor <= 1 / 2:
            width, height = self.image.size
            scale = margin * factor
            self.image.draft(None, (int(scale * width), int(scale * height)))

    @property
    def turn(self) -> int:
        """EXIF's orientation of what `decode` yields: Pillow turns TIFF upright by itself."""
        return 1 if self.facts.format == "tiff" else self.facts.orientation

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, at full scale, of what `decode` yields."""
        facts = self.facts
        return facts.upright if facts.format == "tiff" else (facts.width, facts.height)

    def decode(self) -> Image:
        """The decoded picture, to be turned by `turn`.

        Raises:
            SourceError: the data are truncated or corrupt.
        """
        with reported():
            self.image.load()
            return lab.from_rgb(self.image) if self.is_lab else self.image

    def glance(self) -> Image:
        """The decoded picture, at a reduced scale where that is cheaper.

        A JPEG is decoded apart, so that `scaled` can still choose.
        """
        if self.facts.format != "jpeg":
            return self.decode()
        with reported(), _open_image(self.data, "jpeg") as image:
            image.draft(None, (GLANCE, GLANCE))
            return image.copy()


@contextmanager
def open_source(path: str, bounds: Bounds) -> Iterator[Source]:
    """Open one file as a picture, its header parsed, nothing decoded.

    Raises:
        SourceError: no regular file, unreadable, empty, too large, no picture, or corrupt.
        SkippedError: a known format that is not supported.
    """
    data = _read(path, bounds.max_file_size)
    name = _identify(path, data)
    relabelled = lab.declared_rgb(data) if name == "tiff" else None
    with reported():
        image = _open_image(relabelled or data, name)
    # What only decoding shows, an icon's or a frame's own larger size, is for Pillow to refuse.
    with image, _pillow_limit(bounds.max_pixels):
        _check_pixels(image.size, bounds.max_pixels)
        with reported():
            metadata = _metadata(data, name, image)
            facts = _facts(data, name, image, metadata)
            if name == "png":
                fit_key(image, facts.bits)
        yield Source(path, data, facts, metadata, image, is_lab=relabelled is not None)


@contextmanager
def reported() -> Iterator[None]:
    """Turn whatever a decoder raises into one SourceError.

    MemoryError, faults of the disk and the project's own errors pass for what they are.
    """
    try:
        yield
    except (PixelprepError, MemoryError):
        raise
    except OSError as error:
        if error.errno is not None:
            raise
        raise _undecodable(error) from error
    except Exception as error:
        raise _undecodable(error) from error


def _undecodable(error: Exception) -> SourceError:
    from PIL import UnidentifiedImageError
    from PIL.Image import DecompressionBombError

    said = str(error) or type(error).__name__
    if "truncated" in said.lower():
        return SourceError(f"the file is cut off: {said}", code="truncated", hint=COPY_ANEW)
    if isinstance(error, UnidentifiedImageError):
        told = "its header is damaged, or of a variant that is not supported"
        return SourceError(told, code="corrupt", hint=SAVE_ANEW)
    if "unsupported" in said.lower():
        told = f"it is of a variant that is not supported: {said}"
        return SourceError(told, code="unsupported_variant", hint=SAVE_ANEW)
    if isinstance(error, DecompressionBombError):
        told = "a part of the picture is far larger than its header says"
        return SourceError(told, code="too_many_pixels")
    return SourceError(f"the file is damaged: {said}", code="corrupt", hint=COPY_ANEW)


def _read(path: str, most: int) -> bytes:
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise SourceError("it is not a regular file", code="not_regular")
        if status.st_size == 0:
            raise SourceError("the file is empty", code="empty_file")
        if status.st_size > most:
            raise SourceError(
                f"the file has {format_bytes(status.st_size)}, the limit is {format_bytes(most)}",
                code="file_too_large",
                hint="raise it with --max-file-size",
            )
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise SourceError(
            f"the file cannot be read: {error.strerror}", code="unreadable"
        ) from error


def _identify(path: str, data: bytes) -> str:
    head = data[:HEAD_BYTES]
    kind = identify(path, head)
    if kind == "tiff" and is_raw(BytesIO(data)):
        kind = "raw"
    if kind in UNSUPPORTED:
        raise SkippedError(UNSUPPORTED[kind], code="unsupported_format")
    if kind is None:
        raise SourceError("its content is of no known picture format", code="not_a_picture")
    if kind != "tga" and sniff(head) is None:
        raise SourceError(f"its content is not {kind}", code="corrupt", hint=COPY_ANEW)
    return kind


def _open_image(data: bytes, name: str) -> Image:
    from PIL import Image

    module, formats = PLUGINS[name]
    import_module(module)
    with _pillow_limit(None), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Image.open(BytesIO(data), formats=formats)


def _check_pixels(size: tuple[int, int], most: int) -> None:
    width, height = size
    if width * height > most:
        raise SourceError(
            f"the picture has {width}×{height} = {width * height / 1e6:.0f} million "
            f"pixels, the limit is {most / 1e6:g} million",
            code="too_many_pixels",
            hint=f"if you trust it, raise it with --max-pixels {width * height}",
        )


@contextmanager
def _pillow_limit(most: int | None) -> Iterator[None]:
    """Within the block, let Pillow refuse pictures of more than twice so many pixels, or none."""
    from PIL import Image

    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = most
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _metadata(data: bytes, name: str, image: Image) -> Metadata:
    """Metadata by our own parser, or as far as Pillow tells for formats that are only read."""
    try:
        return container(name).read_metadata(data)
    except (KeyError, ValueError):
        exif = image.info.get("exif", b"")
        return Metadata(
            exif=exif.removeprefix(b"Exif\0\0") or None,
            xmp=_bytes(image.info.get("xmp")),
            icc=image.info.get("icc_profile"),
        )


def _bytes(value: Any) -> bytes | None:
    return value.encode() if isinstance(value, str) else value


def _facts(data: bytes, name: str, image: Image, metadata: Metadata) -> ImageFacts:
    from PIL.JpegImagePlugin import JpegImageFile

    from pixelprep_cli.pixels.colour import describe

    profile, wide = describe(metadata.icc)
    frames = _frames(image)
    # AVIF's own rotation is told through the EXIF that its plugin amends.
    turn = orientation(image.info.get("exif") if name == "avif" else metadata.exif)
    width, height = image.size[::-1] if name == "tiff" and turn >= 5 else image.size
    return ImageFacts(
        format=name,
        bytes=len(data),
        width=width,
        height=height,
        orientation=turn,
        mode=image.mode,
        lossless=name == "webp" and webp.is_lossless(data),
        quality=quality_of(image.quantization) if isinstance(image, JpegImageFile) else None,
        bits=bits_per_channel(image, data[: 1 << 16], name),
        alpha=has_alpha(image),
        frames=frames if name in ANIMATED else 1,
        pages=frames if name == "tiff" else 1,
        profile=profile,
        wide_gamut=wide,
        gain_map=name == "jpeg" and jpeg.has_gain_map(data),
        location=holds_location(metadata),
    )


def _frames(image: Image) -> int:
    from pixelprep_cli.pixels.frames import count

    try:
        return count(image)
    except Exception:  # noqa: BLE001 - counting trips over files whose first frame is fine
        return 1


def has_alpha(image: Image) -> bool:
    """Whether the picture declares transparency, be it a channel or a colour key."""
    return image.has_transparency_data
