"""The commands print their tables on a handful of drawn pictures, without any peer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from pixelprep_cli.sizing.likeness import model_from

if TYPE_CHECKING:
    from pathlib import Path

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@pytest.fixture
def pictures(tmp_path: Path) -> str:
    for number in range(3):
        soft = Image.radial_gradient("L").resize((320 + number, 240))
        Image.merge("RGB", [soft, soft.rotate(90), soft]).save(tmp_path / f"{number}.jpg")
    return os.fspath(tmp_path)


def benchmark(*words: str) -> subprocess.CompletedProcess[str]:
    alone = {"PATH": "", "PYTHONPATH": os.path.join(CHECKOUT, "src"), "NODE_PATH": ""}
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *words],
        cwd=CHECKOUT,
        env=os.environ | alone,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("job", ["webp", "jpeg"])
def test_speed_prints_a_row_with_every_output_counted(pictures: str, job: str) -> None:
    floor = ["--tools", "codec floor", "--rounds", "1", "--long-edge", "160"]

    done = benchmark("speed", "--images", pictures, "--job", job, "--files", "4", *floor)

    assert done.returncode == 0, done.stderr
    row = next(line for line in done.stdout.splitlines() if line.startswith("| codec floor"))
    cells = [cell.strip() for cell in row.split("|")]
    assert cells[3] == "1.000"
    assert cells[6] == "4"


def test_again_tells_what_became_of_unchanged_and_of_changed_pictures(pictures: str) -> None:
    done = benchmark("again", "--images", pictures, "--files", "30", "--rounds", "1")

    assert done.returncode == 0, done.stderr
    told = [line.split("|")[-2].strip() for line in done.stdout.splitlines()[4:]]
    assert told == ["30 cached"] * 3 + ["1 optimized, 2 cached"]


def test_effort_prints_every_setting_of_a_codec(pictures: str) -> None:
    pytest.importorskip("ssimulacra2")
    small = ["--files", "1", "--long-edge", "48", "--levels", "60"]

    done = benchmark("effort", "--images", pictures, "--codecs", "jpeg", *small)

    assert done.returncode == 0, done.stderr
    assert "| JPEG optimized " in done.stdout
    assert "bytes at 60" in done.stdout


def test_calibrate_prints_errors_and_writes_constants_that_can_be_read(
    pictures: str, tmp_path: Path
) -> None:
    pytest.importorskip("ssimulacra2")
    target = tmp_path / "likeness.json"
    small = ["--long-edge", "96", "--files", "2", "--write", os.fspath(target)]

    done = benchmark("calibrate", "--images", pictures, *small)

    assert done.returncode == 0, done.stderr
    assert "90th percentile" in done.stdout
    assert model_from(json.loads(target.read_text())).curves.keys() >= {"jpeg", "webp", "avif"}


def test_targets_prints_a_row_for_each_target(pictures: str) -> None:
    pytest.importorskip("ssimulacra2")
    small = ["--files", "1", "--long-edge", "96", "--targets", "50", "--formats", "webp"]

    done = benchmark("targets", "--images", pictures, *small)

    assert done.returncode == 0, done.stderr
    assert [line.split("|")[1:3] for line in done.stdout.splitlines()[2:]] == [
        [" webp   ", "     50 "],
        [" webp   ", "    all "],
    ]


def test_a_folder_without_pictures_is_refused_by_name(tmp_path: Path) -> None:
    done = benchmark("speed", "--images", os.fspath(tmp_path))

    assert done.returncode == 1
    assert os.fspath(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr
