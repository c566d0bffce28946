"""What is loaded before it is needed: nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Draw = Callable[..., Path]

COSTLY = ("PIL", "pillow_avif", "pydantic", "multiprocessing", "cykooz_resizer", "rich.console")


def run(tmp_path: Path, *words: str, then: str) -> Any:
    """Run the command line in a process of its own, then evaluate `then` in it."""
    script = (
        "import json, sys\n"
        "from pixelprep_cli.cli.boundary import guarded\n"
        f"code = guarded({words!r})\n"
        f"print(json.dumps([int(code), {then}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def loaded(tmp_path: Path, *words: str) -> tuple[int, set[str]]:
    code, modules = run(tmp_path, *words, then="list(sys.modules)")
    return code, {name for name in COSTLY if name in modules}


def test_the_version_is_told_without_anything_costly(tmp_path: Path) -> None:
    assert loaded(tmp_path, "--version") == (0, set())


def test_the_parent_of_a_run_decodes_nothing_and_loads_no_library_for_it(
    tmp_path: Path, draw_photo: Draw
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    code, costly = loaded(tmp_path, "optimize", "a.jpg", "-f", "webp")
    assert code == 0
    assert costly == {"multiprocessing"}


def test_what_only_workers_need_is_loaded_by_them_alone(tmp_path: Path, draw_photo: Draw) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    workers_own = ("pixelprep_cli.batch.worker", "pixelprep_cli.pipeline")
    loaded_here = f"[name for name in {workers_own!r} if name in sys.modules]"
    assert run(tmp_path, "optimize", "a.jpg", "-f", "webp", then=loaded_here) == [0, []]


def test_a_preset_loads_its_model_and_still_no_pixels(tmp_path: Path, draw_photo: Draw) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    code, costly = loaded(tmp_path, "preview", "a.jpg", "-p", "web_display", "--json")
    assert code == 0
    assert costly <= {"multiprocessing", "pydantic"}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc/self/statm")
def test_the_parent_needs_no_more_memory_for_more_pictures(
    tmp_path: Path, draw_photo: Draw
) -> None:
    first = draw_photo(tmp_path / "in" / "0.jpg", (16, 16)).read_bytes()
    pages = "int(open('/proc/self/statm').read().split()[1])"

    def megabytes(pictures: int) -> float:
        for n in range(pictures):
            (tmp_path / "in" / f"{n}.jpg").write_bytes(first)
        words = ("optimize", "in", "-f", "png", "--overwrite", "--quiet")
        code, count = run(tmp_path, *words, then=pages)
        assert code == 0
        return float(count * os.sysconf("SC_PAGE_SIZE") / 1e6)

    few = megabytes(20)
    assert megabytes(320) - few < 3


def test_the_module_and_the_command_are_the_same(tmp_path: Path) -> None:
    command = os.path.join(os.path.dirname(sys.executable), "pixelprep")
    if not os.path.exists(command):
        pytest.skip("not installed")
    by_module = [sys.executable, "-m", "pixelprep_cli", "--version"]
    told = {
        subprocess.check_output(words, text=True) for words in (by_module, [command, "--version"])
    }
    assert len(told) == 1
