"""Disks that are full, small, or not for us, made by the system itself."""

import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Command = Callable[..., Any]
Draw = Callable[..., Path]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="faults of POSIX")


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


@pytest.fixture
def on_small_disk(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command where `small/` is a disk of so many kB, which is listed at the end."""
    unshare = ["unshare", "-Urm"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    (tmp_path / "small").mkdir()

    def run(kilobytes: int, *words: str, options: str = "") -> subprocess.CompletedProcess[str]:
        command = shlex.join([sys.executable, "-m", "pixelprep_cli", *words])
        script = (
            f"mount -t tmpfs -o size={kilobytes}k{options} tmpfs small || exit 99\n"
            f"{command}; code=$?; ls -A small; exit $code"
        )
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [*unshare, "sh", "-c", script],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 99:
            pytest.skip("no disk can be mounted here")
        return done

    return run


def test_outputs_that_will_not_fit_are_refused_before_anything_is_written(
    on_small_disk: Callable[..., subprocess.CompletedProcess[str]],
    draw_photo: Draw,
    tmp_path: Path,
) -> None:
    for n in range(4):
        draw_photo(tmp_path / "in" / f"{n}.jpg", (640, 480))
    done = on_small_disk(60, "optimize", "in", "-f", "webp", "-o", "small", "--quiet")
    assert done.returncode == 2
    assert "nothing was written" in done.stderr
    assert done.stdout == ""


def test_a_disk_that_fills_up_costs_what_does_not_fit_and_leaves_no_part_of_it(
    on_small_disk: Callable[..., subprocess.CompletedProcess[str]],
    draw_photo: Draw,
    tmp_path: Path,
) -> None:
    """The forecast looks at one picture of four; of these eleven it looks at flat ones."""
    (tmp_path / "in").mkdir()
    for n in range(10):
        Image.new("RGB", (200, 150), "teal").save(tmp_path / "in" / f"{n}.jpg")
    draw_photo(tmp_path / "in" / "large.jpg", (900, 700), quality=20)
    done = on_small_disk(300, "optimize", "in", "-f", "png", "-o", "small", "--quiet", "-j", "1")
    assert done.returncode == 1
    (failure,) = done.stderr.splitlines()
    assert failure.startswith("failed    in/large.jpg: ")
    assert "No space left" in failure
    assert done.stdout.split() == sorted(f"{n}.png" for n in range(10))


def test_a_file_that_may_not_be_so_large_fails_and_leaves_nothing(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    import resource

    draw_photo(tmp_path / "in" / "large.jpg", (600, 400))
    draw_photo(tmp_path / "in" / "small.jpg", (16, 16))
    done = pixelprep(
        *("optimize", "in", "-f", "png", "--json"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
        start_new_session=True,
    )
    assert done.code == 1
    assert done.files["large.jpg"]["error"]["code"] == "file_too_large"
    assert done.files["small.jpg"]["status"] == "optimized"
    assert names(tmp_path / "optimized") == ["small.png"]


@pytest.fixture
def ours_to_read() -> Iterator[Path]:
    """A folder that anyone may read and nobody but root may write to."""
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, stat.S_IROTH | stat.S_IXOTH | stat.S_IRUSR | stat.S_IXUSR)
        yield Path(place)
        os.chmod(place, stat.S_IRWXU)


def test_a_folder_that_may_not_be_written_to_fails_each_picture_by_name(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, ours_to_read: Path
) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    draw_photo(tmp_path / "a.jpg", (40, 30))
    done = pixelprep("optimize", "a.jpg", "-o", ours_to_read, "--json")
    assert done.code == 1
    assert done.files["a.jpg"]["error"]["code"] == "permission"
    assert names(ours_to_read) == []


def test_a_source_that_is_a_pipe_blocks_nothing(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "in" / "a.jpg", (40, 30))
    os.mkfifo(tmp_path / "in" / "b.jpg")
    done = pixelprep("optimize", "in", "--json")
    assert done.code == 1
    assert done.files["b.jpg"]["error"]["code"] == "not_regular"
    assert done.files["a.jpg"]["output"] is not None


def test_a_disk_that_is_mounted_to_be_read_fails_each_picture_by_name(
    on_small_disk: Callable[..., subprocess.CompletedProcess[str]],
    draw_photo: Draw,
    tmp_path: Path,
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    words = ("optimize", "a.jpg", "-o", "small", "--json", "--quiet")
    done = on_small_disk(1000, *words, options=",ro")
    assert done.returncode == 1
    assert '"read_only"' in done.stdout
    assert "Read-only file system" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_that_may_not_be_written_to_costs_nothing(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, home: Path
) -> None:
    """A file where the home should be refuses root, too."""
    home.touch()
    draw_photo(tmp_path / "a.jpg", (40, 30))
    done = pixelprep("optimize", "a.jpg", "--json")
    assert done.code == 0, done.err
    assert done.files["a.jpg"]["status"] in ("optimized", "kept")


def test_a_worker_with_too_few_file_descriptors_fails_its_pictures_by_name(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    import resource

    draw_photo(tmp_path / "in" / "a.jpg", (40, 30))
    draw_photo(tmp_path / "in" / "b.jpg", (40, 30))
    codes = set()
    for most in (9, 10, 11, 12, 13):
        done = pixelprep(
            *("optimize", "in", "--json", "-j", "1", "-o", f"out{most}"),
            preexec_fn=lambda most=most: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)),
        )
        codes.add(done.code)
        assert done.code in (0, 1)
        assert "Traceback" not in done.err
        left = names(tmp_path / f"out{most}") if (tmp_path / f"out{most}").exists() else []
        assert all(name in ("a.jpg", "b.jpg") for name in left)
    assert 1 in codes


def test_a_source_that_vanishes_before_its_turn_fails_by_name(
    begin: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "in" / "a.jpg", (1500, 1200))
    draw_photo(tmp_path / "in" / "b.jpg", (40, 30))
    process = begin("optimize", "in", "-f", "webp", "--effort", "max", "--json", "-j", "1")
    assert json.loads(process.stdout.readline())["event"] == "run"
    (tmp_path / "in" / "b.jpg").unlink()
    out, err = process.stdout.read(), process.stderr.read()
    files = [event for event in map(json.loads, out.splitlines()) if event["event"] == "file"]
    assert process.wait(30) == 1
    assert [event["status"] for event in files] == ["optimized", "failed"]
    assert files[1]["error"]["code"] == "not_found"
    assert "Traceback" not in err
    assert names(tmp_path / "optimized") == ["a.webp"]
