import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pixelprep_cli.batch import forecast as forecasts
from pixelprep_cli.batch import worker
from pixelprep_cli.batch.forecast import SECONDS, Budget, forecast, is_tight, require_room
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.batch.source import Source
from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.model.forecast import Forecast
from pixelprep_cli.model.job import Recipe, Target
from pixelprep_cli.model.outcome import Outcome, Status
from pixelprep_cli.model.settings import Output, Picture, Resize, Run
from pixelprep_cli.model.values import FormatChoice

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

RECIPES = (Recipe(picture=Picture(output=Output(format=FormatChoice(("webp",))))),)


def task(path: str, size: int, folder: str = "/out") -> Task:
    stem = os.path.splitext(os.path.basename(path))[0]
    source = Source(path=path, format="jpeg", size=size)
    return Task(source, Target(folder=folder, stem=stem, suffix=".webp"))


def expected(size: int) -> Forecast:
    return Forecast(source_bytes=9_000_000, output_bytes=size, low=size, high=size)


def previewed(seconds: float, size: int) -> Outcome:
    return Outcome(
        status=Status.OPTIMIZED, source="/a.jpg", source_bytes=size, output_bytes=1, seconds=seconds
    )


@pytest.fixture
def tasks(tmp_path: Path, draw_photo: Callable[..., Path]) -> list[Task]:
    made = []
    for n in range(24):
        path = draw_photo(tmp_path / f"{n}.jpg", (60 + 8 * n, 80))
        made.append(task(str(path), path.stat().st_size, str(tmp_path / "out")))
    return made


def test_a_forecast_holds_what_the_run_then_gives(tasks: list[Task]) -> None:
    with Pool() as pool:
        found = forecast(pool, tasks, RECIPES, Run(), workers=1, patient=True)
        assert found is not None
        results = list(pool.run(jobs(tasks, RECIPES, Run(), "preview"), workers=1))
    outputs = [r.output_bytes or 0 for r in results if isinstance(r, Outcome)]
    assert found.source_bytes == sum(one.source.size for one in tasks)
    assert found.low <= sum(outputs) <= found.high
    assert found.low < found.output_bytes < found.high


@pytest.mark.parametrize("pictures", [1, 2, 9])
def test_a_few_pictures_are_begun_without_a_forecast(tasks: list[Task], pictures: int) -> None:
    with Pool() as pool:
        few = tasks[:pictures]
        assert forecast(pool, few, RECIPES, Run(), workers=1, patient=False) is None
        assert forecast(pool, few, RECIPES, Run(), workers=1, patient=True) is not None


def test_an_impatient_forecast_looks_at_a_quarter_of_the_pictures_at_most(
    tasks: list[Task],
) -> None:
    with Pool() as pool:
        found = forecast(pool, tasks, RECIPES, Run(), workers=1, patient=False)
    assert found is not None
    assert 1 <= found.sampled <= 6
    assert found.pictures == 24


def test_a_forecast_may_take_two_seconds_or_a_tenth_of_the_run_whichever_is_less() -> None:
    budget = Budget(source_bytes=100_000, workers=2)
    assert budget.seconds == SECONDS
    budget.add(previewed(0.2, 1000))
    assert budget.seconds == pytest.approx(1.0)
    budget.add(previewed(1.8, 1000))
    assert budget.seconds == SECONDS


def test_no_further_preview_begins_once_the_time_is_spent() -> None:
    budget = Budget(source_bytes=10_000, workers=1, began=time.monotonic() - 0.5)
    assert not budget.spent()
    budget.add(previewed(0.4, 1000))
    assert budget.spent()


def test_a_preview_that_takes_too_long_is_given_up_and_the_run_can_begin(
    tasks: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecasts, "SECONDS", 0.05)
    monkeypatch.setitem(worker.DO, "preview", lambda _job, _admit: time.sleep(30))
    began = time.monotonic()
    with Pool() as pool:
        assert forecast(pool, tasks, RECIPES, Run(), workers=1, patient=False) is None
        assert time.monotonic() - began < 5
        monkeypatch.undo()
        results = list(pool.run(jobs(tasks[:2], RECIPES, Run(), "preview"), workers=1))
    assert len(results) == 2


def test_a_forecast_writes_nothing(tasks: list[Task], tmp_path: Path) -> None:
    with Pool() as pool:
        forecast(pool, tasks, RECIPES, Run(), workers=1, patient=True)
    assert not (tmp_path / "out").exists()


def test_there_is_no_forecast_where_no_picture_of_the_sample_comes_out(tmp_path: Path) -> None:
    broken = tmp_path / "a.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 and no more")
    with Pool() as pool:
        assert (
            forecast(pool, [task(str(broken), 17)] * 3, RECIPES, Run(), workers=1, patient=True)
            is None
        )


def test_a_disk_is_tight_where_outputs_of_some_times_the_sources_would_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecasts, "free_bytes", lambda _folder: 1000)
    half = [task("/a.jpg", 25), task("/b.jpg", 25)]
    assert not is_tight(str(tmp_path), half, RECIPES)
    assert is_tight(str(tmp_path), half * 3, RECIPES)


@pytest.mark.parametrize(
    "picture",
    [
        Picture(output=Output(format=FormatChoice(("png",)))),
        Picture(output=Output(quality=95)),
        Picture(resize=Resize(width=5000, upscale=True)),
    ],
)
def test_a_disk_is_tight_sooner_where_outputs_can_be_much_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, picture: Picture
) -> None:
    monkeypatch.setattr(forecasts, "free_bytes", lambda _folder: 1000)
    assert is_tight(str(tmp_path), [task("/a.jpg", 25)], (Recipe(picture=picture),))


def test_a_run_that_does_not_fit_is_refused_with_both_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecasts, "free_bytes", lambda _folder: 1_000_000)
    require_room(str(tmp_path), expected(1_000_000))
    with pytest.raises(UsageError, match=r"2\.0 MB.*1\.0 MB free") as refusal:
        require_room(str(tmp_path), expected(2_000_000))
    assert (refusal.value.code, refusal.value.exit_code) == ("no_space", ExitCode.USAGE)
