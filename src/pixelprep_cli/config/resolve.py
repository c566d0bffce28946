"""All layers together: the settings of a run, and where each value comes from.

Each overrides the one before: defaults, the person's file, the project's file, the environment,
options. A preset ranks just below the layer that names it, one named by an option just below the
options; only the preset that the highest layer names counts.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pixelprep_cli.config.environment import environment_layer
from pixelprep_cli.config.files import project_layer, user_layer
from pixelprep_cli.config.inplace import is_spoken, kept_in_place, passed_over
from pixelprep_cli.config.locations import preset_folder, user_folder
from pixelprep_cli.config.options import option_layer
from pixelprep_cli.config.rules import DEFAULT, require_a_shape, with_search_range
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.model.layers import Said, merge
from pixelprep_cli.model.settings import PICTURE_SECTIONS, Settings, keys, settings_from
from pixelprep_cli.presets.catalogue import AUTO, Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelprep_cli.model.layers import Layer
    from pixelprep_cli.presets.catalogue import Preset


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a run is asked to do.

    `origins` has every dotted key, as `config show` prints it: `default`, `user file …`,
    `project file …`, `environment PIXELPREP_QUALITY`, `preset web_display`, `option --quality`.
    `recipes` is one, or with the preset `auto` one for every preset, each with its rules.
    `passed_over` holds what lower layers say and what does not count in place.
    """

    settings: Settings
    origins: dict[str, str]
    recipes: tuple[Recipe, ...]
    catalogue: Catalogue
    values: dict[str, Any]
    passed_over: dict[str, Said]

    def rows(self) -> list[tuple[str, Any, str]]:
        """Every key with its value and its origin, in the order of the sections."""
        return [(key, value, self.origins[key]) for key, value in self.values.items()]

    @property
    def shapeless(self) -> bool:
        """Whether nobody has said what to do with a picture: no preset, and no key of one."""
        said = (key for key, origin in self.origins.items() if origin != DEFAULT)
        return not any(key == "preset" or key.split(".")[0] in PICTURE_SECTIONS for key in said)

    def every_preset(self) -> tuple[Recipe, ...]:
        """What each preset asks by itself, in the order of their names."""
        return tuple(
            Recipe(preset=preset.name, picture=_settings(_merged([preset.layer])).picture)
            for preset in self.catalogue.loadable()
        )


def resolve(
    options: Mapping[str, object],
    *,
    cwd: str | None = None,
    environ: Mapping[str, str] | None = None,
    folder: str | None = None,
    in_place: bool = False,
) -> Resolved:
    """The settings that files, environment, presets and options say together.

    Args:
        options: what the command line gives, by the names of `config.options.OPTIONS`.
        cwd: the folder from which the project's file is looked for; the current one by default.
        environ: the environment; the process's own by default.
        folder: the person's configuration folder; the platform's by default.
        in_place: that pictures are replaced, so that only the command line may say what changes
            them in more than their encoding; all metadata are kept by default.

    Raises:
        UsageError: a value is not accepted, a file is not valid, or what is asked cannot be.
    """
    cwd = os.getcwd() if cwd is None else cwd
    folder = user_folder() if folder is None else folder
    layers: list[Layer] = [
        user_layer(folder),
        project_layer(cwd),
        environment_layer(os.environ if environ is None else environ),
        option_layer(options),
    ]
    said = {key: value for layer in layers for key, value in layer.items()}
    custom = said.get("flags.custom_presets")
    catalogue = Catalogue(folder=preset_folder(folder), custom=custom is None or bool(custom.value))
    named = said.get("preset")
    spoken = is_spoken(named)
    heard: list[Layer] = []

    def counting(stack: list[Layer]) -> list[Layer]:
        heard.extend(stack)
        return kept_in_place(stack, preset_spoken=spoken) if in_place else stack

    if named is None:
        merged = _merged(counting(layers))
        recipes: tuple[Recipe, ...] = (Recipe(picture=_settings(merged).picture),)
    elif named.value == AUTO:
        _require_analysis(said)
        merged = with_search_range(merge(counting(layers)))
        recipes = tuple(
            Recipe(
                preset=preset.name,
                picture=_settings(_merged(counting(_with_preset(layers, preset)))).picture,
                rules=preset.rules,
            )
            for preset in catalogue.loadable()
        )
    else:
        preset = catalogue.load(named.value, base=cwd, named_by=named.origin)
        merged = _merged(counting(_with_preset(layers, preset)))
        recipes = (Recipe(preset=preset.name, picture=_settings(merged).picture),)
    return Resolved(
        settings=_settings(merged),
        values=keys() | {key: said.value for key, said in merged.items()},
        origins=dict.fromkeys(keys(), DEFAULT) | {key: said.origin for key, said in merged.items()},
        recipes=recipes,
        catalogue=catalogue,
        passed_over=passed_over(heard, preset_spoken=spoken) if in_place else {},
    )


def _with_preset(layers: list[Layer], preset: Preset) -> list[Layer]:
    """The layers, with the preset just below the highest one that names a preset."""
    rank = max(rank for rank, layer in enumerate(layers) if "preset" in layer)
    return [*layers[:rank], preset.layer, *layers[rank:]]


def _merged(layers: list[Layer]) -> dict[str, Said]:
    merged = with_search_range(merge(layers))
    require_a_shape(merged)
    return merged


def _settings(merged: Layer) -> Settings:
    return settings_from({key: said.value for key, said in merged.items()})


def _require_analysis(said: Layer) -> None:
    flag = said.get("flags.image_analysis")
    if flag is not None and not flag.value:
        raise UsageError(
            f"preset {AUTO!r} ({said['preset'].origin}) looks into each picture, "
            f"and flags.image_analysis is off ({flag.origin})",
            code="switched_off",
            hint="name a preset, or switch image_analysis on",
        )
