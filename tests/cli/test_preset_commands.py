"""Presets of one's own, from the words that make them to the files that are there."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pixelprep_cli.cli.options import LIMITS, OF_PICTURES, OPTIONS, OUTPUT, SHAPE
from pixelprep_cli.config.options import OPTIONS as KEYS
from pixelprep_cli.model.keys import key_annotations
from pixelprep_cli.model.settings import PICTURE_SECTIONS
from pixelprep_cli.presets import schemas
from pixelprep_cli.presets.places import built_in

Draw = Callable[..., Path]
Say = Callable[..., "tuple[int, str, str]"]


def table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


GALLERY = (
    "--from",
    "web_display",
    "--long-edge",
    "2400",
    "--max-size",
    "1.2MB",
    "--target",
    "high",
)


def test_a_preset_is_shown_in_the_order_of_the_keys_whoever_says_them(
    say: Say, folder: Path
) -> None:
    say("presets", "create", "gallery", *GALLERY)
    _, shown, _ = say("presets", "show", "gallery")
    keys = re.findall(r"^\W*(\w+\.\w+) ", shown, re.MULTILINE)
    assert {"resize.long_edge", "output.format", "metadata.policy"} < set(keys)
    assert keys == [key for key in key_annotations() if key in keys]
    assert re.search(r"^\(user, ", shown, re.MULTILINE)


def test_a_preset_says_what_the_command_line_says_and_extends_the_rest(
    say: Say, folder: Path
) -> None:
    code, out, err = say("presets", "create", "gallery", *GALLERY, "--title", "Gallery")
    path = folder / "gallery.toml"
    assert (code, out) == (0, f"created gallery: {path}\n")
    assert "-p gallery" in err
    assert path.read_text(encoding="utf-8").startswith("#:schema ./preset.schema.json\n# ")
    assert table(path) == {
        "schema": 1,
        "title": "Gallery",
        "extends": "web_display",
        "resize": {"long_edge": 2400},
        "limits": {"max_size": "1.2MB"},
        "output": {"target": "high"},
    }
    schema = folder / "preset.schema.json"
    assert schema.read_text(encoding="utf-8") == schemas.shipped("preset")


def test_all_that_the_command_line_asks_of_a_picture_can_be_in_a_preset_and_nothing_else() -> None:
    asked = {
        option.name
        for option in OPTIONS
        if option.annotation.__metadata__[0].rich_help_panel in (SHAPE, OUTPUT, LIMITS)
    } - {"preset"}
    assert {option.name for option in OF_PICTURES} == asked
    assert {KEYS[option.name].split(".")[0] for option in OF_PICTURES} <= set(PICTURE_SECTIONS)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("gallery", "--width", "9"), "a preset 'gallery' is there already"),
        (("web_display", "--width", "9"), "'web_display' is a built-in preset"),
        (("My Own", "--width", "9"), "accepted: lower-case letters"),
        (("auto", "--width", "9"), "'auto' cannot be a preset's name"),
        (("x", "--from", "web_dispay"), "did you mean 'web_display'?"),
        (("x", "--fit", "cover"), "takes a width and a height"),
        (("x", "--quality", "300"), "--quality: found '300'"),
        (("x", "--quality", "30", "--quality-min", "40"), "at most --quality, 30"),
        (("x", "--from", "web_display", "--min-size", "1MB"), "say a max_size that is larger"),
        (("x", "--in-place"), "No such option"),
        (("x",), "no terminal is there"),
        ((), "no terminal is there"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    say: Say, folder: Path, words: tuple[str, ...], told: str
) -> None:
    (folder / "gallery.toml").write_text("[output]\nquality = 3\n")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    code, out, err = say("presets", "create", *words)
    assert (code, out) == (2, "")
    assert told in err
    schema = folder / "preset.schema.json"
    after = {path: path.read_bytes() for path in folder.iterdir() if path != schema}
    assert after == before


def test_a_preset_is_replaced_where_that_is_said(say: Say, folder: Path) -> None:
    say("presets", "create", "mine", "-q", "70")
    assert say("presets", "create", "mine", "-q", "71", "--overwrite")[0] == 0
    assert table(folder / "mine.toml")["output"] == {"quality": 71}


def test_what_a_preset_extends_by_its_path_is_found_from_anywhere(
    say: Say, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "base.toml").write_text("[output]\nquality = 33\n")
    assert say("presets", "create", "mine", "--from", "./base.toml")[0] == 0
    assert table(folder / "mine.toml")["extends"] == str(tmp_path / "base.toml")
    (tmp_path / "top.toml").write_text('extends = "base.toml"\n')
    assert say("presets", "copy", "./top.toml", "top")[0] == 0
    assert "33" in say("presets", "show", "top")[1]


def test_a_built_in_can_be_copied_and_only_that(say: Say, folder: Path) -> None:
    for words in (
        ("edit", "web_display"),
        ("rename", "web_display", "mine"),
        ("delete", "web_display", "--yes"),
    ):
        code, _, err = say("presets", *words)
        assert code == 2
        assert "presets copy web_display NEW_NAME" in err
    assert say("presets", "copy", "web_display", "mine")[0] == 0
    copied, origin = table(folder / "mine.toml"), table(Path(built_in("web_display")))
    assert copied == {key: value for key, value in origin.items() if key != "name"}


def test_a_copy_keeps_comments(say: Say, folder: Path) -> None:
    (folder / "mine.toml").write_text("# why\n[output]\nquality = 3 # low\n")
    assert say("presets", "copy", "mine", "yours")[0] == 0
    assert "# why\n[output]\nquality = 3 # low\n" in (folder / "yours.toml").read_text()


def test_presets_that_extend_a_renamed_one_follow(say: Say, folder: Path) -> None:
    (folder / "base.toml").write_text('name = "base"\n[output]\nquality = 33\n')
    (folder / "child.toml").write_text('extends = "base"  # see there\n')
    code, out, _ = say("presets", "rename", "base", "ground")
    assert code == 0
    assert "child" in out
    assert 'extends = "ground"  # see there\n' in (folder / "child.toml").read_text()
    assert not (folder / "base.toml").exists()
    assert say("presets", "validate")[0] == 0


def test_a_taken_name_is_not_taken_over_by_a_rename(say: Say, folder: Path) -> None:
    for name in ("one", "two"):
        (folder / f"{name}.toml").write_text(f'title = "{name}"\n')
    code, _, err = say("presets", "rename", "one", "two")
    assert code == 2
    assert "'two' is there already" in err
    assert table(folder / "one.toml") == {"title": "one"}
    assert table(folder / "two.toml") == {"title": "two"}


def test_delete_asks_or_takes_yes_and_tells_who_is_left(say: Say, folder: Path) -> None:
    (folder / "base.toml").write_text("")
    (folder / "child.toml").write_text('extends = "base"\n')
    code, _, err = say("presets", "delete", "base")
    assert code == 2
    assert "add --yes" in err
    assert (folder / "base.toml").exists()
    code, _, err = say("presets", "delete", "base", "--yes")
    assert code == 0
    assert "base is extended by child, which cannot be used without it" in err
    assert not (folder / "base.toml").exists()


def test_an_unknown_preset_is_answered_with_the_nearest(say: Say, folder: Path) -> None:
    (folder / "gallery.toml").write_text("")
    for command in ("delete", "edit", "path", "export", "show", "diff", "validate"):
        code, _, err = say("presets", command, "galery")
        assert code == 2
        assert "did you mean 'gallery'?" in err


def test_what_is_exported_means_the_same_where_it_is_imported(say: Say, folder: Path) -> None:
    (folder / "base.toml").write_text('extends = "web_display"\n[output]\nquality = 33\n')
    (folder / "child.toml").write_text('extends = "base"\n[resize]\nlong_edge = 99\n')
    before = say("presets", "diff", "child", "web_modern")[1]
    code, text, _ = say("presets", "export", "child")
    assert code == 0
    assert "base" not in text
    for name in ("base", "child"):
        (folder / f"{name}.toml").unlink()
    code, out, _ = say("presets", "import", "-", given=text.encode())
    assert (code, out) == (0, f"imported child: {folder / 'child.toml'}\n")
    assert say("presets", "diff", "child", "web_modern")[1] == before
    assert (folder / "child.toml").read_text().startswith("#:schema")


def test_an_export_goes_to_a_file_that_is_not_replaced_unless_asked(
    say: Say, folder: Path, tmp_path: Path
) -> None:
    assert say("presets", "export", "web_modern", "out.toml")[0] == 0
    assert table(tmp_path / "out.toml") == table(Path(built_in("web_modern")))
    code, _, err = say("presets", "export", "web_display", "out.toml")
    assert code == 2
    assert "exists already" in err
    assert say("presets", "export", "web_display", "out.toml", "--overwrite")[0] == 0
    assert say("presets", "import", "out.toml", "--name", "mine")[0] == 0
    assert table(folder / "mine.toml")["title"] == "Web display"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"root:x:0:0:root:/root:/bin/sh\n", "line 1, column 5: not TOML"),
        (b'{"output": {"quality": 3}}', "not TOML"),
        (b"\x89PNG\r\n\x1a\n\x00", "not UTF-8"),
        (b"", "says nothing of pictures"),
        (b'title = "x"\n', "says nothing of pictures"),
        (b"[run]\noverwrite = true\n", "line 1: run: belongs in a configuration file"),
        (b"[output]\nqualty = 3\n", "line 2: output.qualty: unknown key; did you mean 'quality'"),
        (b"[output]\nin_place = true\n", "could cost an original"),
        (b'extends = "nobody"\n', "no preset is called 'nobody'"),
        (b"schema = 99\n[output]\n", "schema: found 99"),
        (b"a" * 32_001, "over 32.0 kB"),
        (b'extends = "./parent.toml"\n', "accepted: a preset's name, or a whole path"),
    ],
)
def test_what_is_no_preset_is_not_imported(say: Say, folder: Path, text: bytes, told: str) -> None:
    code, out, err = say("presets", "import", "-", "--name", "mine", given=text)
    assert (code, out) == (2, "")
    assert "standard input" in err
    assert told in err
    assert str(folder) not in err
    assert not (folder / "mine.toml").exists()


def test_an_import_without_a_name_asks_for_one(say: Say, folder: Path) -> None:
    code, _, err = say("presets", "import", "-", given=b"[output]\nquality = 3\n")
    assert code == 2
    assert "--name" in err


def test_an_import_does_not_replace_a_built_in(say: Say, folder: Path) -> None:
    text = b'name = "web_display"\n[output]\nquality = 3\n'
    code, _, err = say("presets", "import", "-", "--overwrite", given=text)
    assert code == 2
    assert "cannot be overwritten" in err


def test_a_difference_is_told_by_key(say: Say, folder: Path) -> None:
    (folder / "mine.toml").write_text('extends = "web_display"\n[resize]\nlong_edge = 9\n')
    code, out, _ = say("presets", "diff", "mine")
    rows = [line.split() for line in out.splitlines()]
    assert code == 0
    assert rows[0] == ["Key", "mine", "web_display"]
    assert ["resize.width", "–", "1920"] in rows
    assert ["resize.long_edge", "9", "–"] in rows
    assert len(rows) == 3
    assert "ask the same" in say("presets", "diff", "mine", "mine")[1]
    (folder / "alone.toml").write_text("")
    assert say("presets", "diff", "alone")[0] == 2


def test_a_project_carries_presets_for_all_folders_below(
    say: Say, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pixelprep.toml").write_text("")
    (tmp_path / "below" / "deep").mkdir(parents=True)
    (folder / "ours.toml").write_text("[output]\nquality = 1\n")
    monkeypatch.chdir(tmp_path / "below" / "deep")
    assert say("presets", "create", "ours", "-q", "70", "--project")[0] == 0
    path = tmp_path / ".pixelprep" / "presets" / "ours.toml"
    assert table(path)["output"] == {"quality": 70}
    assert say("presets", "path", "ours")[1] == f"{path}\n"
    assert say("presets", "path")[1] == f"{folder}\n"
    out = say("presets", "list")[1]
    (row,) = [line for line in out.splitlines() if line.startswith("ours ")]
    assert row.rstrip().endswith("project, shadows user")
    code, out, _ = say("presets", "delete", "ours", "--yes")
    assert (code, out.splitlines()[-1]) == (0, "ours is now the user one")


def test_one_wrong_preset_takes_no_other_down(
    say: Say, folder: Path, tmp_path: Path, draw_photo: Draw
) -> None:
    (folder / "toml.toml").write_text("no toml\n")
    (folder / "key.toml").write_text("[output]\nqualty = 3\n")
    (folder / "bytes.toml").write_bytes(b"\xff\xfe")
    (folder / "parent.toml").write_text('extends = "nobody"\n')
    (folder / "shape.toml").write_text(
        '[resize]\nfit = "cover"\n[[recommend.when]]\npriority = 999\n'
    )
    (folder / "good.toml").write_text("[output]\nquality = 3\n")
    draw_photo(tmp_path / "a.jpg", (40, 30))
    code, out, err = say("presets", "list")
    assert code == 0
    assert "good" in out
    assert "web_display" in out
    for name in ("toml", "key", "bytes", "parent"):
        assert f"{name}.toml" in err
    code, out, err = say("presets", "validate")
    assert code == 1
    wrong = {line.split()[1] for line in out.splitlines() if line.startswith("wrong ")}
    assert wrong == {"toml", "key", "bytes", "parent", "shape"}
    assert "line 2: output.qualty: unknown key; did you mean 'quality'?" in out
    for words in (("-p", "good"), ("-p", "web_modern"), ("-p", "auto")):
        from pixelprep_cli.config.resolve import resolve

        resolved = resolve({"preset": words[1]})
        assert resolved.recipes
        assert "shape" not in {recipe.preset for recipe in resolved.recipes}


def test_a_wish_that_cannot_be_is_told_with_what_can(
    say: Say, folder: Path, tmp_path: Path, draw_photo: Draw
) -> None:
    draw_photo(tmp_path / "small.jpg", (60, 40))
    code, out, _ = say("presets", "validate", "jury_submission", "--on", "small.jpg")
    assert code == 1
    assert "not met: " in out
    assert "possible, as measured:" in out
    assert 'limits.min_size = "' in out
    assert say("presets", "validate", "web_display", "--on", "small.jpg")[0] == 0
    code, _, err = say("presets", "validate", "web_display", "--on", "none.jpg")
    assert code == 2
    assert "none.jpg" in err


@pytest.mark.parametrize(
    ("said", "ways"),
    [
        (
            "quality = 40\nquality_min = 90\n",
            ("output.quality_min = 40", "output.quality = 90"),
        ),
        ("quality = 40\nlossless = true\n", ("no output.quality", "no output.lossless")),
    ],
)
def test_values_that_contradict_each_other_are_measured_with_either_that_yields(
    say: Say, folder: Path, draw_photo: Draw, said: str, ways: tuple[str, str]
) -> None:
    (folder / "torn.toml").write_text(f'[output]\nformat = "webp"\n{said}')
    (folder / "child.toml").write_text('extends = "torn"\n')
    draw_photo(Path("a.jpg"), (60, 40))
    code, out, _ = say("presets", "validate", "--on", "a.jpg")
    assert code == 1
    told = [line for line in out.splitlines() if ": optimized a.jpg" in line]
    assert [line.split(":")[0] for line in told] == [f"torn with {way}" for way in ways]


def test_a_parent_that_is_wrong_is_told_once_with_all_that_it_takes_down(
    say: Say, folder: Path
) -> None:
    (folder / "parent.toml").write_text("[output]\nqualty = 9\n")
    for child in ("one", "two"):
        (folder / f"{child}.toml").write_text('extends = "parent"\n')
    _, _, err = say("presets", "list")
    assert err.count("qualty") == 1
    assert "so this cannot be used: one, parent, two\n" in err


def test_a_name_that_is_taken_cannot_be_renamed_to(say: Say, folder: Path) -> None:
    for name in ("one", "two"):
        (folder / f"{name}.toml").write_text("")
    code, _, err = say("presets", "rename", "one", "two")
    assert code == 2
    assert "a preset 'two' is there already" in err
    assert "--overwrite" not in err


def test_configuration_files_that_name_a_preset_are_told_where_it_goes(
    say: Say, folder: Path
) -> None:
    (folder / "look.toml").write_text("")
    (folder.parent / "config.toml").write_text('preset = "look"\n')
    Path("pixelprep.toml").write_text('preset = "web_display"\n')
    err = say("presets", "rename", "look", "view")[2]
    assert 'config.toml still names look: set preset = "view" there' in err
    assert "pixelprep.toml" not in err
    say("config", "set", "preset", "view")
    assert "view is named by user file" in say("presets", "delete", "view", "--yes")[2]


def test_a_projects_preset_that_is_renamed_takes_no_persons_preset_along(
    say: Say, folder: Path
) -> None:
    say("presets", "create", "look", "--from", "web_display")
    say("presets", "create", "mine", "--from", "look")
    say("presets", "create", "look", "--from", "web_modern", "--project")
    say("presets", "create", "ours", "--from", "look", "--project")
    code, out, err = say("presets", "rename", "look", "ours2")
    assert code == 0
    assert "extended by ours, as before" in out
    assert "your mine still extends look, now the user one" in err
    assert 'extends = "look"' in (folder / "mine.toml").read_text()
    assert say("presets", "validate")[0] == 0


def test_validate_without_presets_of_ones_own_has_nothing_to_check(say: Say) -> None:
    code, out, err = say("presets", "validate")
    assert (code, out) == (0, "")
    assert "no presets but the built-in ones" in err


def test_the_schema_is_printed_as_it_is_shipped(say: Say) -> None:
    assert say("presets", "schema")[1] == schemas.shipped("preset")
    assert say("config", "schema")[1] == schemas.shipped("configuration")


def test_custom_presets_that_are_off_are_told_to_be_so(
    say: Say, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mine.toml").write_text("")
    monkeypatch.setenv("PIXELPREP_SAFE_MODE", "1")
    for command in ("list", "validate"):
        code, out, err = say("presets", command)
        assert (code, "mine" in out) == (0, False)
        assert err == "custom presets are switched off by environment PIXELPREP_SAFE_MODE\n"


def test_custom_presets_that_are_off_can_be_made_by_nobody(
    say: Say, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIXELPREP_SAFE_MODE", "1")
    for words in (("create", "x", "-q", "3"), ("copy", "web_modern", "x")):
        code, _, err = say("presets", *words)
        assert code == 2
        assert "switched off" in err
    assert os.listdir(folder) == []


def test_a_preset_can_be_made_while_the_configuration_names_one_that_is_not_there(
    say: Say, folder: Path
) -> None:
    (folder.parent / "config.toml").write_text('preset = "gallery"\n')
    assert say("presets", "create", "gallery", *GALLERY)[0] == 0
