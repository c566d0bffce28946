"""Pictures in every format, encoded by Pillow."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw

from pixelprep_cli.codecs.containers.metadata import Metadata

SIZE = (64, 48)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>'
IPTC = b"\x1c\x02\x50\x00\x07Jo Bell\x1c\x02\x05\x00\x05Title"

Encode = Callable[..., bytes]


def drawn(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """A small picture with noise and shapes, different in every channel."""
    image = Image.effect_noise(size, 90).convert("RGB")
    ImageDraw.Draw(image).ellipse((5, 5, 40, 40), fill=(200, 30, 90))
    return image.convert(mode)


@pytest.fixture
def encode() -> Encode:
    """Encode a drawn picture, or the given one, by Pillow."""

    def encode_by_pillow(name: str, image: Image.Image | None = None, **options: Any) -> bytes:
        import pillow_avif  # noqa: F401 - registers its writer

        buffer = BytesIO()
        if name == "avif":
            options.setdefault("speed", 10)
        (image or drawn("P" if name == "gif" else "RGB")).save(buffer, name, **options)
        return buffer.getvalue()

    return encode_by_pillow


@pytest.fixture
def exif() -> bytes:
    """A TIFF structure with entries of the picture and of the photo."""
    tags = Image.Exif()
    tags[0x010F], tags[0x8298] = "Acme", "© Zoë".encode("latin-1")
    tags.get_ifd(0x8769)[0x829A] = 0.01
    return tags.tobytes().removeprefix(b"Exif\0\0")


@pytest.fixture
def full(exif: bytes) -> Metadata:
    """Metadata of every kind."""
    return Metadata(exif=exif, xmp=XMP, iptc=IPTC, icc=srgb(), dpi=300)


def srgb() -> bytes:
    """An ICC profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture
def frames() -> Callable[[bytes], list[tuple[str, bytes, object]]]:
    """What a decoder sees: mode, pixels and duration of every frame."""

    def decode(data: bytes) -> list[tuple[str, bytes, object]]:
        import pillow_avif  # noqa: F401 - registers its reader

        found = []
        with Image.open(BytesIO(data)) as image:
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                found.append((image.mode, image.tobytes(), image.info.get("duration")))
        return found

    return decode
