"""Bytes at equal quality, interpolated between encodes."""

from __future__ import annotations

import pytest
from benchmarks.quality import Sample, quality_at, size_at

LADDER = [
    Sample(quality=40, size=1000, score=50.0, seconds=0.1),
    Sample(quality=60, size=4000, score=70.0, seconds=0.1),
    Sample(quality=80, size=8000, score=80.0, seconds=0.1),
]


def test_a_score_that_was_met_needs_the_bytes_that_met_it() -> None:
    assert size_at(LADDER, 70.0) == pytest.approx(4000)
    assert quality_at(LADDER, 70.0) == pytest.approx(60)


def test_between_two_encodes_bytes_grow_by_the_same_factor_a_point() -> None:
    assert size_at(LADDER, 60.0) == pytest.approx(2000)
    assert quality_at(LADDER, 60.0) == pytest.approx(50)


def test_beyond_the_last_encode_the_last_piece_is_prolonged() -> None:
    assert quality_at(LADDER, 85.0) == pytest.approx(90)
