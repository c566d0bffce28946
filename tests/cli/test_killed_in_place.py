"""Runs in place that are killed, at random and at every moment that has a name."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest
from benchmarks.kills import LOSSLESS, Trials, end, snapshot
from PIL import Image
from tests.cli.forked import Forked

from pixelprep_cli.cli.boundary import guarded
from pixelprep_cli.store import failpoints

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and process groups")


@pytest.fixture
def trials(
    tmp_path: Path, draw_photo: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Trials:
    drawn = [draw_photo(tmp_path / "drawn" / f"{n}.jpg", (160, 120 + n)) for n in range(3)]
    drawn.append(draw_photo(tmp_path / "drawn" / "3.webp", (160, 120), quality=95))

    def call(*words: str) -> int:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PIXELPREP_HOME", str(tmp_path / "home"))
        return guarded(words)

    return Trials(str(tmp_path), [str(path) for path in drawn], call, Forked)


@pytest.fixture(scope="session")
def durations() -> dict[str, float]:
    """How long a run and its undo take, once that is measured."""
    return {}


@pytest.mark.parametrize("seed", range(3))
def test_ten_runs_killed_at_random_moments_lose_nothing(
    trials: Trials, durations: dict[str, float], seed: int
) -> None:
    if not durations:
        trials.measure()
        durations |= {"seconds": trials.seconds, "seconds_of_undo": trials.seconds_of_undo}
    trials.seconds, trials.seconds_of_undo = durations.values()
    chance = random.Random(seed)
    for _ in range(10):
        trials.kill(chance)


ALL = [f"all:{point}" for point in failpoints.POINTS if point != "removed"]
WORKER = ["temporary-ready", "journaled", "published"]


@pytest.mark.parametrize("point", ALL + WORKER)
def test_a_run_killed_at_a_named_moment_loses_nothing(trials: Trials, point: str) -> None:
    del trials.paths[2:]
    trials.fresh()
    process = trials.begin("-j", "1", **{failpoints.VARIABLE: point})
    assert process.wait() != 0
    end(process, alone=True)
    trials.require_whole()
    trials.require_undone()


@pytest.mark.parametrize("point", ["all:backed-up", "all:journaled", "all:published", "published"])
def test_a_recode_of_animations_and_palettes_killed_at_a_named_moment_loses_nothing(
    trials: Trials, tmp_path: Path, point: str
) -> None:
    soft = Image.radial_gradient("L").resize((64, 48))
    turned = [soft.rotate(angle) for angle in (30, 60)]
    moving = tmp_path / "drawn" / "moving.png"
    soft.save(moving, save_all=True, append_images=turned, compress_level=1)
    soft.quantize(16).save(tmp_path / "drawn" / "palette.png", compress_level=1)
    trials.paths = [str(moving), str(tmp_path / "drawn" / "palette.png")]
    trials.words = LOSSLESS
    trials.fresh()
    process = trials.begin("-j", "1", **{failpoints.VARIABLE: point})
    assert process.wait() != 0
    end(process, alone=True)
    trials.require_whole()
    trials.require_undone()


@pytest.mark.parametrize("point", ["journaled", "published", "removed", "noted"])
def test_a_change_of_format_killed_at_a_named_moment_loses_nothing(
    trials: Trials, point: str
) -> None:
    del trials.paths[2:]
    trials.fresh()
    process = trials.begin("-f", "webp", "-j", "1", **{failpoints.VARIABLE: f"all:{point}"})
    assert process.wait() != 0
    end(process, alone=True)
    now = snapshot(trials.photos)
    for path, state in trials.originals.items():
        assert now.get(path) == state or os.path.splitext(path)[0] + ".webp" in now
    trials.require_undone()


@pytest.mark.parametrize("point", failpoints.UNDO_POINTS)
def test_an_undo_killed_at_a_named_moment_is_said_again(trials: Trials, point: str) -> None:
    del trials.paths[2:]
    trials.fresh()
    assert trials.begin("-f", "webp", "-j", "1").wait() == 0
    changed = snapshot(trials.photos)
    assert changed != trials.originals
    undo = trials.begin_undo(**{failpoints.VARIABLE: point})
    assert undo.wait() == -9
    trials.require_undone()
