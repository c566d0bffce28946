"""What an estimator promises, by the real encoders on drawn photographs."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Encoder, Knobs, Raster
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.sizing.estimate import Estimator, estimator, model_name, models
from pixelprep_cli.sizing.limits import Target
from pixelprep_cli.sizing.search import Fit, highest_quality, within

LOSSY = ("jpeg", "webp", "avif")


@cache
def photo(width: int = 1700, height: int = 1100, grain: float = 0.06) -> Image.Image:
    """Soft shapes of every size under a little grain: bits are spread as in photographs."""
    noise = random.Random(3)
    image = Image.new("RGB", (width, height), "grey")
    for scale in (64, 24, 8):
        coarse = (width // scale + 2, height // scale + 2)
        shapes = Image.frombytes("RGB", coarse, noise.randbytes(3 * coarse[0] * coarse[1]))
        image = Image.blend(image, shapes.resize((width, height), Image.Resampling.BICUBIC), 0.3)
    dots = Image.frombytes("RGB", (width, height), noise.randbytes(3 * width * height))
    return Image.blend(image, dots, grain)


def encoder(name: str, image: Image.Image, metadata: Metadata | None = None) -> Encoder:
    raster = Raster(image=image)
    return Encoder(codec_for(name), raster, Knobs(quality=None), metadata or Metadata())


def told(encode: Encoder) -> Estimator:
    found = estimator(encode)
    assert found is not None
    return found


@pytest.mark.parametrize("name", LOSSY)
@pytest.mark.parametrize("quality", [45, 80])
def test_an_encode_is_told_within_a_tenth(name: str, quality: int) -> None:
    encode = encoder(name, photo())
    estimate = told(encode).at(quality)
    true = len(encode(quality))
    assert abs(estimate.size / true - 1) < 0.1
    assert estimate.low < estimate.size < estimate.high


def test_an_encode_without_loss_is_told_within_a_tenth() -> None:
    encode = encoder("png", photo(1200, 800))
    assert abs(told(encode).at(None).size / len(encode(None)) - 1) < 0.1


@pytest.mark.parametrize("name", LOSSY)
def test_more_quality_is_never_told_to_be_smaller(name: str) -> None:
    estimates = told(encoder(name, photo()))
    sizes = [estimates.at(quality).size for quality in range(30, 101, 10)]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("name", LOSSY)
def test_the_same_picture_is_told_the_same(name: str) -> None:
    first, second = told(encoder(name, photo())), told(encoder(name, photo()))
    assert first.at(70) == second.at(70)


def test_metadata_counts_to_the_byte() -> None:
    bare, dressed = encoder("jpeg", photo()), encoder("jpeg", photo(), Metadata(xmp=b"x" * 5000))
    more = len(dressed(60)) - len(bare(60))
    assert told(dressed).at(60).size - told(bare).at(60).size == pytest.approx(more, abs=1)


@pytest.mark.parametrize("name", LOSSY)
def test_every_codec_and_chroma_has_a_model_of_its_own(name: str) -> None:
    codec = codec_for(name)
    names = {model_name(codec, quality) for quality in range(1, 101)}
    assert names <= models().keys()
    assert len(names) == (1 if codec.full_chroma_from is None else 2)


@pytest.mark.parametrize("image", [Image.new("P", (900, 900)), Image.new("RGB", (30, 20))])
def test_palettes_and_tiny_pictures_are_not_estimated(image: Image.Image) -> None:
    assert estimator(encoder("png" if image.mode == "P" else "webp", image)) is None


@pytest.mark.parametrize("name", LOSSY)
@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
def test_a_cap_takes_few_encodes_and_is_well_used(name: str, share: float) -> None:
    encode = encoder(name, photo(1200, 800))
    cap = int(share * len(encode(90)))
    found = highest_quality(encode, cap, 10, 95, estimator(encode))
    quality = found.quality or 0
    assert found.fits
    assert len(found.data) <= cap
    assert found.encodes <= 3
    assert quality >= 94 or len(encode(quality + 2)) > cap


@cache
def small(width: int, height: int, seed: int) -> Image.Image:
    noise = random.Random(seed)
    dots = Image.frombytes("RGB", (width, height), noise.randbytes(3 * width * height))
    soft = dots.resize((9, 9)).resize((width, height), Image.Resampling.BICUBIC)
    return Image.blend(soft, dots, noise.random())


@settings(max_examples=25)
@given(
    name=st.sampled_from(("jpeg", "webp", "avif", "png")),
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    seed=st.integers(0, 9),
    cap=st.integers(1, 60_000),
    bounds=st.tuples(st.integers(1, 99), st.integers(1, 99)),
)
def test_a_cap_is_never_exceeded_whatever_the_picture(
    *, name: str, width: int, height: int, seed: int, cap: int, bounds: tuple[int, int]
) -> None:
    floor, ceiling = sorted(bounds)
    encode = encoder(name, small(width, height, seed))
    target = Target(cap, None, lossless_first=False, lossy=(floor, ceiling))

    def search() -> Fit:
        return within(encode, target, lambda: estimator(encode))

    found = search()
    assert found.fits is (len(found.data) <= cap)
    assert floor <= (found.quality or 0) <= ceiling
    assert found.fits or len(encode(floor)) > cap
    assert search() == found


@pytest.mark.parametrize("name", LOSSY)
def test_less_quality_is_expected_to_be_smaller_down_to_the_lowest(name: str) -> None:
    expected = [told(encoder(name, photo())).curve(quality) for quality in range(1, 41, 3)]
    assert expected == sorted(expected)
