"""What runs remember, and what follows from it for the next."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.runs import remembered

from pixelprep_cli.batch.bookkeeping import Written
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.past import Past
from pixelprep_cli.batch.plan import Standing, Task
from pixelprep_cli.batch.source import examine
from pixelprep_cli.batch.strength import Made
from pixelprep_cli.batch.worker import work
from pixelprep_cli.model.job import Recipe, Target
from pixelprep_cli.model.outcome import Outcome, Status
from pixelprep_cli.model.settings import Run, settings_from
from pixelprep_cli.store.attributes import Attributes
from pixelprep_cli.store.cache import Cache
from pixelprep_cli.store.content import digest
from pixelprep_cli.store.journal import Change, Entry, State

Draw = Callable[..., Path]


STOPPED = remembered()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    cache = Cache(str(tmp_path / "kept"), pytest.fail)
    yield cache
    cache.close(10**9)


def recipe(**values: object) -> Recipe:
    said = {key.replace("__", "."): value for key, value in values.items()}
    return Recipe(picture=settings_from(said).picture)


def task(source: Path, output: Path | None = None) -> Task:
    found = examine(str(source))
    assert found is not None
    output = output or source
    return Task(found, Target(folder=str(output.parent), stem=output.stem, suffix=output.suffix))


def make(cache: Cache, source: Path, output: Path, asked: Recipe) -> Outcome:
    """What a run does with one picture, as far as it is not done already."""
    past = Past(cache, [asked])
    asked_for = task(source, output)
    here = [Standing(asked_for, str(output), os.stat(output))] if output.exists() else []
    left, done = past.settle([asked_for], here)
    return _worked(past, left, done, asked)


def make_in_place(cache: Cache, source: Path, asked: Recipe, folder: Path) -> Outcome:
    """The same in place: the output is made elsewhere, and takes the place of its source."""
    past = Past(cache, [asked])
    left, done = past.settle_in_place([task(source)])
    left = [replace(one, target=replace(one.target, folder=str(folder))) for one in left]
    outcome = _worked(past, left, done, asked)
    if left and outcome.output is not None:
        os.replace(outcome.output, source)
    return outcome


def _worked(past: Past, left: list[Task], done: list[Outcome], asked: Recipe) -> Outcome:
    for job in jobs(left, (asked,), Run(), "optimize"):
        outcome = work(job, lambda *_: None)
        assert isinstance(outcome, Outcome)
        past.add(outcome)
        done.append(outcome)
    (outcome,) = done
    return outcome


def test_what_was_made_of_the_same_is_cached(
    cache: Cache, tmp_path: Path, draw_photo: Draw
) -> None:
    source, output = draw_photo(tmp_path / "a.jpg", (40, 30)), tmp_path / "out" / "a.webp"
    asked = recipe(output__quality=70)
    first = make(cache, source, output, asked)
    again = make(cache, source, output, asked)
    assert (first.status, again.status) == (Status.OPTIMIZED, Status.CACHED)
    same: Any = {"status": first.status, "encodes": first.encodes, "seconds": first.seconds}
    assert replace(again, **same) == first


def test_two_sources_of_one_content_have_each_their_output(
    cache: Cache, tmp_path: Path, draw_photo: Draw
) -> None:
    source = draw_photo(tmp_path / "a.jpg", (40, 30))
    other = Path(shutil.copyfile(source, tmp_path / "b.jpg"))
    asked = recipe()
    make(cache, source, tmp_path / "out" / "a.jpg", asked)
    assert make(cache, other, tmp_path / "out" / "b.jpg", asked).produced
    assert make(cache, source, tmp_path / "out" / "a.jpg", asked).status is Status.CACHED
    assert make(cache, other, tmp_path / "out" / "b.jpg", asked).status is Status.CACHED


def test_a_source_that_changes_as_it_is_read_is_known_by_what_was_read(
    cache: Cache, tmp_path: Path, draw_photo: Draw
) -> None:
    source, output = draw_photo(tmp_path / "a.jpg", (40, 30)), tmp_path / "out" / "a.webp"
    asked = recipe()
    past = Past(cache, [asked])
    left, _ = past.settle([task(source, output)], [])
    (job,) = jobs(left, (asked,), Run(), "optimize")

    def change(*_: int) -> None:
        draw_photo(source, (50, 30))

    outcome = work(job, change)
    assert isinstance(outcome, Outcome)
    past.add(outcome)
    assert outcome.width == 40
    assert make(cache, source, output, asked).status is Status.OPTIMIZED
    with Image.open(output) as image:
        assert image.width == 50


def test_an_output_is_not_optimized_again_in_place(
    cache: Cache, tmp_path: Path, draw_photo: Draw
) -> None:
    picture = draw_photo(tmp_path / "a.jpg", (400, 300), quality=97)
    folder = tmp_path / "made"
    assert make_in_place(cache, picture, recipe(output__quality=70), folder).status == "optimized"
    data = picture.read_bytes()
    moved = Path(shutil.move(picture, tmp_path / "renamed.jpg"))
    for quality in (70, 80, 95):
        asked = recipe(output__quality=quality)
        assert make_in_place(cache, moved, asked, folder).status is Status.CACHED
    assert moved.read_bytes() == data
    assert make_in_place(cache, moved, recipe(output__quality=40), folder).status == "optimized"
    assert moved.read_bytes() != data


def test_an_ordinary_output_is_known_in_place_too(
    cache: Cache, tmp_path: Path, draw_photo: Draw
) -> None:
    source, output = draw_photo(tmp_path / "a.jpg", (40, 30)), tmp_path / "out" / "a.jpg"
    make(cache, source, output, recipe(output__quality=60))
    again = make_in_place(cache, output, recipe(output__quality=75), tmp_path / "made")
    assert again.status is Status.CACHED
    assert (again.width, again.height, again.format) == (40, 30, "jpeg")


def test_force_makes_even_an_output_anew_in_place(
    cache: Cache, tmp_path: Path, draw_photo: Draw
) -> None:
    source, output = draw_photo(tmp_path / "a.jpg", (40, 30)), tmp_path / "out" / "a.jpg"
    make(cache, source, output, recipe())
    left, done = Past(cache, [recipe()], force=True).settle_in_place([task(output)])
    assert (len(left), done) == (1, [])


def test_what_someone_has_edited_since_is_optimized_in_place(
    cache: Cache, tmp_path: Path, draw_photo: Draw
) -> None:
    picture = draw_photo(tmp_path / "a.jpg", (400, 300), quality=97)
    make_in_place(cache, picture, recipe(output__quality=70), tmp_path / "made")
    with Image.open(picture) as image:
        image.rotate(1).save(picture, quality=97)
    again = make_in_place(cache, picture, recipe(output__quality=70), tmp_path / "made")
    assert again.status is Status.OPTIMIZED


ASKED = st.fixed_dictionaries(
    {
        "output__quality": st.sampled_from([30, 60, 90]),
        "metadata__policy": st.sampled_from(["keep", "none"]),
        "resize__long_edge": st.sampled_from([None, 32]),
        "output__effort": st.sampled_from(["fast", "balanced"]),
    }
).map(lambda values: recipe(**values))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(ASKED, min_size=1, max_size=3))
def test_no_settings_are_applied_twice_in_place_in_whatever_order_they_come(
    tmp_path: Path, draw_photo: Draw, asked: list[Recipe]
) -> None:
    picture = draw_photo(tmp_path / "a.jpg", (48, 36), quality=97)
    shutil.rmtree(tmp_path / "kept", ignore_errors=True)
    cache = Cache(str(tmp_path / "kept"), pytest.fail)
    applied = []
    for one in asked * 2:
        status = make_in_place(cache, picture, one, tmp_path / "made").status
        applied += [] if status is Status.CACHED else [one]
    cache.close(10**9)
    assert len(applied) == len(set(map(repr, applied)))


def test_the_journals_of_a_stopped_run_are_read_once_for_each_state(cache: Cache) -> None:
    read = []

    def entries() -> list[Entry]:
        read.append(True)
        return []

    for journals, times in ((b"one line", 1), (b"one line", 1), (b"two lines", 2)):
        Past(cache, [recipe()]).learn([Written(STOPPED, journals, entries)])
        assert len(read) == times


def test_what_a_stopped_run_of_thousands_of_named_files_has_made_is_learnt_at_once(
    cache: Cache,
) -> None:
    state = State(1, bytes(32).hex(), Attributes(0o644, 0, 0, 1, 1))
    paths = tuple(f"/photos/{number}.jpg" for number in range(1500))
    entries = [
        Entry(
            source=path,
            source_size=1,
            source_mtime_ns=1,
            changes=(Change(path, None, replace(state, sha256=digest(path.encode()).hex())),),
            told=str(Made("jpeg", 1, 1, 1, 80)),
        )
        for path in paths
    ]
    run = replace(STOPPED, paths=paths)
    before = time.process_time()
    Past(cache, [recipe()]).learn([Written(run, b"lines", lambda: entries)])
    assert time.process_time() - before < 2
    assert cache.written(["0.jpg", "1499.jpg"]).keys() == {"0.jpg", "1499.jpg"}
