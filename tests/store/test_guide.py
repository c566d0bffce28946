"""What was shown once is not shown again, whatever becomes of the file that says so."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.store import lock
from pixelprep_cli.store.guide import FILE, Guide, Progress

if TYPE_CHECKING:
    from pathlib import Path

DAMAGED = ("", "{", "[]", "7", '{"shown": 7, "tour": []}', '{"shown": [7], "tour": {}}', "[" * 9999)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def claims(state: str, gate: str, names: list[str]) -> int:
    """How many of these names this process is the first to show."""
    while not os.path.exists(gate):
        pass
    return sum(Guide(state).first(name) for name in names)


def test_a_thing_is_shown_once(state: Path) -> None:
    assert Guide(str(state)).first("welcome")
    assert not Guide(str(state)).first("welcome")
    assert Guide(str(state)).first("tip")


def test_of_processes_at_once_no_two_show_the_same(state: Path, tmp_path: Path) -> None:
    gate, names = tmp_path / "gate", [f"tip {n}" for n in range(20)]
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        waiting = [pool.apply_async(claims, (str(state), str(gate), names)) for _ in range(4)]
        gate.touch()
        shown = sum(each.get(120) for each in waiting)
    assert 1 <= shown <= len(names)
    kept = json.loads((state / FILE).read_text())["shown"]
    assert len(kept) == len(set(kept)) == shown


def test_what_another_process_is_just_changing_is_not_shown_now(state: Path) -> None:
    guide = Guide(str(state))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        with lock.writing(guide.path, lock.lock_file(str(state)), needed=True):
            assert not pool.apply(_first, (str(state),))
        assert pool.apply(_first, (str(state),))


def _first(state: str) -> bool:
    return Guide(state).first("tip")


@pytest.mark.parametrize(
    "found",
    ["", "{", "[]", "7", '{"shown": 7, "tour": []}', '{"shown": [7], "tour": {}}', "[" * 9999],
)
def test_a_damaged_file_counts_as_none_and_is_made_anew(state: Path, found: str) -> None:
    state.mkdir()
    (state / FILE).write_text(found)
    guide = Guide(str(state))
    assert guide.progress is None
    assert guide.first("welcome")
    assert not guide.first("welcome")


def test_a_file_that_is_no_text_counts_as_none(state: Path) -> None:
    state.mkdir()
    (state / FILE).write_bytes(b"\xff\xfe\x00")
    assert Guide(str(state)).first("welcome")


@pytest.mark.parametrize("blocked", ["state", f"state/{FILE}"])
def test_what_cannot_be_kept_is_not_shown(tmp_path: Path, blocked: str) -> None:
    if blocked == "state":
        (tmp_path / blocked).write_text("no folder")
    else:
        (tmp_path / blocked).mkdir(parents=True)
    guide = Guide(str(tmp_path / "state"))
    assert not guide.first("welcome")
    assert not guide.keep(Progress("folder"))
    assert guide.progress is None


@pytest.mark.skipif(
    os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="permissions"
)
def test_in_a_folder_that_is_read_only_nothing_is_shown(state: Path) -> None:
    state.mkdir(0o500)
    assert not Guide(str(state)).first("welcome")


def test_the_tour_is_kept_beside_what_was_shown_and_what_later_versions_keep(state: Path) -> None:
    guide = Guide(str(state))
    guide.first("welcome")
    kept = json.loads((state / FILE).read_text())
    (state / FILE).write_text(json.dumps(kept | {"later": 1}))
    progress = Progress("/photos/tour", ("preview", "optimize"))
    assert guide.keep(progress)
    assert guide.progress == progress
    assert not guide.first("welcome")
    assert guide.keep(None)
    assert Guide(str(state)).progress is None
    assert json.loads((state / FILE).read_text()) == {"shown": ["welcome"], "later": 1}


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_the_folder_is_its_owners_alone(state: Path) -> None:
    Guide(str(state)).first("welcome")
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
