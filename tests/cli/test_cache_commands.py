"""`cache info`, `cache clear`, `cache prune`."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pixelprep_cli.model.trace import Known, Stamp
from pixelprep_cli.store import cache as cache_module
from pixelprep_cli.store.cache import FILE, Cache, Result
from pixelprep_cli.store.content import digest

Command = Callable[..., Any]


def fill(cache: Cache, numbers: range) -> None:
    for number in numbers:
        content = digest(str(number).encode())
        cache.keep_read(f"run {number}", content)
        cache.keep_file(f"/photos/{number}.jpg", Known(Stamp(1, 2, 3), content))
        cache.keep_result(content[:16], content, Result(content, "[]"))
        cache.keep_written(f"{number}.webp", content)
        cache.keep_output(content, "q 80", "[]")
    assert cache.save()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A cache of 300 pictures, the first hundred of which were used 40 days ago."""
    folder = tmp_path / "kept"
    with pytest.MonkeyPatch.context() as patched:
        cache = Cache(str(folder), pytest.fail)
        patched.setattr(cache_module, "_now", lambda: int(time.time()) - 40 * 86_400)
        fill(cache, range(1, 101))
        patched.undo()
        fill(cache, range(101, 301))
        cache.close(10**9)
    return folder


def counts(told: str) -> list[int]:
    return [int(line.split()[1]) for line in told.splitlines()[2:]]


def test_info_says_where_how_large_and_of_what(pixelprep: Command, kept: Path) -> None:
    told = pixelprep("cache", "info", "--cache-dir", kept)
    assert told.code == 0
    assert told.out.splitlines()[0].split(maxsplit=1) == ["cache", str(kept / FILE)]
    assert "of at most 500 MB" in told.out
    assert counts(told.out) == [300] * 5


def test_info_of_none_makes_none(pixelprep: Command, home: Path) -> None:
    told = pixelprep("cache", "info")
    assert (told.code, told.err) == (0, "")
    assert "none yet" in told.out
    assert not home.exists()


def test_info_reads_the_configuration(pixelprep: Command, tmp_path: Path) -> None:
    (tmp_path / "pixelprep.toml").write_text(
        '[cache]\ndir = "ours"\nmax_size = "2MB"\nenabled = false\n', encoding="utf-8"
    )
    told = pixelprep("cache", "info").out
    assert str(tmp_path / "ours" / FILE) in told
    assert "of at most 2.0 MB" in told
    assert "off by project file" in told


def test_clear_forgets_everything(pixelprep: Command, kept: Path) -> None:
    (kept / "results-0.sqlite").write_bytes(b"an older version's")
    assert pixelprep("cache", "clear", "--cache-dir", kept).code == 0
    assert counts(pixelprep("cache", "info", "--cache-dir", kept).out) == [0] * 5
    assert os.listdir(kept) == [FILE]
    assert (kept / FILE).stat().st_size < 50_000


def test_prune_forgets_what_was_not_used_for_days(pixelprep: Command, kept: Path) -> None:
    before = (kept / FILE).stat().st_size
    assert pixelprep("cache", "prune", "--older-than", "50", "--cache-dir", kept).code == 0
    assert counts(pixelprep("cache", "info", "--cache-dir", kept).out) == [300] * 5
    assert pixelprep("cache", "prune", "--older-than", "30", "--cache-dir", kept).code == 0
    assert counts(pixelprep("cache", "info", "--cache-dir", kept).out) == [200] * 5
    assert (kept / FILE).stat().st_size < before


def test_prune_keeps_within_a_size(pixelprep: Command, kept: Path) -> None:
    done = pixelprep("cache", "prune", "--max-size", "100KB", "--cache-dir", kept)
    assert done.code == 0, done.err
    assert (kept / FILE).stat().st_size <= 100_000
    assert sum(counts(pixelprep("cache", "info", "--cache-dir", kept).out)) > 200


@pytest.mark.parametrize("words", [("--older-than", "soon"), ("--max-size", "much")])
def test_prune_refuses_what_it_does_not_understand(
    pixelprep: Command, kept: Path, words: tuple[str, str]
) -> None:
    done = pixelprep("cache", "prune", *words, "--cache-dir", kept)
    assert done.code == 2
    assert words[0] in done.err
    assert counts(pixelprep("cache", "info", "--cache-dir", kept).out) == [300] * 5


@pytest.mark.parametrize("command", ["clear", "prune"])
def test_what_cannot_be_written_is_a_failure_here(
    pixelprep: Command, tmp_path: Path, command: str
) -> None:
    (tmp_path / "file").touch()
    done = pixelprep("cache", command, "--cache-dir", tmp_path / "file" / "kept")
    assert done.code == 1
    assert "cannot be used" in done.err


def test_a_damaged_one_is_cleared(pixelprep: Command, kept: Path) -> None:
    (kept / FILE).write_bytes(b"no database" * 1000)
    assert pixelprep("cache", "clear", "--cache-dir", kept).code == 0
    told = pixelprep("cache", "info", "--cache-dir", kept)
    assert (told.err, counts(told.out)) == ("", [0] * 5)
