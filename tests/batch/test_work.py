import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pixelprep_cli.batch.plan import Plan, Task
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.batch.source import Source
from pixelprep_cli.batch.strata import sample_size
from pixelprep_cli.batch.work import Work
from pixelprep_cli.model.job import Action, Recipe, Target
from pixelprep_cli.model.outcome import Outcome, Status
from pixelprep_cli.model.settings import Output, Picture, Run
from pixelprep_cli.model.values import FormatChoice

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

SKIPPED = Outcome(status=Status.SKIPPED, source="/x.heic")


def recipe(name: str) -> Recipe:
    return Recipe(preset=name, picture=Picture(output=Output(format=FormatChoice((name,)))))


@pytest.fixture
def plan(tmp_path: Path, draw_photo: Callable[..., Path]) -> Callable[[int], Plan]:
    """A plan of so many pictures, and of one that is decided."""

    def make(pictures: int) -> Plan:
        tasks = []
        for n in range(pictures):
            path = str(draw_photo(tmp_path / f"{n}.jpg", (24 + n, 30)))
            source = Source(path=path, format="jpeg", size=os.path.getsize(path))
            tasks.append(Task(source, Target(folder=str(tmp_path / "out"), stem=str(n))))
        return Plan(tuple(tasks), (SKIPPED,))

    return make


def done(work: Work) -> list[Outcome]:
    return list(work.results(tick=lambda: None, stop=lambda: False))


def test_a_preview_of_many_pictures_looks_at_a_sample_and_tells_of_all(
    plan: Callable[[int], Plan],
) -> None:
    with Pool() as pool:
        work = Work(pool, plan(60), (recipe("webp"),), Run(), "preview")
        work.sample()
        outcomes = done(work)
        every = done(Work(pool, work.plan, work.recipes, Run(), "preview", every=True))
    assert len(outcomes) == work.events == len(work.tasks) + 1
    assert len(work.tasks) == pytest.approx(sample_size(60), abs=3)
    assert work.pictures == 61
    told = work.extrapolated()
    assert told is not None
    assert (told.pictures, told.sampled) == (60, len(work.tasks))
    assert told.source_bytes == sum(task.source.size for task in work.plan.tasks)
    assert told.low <= sum(outcome.output_bytes or 0 for outcome in every) <= told.high
    assert len(every) == 61


@pytest.mark.parametrize(
    ("pictures", "action", "every"),
    [(50, "preview", False), (51, "preview", True), (51, "optimize", False)],
)
def test_all_of_few_pictures_and_all_that_are_optimized_are_worked_on(
    plan: Callable[[int], Plan], pictures: int, action: Action, every: bool
) -> None:
    with Pool() as pool:
        work = Work(pool, plan(pictures), (recipe("webp"),), Run(), action, every=every)
        work.sample()
    assert len(work.tasks) == pictures
    assert work.extrapolated() is None


def test_a_comparison_has_an_outcome_for_each_recipe(plan: Callable[[int], Plan]) -> None:
    recipes = (recipe("webp"), recipe("jpeg"), recipe("png"))
    with Pool() as pool:
        work = Work(pool, plan(1), recipes, Run(jobs=2), "preview", compared=True)
        outcomes = done(work)
    assert (work.events, work.pictures, work.workers) == (4, 2, 2)
    assert work.source_bytes == 3 * work.tasks[0].source.size
    assert {outcome.preset for outcome in outcomes} == {None, "webp", "jpeg", "png"}
