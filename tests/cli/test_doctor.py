"""What the doctor looks at, and that it tells what is wrong and what cures it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import pytest

from pixelprep_cli import __version__
from pixelprep_cli.batch import machine
from pixelprep_cli.cli import checkup, doctor, surroundings
from pixelprep_cli.cli.doctor import AREAS
from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.config.flags import FLAGS
from pixelprep_cli.config.locations import cache_folder, preset_folder, state_folder, user_folder
from pixelprep_cli.model.health import Check, Verdict
from pixelprep_cli.model.values import WRITABLE

Command = Callable[..., Any]


@pytest.fixture
def well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codecs that are well, without trying them."""
    monkeypatch.setattr(checkup, "failures", lambda names: ((name, None) for name in names))


def checks(pixelprep: Command, **options: Any) -> tuple[int, dict[str, dict[str, Any]]]:
    done = pixelprep("doctor", "--json", **options)
    told = json.loads(done.out)
    assert told["well"] == (done.code == 0)
    return done.code, {f"{each['area']}: {each['name']}": each for each in told["checks"]}


def wrong(look: Callable[[], Any]) -> list[Check]:
    return [check for check in look() if check.verdict is Verdict.WRONG]


def test_a_sound_installation_is_told_to_be_well(pixelprep: Command, home: Path) -> None:
    done = pixelprep("doctor")
    assert (done.code, done.err) == (0, "")
    assert __version__ in done.out
    assert f"{version_of('pillow-avif-plugin')} (AVIF" in done.out
    assert str(home) in done.out
    assert done.out.endswith("\nall is well\n")


def test_as_json_it_is_one_object_with_every_area(pixelprep: Command) -> None:
    code, found = checks(pixelprep)
    assert code == 0
    for name in WRITABLE:
        area = "extras: jxl" if name == "jxl" else f"codecs: {INPUTS[name].title}"
        assert found[area]["verdict"] in ("ok", "note")
    assert {f"flags: {flag}" for flag in FLAGS} <= set(found)
    assert len({each["area"] for each in found.values()}) == len(AREAS)
    assert all(
        list(each) == ["area", "name", "verdict", "found", "cure"] for each in found.values()
    )


def test_it_leaves_nothing_behind(pixelprep: Command, tmp_path: Path, home: Path) -> None:
    home.mkdir()
    assert pixelprep("doctor").code == 0
    assert os.listdir(tmp_path) == []
    assert os.listdir(home) == []


def test_files_that_are_wrong_are_named_with_a_cure_and_end_it_with_1(
    pixelprep: Command, folder: Path, tmp_path: Path
) -> None:
    (folder.parent / "config.toml").write_text("[output]\nqualty = 3\n")
    (tmp_path / "pixelprep.toml").write_text("[output\n")
    code, found = checks(pixelprep, env={"PIXELPREP_QUALTY": "3"})
    assert code == 1
    names = ("your file", "project's file", "variables")
    told = {name: found[f"configuration: {name}"] for name in names}
    assert {each["verdict"] for each in told.values()} == {"wrong"}
    assert "line 2" in told["your file"]["found"]
    assert str(tmp_path / "pixelprep.toml") in told["project's file"]["found"]
    assert "did you mean 'PIXELPREP_QUALITY'?" in told["variables"]["found"]
    assert all(each["cure"] for each in told.values())


def test_a_preset_that_is_wrong_is_named_with_what_mends_it(
    pixelprep: Command, folder: Path
) -> None:
    (folder / "mine.toml").write_text("[output]\nquality = 300\n")
    done = pixelprep("doctor")
    assert done.code == 1
    assert "pixelprep presets edit mine" in done.out
    assert done.out.endswith("\n1 thing to cure: preset mine\n")


@pytest.mark.usefixtures("well")
def test_a_codec_that_fails_is_wrong_and_told_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        checkup,
        "failures",
        lambda names: ((name, "killed by signal 4" if name == "avif" else None) for name in names),
    )
    (bad,) = wrong(checkup.codecs)
    assert (bad.name, bad.found) == ("AVIF", "killed by signal 4")
    assert "--force-reinstall" in (bad.cure or "")


@pytest.mark.usefixtures("well")
def test_an_extra_that_is_not_installed_is_a_note_with_its_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checkup, "_version", lambda _package: None)
    found = list(checkup.extras())
    assert {check.verdict for check in found} == {Verdict.NOTE}
    assert "install 'pixelprep-cli[heic]'" in (found[0].cure or "")


def test_packages_that_are_missing_or_too_old_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"pillow": "11.9", "typer": None}
    known = checkup._version
    monkeypatch.setattr(checkup, "_version", lambda name: there.get(name, known(name)))
    monkeypatch.setattr(checkup, "_least", lambda name: "12" if name == "pillow" else None)
    assert [check.name for check in wrong(checkup.versions)] == ["pillow", "typer"]


@pytest.mark.parametrize(
    ("least", "package"),
    [("12", "pillow"), ("0.20", "typer"), (None, "pill"), ("1.7", "pi-heif-decoder")],
)
def test_the_least_version_is_what_the_project_asks_for(least: str | None, package: str) -> None:
    assert checkup._least(package) == least


def test_a_file_in_the_place_of_a_folder_is_wrong(home: Path) -> None:
    home.mkdir()
    Path(state_folder()).write_text("in the way")
    (bad,) = (check for check in wrong(surroundings.folders) if check.name == "runs, backups")
    assert "is not a folder" in bad.found


@pytest.mark.skipif(
    os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="permissions"
)
def test_a_folder_that_cannot_be_written_is_wrong(home: Path) -> None:
    os.makedirs(cache_folder(), 0o500)
    os.chmod(cache_folder(), 0o500)
    assert "cannot be written" in wrong(surroundings.folders)[-1].found


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_folder_that_everybody_can_write_is_wrong() -> None:
    os.makedirs(preset_folder(user_folder()))
    os.chmod(preset_folder(user_folder()), 0o777)  # noqa: S103
    (bad,) = wrong(surroundings.folders)
    assert bad.name == "presets"
    assert (bad.cure or "").startswith("chmod o-w ")


@pytest.mark.parametrize(
    ("free", "verdict"),
    [(10**12, Verdict.OK), (10**9 - 1, Verdict.NOTE), (10**8 - 1, Verdict.WRONG)],
)
def test_free_space_is_told_and_too_little_of_it_is_wrong(
    monkeypatch: pytest.MonkeyPatch, free: int, verdict: Verdict
) -> None:
    monkeypatch.setattr(surroundings, "free_bytes", lambda _path: free)
    assert {check.verdict for check in surroundings.room()} == {verdict}


def test_cores_and_memory_are_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.usable_cores() >= 1
    assert f"{machine.usable_cores()} usable" in {check.found for check in checkup.machine()}


@pytest.mark.parametrize(("width", "column"), [(80, 40), (60, 8)])
def test_what_is_found_is_broken_between_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int, column: int
) -> None:
    monkeypatch.setattr(doctor, "width_of", lambda _: width)
    cured = Check("folders", "cache", Verdict.WRONG, "/a/cache cannot be written " * 3, "let it be")
    monkeypatch.setattr(doctor, "AREAS", (lambda: iter([cured]),))
    doctor.examine(json=False)
    _, first, *rows, cure = capsys.readouterr().out.split("\n\n")[0].splitlines()
    assert first.startswith("  wrong cache")
    assert first.index("/a/cache") == (column if width == 80 else 15)
    assert all(len(row) <= width for row in (first, *rows))
    assert all(row[:column].isspace() and row[column] != " " for row in (*rows, cure))
