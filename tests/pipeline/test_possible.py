"""A limit that dimensions rule out is refused at once; one that any picture meets is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from pixelprep_cli.errors import LimitMissedError
from pixelprep_cli.model.amounts import ByteSize, Share
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.settings import Limits, OnMiss, Output, Resize
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pipeline import possible

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]

FLAT = ("png", "gif", "tiff")


def to(name: str) -> Output:
    return Output(format=FormatChoice((name,)))


@pytest.mark.parametrize("name", FLAT)
def test_a_cap_below_what_the_dimensions_take_is_refused_without_an_encode(
    run: Run, photo: Draw, encode: Encode, name: str
) -> None:
    data = encode(photo(1200, 900), "jpeg")
    limits = Limits(max_size=ByteSize(150))
    with pytest.raises(LimitMissedError) as refusal:
        run(data, output=to(name), limits=limits)
    error = refusal.value
    assert (error.code, error.encodes) == ("limit_impossible", 0)
    assert error.reached > 150
    assert "1200×900 pixels take at least " in str(error)
    assert "--on-miss downscale" in str(error)


@pytest.mark.parametrize("name", FLAT)
@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("size", [(1, 1), (37, 5), (2000, 1500)])
def test_no_picture_is_smaller_than_the_least_that_is_told(
    run: Run, encode: Encode, name: str, mode: str, size: tuple[int, int]
) -> None:
    data = encode(Image.new(mode, size), "png")
    made = run(data, "a.png", output=to(name))
    bits = 24 if name == "tiff" and mode == "RGB" else 1
    assert possible.FLOORS[name](*size, bits) <= len(made.data)


@pytest.mark.parametrize("on_miss", ["keep", "downscale"])
def test_what_is_to_be_done_about_a_miss_is_done(
    run: Run, photo: Draw, encode: Encode, on_miss: OnMiss
) -> None:
    data = encode(photo(600, 450), "jpeg")
    made = run(data, output=to("tiff"), limits=Limits(max_size=ByteSize(700), on_miss=on_miss))
    assert made.outcome.status is Status.OPTIMIZED


def test_lossy_formats_and_fewer_pixels_are_not_refused(
    run: Run, photo: Draw, encode: Encode
) -> None:
    data = encode(photo(1200, 900), "jpeg")
    small = Limits(max_size=ByteSize(900))
    with pytest.raises(LimitMissedError) as missed:
        run(data, output=to("jpeg"), limits=small)
    assert missed.value.code == "limit_missed"
    made = run(data, output=to("gif"), limits=small, resize=Resize(long_edge=8))
    assert len(made.data) <= 900


def test_a_missed_bound_is_told_with_by_how_much(run: Run, photo: Draw, encode: Encode) -> None:
    data = encode(photo(), "jpeg", quality=90)
    with pytest.raises(LimitMissedError, match=r" over the limit of 500 B$"):
        run(data, output=to("jpeg"), limits=Limits(max_size=ByteSize(500)))
    made = run(data, output=to("jpeg"), limits=Limits(min_size=ByteSize(1_000_000)))
    (warning,) = (w for w in made.outcome.warnings if w.code == "below_min_size")
    assert "under the lower bound of 1.0 MB; no allowed quality gives more" in warning.message


def test_a_window_that_is_empty_for_a_picture_says_which_bound_is_in_the_way(
    run: Run, photo: Draw, encode: Encode
) -> None:
    data = encode(photo(), "jpeg", quality=90)
    limits = Limits(min_size=ByteSize(len(data)), reduce_by=Share(0.5))
    made = run(data, output=to("jpeg"), limits=limits)
    (warning,) = (w for w in made.outcome.warnings if w.code == "below_min_size")
    assert "the upper bound" in warning.message
    assert "lies under it" in warning.message
