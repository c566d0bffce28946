"""What is particular to each writable format."""

from __future__ import annotations

import random
from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageDraw, ImageFile, ImageStat

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Knobs, Raster
from pixelprep_cli.codecs.containers import webp
from pixelprep_cli.codecs.containers.metadata import Metadata


def noise(mode: str, side: int = 400) -> Image.Image:
    """What compresses worst."""
    channels = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (side, side), random.Random(3).randbytes(side * side * channels))


def encode(name: str, raster: Raster | Image.Image, knobs: Knobs) -> bytes:
    raster = raster if isinstance(raster, Raster) else Raster(image=raster)
    return codec_for(name).encode(raster, knobs, Metadata())


def progressive(jpeg: bytes) -> bool:
    with Image.open(BytesIO(jpeg)) as image:
        return bool(image.info.get("progressive"))


def luma_sampling(jpeg: bytes) -> tuple[int, int]:
    """Horizontal and vertical sampling factors of the first component (ITU-T T.81, B.2.2)."""
    at = max(jpeg.find(b"\xff\xc0\0\x11"), jpeg.find(b"\xff\xc2\0\x11"))
    return jpeg[at + 11] >> 4, jpeg[at + 11] & 15


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("quality", [85, 90, 95, 100])
@pytest.mark.parametrize("scans", [True, False])
def test_jpeg_takes_pictures_of_the_finest_detail(mode: str, quality: int, scans: bool) -> None:
    before = ImageFile.MAXBLOCK
    data = encode("jpeg", noise(mode), Knobs(quality=quality, progressive=scans))
    with Image.open(BytesIO(data)) as image:
        image.load()
    assert before == ImageFile.MAXBLOCK


def test_jpeg_is_progressive_where_asked_and_at_most_effort() -> None:
    image = noise("RGB", 32)
    assert progressive(encode("jpeg", image, Knobs(quality=80, progressive=True)))
    assert not progressive(encode("jpeg", image, Knobs(quality=80, progressive=False)))
    assert not progressive(
        encode("jpeg", image, Knobs(quality=80, progressive=False, effort="max"))
    )
    assert progressive(encode("jpeg", image, Knobs(quality=80, effort="max")))


def test_jpeg_keeps_all_colour_as_asked_and_at_high_quality() -> None:
    image = noise("RGB", 32)
    assert luma_sampling(encode("jpeg", image, Knobs(quality=80))) == (2, 2)
    assert luma_sampling(encode("jpeg", image, Knobs(quality=90))) == (1, 1)
    edged = Raster(image=image, full_chroma=True)
    assert luma_sampling(encode("jpeg", edged, Knobs(quality=50))) == (1, 1)
    halved = Raster(image=image, full_chroma=False)
    assert luma_sampling(encode("jpeg", halved, Knobs(quality=90))) == (2, 2)


def test_png_of_few_colours_is_a_palette_and_exact() -> None:
    image = Image.new("RGB", (60, 60), "white")
    ImageDraw.Draw(image).rectangle((10, 10, 40, 30), fill="teal")
    with Image.open(BytesIO(encode("png", image, Knobs(quality=None)))) as made:
        assert made.mode == "P"
        assert made.convert("RGB").tobytes() == image.tobytes()


@pytest.mark.parametrize(
    ("levels", "bits"), [((0, 255), 1), ((0, 85, 255), 2), ((17, 34, 238), 4), ((1, 2), 8)]
)
def test_grey_png_has_as_few_bits_as_hold_it_without_loss(
    levels: tuple[int, ...], bits: int
) -> None:
    image = Image.new("L", (64, 64))
    image.putdata(Random(1).choices(levels, k=64 * 64))
    data = encode("png", image, Knobs(quality=None))
    assert data[24] <= bits
    with Image.open(BytesIO(data)) as made:
        assert made.convert("L").tobytes() == image.tobytes()


@pytest.mark.parametrize(("colours", "bits"), [(2, 1), (4, 2), (16, 4), (200, 8)])
def test_png_palette_has_as_few_bits_as_hold_it_without_loss(colours: int, bits: int) -> None:
    image = Image.new("RGB", (64, 64))
    chosen = [(at, 255 - at, at * 7 % 256) for at in range(colours)]
    image.putdata(Random(1).choices(chosen, k=64 * 64))
    data = encode("png", image, Knobs(quality=None))
    assert (data[24], data[25]) == (bits, 3)
    with Image.open(BytesIO(data)) as made:
        assert made.convert("RGB").tobytes() == image.tobytes()


def test_png_by_quality_has_fewer_colours() -> None:
    image = noise("RGB", 64)
    counts = []
    for quality in (1, 50, 99):
        with Image.open(BytesIO(encode("png", image, Knobs(quality=quality)))) as made:
            counts.append(len(made.getcolors() or []))
    assert counts[0] == 2
    assert counts == sorted(counts)
    assert counts[2] <= 256


