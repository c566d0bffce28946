"""Bent pictures through the whole program, held against Pillow alone, by a command of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from benchmarks import hostile, mutations

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="Pillow is tried in forks"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"),
]

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def draw(folder: Path) -> None:
    """A whole file of each format, two kinds of it where they are read by different code."""
    import pillow_avif  # noqa: F401 - registers its writer

    folder.mkdir()
    grain = Image.effect_noise((48, 36), 60)
    frames = [grain.rotate(turn) for turn in (0, 90, 180)]
    rgb = grain.convert("RGB")
    for name in ("a.png", "a.jpg", "a.tif", "a.bmp", "a.jp2", "a.ico", "a.ppm", "a.tga", "a.webp"):
        rgb.save(folder / name)
    rgb.save(folder / "a.avif", speed=10)
    rgb.save(folder / "progressive.jpg", progressive=True)
    rgb.save(folder / "lossless.webp", lossless=True)
    rgb.save(folder / "lzw.tif", compression="tiff_lzw")
    rgb.convert("CMYK").save(folder / "cmyk.jpg")
    rgb.convert("P").save(folder / "palette.png")
    for name in ("moving.gif", "moving.webp", "moving.png"):
        frames[0].save(folder / name, save_all=True, append_images=frames[1:])


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> hostile.Report:
    place = tmp_path_factory.mktemp("hostile")
    draw(place / "whole")
    (place / "in").mkdir()
    hostile.gather(str(place / "whole"), str(place / "in"), bent=8, seed=11)
    environment = pytest.MonkeyPatch()
    environment.setenv("PYTHONPATH", os.path.join(CHECKOUT, "src"))
    try:
        return hostile.examine(str(place), name="jpeg", timeout=20, max_memory=400_000_000)
    finally:
        environment.undo()


def test_every_bent_file_has_a_clear_result_and_failures_leave_nothing(
    report: hostile.Report,
) -> None:
    """No traceback, no noise of libraries, no crash, no output that is not whole."""
    assert report.faults == []
    assert sum(report.statuses.values()) == report.files > 100


def test_what_pillow_alone_decodes_is_made(report: hostile.Report) -> None:
    assert report.decodable > 30
    assert report.share >= hostile.LEAST_SHARE, report.lost


def test_nothing_hangs_and_nothing_takes_memory_beyond_the_limit(report: hostile.Report) -> None:
    assert report.codes["timeout"] == 0
    assert report.peak < 400_000_000


def test_faults_are_found(tmp_path: Path, draw_photo: Callable[..., Path]) -> None:
    """An examination that cannot find anything wrong would be worth nothing."""
    draw_photo(tmp_path / "in" / "a.jpg", (32, 24))
    (tmp_path / "in" / "b.jpg").write_bytes(b"no picture")
    (tmp_path / "optimized").mkdir()
    (tmp_path / "optimized" / ".pixelprep-0.tmp").touch()
    report = hostile.Report(files=2)
    told = [
        {"source": "a.jpg", "output": "optimized/a.jpg", "status": "optimized", "error": None},
    ]
    hostile._look_at_outputs(str(tmp_path), {"a.jpg": told[0]}, report)
    hostile._judge(str(tmp_path), "b.jpg", None, report)
    failed = {"status": "failed", "error": {"code": "internal", "message": "KeyError: 'x'"}}
    hostile._judge(str(tmp_path), "a.jpg", failed, report)
    assert report.faults == [
        ".pixelprep-0.tmp: left by a failure",
        "a.jpg: said to be made and not there",
        "b.jpg: no result",
        "a.jpg: KeyError: 'x'",
    ]
    assert (report.decodable, report.share) == (1, 0.0)


def test_the_command_prints_a_table_and_its_verdict(
    tmp_path: Path, draw_photo: Callable[..., Path]
) -> None:
    draw_photo(tmp_path / "a.jpg", (32, 24))
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "hostile", "--images", tmp_path],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": os.path.join(CHECKOUT, "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    rows = [
        [cell.strip() for cell in line.split("|")[1:3]]
        for line in done.stdout.splitlines()
        if line.startswith("|")
    ]
    assert ["files", "2"] in rows
    assert ["… corrupt", "1"] in rows
    assert ["faults", "0"] in rows


@given(st.binary(min_size=1, max_size=2000), st.sampled_from(sorted(mutations.MUTATIONS)))
def test_a_bend_is_the_same_each_time_and_never_nothing(data: bytes, name: str) -> None:
    bent = mutations.bend(data, name, 3)
    assert bent
    assert mutations.bend(data, name, 3) == bent
