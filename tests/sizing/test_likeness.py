"""Likeness is 100 for the same pixels, and falls with quality; any picture can be judged."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from PIL import Image

from pixelprep_cli.pixels import blur
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
    assert Judge(image).score(encoded(image, "PNG")) == 100


def test_a_score_falls_with_quality() -> None:
    image = grain()
    judge = Judge(image)
    scores = [judge.score(encoded(image, "JPEG", quality=q)) for q in (95, 85, 70, 50, 30)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 75


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (40, 20), (2100, 1500)])
@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA"])
def test_any_picture_can_be_judged(size: tuple[int, int], mode: str) -> None:
    image = Image.radial_gradient("L").resize(size).convert("RGBA").convert(mode)
    opaque = image.convert("RGB")
    score = Judge(image).score(encoded(opaque, "JPEG", quality=80))
    assert score <= 100


def test_what_no_one_sees_does_not_count() -> None:
    white, black = (Image.new("RGBA", (400, 400), (shade,) * 3 + (0,)) for shade in (255, 0))
    assert Judge(white).score(encoded(black, "PNG")) == 100


def test_a_picture_of_opposite_structure_has_a_score() -> None:
    image = Image.radial_gradient("L").resize((400, 400))
    negative = image.point(lambda value: 255 - value)
    assert Judge(image).score(encoded(negative, "PNG")) < 60


@pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
def test_more_quality_is_expected_to_look_better(name: str) -> None:
    scores = [model().expected(name, quality) for quality in range(1, 101)]
    assert scores == sorted(scores)


@pytest.mark.parametrize(
    ("size", "quality", "reference"),
    [
        ((360, 240), 92, 82.3),
        ((360, 240), 75, 72.2),
        ((360, 240), 45, 63.2),
        ((360, 240), 25, 48.8),
        ((700, 520), 92, 80.9),
        ((700, 520), 75, 68.8),
        ((700, 520), 45, 55.4),
        ((700, 520), 25, 33.3),
    ],
)
def test_scores_are_those_of_the_reference(
    size: tuple[int, int], quality: int, reference: float
) -> None:
    """The reference is what the package ssimulacra2 0.3 says of the same encodes."""
    image = grain(*size)
    score = Judge(image).score(encoded(image, "JPEG", quality=quality))
    assert score == pytest.approx(reference, abs=2)


@pytest.mark.parametrize("quality", [85, 50])
def test_squares_of_a_large_picture_score_as_the_whole_does(
    quality: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = grain(1200, 900)
    jpeg = encoded(image, "JPEG", quality=quality)
    by_squares = Judge(image).score(jpeg)
    monkeypatch.setattr(likeness, "WHOLE_PIXELS", 10**9)
    assert by_squares == pytest.approx(Judge(image).score(jpeg), abs=1.0)


def test_transparency_counts_on_the_ground_where_it_looks_worse() -> None:
    image = grain().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    solid = image.convert("RGB").convert("RGBA")
    score = Judge(image).score(encoded(solid, "PNG"))
    assert score < 30


def test_without_simd_scores_are_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    image = grain()
    jpeg = encoded(image, "JPEG", quality=70)
    fast = Judge(image).score(jpeg)
    monkeypatch.setattr(blur, "simd", lambda: None)
    assert Judge(image).score(jpeg) == pytest.approx(fast, abs=4)
