"""Presets are found, inherited, shadowed and listed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.presets.catalogue import Catalogue
from pixelprep_cli.presets.places import ACCEPTED

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "email_newsletter, instagram_portrait, instagram_square, jury_submission, quick_compress, "
    "web_display, web_modern"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "presets").mkdir()
    return tmp_path / "presets"


@pytest.fixture
def catalogue(folder: Path) -> Catalogue:
    return Catalogue(folder=str(folder))


def refusal_of(catalogue: Catalogue, reference: str, **named: str) -> str:
    with pytest.raises(UsageError) as caught:
        catalogue.load(reference, **named)
    assert caught.value.exit_code is ExitCode.USAGE
    return str(caught.value)


def test_a_persons_preset_is_found_by_name(folder: Path, catalogue: Catalogue) -> None:
    (folder / "mine.toml").write_text('title = "Mine"\n[output]\nquality = 70\n')
    preset = catalogue.load("mine")
    assert (preset.name, preset.title, preset.origin) == ("mine", "Mine", "user")
    assert preset.values == {"output.quality": 70}
    assert preset.layer["output.quality"].origin == "preset mine"


def test_a_preset_is_found_by_path(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "My own.toml").write_text("[output]\nquality = 70\n")
    preset = Catalogue(folder=str(folder)).load("./My own.toml", base=str(tmp_path))
    assert (preset.name, preset.origin) == ("My own", "file")
    assert preset.values == {"output.quality": 70}


def test_a_missing_folder_has_no_presets(tmp_path: Path) -> None:
    assert ", ".join(Catalogue(folder=str(tmp_path / "none")).names()) == NAMES


def test_an_unknown_name_is_answered_with_the_nearest_and_the_list(catalogue: Catalogue) -> None:
    assert refusal_of(catalogue, "web_dispaly") == (
        f"no preset is called 'web_dispaly'; did you mean 'web_display'? (the presets are {NAMES})"
    )


def test_an_unknown_name_in_a_file_is_told_with_the_file(catalogue: Catalogue) -> None:
    words = refusal_of(catalogue, "zzz", named_by="user file x.toml")
    assert words == f"user file x.toml: no preset is called 'zzz' (the presets are {NAMES})"


def test_a_missing_path_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    path = os.path.join(str(tmp_path), "none.toml")
    assert refusal_of(catalogue, path) == f"{path}: there is no such file"


def test_a_preset_says_only_what_differs_from_the_one_it_extends(
    folder: Path, catalogue: Catalogue
) -> None:
    (folder / "mine.toml").write_text(
        'extends = "web_display"\n[resize]\nlong_edge = 1000\n[output]\nquality = 40\n'
    )
    values = catalogue.load("mine").values
    built_in = catalogue.load("web_display").values
    del built_in["resize.width"]
    changed = {"resize.long_edge": 1000, "output.quality": 40, "output.quality_min": 40}
    assert values == built_in | changed


def test_each_inherited_value_has_the_origin_of_the_preset_that_says_it(
    folder: Path, catalogue: Catalogue
) -> None:
    (folder / "mine.toml").write_text('extends = "web_display"\n[output]\nquality = 60\n')
    layer = catalogue.load("mine").layer
    assert layer["output.quality"].origin == "preset mine"
    assert layer["resize.width"].origin == "preset web_display"


def test_rules_and_titles_are_not_inherited(folder: Path, catalogue: Catalogue) -> None:
    (folder / "mine.toml").write_text('extends = "web_display"\n')
    preset = catalogue.load("mine")
    assert (preset.title, preset.description, preset.rules) == ("mine", "", ())


def test_a_preset_may_extend_the_built_in_that_it_shadows(
    folder: Path, catalogue: Catalogue
) -> None:
    (folder / "web_display.toml").write_text('extends = "web_display"\n[output]\nquality = 70\n')
    preset, built_in = catalogue.load("web_display"), Catalogue(folder="").load("web_display")
    assert preset.origin == "user"
    assert preset.values == built_in.values | {"output.quality": 70}
    assert (preset.title, preset.rules) == (built_in.title, built_in.rules)


def test_a_file_may_extend_a_file_beside_it(
    folder: Path, catalogue: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "base.toml").write_text("[output]\nquality = 70\n")
    (tmp_path / "top.toml").write_text('extends = "base.toml"\n[resize]\nwidth = 5\n')
    preset = catalogue.load(str(tmp_path / "top.toml"))
    assert preset.values == {"output.quality": 70, "resize.width": 5}


@pytest.mark.parametrize(
    ("files", "circle"),
    [
        ({"a": "a"}, "a → a"),
        ({"a": "b", "b": "c", "c": "a"}, "a → b → c → a"),
        ({"a": "./a.toml"}, "a → a"),
    ],
)
def test_a_circle_of_presets_is_told(
    folder: Path, catalogue: Catalogue, files: dict[str, str], circle: str
) -> None:
    for name, parent in files.items():
        (folder / f"{name}.toml").write_text(f'extends = "{parent}"\n')
    last = folder / f"{list(files)[-1]}.toml"
    assert refusal_of(catalogue, "a") == f"{last}: extends: goes in a circle: {circle}"


def test_an_unknown_parent_is_told_with_the_file_that_extends_it(
    folder: Path, catalogue: Catalogue
) -> None:
    (folder / "mine.toml").write_text('extends = "web_dsplay"\n')
    words = refusal_of(catalogue, "mine")
    assert words.startswith(
        f"{folder / 'mine.toml'}: extends: no preset is called 'web_dsplay'; "
        "did you mean 'web_display'?"
    )


@pytest.mark.parametrize(
    ("schema", "hint"),
    [("2", " (it is for a newer pixelprep)"), ("0", ""), ("true", ""), ('"1"', ""), ("1.0", "")],
)
def test_another_schema_is_told_before_anything_else(
    folder: Path, catalogue: Catalogue, schema: str, hint: str
) -> None:
    (folder / "mine.toml").write_text(f"schema = {schema}\nnovelty = 1\n")
    found = schema.replace('"', "'")
    assert refusal_of(catalogue, "mine") == (
        f"{folder / 'mine.toml'}: line 1: schema: found {found}, accepted: the number 1{hint}"
    )


@pytest.mark.parametrize(
    "name", ["My Preset", "Mine", "auto", "ümlaut", "con", "com1", "-p", "a" * 65]
)
def test_a_name_that_cannot_be_named_is_told(folder: Path, catalogue: Catalogue, name: str) -> None:
    (folder / f"{name}.toml").write_text("")
    assert refusal_of(catalogue, name) == (
        f"{folder / name}.toml: name: found {name!r}, accepted: {ACCEPTED}"
    )
    assert name not in catalogue.names()


def test_a_name_that_is_not_its_files_is_told(folder: Path, catalogue: Catalogue) -> None:
    (folder / "mine.toml").write_text('name = "yours"\n')
    assert refusal_of(catalogue, "mine") == (
        f"{folder / 'mine.toml'}: name: found 'yours', accepted: 'mine', as its file is called"
    )


def test_a_rule_that_can_never_match_is_told(folder: Path, catalogue: Catalogue) -> None:
    (folder / "mine.toml").write_text("[[recommend.when]]\naspect_min = 2\naspect_max = 1\n")
    assert refusal_of(catalogue, "mine") == (
        f"{folder / 'mine.toml'}: line 2: recommend.when[1].aspect_min: found 2.0, "
        "accepted: at most aspect_max, 1.0"
    )


def test_the_listing_says_where_each_preset_comes_from_and_what_it_shadows(
    folder: Path, catalogue: Catalogue
) -> None:
    (folder / "mine.toml").write_text('title = "Mine"\ndescription = "For me"\n')
    (folder / "web_display.toml").write_text("")
    listed = {line.name: line for line in catalogue.listing()}
    assert ", ".join(name for name in listed if name != "mine") == NAMES
    assert (listed["mine"].title, listed["mine"].description) == ("Mine", "For me")
    assert [name for name, line in listed.items() if line.origin == "user"] == [
        "mine",
        "web_display",
    ]
    assert {name: line.shadows for name, line in listed.items() if line.shadows} == {
        "web_display": ("built-in",)
    }


def test_a_broken_preset_is_listed_with_its_error_and_takes_no_other_down(
    folder: Path, catalogue: Catalogue
) -> None:
    (folder / "broken.toml").write_text("quality\n")
    listed = {line.name: line for line in catalogue.listing()}
    path = folder / "broken.toml"
    assert listed["broken"].error == (
        f"{path}: line 1, column 8: not TOML: expected '=' after a key in a key/value pair"
    )
    assert [name for name, line in listed.items() if line.error] == ["broken"]
    assert ", ".join(preset.name for preset in catalogue.loadable()) == NAMES


def test_custom_presets_that_are_switched_off_say_so(folder: Path, tmp_path: Path) -> None:
    (folder / "mine.toml").write_text("")
    catalogue = Catalogue(folder=str(folder), custom=False)
    for reference in ("mine", str(folder / "mine.toml")):
        assert refusal_of(catalogue, reference) == (
            f"{reference!r} is a custom preset, and these are switched off "
            "(set custom_presets = true under [flags], or "
            "PIXELPREP_CUSTOM_PRESETS_ENABLED=true)"
        )
    assert ", ".join(catalogue.names()) == NAMES


def test_a_shadow_is_not_seen_where_custom_presets_are_switched_off(folder: Path) -> None:
    (folder / "web_display.toml").write_text("")
    assert Catalogue(folder=str(folder), custom=False).load("web_display").origin == "built-in"


@pytest.fixture
def shelves(folder: Path, tmp_path: Path) -> Catalogue:
    """Presets of a person and of a project, with one name of all three."""
    project = tmp_path / "project"
    project.mkdir()
    (folder / "web_display.toml").write_text('extends = "web_display"\n[output]\nquality = 71\n')
    (folder / "mine.toml").write_text("[output]\nquality = 1\n")
    (project / "web_display.toml").write_text('extends = "web_display"\n[output]\neffort = "max"\n')
    (project / "ours.toml").write_text('extends = "mine"\n')
    return Catalogue(folder=str(folder), project=str(project))


def test_a_projects_preset_goes_before_a_persons_and_that_before_a_built_in(
    shelves: Catalogue,
) -> None:
    listed = {line.name: (line.origin, line.shadows) for line in shelves.listing()}
    assert listed["web_display"] == ("project", ("user", "built-in"))
    assert listed["mine"] == ("user", ())
    assert listed["ours"] == ("project", ())
    assert listed["web_modern"] == ("built-in", ())


def test_a_preset_extends_the_one_that_it_shadows_down_to_the_built_in(shelves: Catalogue) -> None:
    preset = shelves.load("web_display")
    assert preset.origin == "project"
    assert (preset.values["output.effort"], preset.values["output.quality"]) == ("max", 71)
    assert preset.values["resize.width"] == 1920


def test_a_projects_preset_may_extend_a_persons(shelves: Catalogue) -> None:
    assert shelves.load("ours").values == {"output.quality": 1}
    assert [place.name for place in shelves.children(shelves.find("mine"))] == ["ours"]


def test_a_projects_presets_are_custom_too(shelves: Catalogue) -> None:
    off = Catalogue(folder=shelves.folder, project=shelves.project, custom=False, off_by="them")
    assert ", ".join(off.names()) == NAMES
    assert "switched off by them" in refusal_of(off, "ours")


def test_a_preset_that_is_wrong_says_whose_place_it_takes(
    folder: Path, catalogue: Catalogue
) -> None:
    (folder / "web_display.toml").write_text("x = 1\n")
    assert refusal_of(catalogue, "web_display").endswith(
        "(it takes the place of the built-in web_display: mend it, or delete it)"
    )
