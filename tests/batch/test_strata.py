import itertools

from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.source import Source
from pixelprep_cli.batch.strata import LARGE, LEAST, in_turn, sample_size, stratified
from pixelprep_cli.model.job import Target

Drawn = list[tuple[str, int]]

drawn = st.lists(
    st.tuples(st.sampled_from(["jpeg", "png", "webp"]), st.integers(0, 10**8)),
    min_size=1,
    max_size=200,
)


def tasks_of(pictures: Drawn) -> list[Task]:
    return [
        Task(
            Source(path=f"/{number}", format=kind, size=size), Target(folder="/o", stem=f"{number}")
        )
        for number, (kind, size) in enumerate(pictures)
    ]


@given(drawn, st.integers(1, 80))
def test_every_picture_is_in_one_stratum_and_the_chosen_are_different(
    pictures: Drawn, count: int
) -> None:
    tasks = tasks_of(pictures)
    strata = stratified(tasks, count)
    assert sorted(one.task.source.path for stratum in strata for one in stratum.members) == sorted(
        task.source.path for task in tasks
    )
    for stratum in strata:
        assert set(stratum.chosen) <= set(stratum.members)
        assert len(set(stratum.chosen)) == len(stratum.chosen) >= 1


@given(drawn, st.integers(4, 80))
def test_a_stratum_holds_one_format_and_its_sizes_are_its_own(pictures: Drawn, count: int) -> None:
    strata = stratified(tasks_of(pictures), count)
    spans: dict[str | None, list[tuple[int, int]]] = {}
    for stratum in strata:
        assert len({one.task.source.format for one in stratum.members}) == 1
        assert len(stratum.chosen) >= min(2, len(stratum.members))
        sizes = [one.task.source.size for one in stratum.members]
        spans.setdefault(stratum.members[0].task.source.format, []).append((min(sizes), max(sizes)))
    for found in spans.values():
        found.sort()
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))


@given(drawn, st.integers(1, 80))
def test_the_sample_does_not_depend_on_the_order_of_the_pictures(
    pictures: Drawn, count: int
) -> None:
    tasks = tasks_of(pictures)
    assert stratified(tasks, count) == stratified(tasks[::-1], count)


@given(drawn, st.integers(4, 80))
def test_a_sample_is_about_as_large_as_was_asked_for(pictures: Drawn, count: int) -> None:
    chosen = sum(len(stratum.chosen) for stratum in stratified(tasks_of(pictures), count))
    assert chosen <= max(1.5 * count, count + 9)


def test_the_largest_pictures_are_looked_at_most() -> None:
    tasks = tasks_of([("jpeg", 10_000 + n) for n in range(300)] + [("jpeg", 10**8 + 1)] * 3)
    chosen = {one.task for stratum in stratified(tasks, 40) for one in stratum.chosen}
    assert set(tasks[300:]) <= chosen


@given(drawn, st.integers(1, 80))
def test_taken_in_turn_are_the_same_pictures(pictures: Drawn, count: int) -> None:
    strata = stratified(tasks_of(pictures), count)
    assert sorted(task.source.path for task in in_turn(strata)) == sorted(
        one.task.source.path for stratum in strata for one in stratum.chosen
    )


def test_a_beginning_of_them_is_spread_over_all_sizes() -> None:
    tasks = tasks_of([("jpeg", 1000 * (n + 1)) for n in range(400)])
    first = [task.source.size for task in in_turn(stratified(tasks, 40))[:8]]
    assert min(first) < 150_000
    assert max(first) > 250_000


@given(st.integers(1, 100_000))
def test_a_preview_looks_at_all_of_few_pictures_and_at_a_part_of_many(pictures: int) -> None:
    size = sample_size(pictures)
    if pictures <= LARGE:
        assert size == pictures
    else:
        assert LEAST <= size < pictures
        assert size <= sample_size(pictures + 1)
