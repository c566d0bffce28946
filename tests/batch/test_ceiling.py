"""What a worker may take of the memory, by the system's own limit."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pixelprep_cli.batch import ceiling

linux = pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS works on Linux alone")


FAR_TOO_MUCH = 1 << 30
"""Bytes that the allocator has not reserved before, whatever ran earlier."""


@linux
def test_within_the_block_there_is_no_more_memory_than_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ceiling, "HEADROOM", 8 << 20)
    allowed = 16 << 20
    with ceiling.held_to(allowed), pytest.raises(MemoryError):
        bytearray(FAR_TOO_MUCH)
    assert len(bytearray(FAR_TOO_MUCH)) > allowed


@linux
def test_what_is_allowed_can_be_had() -> None:
    with ceiling.held_to(16 << 20):
        assert bytearray(16 << 20)


@linux
def test_a_limit_that_the_system_sets_is_not_raised() -> None:
    script = (
        "import resource\n"
        "from pixelprep_cli.batch.ceiling import held_to\n"
        "hard = 2 << 30\n"
        "resource.setrlimit(resource.RLIMIT_AS, (hard, hard))\n"
        "with held_to(64 << 30):\n"
        "    print(resource.getrlimit(resource.RLIMIT_AS) == (hard, hard))\n"
        "print(resource.getrlimit(resource.RLIMIT_AS) == (hard, hard))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout == "True\nTrue\n"


def test_without_a_limit_or_elsewhere_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ceiling, "_address_space", lambda: pytest.fail("asked"))
    with ceiling.held_to(None):
        pass
    monkeypatch.setattr(sys, "platform", "darwin")
    with ceiling.held_to(1):
        assert bytearray(100)


@linux
def test_a_picture_that_takes_more_than_was_predicted_fails_by_the_name_of_the_limit(
    draw_photo: Callable[..., Path], tmp_path: Path
) -> None:
    """The prediction is put aside, so that only the system is left to refuse."""
    draw_photo(tmp_path / "a.png", (1500, 1200), compress_level=0)
    script = (
        "import sys\n"
        "from pixelprep_cli.batch import ceiling\n"
        "from pixelprep_cli.pipeline import memory\n"
        "memory.require_room = lambda *_: None\n"
        "ceiling.HEADROOM = 2 << 20\n"
        "from pixelprep_cli.cli.boundary import guarded\n"
        "raise SystemExit(guarded(sys.argv[1:]))\n"
    )
    words = ("optimize", "a.png", "-f", "webp", "--max-memory", "3MB", "--json", "--quiet")
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert '"out_of_memory"' in done.stdout
    assert "the limit is 3.0 MB (raise it with --max-memory)" in done.stdout
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "optimized").exists()
