"""The same command again: what is done already is not done once more."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
Draw = Callable[..., Path]

WEBP = ("-f", "webp", "-q", "80")


def statuses(done: Any) -> dict[str, str]:
    return {name: file["status"] for name, file in done.files.items()}


def written(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def tree(tmp_path: Path, draw_photo: Draw) -> Path:
    """A folder `tree/in` of three pictures."""
    for number, name in enumerate(("a.jpg", "b.jpg", "below/c.png")):
        draw_photo(tmp_path / "tree" / "in" / name, (40 + number, 30))
    return tmp_path / "tree"


@pytest.fixture
def run(pixelprep: Command, tree: Path) -> Command:
    """Optimize `tree/in` to `tree/out`, or those of another tree."""

    def optimize(*words: str, at: Path = tree) -> Any:
        return pixelprep("optimize", at / "in", "-o", at / "out", "--json", *words)

    return optimize


def test_what_is_unchanged_is_cached_with_the_facts_of_the_first_time(
    run: Command, tree: Path
) -> None:
    first = run(*WEBP)
    before = written(tree)
    again = run(*WEBP)
    assert again.code == 0, again.err
    assert set(statuses(first).values()) == {"optimized"}
    assert set(statuses(again).values()) == {"cached"}
    assert written(tree) == before
    for name, file in first.files.items():
        told = {"status": "cached", "encodes": 0, "seconds": 0.0}
        assert again.files[name] == file | told
    assert again.events[-1] == first.events[-1] | {
        "optimized": 0,
        "cached": 3,
        "seconds": again.events[-1]["seconds"],
    }


def test_a_changed_source_alone_is_made_anew(run: Command, tree: Path, draw_photo: Draw) -> None:
    run(*WEBP)
    before = written(tree / "out")
    draw_photo(tree / "in" / "b.jpg", (60, 50))
    assert statuses(run(*WEBP)) == {"a.jpg": "cached", "b.jpg": "optimized", "c.png": "cached"}
    after = written(tree / "out")
    assert {name for name in after if after[name] != before[name]} == {"b.webp"}


def test_other_settings_refresh_what_a_run_has_written(run: Command, tree: Path) -> None:
    run(*WEBP)
    before = written(tree / "out")
    other = run("-f", "webp", "-q", "30")
    assert set(statuses(other).values()) == {"optimized"}
    assert all(written(tree / "out")[name] != before[name] for name in before)


@pytest.mark.parametrize("words", [WEBP, ("-f", "auto")])
def test_what_anyone_else_has_written_is_left_alone(
    run: Command, tree: Path, words: tuple[str, ...]
) -> None:
    made = run(*words).files["a.jpg"]["output"]
    Path(made).write_bytes(b"edited")
    for again in (run(*words), run(*words, "--force", "-q", "20")):
        assert again.files["a.jpg"]["status"] == "skipped"
        assert again.files["a.jpg"]["error"]["code"] == "target_exists"
        assert Path(made).read_bytes() == b"edited"
    assert run(*words, "--overwrite").files["a.jpg"]["status"] in ("optimized", "kept")
    assert run(*words, "--overwrite").files["a.jpg"]["status"] == "cached"


def test_an_edit_that_keeps_size_and_time_is_not_replaced(run: Command, tree: Path) -> None:
    run(*WEBP)
    output = tree / "out" / "a.webp"
    data, status = output.read_bytes(), output.stat()
    output.write_bytes(data[::-1])
    os.utime(output, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert run("-f", "webp", "-q", "20").files["a.jpg"]["status"] == "skipped"
    assert output.read_bytes() == data[::-1]


def test_a_file_that_is_the_same_but_for_its_times_is_cached(run: Command, tree: Path) -> None:
    run(*WEBP)
    for path in (tree / "in" / "a.jpg", tree / "out" / "a.webp"):
        os.utime(path, (1, 1))
    assert set(statuses(run(*WEBP)).values()) == {"cached"}


def test_a_format_that_is_chosen_later_is_cached_too(run: Command, tree: Path) -> None:
    assert set(statuses(run("-f", "auto")).values()) <= {"optimized", "kept"}
    assert set(statuses(run("-f", "auto")).values()) == {"cached"}
    assert set(statuses(run("-p", "auto")).values()) <= {"optimized", "kept"}
    assert set(statuses(run("-p", "auto")).values()) == {"cached"}


def test_a_copy_of_the_tree_elsewhere_profits_from_the_same_cache(
    run: Command, tree: Path, tmp_path: Path
) -> None:
    cache = ("--cache-dir", str(tmp_path / "kept"))
    run(*WEBP, *cache)
    fresh = tmp_path / "elsewhere" / "checkout"
    shutil.copytree(tree, fresh, copy_function=shutil.copyfile)
    shutil.rmtree(tree)
    assert set(statuses(run(*WEBP, *cache, at=fresh)).values()) == {"cached"}
    assert set(statuses(run("-f", "webp", "-q", "30", *cache, at=fresh)).values()) == {"optimized"}
    assert set(statuses(run(*WEBP, at=fresh)).values()) == {"skipped"}, "without that cache"


def test_a_copied_output_in_another_folder_is_not_what_a_run_has_written_there(
    run: Command, tree: Path, pixelprep: Command
) -> None:
    run(*WEBP)
    shutil.copytree(tree / "out", tree / "other")
    words = ("optimize", tree / "in", "-o", tree / "other", "--json")
    assert set(statuses(pixelprep(*words, "-f", "webp", "-q", "30")).values()) == {"skipped"}
    assert set(statuses(pixelprep(*words, *WEBP)).values()) == {"cached"}


def test_force_makes_everything_anew(run: Command, tree: Path) -> None:
    run(*WEBP)
    before = written(tree / "out")
    assert set(statuses(run(*WEBP, "--force")).values()) == {"optimized"}
    after = written(tree / "out")
    assert all(
        after[name][0] == data and after[name][1] > at for name, (data, at) in before.items()
    )


def test_the_dates_of_outputs_are_settings_too(run: Command, tree: Path) -> None:
    run(*WEBP)
    assert set(statuses(run(*WEBP, "--keep-dates")).values()) == {"optimized"}
    assert set(statuses(run(*WEBP, "--keep-dates")).values()) == {"cached"}


def test_without_a_cache_nothing_is_known_and_nothing_kept(
    run: Command, tree: Path, home: Path
) -> None:
    run(*WEBP, "--no-cache")
    assert set(statuses(run(*WEBP, "--no-cache")).values()) == {"skipped"}
    assert not list(home.rglob("*.sqlite"))


def test_a_preview_says_what_is_cached_and_keeps_nothing_but_its_predictions(
    pixelprep: Command, run: Command, tree: Path, home: Path
) -> None:
    words = ("preview", tree / "in", "-o", tree / "out", *WEBP)
    assert pixelprep(*words).code == 0
    kept = {path.name for path in home.rglob("*") if path.is_file() and path.stat().st_size}
    assert kept == {"predictions.jsonl"}
    assert not (tree / "out").exists()
    sizes = {name: file["output_bytes"] for name, file in run(*WEBP).files.items()}
    told = pixelprep(*words, "--json").events
    assert {
        os.path.basename(event["source"]): event["estimated_bytes"]
        for event in told
        if event["event"] == "estimate"
    } == sizes
    assert told[-1]["cached"] == 3
    assert "cached" in pixelprep(*words, "-v").out


def test_lines_tell_of_what_was_done_and_count_the_rest(
    pixelprep: Command, run: Command, tree: Path, draw_photo: Draw
) -> None:
    words = ("optimize", tree / "in", "-o", tree / "out", *WEBP)
    run(*WEBP)
    draw_photo(tree / "in" / "a.jpg", (64, 48))
    lines = pixelprep(*words).out.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["optimized", "files"]
    assert lines[1].split(maxsplit=1)[1] == "3  1 optimized  2 cached"
    assert sum(line.startswith("cached") for line in pixelprep(*words, "-v").out.splitlines()) == 3


def base(home: Path) -> Path:
    (path,) = home.rglob("results-*.sqlite")
    return path


def test_a_damaged_cache_is_told_and_begun_anew(run: Command, tree: Path, home: Path) -> None:
    run(*WEBP)
    base(home).write_bytes(b"no database at all" * 100)
    again = run(*WEBP)
    assert again.code == 0
    assert "it is begun anew" in again.err
    assert set(statuses(again).values()) == {"skipped"}
    assert set(statuses(run(*WEBP, "--overwrite")).values()) == {"optimized"}
    assert set(statuses(run(*WEBP)).values()) == {"cached"}
    assert [path.name for path in home.rglob("results-*")] == [base(home).name]


def test_damage_that_shows_only_in_the_middle_is_told_too(
    run: Command, tree: Path, home: Path
) -> None:
    run(*WEBP)
    path = base(home)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    again = run("-f", "webp", "-q", "30", "--overwrite")
    assert again.code == 0
    assert "it is begun anew" in again.err
    assert set(statuses(again).values()) == {"optimized"}


def test_a_cache_of_another_version_is_begun_anew(run: Command, tree: Path, home: Path) -> None:
    run(*WEBP)
    with closing(sqlite3.connect(base(home))) as other:
        other.execute("PRAGMA user_version = 99")
    again = run(*WEBP, "--overwrite")
    assert again.code == 0
    assert "version 99" in again.err
    assert set(statuses(run(*WEBP)).values()) == {"cached"}


def test_a_cache_that_cannot_be_kept_is_a_warning(run: Command, tree: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run(*WEBP, "--cache-dir", str(tmp_path / "file" / "cache"))
    assert done.code == 0
    assert "is not remembered" in done.err
    assert set(statuses(done).values()) == {"optimized"}
    (tmp_path / "file").unlink()
    assert "not remembered" not in run("--cache-dir", str(tmp_path / "file"), "--force").err


def test_another_version_of_an_encoder_refreshes_outputs(
    run: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(*WEBP)
    (tmp_path / "site" / "pillow-99.dist-info").mkdir(parents=True)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    assert set(statuses(run(*WEBP)).values()) == {"optimized"}
    assert set(statuses(run(*WEBP)).values()) == {"cached"}


def test_a_run_takes_no_notice_of_another_that_writes_for_long(
    run: Command, tree: Path, home: Path
) -> None:
    run(*WEBP)
    with closing(sqlite3.connect(base(home), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        again = run(*WEBP)
        assert set(statuses(again).values()) == {"cached"}
        assert "the cache" not in again.err


def test_runs_at_once_with_one_cache_lose_nothing(
    begin: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    names = [f"tree{number}" for number in range(6)]
    for number, name in enumerate(names):
        draw_photo(tmp_path / name / "in" / "a.jpg", (40 + number, 30))
    words = [("optimize", f"{name}/in", "-o", f"{name}/out", *WEBP, "--json") for name in names]
    for status in ("optimized", "cached"):
        for process in [begin(*line) for line in words]:
            out, err = process.communicate(timeout=60)
            assert process.returncode == 0
            assert "the cache" not in err
            assert f'"status":"{status}"' in out
