"""Likeness is 100 for the same pixels, and falls with quality; any picture can be judged."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from PIL import Image

from pixelprep_cli.errors import SourceError
from pixelprep_cli.sizing import likeness
from pixelprep_cli.sizing.likeness import Judge, model


def grain(width: int = 400, height: int = 360) -> Image.Image:
    """Soft shapes under grain."""
    soft = Image.radial_gradient("L").resize((width, height))
    image = Image.merge("RGB", (soft, soft.rotate(180), soft))
    noise = Image.frombytes("RGB", (width, height), random.Random(3).randbytes(3 * width * height))
    return Image.blend(image, noise, 0.08)


def encoded(image: Image.Image, name: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, name, **options)
    return buffer.getvalue()


def test_the_same_pixels_score_100() -> None:
    image = grain()
    assert Judge(image).score(encoded(image, "PNG"), "png") == 100


def test_a_score_falls_with_quality() -> None:
    image = grain()
    judge = Judge(image)
    scores = [judge.score(encoded(image, "JPEG", quality=q), "jpeg") for q in (95, 85, 70, 50, 30)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 75


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (40, 20), (2100, 1500)])
@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA"])
def test_any_picture_can_be_judged(size: tuple[int, int], mode: str) -> None:
    image = Image.radial_gradient("L").resize(size).convert("RGBA").convert(mode)
    opaque = image.convert("RGB")
    score = Judge(image).score(encoded(opaque, "JPEG", quality=80), "jpeg")
    assert -50 <= score <= 100


def test_what_no_one_sees_does_not_count() -> None:
    white, black = (Image.new("RGBA", (400, 400), (shade,) * 3 + (0,)) for shade in (255, 0))
    assert Judge(white).score(encoded(black, "PNG"), "png") == 100


def test_a_picture_of_opposite_structure_has_a_score() -> None:
    image = Image.radial_gradient("L").resize((400, 400))
    negative = image.point(lambda value: 255 - value)
    assert Judge(image).score(encoded(negative, "PNG"), "png") < 60


@pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
def test_more_quality_is_expected_to_look_better(name: str) -> None:
    scores = [model().expected(name, quality) for quality in range(1, 101)]
    assert scores == sorted(scores)


def test_without_the_metric_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "blazediff_ssim", None)
    with pytest.raises(SourceError, match="blazediff-ssim") as caught:
        likeness.Judge(grain())
    assert caught.value.code == "metric_missing"
