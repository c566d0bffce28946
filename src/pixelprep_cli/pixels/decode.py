"""Open a picture safely and tell what it is; decode it when asked.

What a file is gets decided from its bytes, limits from its header, and only formats on the
allow-list ever reach a decoder.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from PIL.Image import Image

from pixelprep_cli.codecs.containers import jpeg, jxl, webp
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.codecs.inputs import INPUTS, RAW, Input
from pixelprep_cli.codecs.quantization import saved_quality
from pixelprep_cli.model.facts import ImageFacts
from pixelprep_cli.model.outcome import Notice
from pixelprep_cli.pixels import files, lab, limits
from pixelprep_cli.pixels.deep import of_heif, rounded, swapped
from pixelprep_cli.pixels.depth import bits_per_channel, fit_key
from pixelprep_cli.pixels.developed import Developed, read_raw
from pixelprep_cli.pixels.exiftags import ORIENTATION
from pixelprep_cli.pixels.faults import reported
from pixelprep_cli.pixels.metadata import holds_location, orientation, read_metadata
from pixelprep_cli.pixels.several import holds_gain_map, pictures
from pixelprep_cli.store.reading import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.ImageFile import ImageFile

    from pixelprep_cli.model.job import Bounds

GLANCE: Final = 768
"""Pixels a side that are enough to tell what a photograph shows."""


@dataclass(slots=True)
class Source:
    """An opened picture: `data` is the whole file, `image` not yet decoded.

    With `is_lab` the `image` claims to be RGB, and `decode` says what it really is. `notices` tell
    what came of opening it. `glanced` is what a glance has decoded apart.
    """

    path: str
    data: bytes
    facts: ImageFacts
    metadata: Metadata
    image: Image
    is_lab: bool = False
    notices: tuple[Notice, ...] = ()
    glanced: Image | None = None

    def scaled(self, factor: float, *, margin: float) -> None:
        """Let the decoder scale down to no less than `margin` times `factor`, if it can.

        JPEG's inverse DCT yields 1/2, 1/4 and 1/8 directly. A margin of 1 leaves the resampling
        filter next to nothing to do; against full decoding the result still scores 91 and more
        in SSIMULACRA2. From a margin of 2 the filter makes all the difference that can be seen.
        """
        if self.image.format in ("JPEG", "MPO") and margin * factor <= 1 / 2:
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

    def decode(self, *, dither: bool = False) -> Image:
        """The decoded picture, to be turned by `turn`.

        More than eight bits are rounded to eight, or with `dither` scattered between two levels.

        Raises:
            SourceError: the data are truncated or corrupt.
        """
        if self.glanced and self.glanced.size == self.image.size:
            return self.glanced
        with reported():
            self.image.load()
            if dither and self.facts.format == "heic" and self.facts.bits > 8:
                parts = of_heif(self.data, self.facts.bits)
                return rounded(*parts, dither=True) if parts else self.image
            lower = self._lower_bytes()
            if self.is_lab:
                return lab.from_rgb(self.image, lower)
            return self.image if lower is None else rounded(self.image, lower, dither=dither)

    def _lower_bytes(self) -> Image | None:
        """What is left out of a still of sixteen-bit colour; None of any other picture."""
        facts = self.facts
        if isinstance(self.image, Developed):
            return self.image.lower
        keyed = "transparency" in self.image.info
        if facts.bits != 16 or facts.frames > 1 or keyed or len(self.image.getbands()) < 3:
            return None
        data = (lab.declared_rgb(self.data) if self.is_lab else None) or self.data
        with _open_image(data, INPUTS[facts.format]) as image:
            if not swapped(image):
                return None
            image.load()
            return image.copy()

    def glance(self, *, whole: bool = False) -> Image:
        """The decoded picture, roughly rounded, at a reduced scale where that is cheaper.

        A JPEG is decoded apart, so that `scaled` can still choose, unless it is wanted `whole`.
        """
        if whole or self.facts.format != "jpeg":
            with reported():
                self.image.load()
                return lab.from_rgb(self.image, None) if self.is_lab else self.image
        with reported(), _open_image(self.data, INPUTS["jpeg"]) as image:
            image.draft(None, (GLANCE, GLANCE))
            self.glanced = image.copy()
            return self.glanced


@contextmanager
def open_source(path: str, bounds: Bounds) -> Iterator[Source]:
    """Open one file as a picture, its header parsed; only a JPEG XL with a profile is decoded.

    Raises:
        SourceError: no regular file, unreadable, empty, too large, no picture, or corrupt.
        SkippedError: a known format that is not supported, or needs an extra.
    """
    data = read_whole(path, bounds.max_file_size)
    name = files.kind_of(path, data)
    with reported():
        source = _open_raw if name in RAW else _open_picture
        opened = source(path, data, name, bounds)
    # What only decoding shows, an icon's or a frame's own larger size, is for Pillow to refuse.
    with opened.image, _pillow_limit(bounds.max_pixels):
        limits.check_frames(opened.facts, bounds)
        yield opened


def _open_picture(path: str, data: bytes, name: str, bounds: Bounds) -> Source:
    relabelled = lab.declared_rgb(data) if name == "tiff" else None
    image = _open_image(relabelled or data, INPUTS[name])
    limits.check_pixels(image.size, bounds)
    metadata = _metadata(data, name, image)
    facts = _facts(data, name, image, metadata)
    if name == "png":
        fit_key(image, facts.bits)
    return Source(path, data, facts, metadata, image, is_lab=relabelled is not None)


def _open_raw(path: str, data: bytes, name: str, bounds: Bounds) -> Source:
    with _pillow_limit(None):
        found = read_raw(data, bounds.raw)
    limits.check_pixels(found.image.size, bounds)
    facts = _facts(data, name, found.image, found.metadata)
    facts = replace(facts, orientation=found.turn)
    return Source(path, data, facts, found.metadata, found.image, notices=found.notices)


def _open_image(data: bytes, kind: Input) -> ImageFile:
    from PIL import Image

    assert kind.reader is not None  # noqa: S101 - others are refused by name
    import_module(kind.reader.module)
    with _pillow_limit(None), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Image.open(BytesIO(data), formats=kind.reader.formats)


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
    """Metadata by our own parser, or as far as Pillow tells for formats that are only read.

    The profile of a JPEG XL is found by decoding it.
    """
    try:
        found = read_metadata(data, name)
        if name != "jxl" or not jxl.holds_profile(data):
            return found
        image.load()
        return replace(found, icc=image.info.get("icc_profile"))
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
    from pixelprep_cli.pixels.described import colours
    from pixelprep_cli.pixels.icc import describe

    profile, wide = describe(colours(metadata))
    turn = _turn(name, image, metadata)
    width, height = image.size[::-1] if name == "tiff" and turn >= 5 else image.size
    return ImageFacts(
        format=name,
        bytes=len(data),
        width=width,
        height=height,
        orientation=turn,
        mode=image.mode,
        lossless=name == "webp" and webp.is_lossless(data),
        quality=_quality(data) if name == "jpeg" else None,
        bits=bits_per_channel(image, data[: 1 << 16], name),
        alpha=has_alpha(image),
        frames=_frames(image) if INPUTS[name].animated else 1,
        pages=_frames(image) if name == "tiff" else 1,
        pictures=pictures(name, image),
        layers=len(getattr(image, "layers", ())) if name == "psd" else 0,
        unread_frames=name == "jxl" and bool(getattr(image, "is_animated", False)),
        profile=profile,
        wide_gamut=wide,
        gain_map=holds_gain_map(data, name, image),
        location=holds_location(metadata),
        c2pa=metadata.c2pa,
    )


def _quality(jpeg_data: bytes) -> int | None:
    tables = jpeg.quantization_tables(jpeg_data)
    return saved_quality(tables).quality if tables else None


def _turn(name: str, image: Image, metadata: Metadata) -> int:
    """EXIF's orientation, where it is what tells how the picture is to be turned.

    HEIC's and JPEG XL's decoders turn by what these formats say themselves; AVIF's plugin tells
    it by the EXIF that it amends. TIFF's turns by itself, if it understands the tag. PSD and JPEG
    2000 are upright, whatever EXIF has been put in.
    """
    if name in ("heic", "jxl", "psd", "jp2"):
        return 1
    if name == "tiff":
        told = getattr(image, "tag_v2", {}).get(ORIENTATION)
        return told if isinstance(told, int) and 1 <= told <= 8 else 1
    return orientation(image.info.get("exif") if name == "avif" else metadata.exif)


def _frames(image: Image) -> int:
    from pixelprep_cli.pixels.frames import count

    try:
        return count(image)
    except Exception:  # noqa: BLE001 - counting trips over files whose first frame is fine
        return 1


def has_alpha(image: Image) -> bool:
    """Whether the picture declares transparency, be it a channel or a colour key."""
    return image.has_transparency_data
