import os
import subprocess
import sys
from pathlib import Path

import pytest

from pixelprep_cli.batch import machine


def test_at_least_one_core_and_no_more_than_there_are() -> None:
    assert 1 <= machine.usable_cores() <= (os.cpu_count() or 1)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity here")
def test_cores_that_the_process_may_not_use_do_not_count() -> None:
    asked = (
        "import os; from pixelprep_cli.batch.machine import usable_cores\n"
        "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); print(usable_cores())"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "1"


def test_a_container_limits_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlimited, limited = tmp_path / "memory.max", tmp_path / "limit_in_bytes"
    unlimited.write_text("max\n")
    limited.write_text("1000000\n")
    monkeypatch.setattr(machine, "CGROUP_LIMITS", (str(unlimited), str(limited)))
    assert machine.memory_budget() == 500_000


def test_without_a_container_half_of_the_memory_is_for_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "CGROUP_LIMITS", (str(tmp_path / "absent"),))
    whole = machine._physical_memory()
    assert whole > 64 << 20
    assert machine.memory_budget() == whole // 2


def test_room_is_told_of_a_folder_that_does_not_exist_yet(tmp_path: Path) -> None:
    there = machine.free_bytes(str(tmp_path))
    not_yet = machine.free_bytes(str(tmp_path / "a" / "b"))
    assert not_yet == pytest.approx(there, rel=0.2)
