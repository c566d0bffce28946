"""The built-in presets' promises, on pictures as large as cameras' own."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.model.outcome import Status

if TYPE_CHECKING:
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]
Codes = Callable[["Made"], list[str]]


def preset(name: str) -> tuple[Recipe, ...]:
    nowhere = os.path.join(os.sep, "no", "such", "folder")
    return resolve({"preset": name}, cwd=nowhere, environ={}, folder=nowhere).recipes


@pytest.fixture(scope="session")
def camera(photo: Draw) -> bytes:
    """A JPEG of six megapixels with fine grain."""
    buffer = BytesIO()
    photo(3000, 2000).save(buffer, "JPEG", quality=97)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "size", "fmt", "most", "qualities"),
    [
        ("instagram_square", (1080, 1080), "jpeg", 4_000_000, (60, 95)),
        ("instagram_portrait", (1080, 1350), "jpeg", 4_000_000, (60, 95)),
        ("jury_submission", (1920, 1280), "jpeg", 2_000_000, (60, 100)),
        ("web_display", (1920, 1280), "webp", 500_000, (50, 90)),
        ("web_modern", (1920, 1280), "avif", 300_000, (40, 75)),
        ("email_newsletter", (600, 400), "jpeg", 200_000, (40, 85)),
        ("quick_compress", (3000, 2000), "jpeg", None, (30, 95)),
    ],
)
def test_a_preset_keeps_its_promises(
    *,
    run: Run,
    camera: bytes,
    codes: Codes,
    name: str,
    size: tuple[int, int],
    fmt: str,
    most: int | None,
    qualities: tuple[int, int],
) -> None:
    made = run(camera, recipes=preset(name))
    outcome = made.outcome
    assert (outcome.status, outcome.preset) == (Status.OPTIMIZED, name)
    assert (outcome.width, outcome.height) == size
    assert outcome.format == fmt
    assert outcome.quality is not None
    assert qualities[0] <= outcome.quality <= qualities[1]
    assert len(made.data) <= (most or 0.3 * len(camera))
    assert codes(made) == []
    if name == "jury_submission":
        assert len(made.data) >= 1_000_000
    with Image.open(BytesIO(made.data)) as image:
        assert image.size == size
        if fmt == "jpeg":
            baseline = name == "email_newsletter"
            if name.startswith("instagram") or baseline:
                assert bool(image.info.get("progressive")) is not baseline
            if name == "jury_submission":
                assert [round(value) for value in image.info["dpi"]] == [300, 300]


def test_a_picture_that_cannot_fill_the_lower_bound_is_made_and_told(
    run: Run, encode: Encode, codes: Codes
) -> None:
    smooth = Image.radial_gradient("L").resize((2000, 1500)).convert("RGB")
    made = run(encode(smooth, "jpeg"), recipes=preset("jury_submission"))
    assert (made.outcome.status, made.outcome.quality) == (Status.OPTIMIZED, 100)
    assert "below_min_size" in codes(made)


def test_a_square_of_a_small_source_is_as_large_as_it_has(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    made = run(encode(photo(800, 600), "jpeg"), recipes=preset("instagram_square"))
    assert (made.outcome.width, made.outcome.height) == (600, 600)
    assert "smaller_than_preset" in codes(made)


def test_nothing_is_upscaled(run: Run, photo: Draw, encode: Encode, codes: Codes) -> None:
    for name in ("web_display", "web_modern", "email_newsletter", "jury_submission"):
        made = run(encode(photo(), "jpeg"), recipes=preset(name))
        assert (made.outcome.width, made.outcome.height) == (240, 160)


def test_quick_compress_takes_webp_for_transparency_and_forgives_a_missed_goal(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    clear = photo(mode="RGBA")
    clear.putalpha(Image.radial_gradient("L").resize(clear.size))
    made = run(encode(clear, "png"), "a.png", recipes=preset("quick_compress"))
    assert made.outcome.format == "webp"
    small = encode(photo(), "jpeg", quality=20, optimize=True)
    made = run(small, recipes=preset("quick_compress"))
    assert (made.outcome.format, made.outcome.quality) == ("jpeg", 30)
    assert "goal_missed" in codes(made)


def test_quick_compress_takes_webp_for_drawings_which_jpeg_would_make_larger(
    run: Run, drawing: Draw, encode: Encode
) -> None:
    source = encode(drawing(1500, 1000), "png")
    made = run(source, "a.png", recipes=preset("quick_compress"))
    assert made.outcome.format == "webp"
    assert len(made.data) < len(source)


def test_auto_gives_each_picture_its_own_preset(
    run: Run, photo: Draw, drawing: Draw, encode: Encode
) -> None:
    for image, name in (
        (photo(700, 700), "instagram_square"),
        (photo(700, 900), "instagram_portrait"),
        (photo(1500, 1000), "web_display"),
        (photo(1500, 1000).resize((600, 400)), "email_newsletter"),
        (drawing(1500, 1000), "quick_compress"),
        (photo(1500, 300), "quick_compress"),
    ):
        made = run(encode(image, "png"), "a.png", recipes=preset("auto"))
        assert made.outcome.preset == name
