"""All layers together: the settings of a run, and where each value comes from.

Each overrides the one before: defaults, the person's file, the project's file, the environment,
options. A preset ranks just below the layer that names it, one named by an option just below the
options; only the preset that the highest layer names counts.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pixelprep_cli.config.environment import environment_layer
from pixelprep_cli.config.files import project_layer, user_layer
from pixelprep_cli.config.flags import FLAGS, FlagState, decided
from pixelprep_cli.config.inplace import is_spoken, kept_in_place, passed_over
from pixelprep_cli.config.locations import (
    preset_folder,
    project_presets,
    state_folder,
    user_folder,
)
from pixelprep_cli.config.options import option_layer
from pixelprep_cli.config.rules import DEFAULT, require_a_shape
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.model.layers import Said, merge
from pixelprep_cli.model.settings import (
    PICTURE_SECTIONS,
    Picture,
    Settings,
    how_to_enable,
    keys,
    settings_from,
)
from pixelprep_cli.presets.catalogue import Catalogue
from pixelprep_cli.presets.places import AUTO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
        recipes = _recipes(self.catalogue, lambda preset: [preset.layer])
        return tuple(replace(recipe, rules=()) for recipe in recipes)


def resolve(
    options: Mapping[str, object],
    *,
    cwd: str | None = None,
    environ: Mapping[str, str] | None = None,
    folder: str | None = None,
    state: str | None = None,
    in_place: bool = False,
) -> Resolved:
    """The settings that files, environment, presets and options say together.

    Args:
        options: what the command line gives, by the names of `config.options.OPTIONS`.
        cwd: the folder from which the project's file is looked for; the current one by default.
        environ: the environment; the process's own by default.
        folder: the person's configuration folder; the platform's by default.
        state: the folder of what the program remembers; the platform's by default.
        in_place: that pictures are replaced, so that only the command line may say what changes
            them in more than their encoding; all metadata are kept by default.

    Raises:
        UsageError: a value is not accepted, a file is not valid, or what is asked cannot be.
    """
    cwd = os.getcwd() if cwd is None else cwd
    layers, catalogue = _layers(option_layer(options), cwd, environ, folder, state)
    said = {key: value for layer in layers for key, value in layer.items()}
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
        merged = merge(counting(layers))
        recipes = tuple(_recipes(catalogue, lambda preset: counting(_with_preset(layers, preset))))
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


def open_catalogue(
    *,
    cwd: str | None = None,
    environ: Mapping[str, str] | None = None,
    folder: str | None = None,
    state: str | None = None,
) -> Catalogue:
    """The presets that can be named, whether or not the one that the configuration names can.

    Raises:
        UsageError: a configuration file or a variable says what it cannot.
    """
    return _layers({}, os.getcwd() if cwd is None else cwd, environ, folder, state)[1]


def flag_states(
    *,
    cwd: str | None = None,
    environ: Mapping[str, str] | None = None,
    folder: str | None = None,
    state: str | None = None,
) -> list[FlagState]:
    """Every feature, with what the layers say of it and what that comes to here.

    Raises:
        UsageError: a configuration file or a variable says what it cannot.
    """
    *layers, here = _layers({}, os.getcwd() if cwd is None else cwd, environ, folder, state)[0]
    said = {key: value for layer in layers for key, value in layer.items()}
    states = []
    for flag in FLAGS:
        key = f"flags.{flag}"
        spoken = said.get(key, Said(keys()[key], DEFAULT))
        on = here[key].value if key in here else spoken.value
        states.append(FlagState(flag, spoken.value, on=on, origin=spoken.origin))
    return states


def picture_of(preset: Preset) -> Picture:
    """What a preset says by itself.

    Raises:
        UsageError: that cannot be asked together.
    """
    return _settings(_merged([preset.layer])).picture


def _layers(
    options: Layer,
    cwd: str,
    environ: Mapping[str, str] | None,
    folder: str | None,
    state: str | None,
) -> tuple[list[Layer], Catalogue]:
    """All layers but the preset's, the flags decided; and the presets that they let one name."""
    folder = user_folder() if folder is None else folder
    layers: list[Layer] = [
        user_layer(folder),
        project_layer(cwd),
        environment_layer(os.environ if environ is None else environ),
        options,
    ]
    said = {key: value for layer in layers for key, value in layer.items()}
    flags = decided(said, state_folder() if state is None else state)
    custom = flags.get("flags.custom_presets")
    catalogue = Catalogue(
        folder=preset_folder(folder),
        project=project_presets(cwd) or "",
        custom=custom is None or custom.value,
        off_by=custom.origin if custom else "",
    )
    return [*layers, flags], catalogue


def _recipes(catalogue: Catalogue, layers: Callable[[Preset], list[Layer]]) -> Iterator[Recipe]:
    """A recipe for each preset; a person's or a project's that cannot be used takes none down."""
    for preset in catalogue.loadable():
        try:
            picture = _settings(_merged(layers(preset))).picture
        except UsageError:
            if preset.origin == "built-in":
                raise
            continue
        yield Recipe(preset=preset.name, picture=picture, rules=preset.rules)


def _with_preset(layers: list[Layer], preset: Preset) -> list[Layer]:
    """The layers, with the preset just below the highest one that names a preset."""
    rank = max(rank for rank, layer in enumerate(layers) if "preset" in layer)
    return [*layers[:rank], preset.layer, *layers[rank:]]


def _merged(layers: list[Layer]) -> dict[str, Said]:
    merged = merge(layers)
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
            hint=f"name a preset, or {how_to_enable('image_analysis', flag.origin)}",
        )
