import os
import subprocess
import sys
from pathlib import Path

from pixelprep_cli.store.lease import take

HOLD = """
import sys
from pixelprep_cli.store.lease import take
lease = take(sys.argv[1])
print("taken" if lease else "refused", flush=True)
sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", HOLD, str(path)], text=True, **pipes)  # type: ignore[call-overload, no-any-return]


def test_a_lease_is_one_processs_and_falls_free_when_that_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "below" / "lease"
    with holder(path) as first:
        assert first.stdout
        assert first.stdout.readline() == "taken\n"
        assert take(str(path)) is None
        first.kill()
        first.wait()
        lease = take(str(path))
        assert lease is not None
        with holder(path) as second:
            assert second.communicate()[0] == "refused\n"
        lease.release()
    assert os.listdir(path.parent) == []


def test_a_lease_can_be_taken_again_once_it_is_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        lease = take(str(tmp_path / "lease"))
        assert lease is not None
        with lease:
            pass
        lease.release()