@pytest.mark.parametrize("quality", [None, 99, 10])
def test_gif_keeps_what_is_transparent_and_what_is_not(quality: int | None) -> None:
    image = noise("RGB", 64).convert("RGBA")
    image.paste((0, 255, 0, 0), (0, 0, 32, 64))
    image.paste((200, 30, 30, 100), (32, 0, 40, 64))
    with Image.open(BytesIO(encode("gif", image, Knobs(quality=quality)))) as made:
        alpha = made.convert("RGBA").getchannel("A")
    assert alpha.crop((0, 0, 40, 64)).getextrema() == (0, 0)
    assert alpha.crop((40, 0, 64, 64)).getextrema() == (255, 255)


def test_gif_of_few_colours_is_exact() -> None:
    image = Image.new("RGB", (60, 60), (250, 251, 252))
    for at in range(20):
        image.paste((at, 255 - at, 7 * at), (3 * at, 0, 3 * at + 2, 40))
    clear = image.convert("RGBA")
    clear.paste((9, 9, 9, 0), (0, 45, 60, 60))
    for picture in (image, clear):
        with Image.open(BytesIO(encode("gif", picture, Knobs(quality=None)))) as made:
            shown = made.convert("RGBA")
        shown.paste((9, 9, 9, 0), mask=shown.getchannel("A").point([255] + [0] * 255))
        assert shown.tobytes() == picture.convert("RGBA").tobytes()


def test_gif_of_256_colours_and_transparency_shows_both() -> None:
    image = Image.new("RGBA", (257, 2))
    for x in range(256):
        image.paste((x, 255 - x, x // 2, 255), (x, 0, x + 1, 2))
    with Image.open(BytesIO(encode("gif", image, Knobs(quality=None)))) as made:
        alpha = made.convert("RGBA").getchannel("A")
    assert alpha.crop((0, 0, 256, 2)).getextrema() == (255, 255)
    assert alpha.getpixel((256, 0)) == 0


@pytest.mark.parametrize("mode", ["L", "P"])
def test_gif_writes_grey_and_palettes_as_they_are(mode: str) -> None:
    image = Image.linear_gradient("L").convert(mode)
    with Image.open(BytesIO(encode("gif", image, Knobs(quality=None)))) as made:
        assert made.convert("RGB").tobytes() == image.convert("RGB").tobytes()


def test_webp_is_lossless_without_a_quality() -> None:
    image = noise("RGB", 32)
    assert b"VP8L" in encode("webp", image, Knobs(quality=None))
    assert b"VP8 " in encode("webp", image, Knobs(quality=80))


@pytest.mark.parametrize("quality", [60, 90])
@pytest.mark.parametrize("full_chroma", [True, False])
def test_avif_tints_no_colour(quality: int, *, full_chroma: bool) -> None:
    image = Image.new("RGB", (256, 256))
    draw = Random(3)
    for at in range(64):
        colour = tuple(draw.randrange(20, 236) for _ in range(3))
        image.paste(colour, (at % 8 * 32, at // 8 * 32, at % 8 * 32 + 32, at // 8 * 32 + 32))
    raster = Raster(image=image, full_chroma=full_chroma)
    with Image.open(BytesIO(encode("avif", raster, Knobs(quality=quality)))) as made:
        assert made.mode == "RGB"
        found, wanted = (ImageStat.Stat(each.convert("RGB")).mean for each in (made, image))
    assert all(abs(a - b) < 0.25 for a, b in zip(found, wanted, strict=True))


def test_avif_of_grey_is_monochrome() -> None:
    image = Image.linear_gradient("L")
    grey = encode("avif", image, Knobs(quality=60))
    with Image.open(BytesIO(grey)) as made:
        assert made.mode == "L"
    assert len(grey) <= len(encode("avif", image.convert("RGB"), Knobs(quality=60)))


def test_tiff_is_packed() -> None:
    image = Image.radial_gradient("L").convert("RGB")
    data = encode("tiff", image, Knobs(quality=None))
    assert len(data) < len(image.tobytes()) / 2


@pytest.mark.parametrize("clear", [True, False])
def test_animated_webp_is_declared_transparent_only_where_it_is(clear: bool) -> None:
    ground = (0, 0, 0, 0) if clear else (0, 0, 0, 255)
    frames = [Image.new("RGBA", (40, 30), ground) for _ in range(2)]
    for at, frame in enumerate(frames):
        frame.paste((200, 30, 30, 255), (5 + 9 * at, 5, 15 + 9 * at, 20))
    buffer = BytesIO()
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:], duration=90)
    with Image.open(BytesIO(webp.declaring_alpha(buffer.getvalue()))) as image:
        assert image.mode == ("RGBA" if clear else "RGB")
        alpha = image.convert("RGBA").getchannel("A").getpixel((0, 0))
    assert alpha == (0 if clear else 255)
