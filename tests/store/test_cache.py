import multiprocessing
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pixelprep_cli.model.trace import Known, Stamp
from pixelprep_cli.store import cache as cache_module
from pixelprep_cli.store import forgiving
from pixelprep_cli.store.cache import FILE, KEYS, Cache, Result, discard_others, key_of
from pixelprep_cli.store.content import digest
from pixelprep_cli.store.database import Unusable

CONTEXT = key_of("settings and versions")
STAMP = Stamp(1, 2, 3)
LARGE = 10**9


def content(number: int) -> bytes:
    return digest(str(number).encode())


@pytest.fixture
def faults() -> list[str]:
    """What was told."""
    return []


@pytest.fixture
def cache(tmp_path: Path, faults: list[str]) -> Cache:
    return Cache(str(tmp_path / "kept"), faults.append)


def keep(cache: Cache, number: int) -> None:
    cache.keep_file(f"/photos/{number}.jpg", Known(STAMP, content(number), "jpeg"))
    cache.keep_result(CONTEXT, content(number), Result(content(-number), "[]"))
    cache.keep_written(f"{number}.webp", content(-number))
    cache.keep_output(content(-number), "q 80", "[]")


def fill(cache: Cache, numbers: range) -> None:
    for number in numbers:
        keep(cache, number)
    assert cache.save()


def test_what_is_kept_is_known_to_the_next(cache: Cache, tmp_path: Path) -> None:
    fill(cache, range(1, 1200))
    cache.close(LARGE)
    cache = Cache(str(tmp_path / "kept"), pytest.fail)
    paths = [f"/photos/{number}.jpg" for number in range(1, 1201)]
    files = cache.files(paths)
    assert files == {path: Known(STAMP, content(n), "jpeg") for n, path in enumerate(paths[:-1], 1)}
    results = cache.results(CONTEXT, [content(7), content(0)])
    assert results == {content(7): Result(content(-7), "[]")}
    assert cache.results(key_of("other settings"), [content(7)]) == {}
    assert cache.written(["7.webp", "0.webp"]) == {"7.webp": {content(-7)}}
    assert cache.outputs([content(-7), content(0)]) == {content(-7): [("q 80", "[]")]}


def test_a_folder_tells_of_all_its_files_or_of_those_that_are_asked_for(cache: Cache) -> None:
    fill(cache, range(1, 200))
    cache.keep_file("/photos/below/1.jpg", Known(STAMP, content(0)))
    assert cache.save()
    every = cache.in_folder("/photos")
    assert every.keys() == {f"{number}.jpg" for number in range(1, 200)}
    for most in (3, 100):  # fewer than FEW, and more
        names = [f"{number}.jpg" for number in range(100, 100 + most)]
        assert cache.in_folder("/photos", names) == {name: every[name] for name in names}


def test_journals_were_read_in_the_state_that_is_kept(cache: Cache) -> None:
    assert not cache.has_read("run 1", content(1))
    cache.keep_read("run 1", content(1))
    assert cache.save()
    assert cache.has_read("run 1", content(1))
    assert not cache.has_read("run 1", content(2)), "it has grown"


def test_names_that_are_no_text_are_known(cache: Cache) -> None:
    path = os.fsdecode(b"/photos/caf\xe9.jpg")
    cache.keep_file(path, Known(STAMP, content(1)))
    assert cache.save()
    assert cache.files([path]) == {path: Known(STAMP, content(1))}


def test_a_place_keeps_all_that_was_ever_written_to_it(cache: Cache) -> None:
    for number in (1, 2, 1):
        cache.keep_written("a.webp", content(number))
    assert cache.save()
    assert cache.written(["a.webp"]) == {"a.webp": {content(1), content(2)}}


