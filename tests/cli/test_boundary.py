"""Runs that end before their time: by signals, by readers that go away, by a killed parent."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Command = Callable[..., Any]
Draw = Callable[..., Path]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
PICTURES = 40
LONG = ("optimize", "in", "-f", "webp", "--effort", "max", "--json")


@pytest.fixture
def batch(draw_photo: Draw, tmp_path: Path) -> Path:
    """Pictures enough for some seconds of work; returns the folder of their outputs."""
    first = draw_photo(tmp_path / "in" / "0.jpg", (1000, 800))
    for n in range(1, PICTURES):
        (tmp_path / "in" / f"{n}.jpg").write_bytes(first.read_bytes())
    return tmp_path / "optimized"


def in_group(group: int) -> list[int]:
    """Living processes of a process group, which is that of the command and its workers."""
    return [pid for pid, pgid, state in processes() if pgid == group and state not in "ZX"]


def processes() -> Iterator[tuple[int, int, str]]:
    """Every process with its group and its state: proc_pid_stat(5), and where there is none ps."""
    if not os.path.exists("/proc/self/stat"):
        listed = subprocess.check_output(["ps", "-eo", "pid=,pgid=,stat="], text=True)
        for line in listed.splitlines():
            pid, pgid, state = line.split()
            yield int(pid), int(pgid), state[0]
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, pgid = entry.read_text(errors="replace").rpartition(")")[2].split()[:3]
            yield int(entry.parent.name), int(pgid), state


def wait_until(true: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def first_file(process: Any) -> None:
    """Wait until the first picture is done."""
    while json.loads(process.stdout.readline())["event"] != "file":
        pass


def rest(process: Any) -> tuple[str, str]:
    """What is still said until the process ends, with what `readline` has read ahead."""
    said = process.stdout.read(), process.stderr.read()
    process.wait(timeout=20)
    return said


def leaves_whole_pictures_only(folder: Path) -> int:
    for path in folder.iterdir():
        assert path.suffix == ".webp"
        with Image.open(path) as image:
            image.load()
    return len(list(folder.iterdir()))


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
@pytest.mark.parametrize("whole_group", [False, True])
def test_a_run_that_is_asked_to_stop_tells_what_was_done_and_leaves_nothing_half_done(
    begin: Command, batch: Path, number: signal.Signals, code: int, whole_group: bool
) -> None:
    if signal.getsignal(number) == signal.SIG_IGN:
        pytest.skip("it is ignored here, as nohup has it")
    process = begin(*LONG)
    first_file(process)
    (os.killpg if whole_group else os.kill)(process.pid, number)
    out, err = rest(process)
    assert process.returncode == code
    assert in_group(process.pid) == []
    events = [json.loads(line) for line in out.splitlines()]
    summary = events.pop()
    assert summary["event"] == "summary"
    assert summary["failed"] == 0
    assert summary["files"] == summary["optimized"] == len(events) + 1
    assert "interrupted after" in err
    assert "Traceback" not in err
    assert summary["files"] <= leaves_whole_pictures_only(batch) < PICTURES


def test_what_is_counted_is_told_even_when_the_signal_comes_between(
    tmp_path: Path, draw_photo: Draw
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    script = (
        "import signal\n"
        "from pixelprep_cli.cli.boundary import guarded\n"
        "from pixelprep_cli.model.outcome import RunSummary\n"
        "count = RunSummary.add\n"
        "def add(*args): count(*args); signal.raise_signal(signal.SIGINT)\n"
        "RunSummary.add = add\n"
        "raise SystemExit(guarded(['optimize', 'a.jpg', '--json', '--quiet']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    _, file, summary = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 130
    assert (file["status"], summary["files"]) == ("optimized", 1)


def test_further_signals_are_ignored(begin: Command, batch: Path) -> None:
    process = begin(*LONG)
    first_file(process)
    for _ in range(40):
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert json.loads(out.splitlines()[-1])["event"] == "summary"
    assert "Traceback" not in err
    assert "KeyboardInterrupt" not in err


def catches(process: int, number: signal.Signals) -> bool:
    """Whether a process has a handler for a signal: proc_pid_status(5)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    (caught,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_asked_to_stop_before_it_has_begun_ends_without_a_trace(
    begin: Command, batch: Path, number: signal.Signals
) -> None:
    process = begin(*LONG)
    wait_until(lambda: catches(process.pid, signal.SIGTERM))
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert process.returncode == (130 if number == signal.SIGINT else 143)
    assert "Traceback" not in err
    assert in_group(process.pid) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells of a parent's death")
def test_workers_of_a_killed_parent_die_and_no_half_output_has_its_name(
    begin: Command, batch: Path
) -> None:
    process = begin(*LONG)
    first_file(process)
    assert len(in_group(process.pid)) > 1
    process.kill()
    process.wait(20)
    wait_until(lambda: not in_group(process.pid))
    for path in batch.glob("*.webp"):
        with Image.open(path) as image:
            image.load()


def cpu_ticks(process: int) -> int:
    """Clock ticks that a process has worked: proc_pid_stat(5)."""
    told = Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()
    return int(told[11]) + int(told[12])


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_worker_that_is_killed_costs_its_picture_alone(
    begin: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    for name, size in (("a", (200, 100)), ("b", (3000, 2400)), ("c", (200, 100))):
        draw_photo(tmp_path / "in" / f"{name}.jpg", size)
    process = begin(*LONG, "-j", "1")
    first_file(process)
    (worker,) = (pid for pid in in_group(process.pid) if pid != process.pid)
    started = cpu_ticks(worker)
    wait_until(lambda: cpu_ticks(worker) > started + 20)
    os.kill(worker, signal.SIGKILL)
    out, _ = rest(process)
    *files, summary = (json.loads(line) for line in out.splitlines())
    failed = [file for file in files if file["status"] == "failed"]
    assert process.returncode == 1
    assert [os.path.basename(file["source"]) for file in failed] == ["b.jpg"]
    assert [file["error"]["code"] for file in failed] == ["crashed"]
    assert (summary["files"], summary["optimized"]) == (3, 2)
    assert leaves_whole_pictures_only(tmp_path / "optimized") == 2


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_reader_that_goes_away_ends_the_run_without_a_word(
    begin: Command, batch: Path, words: tuple[str, ...]
) -> None:
    process = begin("optimize", "in", "-f", "webp", *words)
    assert process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read()
    assert process.wait(20) in (0, 1)
    assert "Traceback" not in told
    assert "Exception" not in told
    assert in_group(process.pid) == []
    assert leaves_whole_pictures_only(batch) < PICTURES


def test_streams_that_are_closed_from_the_beginning_cost_nothing(
    draw_photo: Draw, tmp_path: Path, pixelprep: Command
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    script = f'exec "{sys.executable}" -m pixelprep_cli optimize a.jpg <&- >&- 2>&-'
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    shell = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=environment, check=False)
    assert shell.returncode == 0
    assert leaves_jpegs(tmp_path / "optimized") == 1


def leaves_jpegs(folder: Path) -> int:
    for path in folder.iterdir():
        with Image.open(path) as image:
            image.load()
            assert image.format == "JPEG"
    return len(list(folder.iterdir()))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize(
    "words", [("optimize", "a.jpg"), ("doctor", "--json"), ("presets", "list"), ("--version",)]
)
def test_a_full_disk_behind_standard_output_is_told_in_one_line(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, words: tuple[str, ...]
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    with open("/dev/full", "w", encoding="ascii") as full:
        done = pixelprep(*words, stdout=full, env={"PYTHONUNBUFFERED": ""})
    assert done.code == 1
    assert done.err == "pixelprep: the system refused: No space left on device\n"


def test_too_few_file_descriptors_are_told_in_one_line(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    import resource

    draw_photo(tmp_path / "a.jpg", (40, 30))
    done = pixelprep(
        "optimize",
        "a.jpg",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (6, 6)),
    )
    assert done.code == 1
    assert done.err.startswith("pixelprep: the system refused: ")
    assert len(done.err.splitlines()) == 1
