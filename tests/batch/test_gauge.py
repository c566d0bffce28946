from collections.abc import Callable
from pathlib import Path

import pytest

from pixelprep_cli.batch import gauge
from pixelprep_cli.batch.gauge import gauges
from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.batch.source import Source
from pixelprep_cli.model.amounts import ByteSize, Share
from pixelprep_cli.model.job import Recipe, Target
from pixelprep_cli.model.settings import Limits, Picture, Resize, Run

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


def task(path: Path) -> Task:
    source = Source(path=str(path), format="jpeg", size=path.stat().st_size)
    return Task(source, Target(folder="/out", stem=path.stem))


@pytest.fixture
def tasks(tmp_path: Path, draw_photo: Callable[..., Path]) -> list[Task]:
    sizes = [(1200, 800), (600, 400), (300, 200)]
    return [task(draw_photo(tmp_path / f"{n}.jpg", size)) for n, size in enumerate(sizes)]


def told(tasks: list[Task], resize: Resize) -> list[float]:
    recipes = (Recipe(picture=Picture(resize=resize)),)
    with Pool() as pool:
        found = gauges(pool, tasks, recipes, Run(), workers=1)
    assert found is not None
    return [found[task.source.path].proportion for task in tasks]


def test_pictures_are_gauged_by_what_the_preset_makes_of_them(tasks: list[Task]) -> None:
    large, middle, small = told(tasks, Resize())
    assert large > 2 * middle > 4 * small
    large, middle, small = told(tasks, Resize(long_edge=300))
    assert small / 3 < large < 3 * small
    assert small / 3 < middle < 3 * small


def test_what_bounds_the_output_is_told_too(tasks: list[Task]) -> None:
    wished = Limits(max_size=ByteSize(5000), reduce_by=Share(0.5))
    with Pool() as pool:
        recipes = (Recipe(picture=Picture(limits=wished)),)
        found = gauges(pool, tasks, recipes, Run(), workers=1)
    assert found is not None
    caps = [found[task.source.path].cap for task in tasks]
    assert caps == [min(5000, task.source.size // 2) for task in tasks]


def test_a_picture_that_cannot_be_opened_will_have_no_output(
    tasks: list[Task], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 and no more")
    *_, none = told([*tasks, task(broken)], Resize())
    assert none == 0


def test_nothing_is_told_where_it_would_take_too_long(
    tasks: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    recipes = (Recipe(picture=Picture()),)
    with Pool() as pool:
        assert gauges(pool, tasks, recipes, Run(), workers=1, stop=lambda: True) is None
        monkeypatch.setattr(gauge, "MOST", 2)
        assert gauges(pool, tasks, recipes, Run(), workers=1) is None
