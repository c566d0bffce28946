"""Which value a run uses, where it comes from, and what cannot be asked together."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import pixelprep_cli
from pixelprep_cli.config.options import OPTIONS
from pixelprep_cli.config.resolve import Resolved, resolve
from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.model.settings import PICTURE_SECTIONS, Picture, Settings, keys
from pixelprep_cli.presets.catalogue import Catalogue

if TYPE_CHECKING:
    from pathlib import Path


class Home:
    """A person with a configuration folder, standing in a project."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.project = folder / "config", folder / "project"
        self.presets = self.folder / "presets"
        self.presets.mkdir(parents=True)
        self.project.mkdir()
        self.environ: dict[str, str] = {}

    def user(self, text: str) -> None:
        (self.folder / "config.toml").write_text(text)

    def file(self, text: str) -> None:
        (self.project / "pixelprep.toml").write_text(text)

    def preset(self, name: str, text: str) -> None:
        (self.presets / f"{name}.toml").write_text(text)

    def resolve(self, **options: object) -> Resolved:
        return resolve(
            options, cwd=str(self.project), environ=self.environ, folder=str(self.folder)
        )

    def picture(self, **options: object) -> Picture:
        return self.resolve(**options).settings.picture

    def refusal(self, **options: object) -> str:
        with pytest.raises(UsageError) as caught:
            self.resolve(**options)
        assert caught.value.exit_code is ExitCode.USAGE
        return str(caught.value)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_a_word_everything_has_its_default(home: Home) -> None:
    resolved = home.resolve()
    assert resolved.settings == Settings()
    assert resolved.recipes == (Recipe(),)
    assert set(resolved.origins.values()) == {"default"}


def test_each_layer_overrides_the_one_before(home: Home) -> None:
    said: list[tuple[int | None, str]] = []

    def quality(**options: object) -> None:
        resolved = home.resolve(**options)
        said.append((resolved.settings.picture.output.quality, resolved.origins["output.quality"]))

    quality()
    home.user("[output]\nquality = 10\n")
    quality()
    home.file("[output]\nquality = 20\n")
    quality()
    home.environ["PIXELPREP_QUALITY"] = "30"
    quality()
    home.preset("soft", "[output]\nquality = 40\n")
    quality(preset="soft")
    quality(preset="soft", quality=50)
    assert said == [
        (None, "default"),
        (10, f"user file {home.folder / 'config.toml'}"),
        (20, f"project file {home.project / 'pixelprep.toml'}"),
        (30, "environment PIXELPREP_QUALITY"),
        (40, "preset soft"),
        (50, "option --quality"),
    ]


def test_a_preset_named_in_a_file_ranks_just_below_that_file(home: Home) -> None:
    home.user("[output]\nquality = 10\neffort = 'max'\n[metadata]\npolicy = 'none'\n")
    home.preset("soft", "[output]\nquality = 40\neffort = 'fast'\n")
    home.file("preset = 'soft'\n[output]\nquality = 20\n")
    picture = home.picture()
    assert (picture.output.quality, picture.output.effort) == (20, "fast")
    assert picture.metadata.policy == "none"


def test_a_preset_named_by_a_variable_ranks_just_below_the_environment(home: Home) -> None:
    home.preset("soft", "[output]\nquality = 40\neffort = 'fast'\n")
    home.file("[output]\neffort = 'max'\n")
    home.environ |= {"PIXELPREP_PRESET": "soft", "PIXELPREP_QUALITY": "30"}
    output = home.picture().output
    assert (output.quality, output.effort) == (30, "fast")


def test_only_the_preset_that_the_highest_layer_names_counts(home: Home) -> None:
    home.preset("soft", "[output]\nquality = 40\n")
    home.preset("wide", "[resize]\nwidth = 40\n")
    home.user("preset = 'no_such_preset'\n")
    home.file("preset = 'soft'\n")
    resolved = home.resolve(preset="wide")
    assert resolved.settings.preset == "wide"
    assert resolved.settings.picture.output.quality is None
    assert resolved.recipes == (Recipe(preset="wide", picture=resolved.settings.picture),)


def test_an_unknown_preset_in_a_file_is_told_with_the_file(home: Home) -> None:
    home.file("preset = 'web_dispaly'\n")
    assert home.refusal().startswith(
        f"project file {home.project / 'pixelprep.toml'}: no preset is called 'web_dispaly'; "
        "did you mean 'web_display'?"
    )


def test_a_preset_by_path_counts_from_the_current_folder(home: Home) -> None:
    (home.project / "soft.toml").write_text("[output]\nquality = 40\n")
    assert home.picture(preset="soft.toml").output.quality == 40


def test_a_size_said_by_an_option_takes_back_the_presets(home: Home) -> None:
    resize = home.picture(preset="web_display", long_edge=800).resize
    assert (resize.width, resize.long_edge) == (None, 800)


def test_a_width_alone_keeps_the_height_of_a_lower_layer(home: Home) -> None:
    resize = home.picture(preset="instagram_portrait", width=800).resize
    assert (resize.width, resize.height, resize.fit) == (800, 1350, "cover")


