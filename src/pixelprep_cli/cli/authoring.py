"""Presets of one's own made, copied, renamed and deleted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pixelprep_cli.cli.speech import agreed, remark, require_person, say
from pixelprep_cli.config.files import project_layer, user_layer
from pixelprep_cli.config.locations import new_project_presets, user_folder
from pixelprep_cli.config.options import option_layer
from pixelprep_cli.config.resolve import open_catalogue, picture_of
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.settings import how_to_enable
from pixelprep_cli.presets import toml
from pixelprep_cli.presets.places import ACCEPTED, Place, built_in, is_name, is_path
from pixelprep_cli.presets.writing import composed, put, revised
from pixelprep_cli.report.names import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelprep_cli.presets.catalogue import Catalogue


def create(
    name: str,
    head: Mapping[str, str | None],
    given: Mapping[str, object],
    *,
    project: bool,
    overwrite: bool,
) -> None:
    """Write a preset of what options say.

    Args:
        head: its `title`, `description`, and what it `extends`.
        given: options, by their names.

    Raises:
        UsageError: it cannot be, or there is one of that name.
    """
    catalogue = writable_catalogue()
    place = new_place(catalogue, name, project=project)
    text = composed(anchored(catalogue, head), _values(given))
    save(catalogue, place, text, overwrite=overwrite)
    say(f"created {name}: {printable(place.path)}")
    remark(f"use it: pixelprep optimize PATH -p {name}")


def copy(name: str, new: str, *, project: bool, overwrite: bool) -> None:
    """Copy a preset's text under a new name.

    Raises:
        UsageError: there is no such preset, it is not valid, or there is one of the new name.
    """
    catalogue = writable_catalogue()
    source = catalogue.find(name)
    catalogue.at(source)
    place = new_place(catalogue, new, project=project)
    text = moved(toml.read_text(source.path), source)
    save(catalogue, place, text, overwrite=overwrite)
    say(f"copied {source.name} to {new}: {printable(place.path)}")


def rename(name: str, new: str) -> None:
    """Give a preset another name; those that extend it follow, but for one's own of a project's.

    Raises:
        UsageError: it is not one's own, or there is one of the new name.
    """
    catalogue = writable_catalogue()
    old = own_place(catalogue, name, "renamed")
    _require_free(new)
    place = Place(new, os.path.join(os.path.dirname(old.path), f"{new}.toml"), old.origin)
    if os.path.exists(place.path):
        raise UsageError(
            f"a preset {new!r} is there already: {printable(place.path)}",
            code="preset_exists",
            hint="take another name",
        )
    children = catalogue.children(old)
    followers = [child for child in children if place.origin in ("user", child.origin)]
    put(place, revised(toml.read_text(old.path), {"name": None}))
    for child in followers:  # each can be loaded all the while
        put(child, revised(toml.read_text(child.path), {"extends": new}), overwrite=True)
    os.unlink(old.path)
    say(f"renamed {name} to {new}: {printable(place.path)}")
    if followers:
        say(f"extended by {_listed(followers)}, as before")
    below = catalogue.stack(name)
    for child in children:
        if child not in followers:  # it is known where this project is not
            then = f"now the {below[0].origin} one" if below else "which is not here any more"
            remark(f"your {child.name} still extends {name}, {then}")
    for origin in _naming(name):
        remark(f'{origin} still names {name}: set preset = "{new}" there')


def delete(name: str, *, yes: bool) -> None:
    """Delete a preset, once that is agreed.

    Raises:
        UsageError: it is not one's own, or nobody is there to agree.
    """
    catalogue = writable_catalogue()
    place = own_place(catalogue, name, "deleted")
    children = [child for child in catalogue.children(place) if child.name != name]
    below = catalogue.stack(name)[1:]
    if children:
        then = "" if below else ", which cannot be used without it"
        remark(f"{name} is extended by {_listed(children)}{then}")
    for origin in _naming(name):
        remark(f"{name} is named by {origin}")
    if not yes:
        require_person("delete asks before it deletes", "add --yes")
        if not agreed(f"Delete {printable(place.path)}?", default=False):
            say("nothing was deleted")
            return
    os.unlink(place.path)
    say(f"deleted {printable(place.path)}")
    if below:
        say(f"{name} is now the {below[0].origin} one")


def writable_catalogue() -> Catalogue:
    """The presets, where those of one's own are not switched off.

    Raises:
        UsageError: they are.
    """
    catalogue = open_catalogue()
    if not catalogue.custom:
        raise UsageError(
            f"custom presets are switched off by {catalogue.off_by}",
            code="switched_off",
            hint=how_to_enable("custom_presets", catalogue.off_by),
        )
    return catalogue


def new_place(catalogue: Catalogue, name: str, *, project: bool) -> Place:
    """Where a new preset goes.

    Raises:
        UsageError: it cannot have that name.
    """
    _require_free(name)
    folder = catalogue.folder
    if project:
        folder = catalogue.project or new_project_presets(os.getcwd())
    path = os.path.join(folder, f"{name}.toml")
    return Place(name, path, "project" if project else "user")


def own_place(catalogue: Catalogue, name: str, done: str) -> Place:
    """Where a preset is that may be changed.

    Raises:
        UsageError: there is no such preset, or it is not one's own.
    """
    place = catalogue.find(name)
    if place.own:
        return place
    if place.origin == "file":
        raise UsageError(
            f"{name} is a file, not a preset's name", code="preset_name", hint="name a preset"
        )
    raise UsageError(
        f"{name!r} is a built-in preset, which cannot be {done}, only copied",
        code="built_in",
        hint=f"pixelprep presets copy {name} NEW_NAME",
    )


def save(
    catalogue: Catalogue, place: Place, text: str, *, overwrite: bool, shown: str | None = None
) -> None:
    """Write a preset, once it is known to be one that can be used.

    Args:
        shown: what errors call it, where it came from elsewhere.

    Raises:
        UsageError: it cannot be used, or there is one and `overwrite` is off.
    """
    try:
        picture_of(catalogue.parse(text, place))
    except UsageError as error:
        if shown is None:
            raise
        message = error.message.replace(place.path, shown)
        raise UsageError(message, code="not_a_preset", hint=error.hint) from None
    put(place, text, overwrite=overwrite)


def _require_free(name: str) -> None:
    if not is_name(name):
        raise UsageError(
            f"{name!r} cannot be a preset's name", code="preset_name", hint=f"accepted: {ACCEPTED}"
        )
    if os.path.isfile(built_in(name)):
        raise UsageError(
            f"{name!r} is a built-in preset, which cannot be overwritten",
            code="built_in",
            hint="take another name",
        )


def anchored(catalogue: Catalogue, head: Mapping[str, str | None]) -> dict[str, str | None]:
    """A head, with what it extends known to be there, and that one's path absolute.

    Raises:
        UsageError: there is no such preset, or it is not valid.
    """
    extends = head.get("extends")
    if extends is None:
        return dict(head)
    catalogue.load(extends)
    if is_path(extends):
        extends = os.path.abspath(os.path.expanduser(extends))
    return {**head, "extends": extends}


def moved(text: str, source: Place) -> str:
    """A preset's text for another place: without its name, and what it extends still found."""
    head: dict[str, str | None] = {"name": None}
    extends = toml.parse(source.path, text).get("extends")
    if isinstance(extends, str) and is_path(extends):
        folder = os.path.dirname(source.path)
        head["extends"] = os.path.abspath(os.path.join(folder, os.path.expanduser(extends)))
    return revised(text, head)


def _values(given: Mapping[str, object]) -> dict[str, object]:
    return {key: said.value for key, said in option_layer(given).items()}


def _naming(name: str) -> list[str]:
    """The configuration files that name a preset, as their values' origins."""
    layers = (user_layer(user_folder()), project_layer(os.getcwd()))
    found = (layer.get("preset") for layer in layers)
    return [said.origin for said in found if said is not None and said.value == name]


def _listed(places: list[Place]) -> str:
    return ", ".join(place.name for place in places)
