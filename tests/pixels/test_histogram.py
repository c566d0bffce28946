"""What a histogram tells of a picture's levels."""

from __future__ import annotations

import pytest

from pixelprep_cli.pixels.histogram import quantile


@pytest.mark.parametrize(("share", "level"), [(0.25, 0), (0.5, 2), (0.75, 2), (1, 3)])
def test_a_quantile_is_the_level_up_to_which_that_share_of_the_pixels_lies(
    share: float, level: int
) -> None:
    assert quantile([1, 0, 2, 1], share) == level


def test_of_no_pixels_the_lowest_level_is_told() -> None:
    assert quantile([0] * 256, 0.5) == 0