def test_an_option_pulls_the_presets_floor_down(home: Home) -> None:
    resolved = home.resolve(preset="web_display", quality=40)
    output = resolved.settings.picture.output
    assert (output.quality, output.quality_min) == (40, 40)
    assert resolved.origins["output.quality_min"] == "output.quality, option --quality"


def test_an_option_drops_the_presets_least_size(home: Home) -> None:
    limits = home.picture(preset="jury_submission", max_size="500KB").limits
    assert (limits.min_size, limits.max_size) == (None, 500_000)


def test_a_presets_cap_is_not_dropped_for_a_least_size(home: Home) -> None:
    assert home.refusal(preset="web_display", min_size="1MB") == (
        "limits.min_size 1.0 MB (option --min-size) is over "
        "limits.max_size 500 kB (preset web_display) (say a max_size that is larger, too)"
    )


@pytest.mark.parametrize("limit", [{"max_size": "1MB"}, {"min_size": "1MB"}, {"reduce_by": "70%"}])
def test_a_limit_says_nothing_of_quality_so_what_may_be_kept_without_loss_is(
    home: Home, limit: dict[str, Any]
) -> None:
    assert home.picture(**limit).output == home.picture().output


NUMBERS = st.dictionaries(st.sampled_from(["quality", "quality_min"]), st.integers(1, 100))


@given(option=NUMBERS, variable=NUMBERS, limited=st.booleans())
@hypothesis_settings(
    max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_the_floor_is_never_over_the_ceiling(
    home: Home, option: dict[str, int], variable: dict[str, int], limited: bool
) -> None:
    home.environ = {f"PIXELPREP_{name.upper()}": str(value) for name, value in variable.items()}
    limit = {"max_size": "1MB"} if limited else {}
    try:
        output = home.picture(**option, **limit).output
    except UsageError:
        said = (option, variable)
        assert any(one.get("quality_min", 0) > one.get("quality", 100) for one in said)
    else:
        assert (output.quality_min or 0) <= (output.quality or 100)
        assert option.items() <= {
            ("quality", output.quality),
            ("quality_min", output.quality_min),
        }


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (
            {"preset": "instagram_square", "long_edge": 800},
            (
                "resize.fit 'cover' (preset instagram_square) takes a width and a height, "
                "found resize.long_edge 800 (option --long-edge)"
            ),
        ),
        (
            {"preset": "web_display", "fit": "exact"},
            (
                "resize.fit 'exact' (option --fit) takes a width and a height, "
                "found resize.width 1920 (preset web_display)"
            ),
        ),
        (
            {"fit": "cover"},
            "resize.fit 'cover' (option --fit) takes a width and a height, found no size",
        ),
    ],
)
def test_a_fit_to_a_shape_without_a_shape_is_told_with_who_said_what(
    home: Home, options: dict[str, Any], found: str
) -> None:
    advice = 'give both resize.width and resize.height, or fit "inside"'
    assert home.refusal(**options) == f"{found} ({advice})"


def test_auto_has_a_recipe_for_every_preset_each_as_if_it_had_been_named(home: Home) -> None:
    home.preset("mine", "[resize]\nwidth = 7\n[[recommend.when]]\npriority = 99\n")
    home.preset("broken", "quality\n")
    resolved = home.resolve(preset="auto", quality=77)
    assert resolved.settings.preset == "auto"
    assert resolved.settings.picture.resize.width is None
    presets = Catalogue(folder=str(home.presets))
    names = presets.names()
    assert [recipe.preset for recipe in resolved.recipes] == [n for n in names if n != "broken"]
    for recipe in resolved.recipes:
        assert recipe.picture == home.picture(preset=recipe.preset, quality=77)
        assert recipe.rules == presets.load(str(recipe.preset)).rules


def test_auto_in_a_file_ranks_its_presets_below_that_file(home: Home) -> None:
    home.file("preset = 'auto'\n[output]\nquality = 77\n")
    qualities = {recipe.picture.output.quality for recipe in home.resolve().recipes}
    assert qualities == {77}


def test_auto_says_that_image_analysis_is_switched_off(home: Home) -> None:
    home.environ["PIXELPREP_IMAGE_ANALYSIS_ENABLED"] = "false"
    assert home.refusal(preset="auto") == (
        "preset 'auto' (option --preset) looks into each picture, and flags.image_analysis is off "
        "(environment PIXELPREP_IMAGE_ANALYSIS_ENABLED) "
        "(name a preset, or unset PIXELPREP_IMAGE_ANALYSIS_ENABLED)"
    )


def test_custom_presets_that_are_switched_off_are_refused(home: Home) -> None:
    home.preset("mine", "")
    home.file("[flags]\ncustom_presets = false\n")
    assert home.refusal(preset="mine") == (
        "option --preset: 'mine' is a custom preset, and these are switched off "
        f"by project file {home.project / 'pixelprep.toml'} "
        "(set custom_presets = true under [flags], or PIXELPREP_CUSTOM_PRESETS_ENABLED=true)"
    )
    assert len(home.resolve(preset="auto").recipes) == 7


