"""Real worker processes; faults that no picture can be made to cause are put into them by name."""

import faulthandler
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pixelprep_cli.batch import pool as pools
from pixelprep_cli.batch import worker
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.batch.source import Source
from pixelprep_cli.model.job import Action, Job, Recipe, Target
from pixelprep_cli.model.outcome import Outcome, Status
from pixelprep_cli.model.settings import Output, Picture, Run
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pipeline import Admit, Chosen
from pixelprep_cli.store import atomic

forked = pytest.mark.skipif(pools.START_METHOD != "fork", reason="faults are put in by forking")
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

RECIPES = (Recipe(picture=Picture(output=Output(format=FormatChoice(("webp",))))),)
Fault = Callable[[Job, Admit], object]


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool() as made:
        yield made


@pytest.fixture
def task(tmp_path: Path, draw_photo: Callable[..., Path]) -> Callable[[str], Task]:
    """A picture of that name to work on; a name without an extension gives an empty file."""

    def make(name: str) -> Task:
        path = tmp_path / name
        draw_photo(path, (64, 48)) if path.suffix else path.touch()
        target = Target(folder=str(tmp_path / "out"), stem=path.stem, suffix=".webp")
        return Task(Source(path=str(path), format="jpeg", size=1), target)

    return make


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that load nothing ahead of a job: on a busy machine that takes seconds."""
    monkeypatch.setattr(worker, "warm_up", lambda: None)


@pytest.fixture
def inject(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the worker do something else instead of making the picture of a name."""

    def put(**faults: Fault) -> None:
        real: Callable[[Job, Admit, Chosen], object] = vars(worker)["make"]

        def make(job: Job, admit: Admit, chosen: Chosen) -> object:
            name = os.path.splitext(os.path.basename(job.source))[0]
            return faults[name](job, admit) if name in faults else real(job, admit, chosen)

        monkeypatch.setattr(worker, "make", make)

    return put


def queue(tasks: list[Task], action: Action = "optimize") -> Iterator[Job]:
    return jobs(tasks, RECIPES, Run(), action)


def by_name(results: Iterator[object]) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for result in results:
        assert isinstance(result, Outcome)
        name = os.path.splitext(os.path.basename(result.source))[0]
        assert name not in found
        found[name] = result
    return found


def code(outcome: Outcome) -> str | None:
    return outcome.error.code if outcome.error else None


def message(outcome: Outcome) -> str:
    return outcome.error.message if outcome.error else ""


def die(_job: Job, _admit: Admit) -> None:
    faulthandler.disable()  # pytest's would tell of it
    os.kill(os.getpid(), signal.SIGSEGV)


def fail(_job: Job, _admit: Admit) -> None:
    raise MemoryError


def hang(_job: Job, _admit: Admit) -> None:
    time.sleep(60)


def hang_decoding(_job: Job, admit: Admit) -> None:
    admit(1, 1)
    time.sleep(60)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("workers", [1, 3])
def test_every_job_has_its_result_once(
    pool: Pool, task: Callable[[str], Task], workers: int
) -> None:
    tasks = [task(f"{n}.jpg") for n in range(7)]
    found = by_name(pool.run(queue(tasks), workers=workers))
    assert {name: outcome.status for name, outcome in found.items()} == {
        str(n): Status.OPTIMIZED for n in range(7)
    }


def test_a_pool_works_where_nothing_can_be_forked(
    task: Callable[[str], Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "START_METHOD", "spawn")
    with Pool() as pool:
        pool.warm()
        (outcome,) = pool.run(queue([task("a.jpg")]), workers=1)
    assert isinstance(outcome, Outcome)
    assert outcome.status is Status.OPTIMIZED


@forked
def test_a_crash_costs_one_picture(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None]
) -> None:
    inject(b=die)
    found = by_name(pool.run(queue([task(f"{name}.jpg") for name in "abcd"]), workers=2))
    assert code(found.pop("b")) == "crashed"
    assert [outcome.status for outcome in found.values()] == [Status.OPTIMIZED] * 3


@forked
def test_a_crash_is_told_with_its_signal(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None]
) -> None:
    inject(a=die)
    (outcome,) = by_name(pool.run(queue([task("a.jpg")]), workers=1)).values()
    assert outcome.error is not None
    assert f"signal {int(signal.SIGSEGV)}" in outcome.error.message


@forked
def test_nothing_but_crashes_is_survived(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None]
) -> None:
    inject(a=die, b=die, c=die)
    found = by_name(pool.run(queue([task(f"{name}.jpg") for name in "abc"]), workers=2))
    assert [code(outcome) for outcome in found.values()] == ["crashed"] * 3


