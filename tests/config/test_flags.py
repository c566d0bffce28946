"""Flags: on, off, for a share of installations, and all off at once."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.config.environment import environment_layer
from pixelprep_cli.config.flags import FLAGS, SAFE_MODE, decided
from pixelprep_cli.config.resolve import flag_states, resolve
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.amounts import Rollout
from pixelprep_cli.model.keys import bare, key_annotations
from pixelprep_cli.model.layers import Said
from pixelprep_cli.model.settings import Flags, otherwise
from pixelprep_cli.store.installation import FILE, share_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    return folder


def on(state: Path, share: str) -> bool:
    said = {"flags.progress": Said(Rollout.parse(share), "x")}
    value: bool = decided(said, str(state))["flags.progress"].value
    return value


def test_every_flag_takes_a_share_and_says_what_is_so_without_it() -> None:
    for item in fields(Flags):
        assert bare(key_annotations()[f"flags.{item.name}"])[0] is Rollout
        assert otherwise(item.name)
        assert item.default is True


def test_a_share_is_on_where_the_installation_is_in_it(state: Path) -> None:
    (state / FILE).write_text("somebody\n")
    mine = share_of("somebody", "progress") * 100
    assert [on(state, f"{mine + 1:.3f}%"), on(state, f"{mine - 1:.3f}%")] == [True, False]


def test_all_and_none_need_no_id(state: Path) -> None:
    assert [on(state, word) for word in ("100%", "0%", "true", "false")] == [True, False] * 2
    assert list(state.iterdir()) == []


def test_a_share_that_grows_takes_nobody_out(state: Path) -> None:
    states = [on(state, f"{percent}%") for percent in range(101)]
    assert states == sorted(states)


def test_a_decided_flag_is_a_switch_whose_origin_tells_the_share(
    tmp_path: Path, state: Path
) -> None:
    (tmp_path / "pixelprep.toml").write_text('[flags]\nprogress = "25%"\nonboarding = false\n')
    here = {"cwd": str(tmp_path), "folder": str(tmp_path / "none"), "state": str(state)}
    resolved = resolve({}, environ={}, in_place=False, **here)
    assert isinstance(resolved.settings.flags.progress, bool)
    path = tmp_path / "pixelprep.toml"
    assert resolved.origins["flags.progress"] == f"25%, project file {path}"
    assert resolved.settings.flags.onboarding is False
    states = {one.name: one for one in flag_states(environ={}, **here)}
    assert str(states["progress"].value) == "25%"
    assert states["progress"].on == resolved.settings.flags.progress
    assert (states["size_preview"].on, states["size_preview"].origin) == (True, "default")


def test_one_variable_takes_a_rollout_back(tmp_path: Path, state: Path) -> None:
    (tmp_path / "pixelprep.toml").write_text('[flags]\nprogress = "100%"\n')
    resolved = resolve(
        {},
        cwd=str(tmp_path),
        folder=str(tmp_path),
        state=str(state),
        environ={"PIXELPREP_PROGRESS_ENABLED": "false"},
    )
    assert resolved.settings.flags.progress is False


def test_safe_mode_switches_everything_off_whatever_else_is_said(
    tmp_path: Path, state: Path
) -> None:
    (tmp_path / "pixelprep.toml").write_text("[flags]\nprogress = true\n")
    environ = {SAFE_MODE: "1", "PIXELPREP_PROGRESS_ENABLED": "true"}
    resolved = resolve(
        {}, cwd=str(tmp_path), folder=str(tmp_path), state=str(state), environ=environ
    )
    assert resolved.settings.flags == Flags(**dict.fromkeys(FLAGS, False))
    assert resolved.origins["flags.progress"] == f"environment {SAFE_MODE}"
    assert not resolved.catalogue.custom


@pytest.mark.parametrize("word", ["", "0", "false", "off"])
def test_safe_mode_is_off_where_it_is_said_to_be(word: str) -> None:
    assert environment_layer({SAFE_MODE: word}) == {}


def test_safe_mode_is_a_switch() -> None:
    with pytest.raises(UsageError, match="PIXELPREP_SAFE_MODE: found 'maybe', accepted: true or"):
        environment_layer({SAFE_MODE: "maybe"})


def test_a_mistyped_safe_mode_is_told() -> None:
    with pytest.raises(UsageError, match="did you mean 'PIXELPREP_SAFE_MODE'"):
        environment_layer({"PIXELPREP_SAFEMODE": "1"})
