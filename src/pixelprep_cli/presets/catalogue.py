"""The presets that can be named: built-in, people's own, or a file."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.job import RecommendRule
from pixelprep_cli.model.layers import Layer, layer, merge
from pixelprep_cli.model.values import nearest
from pixelprep_cli.presets.preset import PresetFile, read_trusted, read_validated

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTO: Final = "auto"
"""In place of a preset's name: each picture by its own recommendation."""

Origin = Literal["built-in", "user", "file"]
_NAME = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A preset with all that it inherits. `layer` holds only what it and its parents say."""

    name: str
    title: str
    description: str
    origin: Origin
    path: str
    layer: Layer
    rules: tuple[RecommendRule, ...]

    @property
    def values(self) -> dict[str, Any]:
        """The validated values under dotted keys."""
        return {key: said.value for key, said in self.layer.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of the catalogue; a preset that cannot be loaded stands in it with its `error`.

    `shadows` says that a person's preset takes the place of the built-in one of that name.
    """

    name: str
    origin: Origin
    path: str
    title: str = ""
    description: str = ""
    shadows: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a preset is found, and the name by which it was found."""

    name: str
    path: str
    origin: Origin


_Chain = list[tuple[_Place, PresetFile]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Built-in presets, and with `custom` people's own: files in `folder`, or named by path."""

    folder: str
    custom: bool = True

    def names(self) -> list[str]:
        """The names that `load` knows, in order."""
        return [name for name in sorted(self._places()) if _is_name(name)]

    def load(self, reference: str, *, base: str = "", named_by: str = "") -> Preset:
        """The preset of that name, or in that file.

        Args:
            reference: a name, or a path: it has a separator or ends with `.toml`.
            base: the folder from which a relative path counts; the current one by default.
            named_by: who names it, where errors should say so.

        Raises:
            UsageError: there is no such preset, it is not valid, what it extends goes in a
                circle, or it is custom and `custom` is off.
        """
        return _assembled(self._chain(self._find(reference, base, named_by)))

    def loadable(self) -> Iterator[Preset]:
        """Every preset that is valid, in order."""
        for name in self.names():
            try:
                yield self.load(name)
            except UsageError:
                continue

    def listing(self) -> list[Listed]:
        """Every preset, in order; one that is broken takes no other down."""
        places = self._places()
        return [self._listed(places[name]) for name in sorted(places)]

    def _listed(self, place: _Place) -> Listed:
        line = Listed(
            name=place.name,
            origin=place.origin,
            path=place.path,
            shadows=place.origin == "user" and os.path.isfile(_built_in(place.name)),
        )
        try:
            preset = _assembled(self._chain(place))
        except UsageError as error:
            return replace(line, error=str(error))
        return replace(line, title=preset.title, description=preset.description)

    def _places(self) -> dict[str, _Place]:
        """Where each name is found; a person's preset shadows the built-in one."""
        places = _toml_files(built_in_folder(), "built-in")
        return places | _toml_files(self.folder, "user") if self.custom else places

    def _find(self, reference: str, base: str, named_by: str, child: str = "") -> _Place:
        """Where a preset is; `child` is the file that extends it, which it cannot be itself."""
        if is_path(reference):
            if not self.custom:
                raise _switched_off(reference, named_by)
            stem = os.path.splitext(os.path.basename(reference))[0]
            return _Place(stem, os.path.join(base, os.path.expanduser(reference)), "file")
        place = self._places().get(reference)
        if place is None:
            raise self._unknown(reference, named_by)
        if place.path == child and os.path.isfile(_built_in(reference)):
            return _Place(reference, _built_in(reference), "built-in")
        return place

    def _unknown(self, reference: str, named_by: str) -> UsageError:
        if not self.custom and reference in _toml_files(self.folder, "user"):
            return _switched_off(reference, named_by)
        near = nearest(reference, self.names())
        guess = f"; did you mean {near!r}?" if near else ""
        return UsageError(
            f"{_prefix(named_by)}no preset is called {reference!r}{guess}",
            code="unknown_preset",
            hint=f"the presets are {', '.join(self.names())}",
        )

    def _chain(self, place: _Place) -> _Chain:
        """A preset's file, the one that it extends, and so on."""
        chain: _Chain = []
        seen: list[str] = []
        while True:
            seen.append(os.path.realpath(place.path))
            file = _read(place)
            chain.append((replace(place, name=file.name or place.name), file))
            if file.extends is None:
                return chain
            child, blame = place.path, f"{place.path}: extends"
            place = self._find(file.extends, os.path.dirname(child), blame, child)
            if os.path.realpath(place.path) in seen:
                names = " → ".join([link.name for link, _ in chain] + [place.name])
                raise UsageError(f"{blame}: goes in a circle: {names}", code="configuration")


def is_path(reference: str) -> bool:
    """Whether a preset is named by its file rather than by its name."""
    separators = {"/", os.sep} & set(reference)
    return bool(separators) or reference.lower().endswith(".toml")


@cache
def built_in_folder() -> str:
    """Where the built-in presets lie: in the installed package, or beside `src` in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "_presets")
    checkout = os.path.join(os.path.dirname(os.path.dirname(package)), "presets")
    return installed if os.path.isdir(installed) else checkout


def _built_in(name: str) -> str:
    return os.path.join(built_in_folder(), f"{name}.toml")


def _toml_files(folder: str, origin: Origin) -> dict[str, _Place]:
    try:
        files = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}", code="configuration") from None
    return {
        (stem := file.removesuffix(".toml")): _Place(stem, os.path.join(folder, file), origin)
        for file in files
        if file.endswith(".toml") and not file.startswith(".")
    }


def _is_name(name: str) -> bool:
    return name != AUTO and _NAME.fullmatch(name) is not None


def _read(place: _Place) -> PresetFile:
    if place.origin == "built-in":
        return read_trusted(place.path)
    file = read_validated(place.path)
    if place.origin == "file" and file.name is None:
        return file
    name = file.name or place.name
    if not _is_name(name):
        accepted = f"lower-case letters, digits, - and _, but not {AUTO!r}"
    elif place.origin == "user" and name != place.name:
        accepted = f"{place.name!r}, as its file is called"
    else:
        return file
    raise UsageError(
        f"{place.path}: name: found {name!r}, accepted: {accepted}", code="configuration"
    )


def _assembled(chain: _Chain) -> Preset:
    """What a chain says together. What describes a preset is inherited only by its shadow."""
    place = chain[0][0]
    kin = [file for link, file in chain if link.name == place.name]
    return Preset(
        name=place.name,
        title=next((file.title for file in kin if file.title), place.name),
        description=next((file.description for file in kin if file.description), ""),
        origin=place.origin,
        path=place.path,
        layer=merge(layer(file.values, f"preset {link.name}") for link, file in reversed(chain)),
        rules=next((file.rules for file in kin if file.rules is not None), ()),
    )


def _switched_off(reference: str, named_by: str) -> UsageError:
    return UsageError(
        f"{_prefix(named_by)}{reference!r} is a custom preset, and these are switched off",
        code="switched_off",
        hint="set custom_presets = true under [flags], or PIXELPREP_CUSTOM_PRESETS_ENABLED=true",
    )


def _prefix(named_by: str) -> str:
    return f"{named_by}: " if named_by else ""
