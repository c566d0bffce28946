"""Workers and the end of their parent, by every means that a system may have."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pixelprep_cli.batch import lifeline

SCRIPT = (
    "import os, sys, time\n"
    "from multiprocessing import get_context\n"
    "from pixelprep_cli.batch import lifeline\n"
    "def live(pipe, siblings):\n"
    "    getattr(lifeline, sys.argv[1])()\n"
    "    pipe.send(os.getpid()); time.sleep(60)\n"
    "if __name__ == '__main__':\n"
    "    context = get_context(sys.argv[2])\n"
    "    for _ in range(3):\n"
    "        ours, theirs = context.Pipe()\n"
    "        context.Process(target=live, args=(theirs, ()), daemon=True).start()\n"
    "        print(ours.recv(), flush=True)\n"
    "    time.sleep(60)\n"
)

MEANS = [("watch", "fork"), ("watch", "spawn"), ("ask_kernel", "fork"), ("ask_kernel", "spawn")]


def is_alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="/proc, and both means")
@pytest.mark.parametrize(("means", "start"), MEANS)
def test_no_worker_outlives_a_parent_that_is_killed(tmp_path: Path, means: str, start: str) -> None:
    script = tmp_path / "parent.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, script, means, start], env=environment, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        workers = [int(parent.stdout.readline()) for _ in range(3)]
        assert all(map(is_alive, workers))
        parent.kill()
    until = time.monotonic() + 20
    while any(map(is_alive, workers)):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_without_a_parent_nothing_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.Thread", lambda **_: pytest.fail("watched"))
    lifeline.watch()


def test_a_parent_that_had_died_before_it_could_be_watched_ends_the_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Gone:
        pid = -1

    class EndedError(Exception):
        pass

    def end(_code: int) -> None:
        raise EndedError

    monkeypatch.setattr(lifeline, "parent_process", Gone)
    monkeypatch.setattr(lifeline, "PR_SET_PDEATHSIG", 0)
    monkeypatch.setattr(os, "_exit", end)
    with pytest.raises(EndedError):
        lifeline.ask_kernel()
