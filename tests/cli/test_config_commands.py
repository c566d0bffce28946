"""Keys and flags set by commands, and what is told of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pixelprep_cli.config.flags import FLAGS
from pixelprep_cli.config.locations import state_folder, user_file, user_folder

Say = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def own(home: Path) -> Path:
    """A person's configuration file, which does not exist yet."""
    return Path(user_file(user_folder()))


def rows(out: str) -> dict[str, list[str]]:
    """The cells of `flags list`, by flag."""
    cells = (re.split(r" {2,}", line.strip()) for line in out.splitlines()[1:])
    return {row[0]: row[1:] for row in cells}


def test_a_key_that_is_set_counts_and_can_be_taken_back(say: Say, own: Path) -> None:
    assert say("config", "path")[1] == f"{own}\n"
    code, out, err = say("config", "set", "output.quality", "85")
    assert (code, out, err) == (0, f"output.quality = 85 in {own}\n", "")
    assert f"user file {own}" in say("config", "show")[1]
    assert say("config", "unset", "output.quality")[0] == 0
    assert "quality" not in own.read_text().split("schema.\n")[1]
    code, out, _ = say("config", "unset", "output.quality")
    assert (code, out) == (0, f"output.quality does not stand in {own}\n")


def test_another_layer_that_counts_is_told(
    say: Say, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pixelprep.toml").write_text("[output]\nquality = 72\n")
    err = say("config", "set", "output.quality", "85")[2]
    assert err == f"what counts here is 72, by project file {tmp_path / 'pixelprep.toml'}\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("output.qualty", "3"), "did you mean 'output.quality'?"),
        (("output.quality", "300"), "accepted: a whole number from 1 to 100"),
        (("flags.progress", "110%"), "true, false, or a percentage"),
        (("run.in_place", "true"), "run.in_place: could cost an original"),
    ],
)
def test_a_key_that_cannot_be_set_is_told(
    say: Say, own: Path, words: tuple[str, str], told: str
) -> None:
    code, out, err = say("config", "set", *words)
    assert (code, out) == (2, "")
    assert told in err
    assert not own.exists()


def test_every_flag_is_listed_with_value_state_origin_and_effect(say: Say) -> None:
    code, out, _ = say("flags", "list")
    assert code == 0
    assert list(rows(out)) == list(FLAGS)
    assert rows(out)["custom_presets"] == [
        *("true", "on", "default", "only built-in presets are known"),
    ]


def test_a_flag_is_disabled_enabled_and_reset(say: Say, own: Path) -> None:
    assert say("flags", "disable", "progress")[0] == 0
    assert rows(say("flags", "list")[1])["progress"][:3] == ["false", "off", f"user file {own}"]
    assert say("flags", "enable", "progress")[0] == 0
    assert rows(say("flags", "list")[1])["progress"][:2] == ["true", "on"]
    assert say("flags", "reset", "progress")[0] == 0
    assert rows(say("flags", "list")[1])["progress"][:3] == ["true", "on", "default"]


def test_all_flags_are_reset_at_once_and_other_keys_stay(say: Say, own: Path) -> None:
    say("config", "set", "output.quality", "85")
    for flag in FLAGS:
        say("flags", "disable", flag)
    assert {row[1] for row in rows(say("flags", "list")[1]).values()} == {"off"}
    assert say("flags", "reset")[0] == 0
    assert {row[2] for row in rows(say("flags", "list")[1]).values()} == {"default"}
    assert "quality = 85" in own.read_text()
    assert say("flags", "reset")[1].startswith("no feature is switched")


def test_a_share_says_whether_it_is_on_here_and_stays_so(say: Say, own: Path, home: Path) -> None:
    code, out, err = say("flags", "enable", "progress", "--share", "50%")
    assert (code, out) == (0, f'flags.progress = "50%" in {own}\n')
    state = err.split()[-1]
    assert err == f"on this installation it is {state}\n"
    for _ in range(3):
        assert rows(say("flags", "list")[1])["progress"][:2] == ["50%", state]
    assert (Path(state_folder()) / "installation-id").exists()


def test_several_flags_are_switched_and_reset_by_one_command(say: Say, own: Path) -> None:
    def column(number: int) -> list[str]:
        listed = rows(say("flags", "list")[1])
        return [listed[name][number] for name in (*two, "size_preview")]

    two = ("progress", "onboarding")
    for command, state in (("disable", "off"), ("enable", "on")):
        assert say("flags", command, *two)[0] == 0
        assert column(1) == [state, state, "on"]
    say("flags", "disable", "size_preview", *two)
    assert say("flags", "reset", *two)[0] == 0
    assert column(2) == ["default", "default", f"user file {own}"]


@pytest.mark.parametrize("command", ["enable", "disable", "reset"])
def test_no_flag_is_changed_where_one_of_several_is_unknown(
    say: Say, own: Path, command: str
) -> None:
    say("flags", "enable", "progress", "--share", "50%")
    before = own.read_text()
    code, _, err = say("flags", command, "progress", "onbording")
    assert (code, own.read_text()) == (2, before)
    assert "did you mean 'onboarding'" in err


def test_an_unknown_flag_or_share_is_told(say: Say, own: Path) -> None:
    code, _, err = say("flags", "disable", "progres")
    assert code == 2
    assert "did you mean 'progress'?" in err
    code, _, err = say("flags", "enable", "progress", "--share", "much")
    assert code == 2
    assert "a percentage of the installations" in err
    assert not own.exists()


def test_flags_are_listed_in_safe_mode_even_where_the_configuration_cannot_be_followed(
    say: Say, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.parent.mkdir(parents=True)
    own.write_text('preset = "gallery"\n[flags]\nprogress = true\n')
    monkeypatch.setenv("PIXELPREP_SAFE_MODE", "1")
    code, out, _ = say("flags", "list")
    assert code == 0
    assert {tuple(row[:3]) for row in rows(out).values()} == {
        ("false", "off", "environment PIXELPREP_SAFE_MODE")
    }


def test_safe_mode_refuses_each_optional_feature_and_the_rest_works(
    say: Say, tmp_path: Path, draw_photo: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    (tmp_path / "mine.toml").write_text("")
    monkeypatch.setenv("PIXELPREP_SAFE_MODE", "1")
    for words in (
        ("preview", "a.jpg"),
        ("analyze", "a.jpg"),
        ("optimize", "a.jpg", "-p", "auto"),
        ("optimize", "a.jpg", "-p", "./mine.toml"),
    ):
        code, _, err = say(*words)
        assert code == 2
        assert "PIXELPREP_SAFE_MODE" in err
    assert say("optimize", "a.jpg", "-p", "web_display")[0] == 0
