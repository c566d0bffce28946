"""Drawings, which lossy codecs make larger than they are without loss."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageDraw

from pixelprep_cli.model.amounts import ByteSize, Share
from pixelprep_cli.model.settings import Limits, Output
from pixelprep_cli.model.values import FormatChoice, Likeness
from pixelprep_cli.sizing.ssimulacra2 import IDENTICAL

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]
Decoded = Callable[["Made"], Image.Image]


@pytest.fixture(scope="module")
def page() -> Image.Image:
    """Letters by the dozen, of which loss makes a great many bytes."""
    image = Image.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(image)
    for row in range(14):
        pen.text((12, 12 + 20 * row), "Sphinx of black quartz, judge my vow " * 2, fill="black")
    return image


@pytest.mark.parametrize(
    "output",
    [
        Output(format=FormatChoice(("webp",))),
        Output(format=FormatChoice(("webp",)), quality=70),
        Output(format=FormatChoice(("jpeg", "webp")), quality=95, quality_min=30),
    ],
    ids=["by default", "with a quality", "with a range of them"],
)
def test_a_drawing_has_no_loss_where_that_takes_fewer_bytes(
    *, run: Run, encode: Encode, decoded: Decoded, page: Image.Image, output: Output
) -> None:
    source = encode(page, "png")
    made = run(source, "a.png", output=output)
    assert made.outcome.quality is None
    assert len(made.data) < len(source)
    assert ImageChops.difference(decoded(made).convert("RGB"), page).getbbox() is None


@pytest.mark.parametrize("limits", [Limits(), Limits(reduce_by=Share(0.9), on_miss="keep")])
def test_a_drawing_that_moves_has_no_loss_where_that_takes_fewer_bytes(
    run: Run, page: Image.Image, limits: Limits
) -> None:
    frames = [page.rotate(180 * turn).convert("L") for turn in range(2)]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=90)
    output = Output(format=FormatChoice(("webp",)), quality_min=30 if limits.reduce_by else None)
    made = run(buffer.getvalue(), "a.gif", output=output, limits=limits)
    assert made.outcome.quality is None
    with Image.open(BytesIO(made.data)) as moving:
        for number, frame in enumerate(frames):
            moving.seek(number)
            assert ImageChops.difference(moving.convert("L"), frame).getbbox() is None


def test_a_drawing_that_misses_its_limit_in_any_case_is_the_smallest_that_was_made(
    run: Run, encode: Encode, page: Image.Image
) -> None:
    source = encode(page, "png")
    wish = Limits(reduce_by=Share(0.95), on_miss="keep")
    output = Output(format=FormatChoice(("jpeg", "webp")), quality=95, quality_min=30)
    made = run(source, "a.png", output=output, limits=wish)
    assert [warning.code for warning in made.outcome.warnings] == ["goal_missed"]
    assert made.outcome.quality is None
    assert len(made.data) < len(source)


def test_a_limit_that_only_loss_can_meet_is_met(run: Run, encode: Encode, drawing: Draw) -> None:
    image = drawing(900, 600)
    shade = Image.radial_gradient("L").resize((300, 300)).convert("RGB")
    image.paste(shade, (20, 280))
    exact = run(encode(image, "png"), "a.png", output=Output(format=FormatChoice(("auto",))))
    assert exact.outcome.quality is None
    cap = Limits(max_size=ByteSize(len(exact.data) // 2))
    output = Output(format=FormatChoice(("webp",)))
    made = run(encode(image, "png"), "a.png", output=output, limits=cap)
    assert made.outcome.quality is not None
    assert len(made.data) <= len(exact.data) // 2


def test_a_drawing_that_shall_look_alike_is_the_same_where_that_takes_fewer_bytes(
    run: Run, encode: Encode, page: Image.Image
) -> None:
    output = Output(format=FormatChoice(("webp",)), target=Likeness(80))
    made = run(encode(page, "png"), "a.png", output=output)
    assert made.outcome.quality is None
    assert made.outcome.perceptual == IDENTICAL


def test_a_photograph_is_not_encoded_without_loss(run: Run, encode: Encode, photo: Draw) -> None:
    made = run(encode(photo(), "png"), "a.png", output=Output(format=FormatChoice(("webp",))))
    assert made.outcome.quality == 80
    assert made.outcome.encodes == 1
