from dataclasses import replace

from pixelprep_cli.model.forecast import Forecast
from pixelprep_cli.model.outcome import Outcome, RunSummary, Status


def predicted(size: int, low: int | None = None, high: int | None = None) -> Outcome:
    return Outcome(
        status=Status.OPTIMIZED,
        source="a.jpg",
        source_bytes=1000,
        output_bytes=size,
        estimated_bytes=size + 1,
        low=low,
        high=high,
    )


def test_the_range_of_a_total_joins_independent_errors() -> None:
    summary = RunSummary(pictures=2)
    for low, high in ((97, 104), (96, 103)):
        summary.add(predicted(100, low, high))
    told = summary.predicted
    assert (told.low, told.output_bytes, told.high) == (195, 200, 205)
    assert (told.source_bytes, told.pictures, told.sampled) == (2000, 2, 2)


def test_the_total_of_exact_sizes_is_exact() -> None:
    summary = RunSummary()
    summary.add(predicted(100))
    summary.add(predicted(50))
    assert summary.predicted.low == summary.predicted.output_bytes == summary.predicted.high == 150


def test_a_sample_speaks_for_all() -> None:
    told = Forecast(source_bytes=9000, output_bytes=900, low=800, high=1000)
    summary = RunSummary(forecast=told)
    summary.add(predicted(100))
    assert summary.predicted is told


def test_estimates_count_for_pictures_that_were_made() -> None:
    summary = RunSummary()
    summary.add(predicted(100))
    summary.add(Outcome(status=Status.FAILED, source="b.jpg", estimated_bytes=70))
    assert summary.estimated_bytes == 101


def test_a_forecast_is_joined_by_what_is_done_already() -> None:
    told = Forecast(source_bytes=9000, output_bytes=900, low=800, high=1000, pictures=9, sampled=3)
    done = replace(predicted(123), source="/done.jpg", status=Status.CACHED)
    skipped = Outcome(status=Status.SKIPPED, source="/x.heic", source_bytes=5)
    joined = told.joined([done, skipped])
    assert (joined.source_bytes, joined.pictures, joined.sampled) == (10_000, 10, 4)
    assert (joined.low, joined.output_bytes, joined.high) == (923, 1023, 1123)
    assert joined.estimate("/done.jpg") == 123
    assert joined.estimate("/x.heic") is None


def test_what_was_done_already_tells_nothing_of_the_speed() -> None:
    made = replace(predicted(100), source_width=10, source_height=10)
    summary = RunSummary()
    summary.add(made)
    summary.add(replace(made, status=Status.CACHED))
    assert (summary.pixels, summary.source_bytes, summary.output_bytes) == (100, 2000, 200)
