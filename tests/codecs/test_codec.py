"""What all writable formats have in common."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Knobs, Raster, matching_mode
from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.model.values import WRITABLE

LOSSY = [name for name in WRITABLE if codec_for(name).qualities]
EXACT = ["png", "tiff", "webp"]
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
)


def photo(mode: str = "RGB", size: tuple[int, int] = (97, 61)) -> Image.Image:
    """Soft shapes under noise; transparent at the left, where there is an alpha channel."""
    noise = Image.frombytes("RGB", size, random.Random(7).randbytes(3 * size[0] * size[1]))
    image = Image.blend(noise, Image.radial_gradient("L").resize(size).convert("RGB"), 0.9)
    ImageDraw.Draw(image).ellipse((20, 10, 70, 50), fill=(180, 60, 40))
    if mode not in ("RGBA", "LA"):
        return image.convert(mode)
    alpha = Image.linear_gradient("L").rotate(90).resize(size)
    image = image.convert(mode[:-1])
    image.putalpha(alpha)
    return image


def decoded(data: bytes) -> Image.Image:
    import pillow_avif  # noqa: F401 - registers its reader

    with Image.open(BytesIO(data)) as image:
        image.load()
        return image.copy()


def encode(name: str, image: Image.Image, quality: int | None = None, **knobs: object) -> bytes:
    settings = Knobs(quality=quality, **knobs)  # type: ignore[arg-type]
    return codec_for(name).encode(Raster(image=image), settings, Metadata())


def quality_of(name: str) -> int | None:
    return codec_for(name).default_quality


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    histogram = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(level * count for level, count in enumerate(histogram)) / sum(histogram)


@pytest.mark.parametrize(("name", "mode"), [(n, m) for n in WRITABLE for m in codec_for(n).modes])
def test_every_mode_is_encoded_as_what_it_shows(name: str, mode: str) -> None:
    image = photo(mode)
    data = encode(name, image, quality_of(name))
    assert container(name).dimensions(data) == image.size
    made = decoded(data)
    assert made.size == image.size
    assert made.has_transparency_data is (codec_for(name).alpha and mode in ("LA", "RGBA"))
    shown, expected = (
        Image.alpha_composite(Image.new("RGBA", image.size, "white"), picture.convert("RGBA"))
        for picture in (made, image)
    )
    # GIF shows a pixel or does not, and 256 colours at most.
    limit = 45 if (name, mode) == ("gif", "RGBA") else 6
    assert mean_difference(shown, expected) < limit


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("effort", ["fast", "balanced", "max"])
def test_without_loss_every_pixel_that_shows_is_exact(name: str, mode: str, effort: str) -> None:
    image = photo(mode)
    made = decoded(encode(name, image, None, effort=effort)).convert(mode)
    if mode == "RGBA":
        clear = image.getchannel("A").point([255] + [0] * 255)
        for picture in (image, made):
            picture.paste((0, 0, 0, 0), mask=clear)
    assert made.tobytes() == image.tobytes()


@pytest.mark.parametrize("name", LOSSY)
def test_a_higher_quality_takes_more_bytes_and_looks_more_alike(name: str) -> None:
    image = photo(size=(160, 120))
    encodes = [encode(name, image, quality) for quality in (5, 30, 60, 95)]
    sizes = [len(data) for data in encodes]
    assert sizes == sorted(sizes)
    assert sizes[0] < 0.6 * sizes[-1]
    near, far = (mean_difference(decoded(data), image) for data in (encodes[-1], encodes[0]))
    assert near < far


@pytest.mark.parametrize("name", LOSSY)
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (3, 2), (17, 5)])
def test_the_smallest_pictures_are_encoded(name: str, size: tuple[int, int]) -> None:
    for mode in codec_for(name).modes:
        low, high = codec_for(name).qualities or (1, 1)
        for quality in (low, high):
            data = encode(name, Image.new(mode, size), quality)
            assert decoded(data).size == size


@pytest.mark.parametrize("name", WRITABLE)
def test_the_same_pixels_give_the_same_bytes(name: str) -> None:
    image = photo()
    first, second = (encode(name, image, quality_of(name)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", WRITABLE)
@pytest.mark.parametrize("effort", ["fast", "balanced", "max"])
def test_every_effort_encodes(name: str, effort: str) -> None:
    image = photo()
    data = encode(name, image, quality_of(name), effort=effort)
    assert mean_difference(decoded(data), image) < 6


@pytest.mark.parametrize("name", WRITABLE)
def test_metadata_are_in_the_file(name: str) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Zoe Bell"
    metadata = Metadata(exif=exif.tobytes()[6:], xmp=XMP, dpi=300)
    data = codec_for(name).encode(Raster(image=photo()), Knobs(quality=quality_of(name)), metadata)
    found = container(name).read_metadata(data)
    assert found.xmp == XMP
    if name != "gif":
        assert b"Zoe Bell" in (found.exif or b"")
    if name in ("jpeg", "png", "tiff"):
        assert found.dpi == 300
    assert found.icc is None


@pytest.mark.parametrize("name", WRITABLE)
def test_what_the_picture_object_knows_is_not_written(name: str) -> None:
    image = photo()
    image.info |= {
        "comment": b"secret",
        "exif": b"Exif\0\0secret",
        "xmp": b"secret",
        "icc_profile": b"secret",
        "dpi": (11, 11),
        "Software": "secret",
    }
    data = encode(name, image, quality_of(name))
    assert b"secret" not in data
    assert container(name).read_metadata(data).dpi != 11


@pytest.mark.parametrize("name", WRITABLE)
def test_a_format_holds_what_it_says(name: str) -> None:
    known = codec_for(name)
    assert known.name == name
    assert known.holds(transparent=False, animated=False)
    assert known.holds(transparent=True, animated=False) is known.alpha
    assert known.holds(transparent=False, animated=True) is known.animation


@pytest.mark.parametrize(
    ("mode", "accepted", "chosen"),
    [
        ("RGB", ("L", "RGB"), "RGB"),
        ("L", ("RGB", "RGBA"), "RGB"),
        ("LA", ("RGB", "RGBA"), "RGBA"),
        ("LA", ("L", "RGB"), "L"),
        ("P", ("RGB", "RGBA"), "RGBA"),
        ("RGBA", ("L", "RGB"), "RGB"),
        ("1", ("L", "RGB"), "RGB"),
    ],
)
def test_the_matching_mode_loses_least(mode: str, accepted: tuple[str, ...], chosen: str) -> None:
    assert matching_mode(mode, accepted) == chosen