@forked
@pytest.mark.usefixtures("at_once")
def test_a_hang_over_the_header_is_cut_short_and_costs_one_picture(
    pool: Pool,
    task: Callable[[str], Task],
    inject: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inject(a=fail, b=hang, c=fail)
    monkeypatch.setattr(pools, "BASE_TIMEOUT", 1.5)
    found = by_name(pool.run(queue([task(name) for name in "abc"]), workers=1))
    assert [code(found[name]) for name in "abc"] == ["out_of_memory", "timeout", "out_of_memory"]
    assert "more than 1.5 s" in message(found["b"])


@forked
@pytest.mark.usefixtures("at_once")
def test_a_hang_over_the_pixels_is_cut_short_by_the_timeout_that_is_asked_for(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None]
) -> None:
    inject(a=fail, b=hang_decoding, c=fail)
    started = time.monotonic()
    found = by_name(pool.run(queue([task(name) for name in "abc"]), workers=1, timeout=0.2))
    assert [code(found[name]) for name in "abc"] == ["out_of_memory", "timeout", "out_of_memory"]
    assert time.monotonic() - started < pools.BASE_TIMEOUT / 2
    assert "more than 0.2 s" in message(found["b"])
    assert "--timeout" in message(found["b"])


@forked
@pytest.mark.parametrize("how", [signal.SIGKILL, None])
def test_the_temporary_file_of_a_killed_worker_is_removed(
    pool: Pool,
    task: Callable[[str], Task],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    how: signal.Signals | None,
) -> None:
    def half(target: str, data: bytes, *, token: str, **_: object) -> None:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(atomic.temporary_path(target, token)).write_bytes(data[:10])
        if how:
            os.kill(os.getpid(), how)
        time.sleep(60)

    def tick() -> None:
        """Once the file is there, the picture has taken long enough."""
        if how is None and list(tmp_path.glob("out/.pixelprep-*")):
            pool._workers[0].deadline = 0.0

    monkeypatch.setattr(atomic, "write", half)
    (outcome,) = by_name(pool.run(queue([task("a.jpg")]), workers=1, tick=tick)).values()
    assert code(outcome) == ("crashed" if how else "timeout")
    assert list((tmp_path / "out").iterdir()) == []


@forked
@pytest.mark.usefixtures("at_once")
def test_a_killed_worker_is_gone_and_another_has_taken_its_place(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None]
) -> None:
    pool.warm()
    (first,) = (hired.process.pid for hired in pool._workers)
    inject(a=hang_decoding, b=fail)
    with Pool() as other:
        by_name(other.run(queue([task("a.jpg"), task("b.jpg")]), workers=1, timeout=0.2))
        (second,) = (hired.process.pid for hired in other._workers)
    assert first is not None
    assert second is not None
    assert is_running(first)
    assert not is_running(second)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_worker_that_died_while_idle_is_replaced_without_a_loss(
    pool: Pool, task: Callable[[str], Task]
) -> None:
    pool.warm()
    process = pool._workers[0].process
    process.kill()
    process.join()
    found = by_name(pool.run(queue([task("a.jpg"), task("b.jpg")]), workers=1))
    assert [outcome.status for outcome in found.values()] == [Status.OPTIMIZED] * 2


def test_jobs_are_taken_as_workers_free_up(pool: Pool, task: Callable[[str], Task]) -> None:
    taken = 0

    def counted() -> Iterator[Job]:
        nonlocal taken
        for job in queue([task(f"{n}.jpg") for n in range(9)]):
            taken += 1
            yield job

    for ended, _ in enumerate(pool.run(counted(), workers=2), 1):
        assert taken <= ended + 2
    assert taken == 9


def test_no_job_begins_after_the_stop(pool: Pool, task: Callable[[str], Task]) -> None:
    tasks, asked = [task(f"{n}.jpg") for n in range(9)], itertools.count()
    ended = list(pool.run(queue(tasks), workers=2, stop=lambda: next(asked) >= 2))
    assert len(ended) == 2


