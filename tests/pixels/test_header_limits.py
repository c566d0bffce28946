"""Limits that a header is held against, each naming itself and how to raise it."""

from dataclasses import replace

import pytest

from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.facts import ImageFacts
from pixelprep_cli.model.job import Bounds
from pixelprep_cli.pixels.limits import check_frames, check_pixels


def facts(**known: object) -> ImageFacts:
    given = {"format": "webp", "bytes": 100, "width": 30, "height": 20} | known
    return ImageFacts(**given)  # type: ignore[arg-type]


def bounds(**most: int) -> Bounds:
    return replace(Bounds(max_file_size=10**6, max_pixels=10**6), **most)  # type: ignore[arg-type]


def test_pixels_are_told_in_full() -> None:
    with pytest.raises(SourceError) as refusal:
        check_pixels((1500, 1000), bounds(max_pixels=1000))
    assert str(refusal.value) == (
        "the picture has 1500×1000 = 1,500,000 pixels, the limit is 1,000 "
        "(if you trust it, raise it with --max-pixels 1500000)"
    )


def test_frames_are_limited() -> None:
    check_frames(facts(frames=7), bounds(max_frames=7))
    with pytest.raises(SourceError) as refusal:
        check_frames(facts(frames=8), bounds(max_frames=7))
    assert refusal.value.code == "too_many_frames"
    assert refusal.value.hint == "if you trust it, raise it with --max-frames 8"


@pytest.mark.parametrize(
    ("known", "decoded"),
    [
        ({"mode": "L"}, 600),
        ({"mode": "I;16", "bits": 16}, 1200),
        ({"mode": "LA"}, 1200),
        ({"mode": "P"}, 1800),
        ({"mode": "LAB"}, 1800),
        ({"mode": "RGB"}, 1800),
        ({"mode": "RGBA", "bits": 16}, 4800),
        ({"mode": "CMYK"}, 2400),
        ({"mode": "RGBA", "frames": 10}, 24_000),
    ],
)
def test_decoded_bytes_are_pixels_by_channels_by_depth_by_frames(
    known: dict[str, object], decoded: int
) -> None:
    assert facts(**known).decoded_bytes == decoded
    check_frames(facts(**known), bounds(max_decoded=decoded))
    with pytest.raises(SourceError, match="the limit is") as refusal:
        check_frames(facts(**known), bounds(max_decoded=decoded - 1))
    assert refusal.value.code == "too_many_bytes"
    assert refusal.value.hint == f"if you trust it, raise it with --max-decoded {decoded}"
