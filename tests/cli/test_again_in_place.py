"""The same command in place again: no picture is encoded a second time."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.source import examine
from pixelprep_cli.batch.worker import work
from pixelprep_cli.model.job import InPlace, Recipe, Record, Target
from pixelprep_cli.model.outcome import Outcome
from pixelprep_cli.model.settings import Run, settings_from
from pixelprep_cli.store.failpoints import VARIABLE

posix = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and process groups")

Command = Callable[..., Any]
Draw = Callable[..., Path]


def statuses(done: Any) -> set[str]:
    return {file["status"] for file in done.files.values()}


def test_no_picture_is_optimized_twice_in_place_by_the_same_or_weaker_settings(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.jpg"):
        draw_photo(tmp_path / "in" / name, quality=97)

    def run(*words: str, folder: str = "in") -> set[str]:
        done = pixelprep("optimize", folder, "--in-place", "--json", *words)
        assert done.code == 0, done.err
        return statuses(done)

    def held(folder: str = "in") -> list[bytes]:
        return [path.read_bytes() for path in sorted((tmp_path / folder).iterdir())]

    assert run("-q", "70") == {"optimized"}
    before = held()
    assert run("-q", "70") == {"cached"}
    assert run("-q", "85") == {"cached"}
    shutil.copytree(tmp_path / "in", tmp_path / "copy", copy_function=shutil.copyfile)
    assert run("-q", "70", folder="copy") == {"cached"}
    assert held() == held("copy") == before
    assert run("-q", "40") == {"optimized"}
    assert run("-q", "70") == {"cached"}
    assert run("-q", "40") == {"cached"}


def test_what_was_replaced_is_known_though_the_cache_is_lost(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    picture = draw_photo(tmp_path / "a.webp", quality=97)
    words = ("optimize", "a.webp", "--in-place", "-q", "70", "--json")
    assert statuses(pixelprep(*words, "--cache-dir", "cache")) == {"optimized"}
    made = picture.read_bytes()
    (base,) = (tmp_path / "cache").glob("*.sqlite")
    base.write_bytes(b"no database" * 1000)
    again = pixelprep(*words, "--cache-dir", "cache")
    assert "it is begun anew" in again.err
    assert statuses(again) == {"cached"}
    assert statuses(pixelprep(*words, "--cache-dir", "another")) == {"cached"}
    assert picture.read_bytes() == made
    without = pixelprep(*words, "--no-cache", "--dry-run")
    assert "what was replaced before is not known" in without.err


def test_what_is_undone_is_optimized_again(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    picture = draw_photo(tmp_path / "a.jpg", quality=97)
    original = picture.read_bytes()
    words = ("optimize", "a.jpg", "--in-place", "-q", "70", "--json")
    assert statuses(pixelprep(*words)) == {"optimized"}
    assert pixelprep("undo").code == 0
    assert picture.read_bytes() == original
    assert statuses(pixelprep(*words)) == {"optimized"}


def test_what_gains_nothing_in_place_is_looked_at_once(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg", quality=20)
    words = ("optimize", "a.jpg", "--in-place", "-q", "90", "--min-savings", "50%", "--json")
    assert statuses(pixelprep(*words)) == {"kept"}
    assert statuses(pixelprep(*words)) == {"cached"}


def test_what_was_forced_is_left_alone_the_next_time(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    picture = draw_photo(tmp_path / "a.jpg", quality=97)
    words = ("optimize", "a.jpg", "--in-place", "-q", "70", "--json")
    assert statuses(pixelprep(*words)) == {"optimized"}
    assert statuses(pixelprep(*words, "--force")) <= {"optimized", "kept"}
    forced = picture.read_bytes()
    assert statuses(pixelprep(*words)) == {"cached"}
    assert picture.read_bytes() == forced


@posix
@pytest.mark.parametrize("said_again", [("in",), ("./in", "-q", "90")])
def test_what_a_killed_run_has_replaced_is_known_to_later_commands(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, said_again: tuple[str, ...]
) -> None:
    for name in ("a.jpg", "b.jpg"):
        draw_photo(tmp_path / "in" / name, quality=97)
    before = {path: path.read_bytes() for path in (tmp_path / "in").iterdir()}
    words = ("optimize", "--in-place", "--json", "-j", "1", "-q", "70")
    assert pixelprep(*words, "in", env={VARIABLE: "all:published"}).code != 0
    (made,) = (path for path, content in before.items() if path.read_bytes() != content)
    content = made.read_bytes()
    again = pixelprep(*words, *said_again)
    assert again.code == 0, again.err
    assert again.files[made.name]["status"] == "cached"
    assert made.read_bytes() == content
    assert sorted(file["status"] for file in again.files.values()) == ["cached", "optimized"]


@posix
def test_what_a_killed_run_has_written_is_refreshed_and_not_skipped(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "in" / "a.jpg", quality=97)
    words = ("optimize", "in", "-o", "out", "--json")
    assert pixelprep(*words, "-q", "70", env={VARIABLE: "all:published"}).code != 0
    assert statuses(pixelprep(*words, "-q", "40")) == {"optimized"}


def test_what_another_run_has_replaced_meanwhile_is_not_encoded_again(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    picture = draw_photo(tmp_path / "in" / "a.jpg", quality=97)
    found = examine(str(picture))
    assert found is not None
    place = Target(folder=str(tmp_path / "in"), stem="a", suffix=None)
    record = Record(run="other", folder=str(tmp_path), backup=False)
    recipe = Recipe(picture=settings_from({"output.quality": 60}).picture)
    (job,) = jobs(
        [Task(found, place)], (recipe,), Run(), "optimize", record=record, in_place=InPlace()
    )
    assert pixelprep("optimize", "in", "--in-place", "-q", "60").code == 0
    content = picture.read_bytes()
    outcome = work(job, lambda *_: None)
    assert isinstance(outcome, Outcome)
    assert outcome.error is not None
    assert outcome.error.code == "changed_meanwhile"
    assert picture.read_bytes() == content
