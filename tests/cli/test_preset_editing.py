"""A preset in a person's editor: checked when it is saved, and never lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.cli.editing import command, editor
from pixelprep_cli.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

Say = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def editing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have an editor that does `script` to the text `t` of the file that it is given."""

    def have(script: str) -> None:
        program = tmp_path / "editor.py"
        program.write_text(
            "import sys\nfrom pathlib import Path\nfile = Path(sys.argv[-1])\n"
            f"t = file.read_text()\n{script}\nfile.write_text(t)\n"
        )
        quote = '"' if os.name == "nt" else "'"
        words = f"{quote}{sys.executable}{quote} {quote}{program}{quote}"
        monkeypatch.setenv("VISUAL", words)

    return have


@pytest.fixture
def mine(folder: Path) -> Path:
    path = folder / "mine.toml"
    path.write_text("# why\n[output]\nquality = 70\n")
    return path


def test_what_is_saved_counts(say: Say, mine: Path, editing: Callable[[str], None]) -> None:
    editing("t = t.replace('70', '71')")
    code, out, _ = say("presets", "edit", "mine")
    assert (code, out) == (0, f"saved mine: {mine}\n")
    assert mine.read_text() == "# why\n[output]\nquality = 71\n"
    assert sorted(os.listdir(mine.parent)) == ["mine.toml", "preset.schema.json"]


def test_what_is_not_changed_is_not_written(
    say: Say, mine: Path, editing: Callable[[str], None]
) -> None:
    editing("")
    before = mine.stat().st_mtime_ns
    assert say("presets", "edit", "mine")[:2] == (0, "nothing was changed\n")
    assert mine.stat().st_mtime_ns == before
    assert os.listdir(mine.parent) == ["mine.toml"]


def test_what_is_wrong_leaves_the_preset_and_is_kept_for_the_next_edit(
    say: Say, mine: Path, editing: Callable[[str], None]
) -> None:
    editing("t += 'dpi = 0\\n'")
    code, _, err = say("presets", "edit", "mine")
    assert code == 2
    assert f"{mine}: line 4: output.dpi: found 0" in err
    assert mine.read_text() == "# why\n[output]\nquality = 70\n"
    draft = mine.with_name(".mine.draft.toml")
    assert str(draft) in err
    assert say("presets", "validate")[0] == 0
    editing("t = t.replace('dpi = 0', 'dpi = 300')")
    code, _, err = say("presets", "edit", "mine")
    assert code == 0
    assert "goes on with the draft" in err
    assert mine.read_text() == "# why\n[output]\nquality = 70\ndpi = 300\n"
    assert not draft.exists()


def test_a_preset_that_is_wrong_can_be_put_right(
    say: Say, mine: Path, editing: Callable[[str], None]
) -> None:
    mine.write_text("qualty\n")
    editing("t = '[output]\\nquality = 5\\n'")
    assert say("presets", "edit", "mine")[0] == 0
    assert mine.read_text() == "[output]\nquality = 5\n"


def test_a_shape_that_cannot_be_is_wrong_too(
    say: Say, mine: Path, editing: Callable[[str], None]
) -> None:
    editing("t += '[resize]\\nfit = \"cover\"\\n'")
    code, _, err = say("presets", "edit", "mine")
    assert code == 2
    assert "takes a width and a height" in err
    assert "cover" not in mine.read_text()


def test_a_file_can_be_edited_by_its_path(
    say: Say, tmp_path: Path, editing: Callable[[str], None]
) -> None:
    (tmp_path / "own.toml").write_text("")
    editing("t = '[output]\\nquality = 5\\n'")
    assert say("presets", "edit", "./own.toml")[0] == 0
    assert (tmp_path / "own.toml").read_text() == "[output]\nquality = 5\n"


def test_an_editor_that_fails_changes_nothing(
    say: Say, mine: Path, editing: Callable[[str], None]
) -> None:
    editing("sys.exit(3)")
    code, _, err = say("presets", "edit", "mine")
    assert code == 1
    assert "ended with 3" in err
    assert os.listdir(mine.parent) == ["mine.toml"]


def test_an_editor_that_is_not_there_is_told(
    say: Say, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "no-such-editor-here")
    code, _, err = say("presets", "edit", "mine")
    assert code == 2
    assert "set VISUAL or EDITOR" in err
    assert os.listdir(mine.parent) == ["mine.toml"]


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        (["vim"], ["vim", "+7", "f"]),
        (["/usr/bin/nano", "-l"], ["/usr/bin/nano", "-l", "+7", "f"]),
        (["emacsclient", "-c"], ["emacsclient", "-c", "+7", "f"]),
        (["hx"], ["hx", "f:7"]),
        (["subl"], ["subl", "--wait", "f:7"]),
        (["code"], ["code", "--wait", "--goto", "f:7"]),
        (["code", "-w"], ["code", "-w", "--goto", "f:7"]),
        ([r"C:\Programs\Code.EXE"], [r"C:\Programs\Code.EXE", "--wait", "--goto", "f:7"]),
        (["notepad"], ["notepad", "f"]),
    ],
)
def test_an_editor_is_opened_at_the_line_where_it_can_be_told(
    words: list[str], opened: list[str]
) -> None:
    assert command(words, "f", 7) == opened
    unplaced = command(words, "f", None)
    assert unplaced[-1] == "f"
    assert not any("7" in word for word in unplaced)


def test_visual_goes_before_editor_and_either_before_what_the_system_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EDITOR", "second -x")
    assert editor() == ["second", "-x"]
    monkeypatch.setenv("VISUAL", "first")
    assert editor() == ["first"]
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="no editor was found"):
        editor()


def test_an_editor_that_is_no_command_is_told(
    say: Say, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "'my editor")
    code, _, err = say("presets", "edit", "mine")
    assert code == 2
    assert 'EDITOR is "\'my editor", which is no command' in err
    assert os.listdir(mine.parent) == ["mine.toml"]


def test_an_emptied_preset_stays_as_it_was(
    say: Say, mine: Path, editing: Callable[[str], None]
) -> None:
    editing("t = '\\n'")
    code, out, _ = say("presets", "edit", "mine")
    assert (code, out) == (0, f"nothing was left of it: {mine} is as it was\n")
    assert mine.read_text() == "# why\n[output]\nquality = 70\n"


def test_an_editor_that_fails_says_where_what_was_written_is(
    say: Say, mine: Path, editing: Callable[[str], None]
) -> None:
    editing("file.write_text(t + '# mine')\nsys.exit(3)")
    code, _, err = say("presets", "edit", "mine")
    assert code == 1
    assert f"what you wrote is in {mine.with_name('.mine.draft.toml')}" in err
    editing("file.unlink()\nsys.exit(3)")
    assert "what you wrote" not in say("presets", "edit", "mine")[2]
