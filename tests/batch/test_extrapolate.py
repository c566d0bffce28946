import random
from collections.abc import Sequence

import pytest

from pixelprep_cli.batch.extrapolate import extrapolated, student
from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.source import Source
from pixelprep_cli.batch.strata import Member, Stratum, sample_size, stratified
from pixelprep_cli.model.job import Target
from pixelprep_cli.model.outcome import Outcome, Status


def tasks_of(sizes: Sequence[int], kind: str = "jpeg") -> list[Task]:
    return [
        Task(Source(path=f"/{n}.{kind}", format=kind, size=size), Target(folder="/o", stem=f"{n}"))
        for n, size in enumerate(sizes)
    ]


def made(task: Task, size: int, margin: int = 0) -> Outcome:
    return Outcome(
        status=Status.OPTIMIZED,
        source=task.source.path,
        source_bytes=task.source.size,
        output_bytes=size,
        low=size - margin,
        high=size + margin,
    )


def looked(
    strata: Sequence[Stratum], outputs: dict[str, int], margin: int = 0
) -> dict[str, Outcome]:
    chosen = (one.task for stratum in strata for one in stratum.chosen)
    return {task.source.path: made(task, outputs[task.source.path], margin) for task in chosen}


def one_stratum(tasks: Sequence[Task], chosen: int) -> Stratum:
    members = tuple(Member(task, task.source.size) for task in tasks)
    return Stratum(members, members[:chosen])


def test_all_pictures_together_are_told_to_the_byte() -> None:
    tasks = tasks_of([1000, 2000, 5000, 9000])
    strata = stratified(tasks, 4)
    found = extrapolated(strata, {task.source.path: made(task, 100) for task in tasks})
    assert found is not None
    assert (found.source_bytes, found.output_bytes, found.low, found.high) == (17_000, *[400] * 3)
    assert (found.pictures, found.sampled) == (4, 4)


def test_pictures_that_all_shrink_alike_are_told_by_a_sample_with_a_narrow_range() -> None:
    tasks = tasks_of([1000 * n for n in range(1, 101)])
    strata = stratified(tasks, 12)
    found = extrapolated(
        strata, looked(strata, {t.source.path: t.source.size // 10 for t in tasks})
    )
    assert found is not None
    assert found.sampled < 20
    assert found.output_bytes == sum(t.source.size for t in tasks) // 10
    assert 0.8 * found.output_bytes < found.low < found.output_bytes


def test_predictions_that_are_off_widen_the_range_by_the_root_of_their_squares() -> None:
    tasks = tasks_of([1000] * 100)
    strata = [one_stratum(tasks, len(tasks))]
    found = extrapolated(strata, looked(strata, {t.source.path: 100 for t in tasks}, margin=20))
    assert found is not None
    assert (found.low, found.output_bytes, found.high) == (9_800, 10_000, 10_200)


def test_the_range_holds_the_truth_in_about_nine_of_ten_folders() -> None:
    held, widths = 0, []
    for seed in range(300):
        dice = random.Random(seed)
        tasks = tasks_of([round(dice.lognormvariate(14.5, 0.6)) for _ in range(200)])
        outputs = {
            task.source.path: round(0.12 * task.source.size**0.95 * dice.lognormvariate(0, 0.3))
            for task in tasks
        }
        strata = stratified(tasks, sample_size(len(tasks)))
        found = extrapolated(strata, looked(strata, outputs))
        assert found is not None
        truth = sum(outputs.values())
        held += found.low <= truth <= found.high
        widths.append((found.high - found.low) / truth)
    assert 0.86 <= held / 300 <= 0.97
    assert sum(widths) / len(widths) < 0.15


def test_each_picture_has_an_estimate_and_all_of_them_are_the_total() -> None:
    dice = random.Random(1)
    tasks = tasks_of([dice.randint(10**5, 10**6) for _ in range(120)])
    outputs = {task.source.path: task.source.size // dice.randint(5, 15) for task in tasks}
    strata = stratified(tasks, 30)
    sample = looked(strata, outputs)
    found = extrapolated(strata, sample)
    assert found is not None
    estimates = [found.estimate(t.source.path) or 0 for t in tasks]
    assert sum(estimates) == pytest.approx(found.output_bytes, abs=len(tasks))
    for path, outcome in sample.items():
        assert found.estimate(path) == outcome.output_bytes
    assert found.estimate("/other.jpg") is None


def test_no_picture_is_told_to_exceed_what_bounds_it() -> None:
    tasks = tasks_of([1000, 1000, 9000])
    members = tuple(Member(task, task.source.size, cap=300) for task in tasks)
    strata = [Stratum(members, members[:2])]
    found = extrapolated(strata, looked(strata, {task.source.path: 100 for task in tasks}))
    assert found is not None
    assert found.output_bytes == 100 + 100 + 300
    assert found.estimate(tasks[2].source.path) == 300


def test_pictures_that_give_no_output_take_their_share_with_them() -> None:
    tasks = tasks_of([1000] * 10)
    strata = [one_stratum(tasks, 4)]
    outcomes = looked(strata, {task.source.path: 100 for task in tasks})
    broken = tasks[0].source.path
    outcomes[broken] = Outcome(status=Status.FAILED, source=broken, source_bytes=1000)
    found = extrapolated(strata, outcomes)
    assert found is not None
    assert (found.source_bytes, found.output_bytes) == (7500, 750)


def test_one_picture_says_something_of_all_with_a_wide_range() -> None:
    tasks = tasks_of([1000] * 9)
    strata = stratified(tasks, 1)
    found = extrapolated(strata, looked(strata, {task.source.path: 100 for task in tasks}))
    assert found is not None
    assert found.output_bytes == 900
    assert found.low < 500
    assert found.high > 1300


def test_strata_that_were_not_reached_are_told_by_their_neighbours() -> None:
    tasks = tasks_of([1000 * n for n in range(1, 101)])
    strata = stratified(tasks, 20)
    some = looked(strata[:1], {task.source.path: task.source.size // 4 for task in tasks})
    found = extrapolated(strata, some)
    assert found is not None
    assert found.output_bytes == pytest.approx(sum(t.source.size for t in tasks) / 4, rel=0.01)


@pytest.mark.parametrize("outcomes", [{}, {"/0.jpeg": Outcome(status=Status.FAILED, source="/0")}])
def test_nothing_is_told_where_no_picture_came_out(outcomes: dict[str, Outcome]) -> None:
    assert extrapolated(stratified(tasks_of([1, 2]), 1), outcomes) is None


@pytest.mark.parametrize(("freedom", "table"), [(3, 2.353), (5, 2.015), (10, 1.812), (60, 1.671)])
def test_students_t_is_that_of_the_tables(freedom: int, table: float) -> None:
    assert student(freedom) == pytest.approx(table, rel=0.02)
