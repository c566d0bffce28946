import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.batch import forecast as forecasts
from pixelprep_cli.batch.forecast import MOST, Forecast, forecast, is_tight, require_room, sample
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.batch.source import Source
from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.model.job import Recipe, Target
from pixelprep_cli.model.outcome import Outcome
from pixelprep_cli.model.settings import Output, Picture, Resize, Run
from pixelprep_cli.model.values import FormatChoice

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

RECIPES = (Recipe(picture=Picture(output=Output(format=FormatChoice(("webp",))))),)


def task(path: str, size: int, folder: str = "/out") -> Task:
    stem = os.path.splitext(os.path.basename(path))[0]
    source = Source(path=path, format="jpeg", size=size)
    return Task(source, Target(folder=folder, stem=stem, suffix=".webp"))


@pytest.fixture
def tasks(tmp_path: Path, draw_photo: Callable[..., Path]) -> list[Task]:
    made = []
    for n in range(24):
        path = draw_photo(tmp_path / f"{n}.jpg", (60 + 8 * n, 80))
        made.append(task(str(path), path.stat().st_size, str(tmp_path / "out")))
    return made


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=200))
def test_a_sample_is_a_tenth_of_different_pictures_of_all_sizes(sizes: list[int]) -> None:
    tasks = [task(f"/{n}.jpg", size) for n, size in enumerate(sizes)]
    chosen = sample(tasks)
    assert len(chosen) == min(MOST, max(1, len(sizes) // 10))
    assert len({id(one) for one in chosen}) == len(chosen)
    found = [one.source.size for one in chosen]
    assert found == sorted(found)
    if len(found) > 1:
        middle = sorted(sizes)[len(sizes) // 2]
        assert found[0] <= middle <= found[-1]


def test_a_forecast_holds_what_the_run_then_gives(tasks: list[Task]) -> None:
    with Pool() as pool:
        expected = forecast(pool, tasks, RECIPES, Run(), workers=1, patient=True)
        assert expected is not None
        results = list(pool.run(jobs(tasks, RECIPES, Run(), "preview"), workers=1))
    outputs = [r.output_bytes or 0 for r in results if isinstance(r, Outcome)]
    assert expected.source_bytes == sum(one.source.size for one in tasks)
    assert expected.low <= sum(outputs) <= expected.high
    assert expected.low < expected.output_bytes < expected.high


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
    require_room(str(tmp_path), Forecast(9_000_000, 1_000_000, 900_000, 1_100_000))
    with pytest.raises(UsageError, match=r"2\.0 MB.*1\.0 MB free") as refusal:
        require_room(str(tmp_path), Forecast(9_000_000, 2_000_000, 1_900_000, 2_100_000))
    assert (refusal.value.code, refusal.value.exit_code) == ("no_space", ExitCode.USAGE)
