"""Rate control on made-up encoders: never over the cap, within a step of the best, soon done."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pixelprep_cli.sizing.curve import prior
from pixelprep_cli.sizing.limits import Target
from pixelprep_cli.sizing.search import Fit, highest_quality, largest_scale, within

MOST_ENCODES = 13

SIZES = st.lists(st.integers(0, 400), min_size=100, max_size=100).map(
    lambda steps: [50 + size for size in itertools.accumulate(steps)]
)
RANGE = st.tuples(st.integers(1, 100), st.integers(1, 100)).map(sorted).map(tuple)


def encoder(sizes: list[int]) -> tuple[list[int], object]:
    """An encoder whose quality 1 has `sizes[0]` bytes, and the qualities it was asked for."""
    asked: list[int] = []

    def encode(quality: int) -> bytes:
        asked.append(quality)
        return bytes(sizes[quality - 1])

    return asked, encode


def search(sizes: list[int], cap: int, floor: int, ceiling: int) -> Fit:
    asked, encode = encoder(sizes)
    found = highest_quality(encode, cap, floor, ceiling)  # type: ignore[arg-type]
    assert found.encodes == len(asked) <= MOST_ENCODES
    assert len(set(asked)) == len(asked)
    assert set(asked) <= set(range(floor, ceiling + 1))
    assert len(found.data) == sizes[(found.quality or 0) - 1]
    return found


@given(SIZES, st.integers(1, 45_000), RANGE)
@example([100] * 50 + [5000] * 50, 4999, (1, 100))
@example([100] * 99 + [5000], 100, (1, 100))
@example([100] + [5000] * 99, 4999, (1, 100))
@example(list(range(1, 101)), 50, (1, 100))
def test_the_best_that_fits_is_found_within_a_step(
    sizes: list[int], cap: int, bounds: tuple[int, int]
) -> None:
    floor, ceiling = bounds
    found = search(sizes, cap, floor, ceiling)
    fitting = [q for q in range(floor, ceiling + 1) if sizes[q - 1] <= cap]
    if not fitting:
        assert not found.fits
        assert found.quality == floor
    else:
        assert found.fits
        assert len(found.data) <= cap
        assert max(fitting) - (found.quality or 0) <= 1


@given(SIZES, st.lists(st.integers(-30, 30), min_size=100, max_size=100), st.integers(1, 45_000))
def test_a_cap_is_kept_even_where_sizes_are_not_in_order(
    sizes: list[int], noise: list[int], cap: int
) -> None:
    uneven = [max(1, size + extra) for size, extra in zip(sizes, noise, strict=True)]
    found = search(uneven, cap, 1, 100)
    assert found.fits is (len(found.data) <= cap)
    assert found.fits or uneven[0] > cap


@given(SIZES, RANGE)
def test_a_ceiling_that_fits_takes_one_encode(sizes: list[int], bounds: tuple[int, int]) -> None:
    floor, ceiling = bounds
    found = search(sizes, sizes[ceiling - 1], floor, ceiling)
    assert (found.quality, found.encodes, found.fits) == (ceiling, 1, True)


@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8, 0.95])
def test_sizes_like_those_of_jpeg_take_few_encodes(share: float) -> None:
    quantizer = [5000 / q if q < 50 else max(1.0, 200 - 2 * q) for q in range(1, 101)]
    sizes = [round(900_000 * step**-0.6) for step in quantizer]
    assert search(sizes, round(share * sizes[94]), 10, 95).encodes <= 5


def by_quality(quality: int | None) -> bytes:
    return bytes(1000 if quality is None else 10 * quality)


@pytest.mark.parametrize(
    ("target", "quality", "encodes", "fits"),
    [
        (Target(None, None, lossless_first=False, lossy=(80, 80)), 80, 1, True),
        (Target(None, None, lossless_first=True, lossy=(80, 80)), None, 1, True),
        (Target(None, None, lossless_first=True, lossy=None), None, 1, True),
        (Target(1000, None, lossless_first=True, lossy=(10, 95)), None, 1, True),
        (Target(999, None, lossless_first=True, lossy=(10, 95)), 95, 2, True),
        (Target(50, None, lossless_first=True, lossy=(10, 95)), 10, None, False),
        (Target(999, None, lossless_first=False, lossy=None), None, 1, False),
        (Target(300, None, lossless_first=False, lossy=(10, 30)), 30, 1, True),
    ],
)
def test_what_a_target_allows_is_tried_best_first(
    target: Target, quality: int | None, encodes: int | None, fits: bool
) -> None:
    found = within(by_quality, target)
    assert (found.quality, found.fits) == (quality, fits)
    assert found.data == by_quality(quality)
    assert encodes in (None, found.encodes)


class Told:
    """An estimator that expects a picture without loss to have `size` bytes."""

    steady = True
    probes = 0
    curve = staticmethod(prior)

    def __init__(self, pixels: int, size: float) -> None:
        self.pixels, self.size = pixels, size

    def sample(self, _quality: int | None) -> tuple[float, list[float]]:
        return self.size, []

    def quality_for(self, _cap: int, _floor: int, ceiling: int) -> int:
        return ceiling


@pytest.mark.parametrize(
    ("told", "tried"),
    [
        (Told(100_000, 7993), False),  # far over the cap, whatever a sixth of it misses
        (Told(100_000, 7992), True),
        (Told(20_000, 7993), True),  # so few pixels that no question is worth it
    ],
)
def test_an_encode_without_loss_is_not_tried_where_it_cannot_fit(told: Told, tried: bool) -> None:
    asked: list[int | None] = []

    def encode(quality: int | None) -> bytes:
        asked.append(quality)
        return by_quality(quality)

    target = Target(999, None, lossless_first=True, lossy=(10, 95))
    found = within(encode, target, lambda: told)  # type: ignore[arg-type, return-value]
    assert (None in asked) is tried
    assert found.encodes == len(asked)


@given(
    st.integers(2000, 400_000),
    st.integers(0, 500),
    st.floats(0.01, 0.99),
    st.integers(2, 3000),
    st.floats(1.0, 2.2),
)
def test_the_largest_scale_fits_and_uses_the_cap(
    pixels: int, overhead: int, share: float, side: int, power: float
) -> None:
    def size(scale: float) -> int:
        whole: float = max(1, round(side * scale)) / side  # pictures have whole pixels
        return overhead + int(pixels * whole**power)

    full = size(1)
    cap = max(1, int(share * full))
    scale, found = largest_scale(lambda at: bytes(size(at)), cap, full)
    assert 0 < scale < 1
    assert len(found.data) == size(scale)
    assert found.fits is (len(found.data) <= cap)
    if size(1e-3) <= cap:
        assert found.fits
    if found.fits and side > 1000 and overhead < cap / 2:
        assert len(found.data) >= 0.9 * cap
    assert found.encodes <= 20


def test_a_step_in_the_sizes_does_not_lose_what_fits() -> None:
    scale, found = largest_scale(lambda at: bytes(500 if at < 0.3 else 5000), 1000, 5000)
    assert found.fits
    assert len(found.data) == 500
    assert 0.25 < scale < 0.3


def test_headers_alone_that_are_too_large_are_given_up_soon() -> None:
    _, found = largest_scale(lambda at: bytes(1001 + round(9000 * at)), 1000, 10_001)
    assert not found.fits
    assert found.encodes <= 16
