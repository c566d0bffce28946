"""The presets that can be named: built-in, people's own, a project's, or a file."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.job import RecommendRule
from pixelprep_cli.model.layers import Layer, layer, merge
from pixelprep_cli.model.settings import how_to_enable
from pixelprep_cli.model.written import nearest
from pixelprep_cli.presets.places import (
    ACCEPTED,
    Origin,
    Place,
    built_in_folder,
    is_name,
    is_path,
    shelf,
)
from pixelprep_cli.presets.preset import (
    PresetFile,
    parse_validated,
    read_trusted,
    read_validated,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


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

    `shadows` says where presets lie whose place it takes, the nearest first.
    """

    name: str
    origin: Origin
    path: str
    title: str = ""
    description: str = ""
    shadows: tuple[Origin, ...] = ()
    error: str | None = None


Chain = list[tuple[Place, PresetFile]]
"""A preset's file, the one that it extends, and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Built-in presets, and with `custom` those of people and projects, or named by path.

    A project's preset goes before a person's of the same name, that before a built-in one.
    `off_by` says who has switched `custom` off.
    """

    folder: str
    project: str = ""
    custom: bool = True
    off_by: str = ""

    def names(self) -> list[str]:
        """The names that `load` knows, in order."""
        return [name for name in sorted(self.places()) if is_name(name)]

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
        return _assembled(self.chain(self.find(reference, base=base, named_by=named_by)))

    def parse(self, text: str, place: Place) -> Preset:
        """The preset that a text would be at a place.

        Raises:
            UsageError: it would not be valid there.
        """
        return _assembled(self.chain(place, _named(place, parse_validated(place.path, text))))

    def at(self, place: Place) -> Preset:
        """The preset at a place.

        Raises:
            UsageError: it is not valid.
        """
        return _assembled(self.chain(place))

    def loadable(self) -> Iterator[Preset]:
        """Every preset that is valid, in order."""
        for name in self.names():
            try:
                yield self.load(name)
            except UsageError:
                continue

    def listing(self) -> list[Listed]:
        """Every preset, in order; one that is broken takes no other down."""
        return [self._listed(place) for _, place in sorted(self.places().items())]

    def places(self) -> dict[str, Place]:
        """Where each name is found."""
        return {name: place for shelf in reversed(self._shelves()) for name, place in shelf.items()}

    def stack(self, name: str) -> list[Place]:
        """Every place that has a preset of that name, the one that counts first."""
        return [shelf[name] for shelf in self._shelves() if name in shelf]

    def find(self, reference: str, *, base: str = "", named_by: str = "", child: str = "") -> Place:
        """Where a preset is, which need not be valid; otherwise as `load`.

        Args:
            child: the file that extends it, which it cannot be itself: another of that name may
                lie below.
        """
        if is_path(reference):
            if not self.custom:
                raise self._switched_off(reference, named_by)
            stem = os.path.splitext(os.path.basename(reference))[0]
            return Place(stem, os.path.join(base, os.path.expanduser(reference)), "file")
        stack = self.stack(reference)
        if not stack:
            raise self._unknown(reference, named_by)
        paths = [place.path for place in stack]
        below = stack[paths.index(child) + 1 :] if child in paths else stack
        return (below or stack)[0]

    def chain(self, place: Place, file: PresetFile | None = None) -> Chain:
        """A preset's file, the one that it extends, and so on.

        Args:
            file: what stands at the place, where that is not yet so.

        Raises:
            UsageError: one of them is not there or not valid, or they go in a circle.
        """
        chain: Chain = []
        seen: list[str] = []
        while True:
            seen.append(os.path.realpath(place.path))
            file = file or self._read(place)
            chain.append((replace(place, name=file.name or place.name), file))
            if file.extends is None:
                return chain
            child, blame = place.path, f"{place.path}: extends"
            place = self.find(
                file.extends, base=os.path.dirname(child), named_by=blame, child=child
            )
            file = None
            if os.path.realpath(place.path) in seen:
                names = " → ".join([link.name for link, _ in chain] + [place.name])
                raise UsageError(f"{blame}: goes in a circle: {names}", code="configuration")

    def _read(self, place: Place) -> PresetFile:
        try:
            return _read(place)
        except UsageError as error:
            paths = [each.path for each in self.stack(place.name)]
            if place.path in paths[:-1] and error.hint is None:
                below = self.stack(place.name)[paths.index(place.path) + 1]
                told = f"it takes the place of the {below.origin} {place.name}"
                error.hint = f"{told}: mend it, or delete it"
            raise

    def children(self, parent: Place) -> list[Place]:
        """The presets of people and projects that extend one; broken ones are passed over."""
        return [
            place
            for shelf in self._shelves()
            for place in shelf.values()
            if place.own and place.path != parent.path and self._extends(place, parent)
        ]

    def _extends(self, place: Place, parent: Place) -> bool:
        try:
            extends = read_validated(place.path).extends
            if extends is None:
                return False
            base = os.path.dirname(place.path)
            found = self.find(extends, base=base, child=place.path)
        except UsageError:
            return False
        return os.path.realpath(found.path) == os.path.realpath(parent.path)

    def _listed(self, place: Place) -> Listed:
        line = Listed(
            name=place.name,
            origin=place.origin,
            path=place.path,
            shadows=tuple(below.origin for below in self.stack(place.name)[1:]),
        )
        try:
            preset = _assembled(self.chain(place))
        except UsageError as error:
            return replace(line, error=str(error))
        return replace(line, title=preset.title, description=preset.description)

    def _shelves(self) -> list[dict[str, Place]]:
        """The folders of presets, the one that counts first."""
        own = [shelf(self.project, "project")] if self.custom and self.project else []
        if self.custom:
            own.append(shelf(self.folder, "user"))
        return [*own, shelf(built_in_folder(), "built-in")]

    def _switched_off(self, reference: str, named_by: str) -> UsageError:
        by = f" by {self.off_by}" if self.off_by else ""
        return UsageError(
            f"{_prefix(named_by)}{reference!r} is a custom preset, and these are switched off{by}",
            code="switched_off",
            hint=how_to_enable("custom_presets", self.off_by),
        )

    def _unknown(self, reference: str, named_by: str) -> UsageError:
        if not self.custom and replace(self, custom=True).stack(reference):
            return self._switched_off(reference, named_by)
        near = nearest(reference, self.names())
        guess = f"; did you mean {near!r}?" if near else ""
        return UsageError(
            f"{_prefix(named_by)}no preset is called {reference!r}{guess}",
            code="unknown_preset",
            hint=f"the presets are {', '.join(self.names())}",
        )


def _read(place: Place) -> PresetFile:
    if place.origin == "built-in":
        return read_trusted(place.path)
    return _named(place, read_validated(place.path))


def _named(place: Place, file: PresetFile) -> PresetFile:
    """The file, unless its name is none, or not the one that its place asks for."""
    if place.origin == "file" and file.name is None:
        return file
    name = file.name or place.name
    if not is_name(name):
        accepted = ACCEPTED
    elif place.origin != "file" and name != place.name:
        accepted = f"{place.name!r}, as its file is called"
    else:
        return file
    raise UsageError(
        f"{place.path}: name: found {name!r}, accepted: {accepted}", code="configuration"
    )


def _assembled(chain: Chain) -> Preset:
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


def _prefix(named_by: str) -> str:
    return f"{named_by}: " if named_by else ""