def test_what_was_used_least_recently_is_forgotten_first(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 10**9
    monkeypatch.setattr(cache_module, "_now", lambda: now)
    fill(cache, range(1, 1000))
    now += 2 * cache_module.FRESH
    used = [f"/photos/{number}.jpg" for number in range(500, 1000)]
    assert len(cache.files(used)) == 500
    assert cache.save()
    size = cache.size()
    cache.shrink(size - 1)
    assert cache.size() <= size * 9 // 10
    assert len(cache.files(used)) > 400
    assert cache.files(f"/photos/{number}.jpg" for number in range(1, 500)) == {}
    assert cache.counts()["outputs"] == 999, "it keeps pictures from harm"


def test_it_stays_within_its_bound_whatever_is_kept(cache: Cache, tmp_path: Path) -> None:
    most = 100_000
    for begin in range(1, 1500, 300):
        fill(cache, range(begin, begin + 300))
        cache.close(most)
        cache = Cache(str(tmp_path / "kept"), pytest.fail)
        assert 0 < cache.size() <= most
    assert sum(cache.counts().values()) > 300


def test_an_unchanged_run_writes_nothing(cache: Cache, tmp_path: Path) -> None:
    fill(cache, range(1, 10))
    with closing(sqlite3.connect(cache.base.path)) as other:
        before = other.execute("PRAGMA data_version").fetchone()
        cache.files(["/photos/1.jpg"])
        cache.results(CONTEXT, [content(1)])
        assert cache.save()
        assert other.execute("PRAGMA data_version").fetchone() == before


def test_what_others_keep_from_being_written_is_written_later(
    cache: Cache, faults: list[str]
) -> None:
    with closing(sqlite3.connect(cache.base.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        cache.keep_written("a", content(1))
        assert not cache.save(patience=0.01)
    assert cache.save()
    assert cache.written(["a"]) == {"a": {content(1)}}
    assert faults == []


def test_a_disk_that_is_full_is_told_once_and_what_is_known_stays_known(
    cache: Cache, faults: list[str]
) -> None:
    fill(cache, range(1, 10))
    assert cache.base._base is not None
    cache.base._base.execute("PRAGMA max_page_count = 10")
    for _ in range(2):
        fill(cache, range(10, 2000))
    assert len(faults) == 1
    assert "full" in faults[0]
    assert len(cache.files(["/photos/1.jpg", "/photos/10.jpg"])) == 1


def test_a_cache_in_a_folder_that_cannot_be_written_is_read(
    cache: Cache, tmp_path: Path, faults: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cache, range(1, 10))
    cache.close(LARGE)

    def refuse(*_: object) -> sqlite3.Connection:
        raise Unusable(cache.base.path, "it is read-only", damaged=False)

    monkeypatch.setattr(forgiving, "connect", refuse)
    monkeypatch.setattr(os, "access", lambda *_: False)
    again = Cache(str(tmp_path / "kept"), faults.append)
    assert len(again.files(["/photos/1.jpg"])) == 1
    again.keep_written("a", content(1))
    assert again.save()
    assert [fault.endswith("what is made now is not remembered") for fault in faults] == [True]


def test_reading_alone_makes_no_file(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "kept"), pytest.fail, reading=True)
    assert cache.files(["/photos/1.jpg"]) == {}
    cache.keep_written("a", content(1))
    cache.close(LARGE)
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("table", KEYS)
def test_a_table_that_is_damaged_costs_what_was_known_and_no_more(
    cache: Cache, faults: list[str], table: str, tmp_path: Path
) -> None:
    cache.keep_read("run 1", content(1))
    fill(cache, range(1, 400))
    cache.close(LARGE)
    path = tmp_path / "kept" / FILE
    with closing(sqlite3.connect(path)) as other:
        (root,) = other.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()
        (page,) = other.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    data[(root - 1) * page : root * page] = b"\xff" * page
    path.write_bytes(data)
    cache = Cache(str(tmp_path / "kept"), faults.append)
    asked: dict[str, Any] = {
        "files": lambda: cache.files(["/photos/1.jpg"]),
        "results": lambda: cache.results(CONTEXT, [content(1)]),
        "places": lambda: cache.written(["1.webp"]),
        "outputs": lambda: cache.outputs([content(-1)]),
        "journals": lambda: cache.has_read("run 1", content(1)),
    }
    assert not asked[table]()
    assert len(faults) == 1
    assert faults[0].endswith("it is begun anew")
    cache.keep_read("run 1", content(1))
    fill(cache, range(1, 3))
    assert asked[table]()
    assert len(faults) == 1


def test_what_other_versions_left_is_discarded(cache: Cache, tmp_path: Path) -> None:
    fill(cache, range(1, 3))
    for name in ("results-0.sqlite", "results-0.sqlite-wal", f"{FILE}.unusable-1", "others"):
        (tmp_path / "kept" / name).touch()
    discard_others(str(tmp_path / "kept"))
    left = {name for name in os.listdir(tmp_path / "kept") if not name.startswith(FILE)}
    assert left == {"others"}
    assert f"{FILE}.unusable-1" not in os.listdir(tmp_path / "kept")
    assert len(cache.files(["/photos/1.jpg"])) == 1


def use(folder: str, number: int) -> None:
    """What a run of ten pictures does, and its end."""
    cache = Cache(folder, lambda fault: os._exit(len(fault)))
    for picture in range(number * 100, number * 100 + 10):
        keep(cache, picture)
        cache.save()
    cache.close(LARGE)
    os._exit(0)


@pytest.mark.skipif(sys.platform != "linux", reason="a hundred processes are quick by fork alone")
def test_a_hundred_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    runs = [context.Process(target=use, args=(str(tmp_path), number)) for number in range(1, 101)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0] * 100
    cache = Cache(str(tmp_path), pytest.fail)
    assert cache.counts() == dict.fromkeys(KEYS, 1000) | {"journals": 0}


KILLED = """
import sys
from pixelprep_cli.model.trace import Known, Stamp
from pixelprep_cli.store.cache import Cache
cache = Cache(sys.argv[1], sys.exit)
for number in range(1, 10**6):
    cache.keep_file(f"/photos/{number}.jpg", Known(Stamp(1, 2, 3), bytes(32)))
    cache.save(patience=60)
    print(number, flush=True)
"""


def test_a_process_that_is_killed_leaves_all_that_it_had_saved(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        saved = [process.stdout.readline().strip() for _ in range(50)][-1]
        process.kill()
    cache = Cache(str(tmp_path), pytest.fail)
    assert len(cache.files(f"/photos/{n}.jpg" for n in range(1, int(saved) + 1))) == int(saved)
