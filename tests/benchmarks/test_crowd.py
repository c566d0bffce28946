"""Runs at once, as `python -m benchmarks crowd` does it with a hundred."""

from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.crowd import Crowd

from benchmarks import BenchmarkError

Draw = Callable[..., Path]


def test_runs_at_once_on_trees_of_their_own_share_a_state_and_do_not_meet(
    tmp_path: Path, draw_photo: Draw
) -> None:
    crowd = Crowd(str(tmp_path), 8)
    crowd.draw([str(draw_photo(tmp_path / "drawn.jpg"))], 1)
    assert [told for told, _ in crowd.work()] == ["at first", "said again", "undone"]


def test_a_run_that_ends_badly_is_told(tmp_path: Path, draw_photo: Draw) -> None:
    crowd = Crowd(str(tmp_path), 1)
    crowd.draw([str(draw_photo(tmp_path / "drawn.jpg"))], 1)
    (tmp_path / "tree-0" / "bad.jpg").write_bytes(b"no picture")
    with pytest.raises(BenchmarkError, match="ended with 1"):
        crowd.work()
