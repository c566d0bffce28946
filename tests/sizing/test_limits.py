"""What a limit means for each format."""

from __future__ import annotations

import pytest

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.model.amounts import ByteSize, Share
from pixelprep_cli.model.settings import Limits, Output, Picture
from pixelprep_cli.sizing.limits import Target, target_for

CAP = ByteSize(5000)
CAPPED = Limits(max_size=CAP)
NONE = Limits()


@pytest.mark.parametrize(
    ("name", "output", "limits", "lossless", "lossless_first", "lossy"),
    [
        # Without a limit: the quality that was asked for, else the best there is.
        ("jpeg", Output(quality=60, quality_min=20), NONE, False, False, (60, 60)),
        ("webp", Output(quality=50), NONE, True, False, (50, 50)),
        ("png", Output(), NONE, False, True, (99, 99)),
        ("png", Output(quality=80), NONE, False, False, (80, 80)),
        ("png", Output(quality=100), NONE, False, True, (99, 99)),
        ("tiff", Output(), NONE, False, True, None),
        ("tiff", Output(quality=80), NONE, False, True, None),
        # With one: from 95 down to 10, or as asked.
        ("jpeg", Output(), CAPPED, False, False, (10, 95)),
        ("jpeg", Output(quality=90), CAPPED, False, False, (10, 90)),
        ("jpeg", Output(quality=90, quality_min=50), CAPPED, False, False, (50, 90)),
        ("jpeg", Output(quality=40, quality_min=50), CAPPED, False, False, (40, 40)),
        ("jpeg", Output(quality=5), CAPPED, False, False, (5, 5)),
        ("jpeg", Output(quality_min=50), CAPPED, False, False, (50, 95)),
        ("jpeg", Output(quality_min=98), CAPPED, False, False, (98, 98)),
        ("jpeg", Output(), Limits(min_size=CAP), False, False, (95, 95)),
        ("webp", Output(), CAPPED, True, True, (10, 95)),
        ("png", Output(), CAPPED, False, True, (10, 95)),
        ("png", Output(quality=95), CAPPED, False, False, (10, 95)),
        ("png", Output(quality=100), CAPPED, False, True, (10, 99)),
        ("tiff", Output(), CAPPED, False, True, None),
    ],
)
def test_the_qualities_that_may_be_used(
    *,
    name: str,
    output: Output,
    limits: Limits,
    lossless: bool,
    lossless_first: bool,
    lossy: tuple[int, int] | None,
) -> None:
    picture = Picture(output=output, limits=limits)
    found = target_for(picture, codec_for(name), 100_000, lossless=lossless)
    assert found == Target(limits.max_size, limits.min_size, lossless_first, lossy)


@pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
@pytest.mark.parametrize("lossless", [True, False])
def test_without_a_limit_and_a_wish_the_format_has_its_default(name: str, lossless: bool) -> None:
    codec = codec_for(name)
    found = target_for(Picture(), codec, 100_000, lossless=lossless)
    assert found.lossy == (codec.default_quality, codec.default_quality)
    assert found.lossless_first is (lossless and codec.lossless)


@pytest.mark.parametrize(
    ("limits", "source", "cap"),
    [
        (NONE, 1000, None),
        (Limits(reduce_by=Share(0.7)), 1000, 300),
        (Limits(reduce_by=Share(0.7), max_size=ByteSize(200)), 1000, 200),
        (Limits(reduce_by=Share(0.7), max_size=ByteSize(400)), 1000, 300),
        (Limits(reduce_by=Share(0.99)), 10, 1),
    ],
)
def test_the_tightest_limit_is_the_cap(limits: Limits, source: int, cap: int | None) -> None:
    picture = Picture(limits=limits)
    found = target_for(picture, codec_for("jpeg"), source, lossless=False)
    assert found.cap == cap
