"""Presets, files and variables, from where a person writes them to what becomes of a picture."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Command = Callable[..., Any]
Draw = Callable[..., Path]

BUILT_IN = (
    *("instagram_square", "instagram_portrait", "jury_submission", "web_display"),
    *("web_modern", "email_newsletter", "quick_compress"),
)


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def user_folder(pixelprep: Command) -> Path:
    """The folder of a person's configuration, as the command itself tells it."""
    return Path(pixelprep("config", "path").out.rstrip("\n")).parent


def origins(done: Any) -> dict[str, list[str]]:
    """The rows of `config show`: key, value, origin."""
    assert done.code == 0, done.err
    rows = (line.split(maxsplit=2) for line in done.out.splitlines())
    return {row[0]: [part.strip() for part in row[1:]] for row in rows if len(row) == 3}


def test_every_built_in_preset_is_listed(pixelprep: Command) -> None:
    done = pixelprep("presets", "list")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()[1:]] == sorted(BUILT_IN)


@pytest.mark.parametrize("name", ["web_display", "quick_compress"])
def test_a_preset_is_shown_with_what_it_says(pixelprep: Command, name: str) -> None:
    done = pixelprep("presets", "show", name)
    assert done.code == 0
    assert done.out.startswith(f"{name}: ")
    for key in ("output.format", "output.quality", "limits."):
        assert key in done.out


def test_a_preset_of_ones_own_is_listed_shown_and_used(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, user_folder: Path
) -> None:
    put(
        user_folder / "presets" / "thumbs.toml",
        'schema = 1\nname = "thumbs"\ntitle = "Thumbnails"\nextends = "web_display"\n'
        "[resize]\nwidth = 64\n",
    )
    draw_photo(tmp_path / "a.jpg")
    assert "thumbs" in pixelprep("presets", "list").out
    assert "web_display" in pixelprep("presets", "show", "thumbs").out
    done = pixelprep("optimize", "a.jpg", "-p", "thumbs", "--json")
    assert (done.files["a.jpg"]["width"], done.files["a.jpg"]["preset"]) == (64, "thumbs")


def test_a_preset_can_be_named_by_its_path(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    put(tmp_path / "mine.toml", 'schema = 1\nname = "mine"\n[output]\nformat = "png"\n')
    draw_photo(tmp_path / "a.jpg", (40, 30))
    done = pixelprep("optimize", "a.jpg", "-p", "./mine.toml")
    assert done.code == 0, done.err
    with Image.open(tmp_path / "optimized" / "a.png") as image:
        assert image.format == "PNG"


def test_a_broken_preset_of_ones_own_is_named_and_the_others_are_listed(
    pixelprep: Command, user_folder: Path
) -> None:
    put(user_folder / "presets" / "odd.toml", "schema = 1\nname = 'odd'\n[resize]\nwidht = 3\n")
    done = pixelprep("presets", "list")
    assert "web_display" in done.out
    assert "odd.toml" in done.err
    assert "widht" in done.err


def test_each_layer_overrides_the_one_before_and_its_origin_is_told(
    pixelprep: Command, tmp_path: Path, user_folder: Path
) -> None:
    user = put(
        user_folder / "config.toml",
        'preset = "web_display"\n[output]\nquality = 71\neffort = "fast"\n[run]\njobs = 2\n',
    )
    project = put(tmp_path / "pixelprep.toml", "[output]\nquality = 72\n[run]\njobs = 3\n")
    (tmp_path / "below").mkdir()
    done = pixelprep("config", "show", cwd=tmp_path / "below", env={"PIXELPREP_JOBS": "4"})
    shown = origins(done)
    assert shown["resize.width"] == ["1920", "preset web_display"]
    assert shown["output.effort"] == ["fast", f"user file {user}"]
    assert shown["output.quality"] == ["72", f"project file {project}"]
    assert shown["run.jobs"] == ["4", "environment PIXELPREP_JOBS"]
    assert shown["run.overwrite"] == ["false", "default"]


def test_the_layers_reach_the_picture_and_options_win(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg")
    put(
        tmp_path / "pyproject.toml",
        '[tool.pixelprep]\npreset = "web_display"\n'
        '[tool.pixelprep.resize]\nwidth = 100\n[tool.pixelprep.run]\noutput = "made"\n',
    )
    env = {"PIXELPREP_QUALITY": "33", "PIXELPREP_SUFFIX": "-s"}
    done = pixelprep("optimize", "a.jpg", "-q", "44", "--json", env=env)
    made = done.files["a.jpg"]
    assert made["output"] == str(tmp_path / "made" / "a-s.webp")
    assert (made["width"], made["quality"], made["preset"]) == (100, 44, "web_display")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[output]\nqualty = 80\n", "'quality'"),
        ('[output]\nquality = "high"\n', "a whole number from 1 to 100"),
        ("[output]\nquality = 180\n", "180"),
        ("[run]\nin_place = true\n", "in_place"),
        ("[output\n", "pixelprep.toml"),
    ],
)
def test_a_mistake_in_a_file_names_file_key_and_what_is_right_and_nothing_is_done(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, text: str, told: str
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    path = put(tmp_path / "pixelprep.toml", text)
    done = pixelprep("optimize", "a.jpg")
    assert (done.code, done.out) == (2, "")
    assert str(path) in done.err
    assert told in done.err
    assert not (tmp_path / "optimized").exists()


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"PIXELPREP_QUALTY": "80"}, "'PIXELPREP_QUALITY'"),
        ({"PIXELPREP_QUALITY": "high"}, "PIXELPREP_QUALITY: found 'high'"),
        ({"PIXELPREP_SIZE_PREVIEW_ENABLED": "maybe"}, "true, false, or a percentage"),
        ({"PIXELPREP_IN_PLACE": "true"}, "PIXELPREP_IN_PLACE: could cost an original"),
    ],
)
def test_a_mistake_in_a_variable_is_named_and_nothing_is_done(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, env: dict[str, str], told: str
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    done = pixelprep("optimize", "a.jpg", env=env)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert not (tmp_path / "optimized").exists()


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("SIZE_PREVIEW", ("preview", "a.jpg")),
        ("SIZE_PREVIEW", ("optimize", "--dry-run", "a.jpg")),
        ("IMAGE_ANALYSIS", ("analyze", "a.jpg")),
        ("IMAGE_ANALYSIS", ("optimize", "a.jpg", "-p", "auto")),
        ("CUSTOM_PRESETS", ("optimize", "a.jpg", "-p", "./mine.toml")),
    ],
)
def test_a_feature_that_is_switched_off_says_so_and_who_did_it(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, flag: str, words: tuple[str, ...]
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    put(tmp_path / "mine.toml", 'schema = 1\nname = "mine"\n')
    off = f"PIXELPREP_{flag}_ENABLED"
    done = pixelprep(*words, env={off: "false"})
    assert (done.code, done.out) == (2, "")
    assert " off" in done.err
    assert off in done.err
    assert not (tmp_path / "optimized").exists()
    assert pixelprep(*words, env={off: "true"}).code == 0


def test_without_custom_presets_the_built_in_ones_work(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, user_folder: Path
) -> None:
    put(user_folder / "presets" / "web_display.toml", "this is no TOML")
    put(tmp_path / "pixelprep.toml", "[flags]\ncustom_presets = false\n")
    draw_photo(tmp_path / "a.jpg", (40, 30))
    done = pixelprep("optimize", "a.jpg", "-p", "web_display", "--json")
    assert done.code == 0, done.err
    assert done.files["a.jpg"]["preset"] == "web_display"
