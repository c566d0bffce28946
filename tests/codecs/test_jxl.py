from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Knobs, Raster
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.pixels import profiles
from pixelprep_cli.sizing.likeness import Judge

pytestmark = pytest.mark.skipif(
    not (find_spec("pylibjxl") and find_spec("imagecodecs")), reason="needs pixelprep-cli[jxl]"
)


@pytest.fixture(scope="module")
def photograph() -> Image.Image:
    folder = Path(__file__).parents[2] / "examples"
    with Image.open(folder / "still-life.jpg") as image:
        return image.convert("RGB").resize((480, 320))


def encoded(name: str, image: Image.Image, icc: bytes | None, quality: int | None = None) -> bytes:
    codec = codec_for(name)
    knobs = Knobs(quality=quality or codec.default_quality)
    return codec.encode(Raster(image=image), knobs, Metadata(icc=icc))


@pytest.mark.parametrize(
    ("icc", "most"), [(None, 0.8), (profiles.display_p3(), 0.98)], ids=["plain", "profile"]
)
def test_a_photograph_takes_fewer_bytes_than_as_a_jpeg_that_looks_as_good(
    photograph: Image.Image, icc: bytes | None, most: float
) -> None:
    judge = Judge(photograph)
    jpeg, jxl = encoded("jpeg", photograph, icc, 76), encoded("jxl", photograph, icc, 80)
    assert judge.score(jxl) > judge.score(jpeg)
    assert len(jxl) < most * len(jpeg)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("quality", [1, 75, 100])
def test_a_profile_is_embedded_at_any_quality(
    photograph: Image.Image, mode: str, quality: int
) -> None:
    icc = (
        profiles.grey_profile("D50", profiles.ADOBE_CURVE) if mode == "L" else profiles.adobe_rgb()
    )
    data = encoded("jxl", photograph.convert(mode), icc, quality)
    with Image.open(BytesIO(data)) as image:
        image.load()
        assert image.info["icc_profile"] == icc
        assert image.mode == mode


def test_quality_means_the_same_look_with_a_profile_and_without(photograph: Image.Image) -> None:
    judge = Judge(photograph)
    for quality in (65, 75, 90):
        plain, profiled = (
            judge.score(encoded("jxl", photograph, icc, quality))
            for icc in (None, profiles.display_p3())
        )
        assert abs(plain - profiled) < 6, quality
