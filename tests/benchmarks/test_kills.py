"""The command that kills runs in place, on pictures and with a home of its own."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from benchmarks.kills import Trials


def test_it_leaves_a_persons_own_runs_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIXELPREP_HOME", "/a/persons/own")
    homes = []

    def start(_words: Sequence[str], _folder: str, environment: Mapping[str, str]) -> Any:
        homes.append(environment["PIXELPREP_HOME"])

    trials = Trials(str(tmp_path), [], start=start)
    trials.begin()
    trials.begin_undo()
    assert homes == [str(tmp_path / "home")] * 2