def test_a_preset_cannot_say_where_outputs_go(home: Home) -> None:
    home.preset("mine", "[run]\noverwrite = true\n")
    assert home.refusal(preset="mine") == (
        f"{home.presets / 'mine.toml'}: line 1: run: belongs in a configuration file: "
        "a preset holds only what concerns the picture"
    )


WORDS = {
    "format": ("webp", '"webp"'),
    "quality": ("80", "80"),
    "quality_min": ("20", "20"),
    "target": ("high", '"high"'),
    "lossless": ("yes", "true"),
    "min_savings": ("5%", '"5%"'),
    "max_size": ("500KB", '"500KB"'),
    "min_size": ("10KiB", '"10KiB"'),
    "reduce_by": ("70%", '"70%"'),
    "on_miss": ("keep", '"keep"'),
    "width": ("800", "800"),
    "height": ("600", "600"),
    "long_edge": ("1000", "1000"),
    "short_edge": ("700", "700"),
    "fit": ("inside", '"inside"'),
    "gravity": ("smart", '"smart"'),
    "upscale": ("yes", "true"),
    "sharpen": ("low", '"low"'),
    "linear": ("yes", "true"),
    "effort": ("max", '"max"'),
    "chroma": ("4:4:4", '"4:4:4"'),
    "metadata": ("none", '"none"'),
    "set_author": ("Zoë", '"Zoë"'),
    "set_copyright": ("© {year} Zoë", '"© {year} Zoë"'),
    "profile": ("display-p3", '"display-p3"'),
    "background": ("#abc", '"#abc"'),
}


def test_every_option_about_the_picture_is_tried() -> None:
    about = {name for name, key in OPTIONS.items() if key.split(".")[0] in PICTURE_SECTIONS}
    assert about == WORDS.keys()


@pytest.mark.parametrize("option", WORDS)
def test_a_value_means_the_same_wherever_it_is_written(home: Home, option: str) -> None:
    text, toml = WORDS[option]
    section, key = OPTIONS[option].replace(".set_", ".set#").split(".")
    key = key.replace("#", ".")
    by_option = home.picture(**{option: text})
    home.environ[f"PIXELPREP_{option.upper()}"] = text
    by_variable = home.picture()
    home.environ.clear()
    home.preset("mine", f"[{section}]\n{key} = {toml}\n")
    by_preset = home.picture(preset="mine")
    home.user(f"[{section}]\n{key} = {toml}\n")
    by_user = home.picture()
    home.user("")
    home.file(f"[{section}]\n{key} = {toml}\n")
    by_project = home.picture()
    assert by_option == by_variable == by_preset == by_user == by_project


def test_the_rows_hold_every_key_in_order_with_its_value_and_origin(home: Home) -> None:
    rows = home.resolve(preset="web_display").rows()
    assert [key for key, _, _ in rows] == list(keys())
    said = {key: (value, origin) for key, value, origin in rows}
    assert said["preset"] == ("web_display", "option --preset")
    assert said["output.quality"] == (90, "preset web_display")
    assert said["run.jobs"] == (None, "default")


@pytest.mark.parametrize(
    ("preset", "idle"),
    [(None, {"pydantic", "tomllib"}), ("web_display", {"pydantic"})],
)
def test_what_costs_is_imported_only_where_a_persons_file_is_read(
    tmp_path: Path, preset: str | None, idle: set[str]
) -> None:
    program = (
        "import sys; from pixelprep_cli.config.resolve import resolve; "
        f"resolve({{'preset': {preset!r}}}, cwd={str(tmp_path)!r}, folder={str(tmp_path)!r}); "
        "print(*sys.modules)"
    )
    source = os.path.dirname(os.path.dirname(pixelprep_cli.__file__))
    environ = {k: v for k, v in os.environ.items() if not k.startswith("PIXELPREP_")}
    made = subprocess.run(
        [sys.executable, "-c", program],
        env=environ | {"PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not (idle | {"PIL", "rich", "typer"}) & set(made.stdout.split())


def test_nobody_has_said_what_to_do_with_a_picture_without_a_preset_and_its_keys(
    tmp_path: Path,
) -> None:
    def shapeless(environ: dict[str, str] | None = None, **options: object) -> bool:
        return resolve(
            options, cwd=str(tmp_path), environ=environ or {}, folder=str(tmp_path)
        ).shapeless

    assert shapeless()
    assert shapeless(jobs="2", quiet=True, output="elsewhere")
    assert not shapeless(preset="web_display")
    assert not shapeless(quality="80")
    assert not shapeless({"PIXELPREP_FORMAT": "webp"})
    (tmp_path / "pixelprep.toml").write_text("[limits]\nmax_size = '1MB'\n")
    assert not shapeless()


def test_every_preset_has_a_recipe_of_its_own(tmp_path: Path) -> None:
    resolved = resolve({}, cwd=str(tmp_path), environ={}, folder=str(tmp_path))
    recipes = resolved.every_preset()
    assert [recipe.preset for recipe in recipes] == resolved.catalogue.names()
    for recipe in recipes:
        alone = resolve(
            {"preset": recipe.preset}, cwd=str(tmp_path), environ={}, folder=str(tmp_path)
        )
        assert (recipe,) == alone.recipes
