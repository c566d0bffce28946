from collections.abc import Iterator
from pathlib import Path

from pixelprep_cli.batch.jobs import comparisons, jobs
from pixelprep_cli.batch.machine import memory_for_one
from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.source import Source
from pixelprep_cli.model.amounts import ByteSize
from pixelprep_cli.model.job import Bounds, Recipe, Target
from pixelprep_cli.model.settings import Run

RECIPES = (Recipe(preset="web_display"),)


def task(name: str) -> Task:
    target = Target(folder="/out", stem=Path(name).stem, suffix=".webp")
    return Task(Source(path=f"/in/{name}", format="jpeg", size=1), target)


def test_a_job_carries_all_that_a_worker_needs() -> None:
    run = Run(overwrite=True, keep_dates=True, verify=True, max_file_size=ByteSize(7), max_pixels=9)
    (job,) = jobs([task("a.jpg")], RECIPES, run, "preview")
    assert (job.source, job.target.path("")) == ("/in/a.jpg", "/out/a.webp")
    assert job.recipes == RECIPES
    assert job.bounds == Bounds(max_file_size=7, max_pixels=9, max_memory=memory_for_one())
    assert (job.overwrite, job.keep_dates, job.verify, job.action) == (True, True, True, "preview")


def test_no_two_jobs_share_a_token() -> None:
    made = jobs([task("a.jpg")] * 100, RECIPES, Run(), "optimize")
    assert len({job.token for job in made}) == 100


def test_a_job_is_made_when_it_is_asked_for() -> None:
    taken = []

    def endless() -> Iterator[Task]:
        while True:
            taken.append(1)
            yield task("a.jpg")

    queue = jobs(endless(), RECIPES, Run(), "optimize")
    next(queue)
    next(queue)
    assert len(taken) == 2


def test_a_comparison_previews_each_picture_by_each_recipe() -> None:
    recipes = (*RECIPES, Recipe(preset="web_modern"))
    made = comparisons([task("a.jpg"), task("b.jpg")], recipes, Run())
    assert [(job.source, job.recipes[0].preset, job.action) for job in made] == [
        (source, preset, "preview")
        for source in ("/in/a.jpg", "/in/b.jpg")
        for preset in ("web_display", "web_modern")
    ]