@forked
def test_time_is_told_while_a_picture_takes_long(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None], tmp_path: Path
) -> None:
    ticks = itertools.count(1)

    def wait_for_three(_job: Job, admit: Admit) -> None:
        admit(1, 1)
        wait_until((tmp_path / "3").exists)
        raise MemoryError

    def tick() -> None:
        (tmp_path / str(next(ticks))).touch()

    inject(a=wait_for_three)
    found = by_name(pool.run(queue([task("a")]), workers=1, tick=tick))
    assert code(found["a"]) == "out_of_memory"


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for half a minute at most."""
    until = time.monotonic() + 30
    while not true() and time.monotonic() < until:
        time.sleep(0.01)


def claim(memory: int, log: Path, hold: Callable[[], None] = lambda: None) -> Fault:
    """A picture of so many bytes of memory that writes down when it asks, begins and ends."""

    def take(job: Job, admit: Admit) -> None:
        with log.open("a", buffering=1) as lines:
            lines.write(f"ask {os.path.basename(job.source)}\n")
            admit(1, memory)
            lines.write(f"begin {os.path.basename(job.source)}\n")
            hold()
            lines.write(f"end {os.path.basename(job.source)}\n")
        raise MemoryError

    return take


def worked(log: Path) -> list[list[str]]:
    """What `claim` wrote down while it held memory: `begin` or `end`, and a name."""
    lines = (line.split() for line in log.read_text().splitlines())
    return [words for words in lines if words[0] != "ask"]


@forked
def test_pictures_beyond_the_budget_run_one_at_a_time(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    pool._memory = 100
    inject(**{f"big{n}": claim(1000, log, partial(time.sleep, 0.05)) for n in range(4)})
    found = by_name(pool.run(queue([task(f"big{n}") for n in range(4)]), workers=3))
    assert len(found) == 4
    words = worked(log)
    for (began, name), (ended, same) in zip(words[::2], words[1::2], strict=True):
        assert (began, ended) == ("begin", "end")
        assert name == same


@forked
def test_pictures_within_the_budget_run_together_and_never_beyond_it(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    pool._memory = 100

    def company() -> None:
        wait_until(lambda: log.read_text().count("begin") >= 2)
        time.sleep(0.05)

    inject(**{f"p{n}": claim(50, log, company) for n in range(6)})
    by_name(pool.run(queue([task(f"p{n}") for n in range(6)]), workers=3))
    running = most = 0
    for word, _ in worked(log):
        running += 1 if word == "begin" else -1
        most = max(most, running)
    assert most == 2


@forked
def test_a_large_picture_is_not_passed_by_small_ones_for_ever(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    pool._memory = 100
    small = [f"small{n}" for n in range(9)]
    order = [*small[:2], "large", *small[2:]]
    heard = tmp_path / "heard"

    def tick() -> None:
        if any(hired.opened and hired.opened.memory == 100 for hired in pool._workers):
            heard.touch()

    asked = partial(wait_until, heard.exists)
    inject(large=claim(100, log), **dict.fromkeys(small, claim(10, log, asked)))
    by_name(pool.run(queue([task(name) for name in order]), workers=3, tick=tick))
    begun = [name for word, name in worked(log) if word == "begin"]
    assert begun.index("large") <= 2


@forked
@pytest.mark.usefixtures("at_once")
def test_waiting_for_memory_does_not_count_as_taking_long(
    pool: Pool, task: Callable[[str], Task], inject: Callable[..., None], tmp_path: Path
) -> None:
    pool._memory = 100
    inject(**{f"big{n}": claim(1000, tmp_path / "log", partial(time.sleep, 0.8)) for n in range(4)})
    found = by_name(pool.run(queue([task(f"big{n}") for n in range(4)]), workers=4, timeout=2.2))
    assert {code(outcome) for outcome in found.values()} == {"out_of_memory"}


@forked
def test_leaving_a_pool_kills_its_workers_and_removes_what_they_left(
    task: Callable[[str], Task], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def half(target: str, data: bytes, *, token: str, **_: object) -> None:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(atomic.temporary_path(target, token)).write_bytes(data[:10])
        time.sleep(60)

    monkeypatch.setattr(atomic, "write", half)
    with Pool() as pool:
        running = pool.run(
            queue([task("a.jpg"), task("b.jpg")]), workers=2, tick=lambda: seen(tmp_path, 2)
        )
        with pytest.raises(SeenError):
            next(running)
        processes = [hired.process.pid or 0 for hired in pool._workers]
        assert all(map(is_running, processes))
    assert not any(map(is_running, processes))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells of a parent's death")
def test_a_worker_dies_with_its_parent_even_in_the_middle_of_a_picture(
    tmp_path: Path, draw_photo: Callable[..., Path]
) -> None:
    draw_photo(tmp_path / "a.jpg", (64, 48))
    script = (
        "import os, sys, time\n"
        "from pixelprep_cli.batch import worker\n"
        "from pixelprep_cli.cli.boundary import guarded\n"
        "def hang(*_): print(os.getpid(), flush=True); time.sleep(60)\n"
        "worker.make = hang\n"
        "guarded(['optimize', 'a.jpg'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        status = Path(f"/proc/{int(parent.stdout.readline())}/stat")
        parent.kill()

    def gone() -> bool:  # where nobody reaps orphans, its remains stay
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] in "ZX"

    wait_until(gone)
    assert gone()


class SeenError(Exception):
    pass


def seen(folder: Path, count: int) -> None:
    if len(list(folder.glob("out/.pixelprep-*"))) == count:
        raise SeenError


@pytest.mark.skipif(sys.platform != "linux", reason="/proc/self/fd")
def test_a_pool_that_has_replaced_workers_holds_no_more_files_open(
    task: Callable[[str], Task], inject: Callable[..., None]
) -> None:
    inject(**{f"x{n}": die for n in range(5)})
    with Pool() as pool:
        pool.warm()
        before = len(os.listdir("/proc/self/fd"))
        by_name(pool.run(queue([task(f"x{n}.jpg") for n in range(5)]), workers=1))
        pool.warm()
        assert len(os.listdir("/proc/self/fd")) == before
