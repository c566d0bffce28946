"""What tells of outputs before anything is decoded."""

from __future__ import annotations

import pytest

from pixelprep_cli.model.facts import ImageFacts
from pixelprep_cli.sizing.proportion import proportion


def facts(size: int, *, name: str = "jpeg", quality: int | None = 90) -> ImageFacts:
    return ImageFacts(format=name, bytes=size, width=4000, height=3000, quality=quality)


def test_an_output_of_twice_the_pixels_is_about_twice_as_large() -> None:
    source = facts(4_000_000)
    assert proportion(source, 2_000_000) == pytest.approx(2 * proportion(source, 1_000_000))


def test_a_source_that_shows_more_gives_more() -> None:
    assert proportion(facts(6_000_000), 10**6) > proportion(facts(3_000_000), 10**6)


def test_a_source_that_was_saved_finely_shows_no_more_for_its_bytes() -> None:
    fine, coarse = facts(8_000_000, quality=97), facts(800_000, quality=70)
    assert proportion(fine, 10**6) == pytest.approx(proportion(coarse, 10**6), rel=0.05)


def test_what_has_no_quality_counts_by_what_its_format_does() -> None:
    lossless = facts(24_000_000, name="png", quality=None)
    lossy = facts(1_800_000, name="webp", quality=None)
    assert proportion(lossless, 10**6) == pytest.approx(proportion(lossy, 10**6), rel=0.01)
    exact = ImageFacts(format="webp", bytes=24_000_000, width=4000, height=3000, lossless=True)
    assert proportion(exact, 10**6) == proportion(lossless, 10**6)


def test_a_quality_of_a_hundred_is_not_beyond_all_measure() -> None:
    assert proportion(facts(10**7, quality=100), 10**6) == proportion(
        facts(10**7, quality=99), 10**6
    )
