"""What each shell is offered, as its own script asks for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pixelprep_cli.cli.completion import key_names, option_words, own_names, preset_names
from pixelprep_cli.config.options import OPTIONS
from pixelprep_cli.model.keys import choices, key_annotations, read
from pixelprep_cli.model.values import FORMATS

Run = Callable[..., "object"]
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def asked(shell: str, line: str) -> dict[str, str]:
    """The variables by which a shell's script asks what may follow `line`."""
    words = line.split(" ")
    variables = {
        "_PIXELPREP_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": line,
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    if shell == "bash":
        return variables | {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    return variables


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("pixelprep optimize -p web_", ["web_display", "web_modern", "web_own"]),
        ("pixelprep optimize a.jpg --format a", ["auto", "avif"]),
        ("pixelprep presets edit web_", ["web_own"]),
        ("pixelprep flags disable o", ["onboarding"]),
        ("pixelprep config set preset web_", ["web_display", "web_own"]),
        ("pixelprep config set output.format a", ["auto", "avif"]),
        ("pixelprep config set run.overwrite t", ["true"]),
    ],
)
def test_every_shell_completes_presets_and_formats(
    pixelprep: Callable[..., object], folder: Path, shell: str, line: str, offered: list[str]
) -> None:
    (folder / "web_own.toml").write_text("")
    done = vars(pixelprep(env=asked(shell, line)))
    assert done["code"] == 0, done["err"]
    for word in offered:
        assert word in done["out"]
    assert "web_" not in done["out"] or "web_" in line
    assert "quick_compress" not in done["out"]
    assert "tiff" not in done["out"]


@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="bash")
def test_bash_completes_by_the_script_that_is_installed(
    pixelprep: Callable[..., object], tmp_path: Path
) -> None:
    script = vars(pixelprep("--show-completion", "bash"))["out"]
    command = tmp_path / "bin" / "pixelprep"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pixelprep_cli "$@"\n')
    command.chmod(0o755)
    asking = (
        f"{script}\n"
        "COMP_WORDS=(pixelprep presets copy web_m); COMP_CWORD=3\n"
        "_pixelprep_completion pixelprep\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    path = os.pathsep.join((str(command.parent), os.environ["PATH"]))
    source = str(Path(__file__).parents[2] / "src")
    done = subprocess.run(
        ["bash", "--norc", "-c", asking],
        env=os.environ | {"PATH": path, "PYTHONPATH": source},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["web_modern"], (script, done.stderr)


def test_every_option_of_some_words_offers_them_and_they_are_accepted() -> None:
    for name, key in OPTIONS.items():
        annotation = key_annotations()[key]
        words = option_words(name)("")
        if key != "preset":
            assert words == list(choices(annotation))
        for word in words:
            read(annotation, word)


def test_the_last_item_of_a_list_is_completed() -> None:
    assert option_words("format")("jpeg,we") == ["jpeg,webp"]
    assert option_words("format")("") == list(FORMATS)


def test_a_path_is_left_to_the_shell() -> None:
    for begun in ("./", "../x", "~/", f"a{os.sep}"):
        assert option_words("preset")(begun) == []


def test_presets_that_can_be_changed_are_ones_own(folder: Path) -> None:
    (folder / "gallery.toml").write_text("broken")
    assert own_names("") == ["gallery"]
    assert set(preset_names("")) > {"gallery", "web_display"}


def test_keys_are_completed() -> None:
    assert key_names("output.quality") == ["output.quality", "output.quality_min"]


def test_a_configuration_that_is_wrong_leaves_built_in_presets_and_says_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder.parent / "config.toml").write_text("broken")
    assert preset_names("web_") == ["web_display", "web_modern"]
    assert capsys.readouterr() == ("", "")
