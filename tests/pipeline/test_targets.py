"""A target is met with the fewest bytes; where it is not, that is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs.repack import repacked
from pixelprep_cli.model.amounts import ByteSize
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.settings import Limits, Output
from pixelprep_cli.model.values import FormatChoice, Likeness

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]
Codes = Callable[["Made"], list[str]]

LOSSY = ("jpeg", "webp", "avif")


def to(name: str, target: int, **options: Any) -> Output:
    return Output(format=FormatChoice((name,)), target=Likeness(target), **options)


@pytest.fixture
def source(photo: Draw, encode: Encode) -> bytes:
    return encode(photo(480, 400), "png")


@pytest.mark.parametrize("name", LOSSY)
def test_a_higher_target_never_has_fewer_bytes(name: str, run: Run, source: bytes) -> None:
    sizes = [len(run(source, "a.png", output=to(name, wanted)).data) for wanted in (30, 50, 70, 90)]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("name", LOSSY)
def test_the_same_picture_gives_the_same_bytes(name: str, run: Run, source: bytes) -> None:
    first, second = (run(source, "a.png", output=to(name, 65)) for _ in range(2))
    assert first == second
    assert first.outcome.perceptual is not None
    assert first.outcome.perceptual >= 63.5


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    size=st.integers(200, 40_000),
    wanted=st.integers(30, 95),
    name=st.sampled_from([*LOSSY, "png", "gif"]),
)
def test_a_cap_wins(
    *, run: Run, photo: Draw, encode: Encode, codes: Codes, size: int, wanted: int, name: str
) -> None:
    limits = Limits(max_size=ByteSize(size), on_miss="keep")
    made = run(encode(photo(160, 120), "png"), "a.png", output=to(name, wanted), limits=limits)
    assert len(made.data) <= size or "goal_missed" in codes(made)


def test_what_a_cap_leaves_short_is_said(run: Run, source: bytes, codes: Codes) -> None:
    free = run(source, "a.png", output=to("webp", 80))
    limits = Limits(max_size=ByteSize(len(free.data) // 3))
    made = run(source, "a.png", output=to("webp", 80), limits=limits)
    assert codes(made) == ["target_missed"]
    assert made.outcome.perceptual is not None
    assert made.outcome.perceptual < 78.5


def test_a_shrunk_picture_is_judged_at_its_size(run: Run, source: bytes) -> None:
    limits = Limits(max_size=ByteSize(2000), on_miss="downscale")
    made = run(source, "a.png", output=to("jpeg", 80, quality_min=70), limits=limits)
    assert made.outcome.perceptual is not None


def test_a_target_out_of_reach_gives_the_best(run: Run, source: bytes, codes: Codes) -> None:
    made = run(source, "a.png", output=to("jpeg", 95, quality=60))
    assert codes(made) == ["target_unreachable"]
    assert made.outcome.quality == 60


@pytest.mark.parametrize(("name", "perceptual"), [("png", 100), ("tiff", 100), ("gif", None)])
def test_formats_without_loss_lose_nothing(
    name: str, perceptual: int | None, run: Run, source: bytes
) -> None:
    made = run(source, "a.png", output=to(name, 50))
    assert (made.outcome.perceptual, made.outcome.quality) == (perceptual, None)


def test_own_pixels_are_kept_where_the_target_takes_more(
    run: Run, photo: Draw, encode: Encode
) -> None:
    packed = repacked("jpeg", encode(photo(), "jpeg", quality=20), "balanced")
    made = run(packed, output=to("same", 95))
    assert (made.outcome.status, made.outcome.perceptual) == (Status.KEPT, 100)


def test_an_animation_takes_the_quality_of_its_first_frame(
    run: Run, photo: Draw, encode: Encode
) -> None:
    frames = [photo(240, 200), photo(240, 200).rotate(90)]
    data = encode(frames[0], "gif", save_all=True, append_images=frames[1:])
    made = run(data, "a.gif", output=to("webp", 60))
    assert made.outcome.quality is not None
    assert (made.outcome.perceptual, made.outcome.encodes) == (None, 1)


def test_auto_takes_the_format_that_is_predicted_smallest(
    run: Run, photo: Draw, encode: Encode
) -> None:
    data = encode(photo(600, 400), "jpeg", quality=98)
    made = run(data, output=to("auto", 60))
    sizes = {name: len(run(data, output=to(name, 60)).data) for name in LOSSY}
    assert made.outcome.format == min(sizes, key=sizes.__getitem__)
    assert made.outcome.reason is not None
    assert made.outcome.reason.startswith(f"{made.outcome.format} is predicted smallest")


def test_without_a_target_nothing_is_measured(run: Run, source: bytes) -> None:
    made = run(source, "a.png", output=Output(format=FormatChoice(("webp",))))
    assert (made.outcome.perceptual, made.outcome.reason) == (None, None)
