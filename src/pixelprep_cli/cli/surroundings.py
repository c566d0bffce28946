"""What an installation finds around it: folders, room, flags, configuration files."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from typing import Final

from pixelprep_cli.batch.machine import free_bytes
from pixelprep_cli.config.environment import PREFIX, environment_layer
from pixelprep_cli.config.files import project_layer, user_layer
from pixelprep_cli.config.locations import (
    cache_folder,
    preset_folder,
    state_folder,
    user_file,
    user_folder,
)
from pixelprep_cli.config.resolve import flag_states, open_catalogue, resolve
from pixelprep_cli.errors import PixelprepError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.health import Check, Verdict
from pixelprep_cli.report.words import count

SCARCE: Final = 100_000_000
"""Bytes; where less is free, runs are about to fail."""

LITTLE: Final = 1_000_000_000
"""Bytes; where less is free, a large folder of pictures does not fit."""

CORRECT: Final = "correct it there; pixelprep config schema prints what is accepted"
SET_OTHERWISE: Final = "set it otherwise, or unset it"


def folders() -> Iterator[Check]:
    """Whether what is kept can be: configuration, presets, runs with backups, the cache."""
    yield _folder("configuration", user_folder())
    yield _folder("presets", preset_folder(user_folder()))
    yield _folder("runs, backups", state_folder())
    yield _folder("cache", _cache())


def room() -> Iterator[Check]:
    """Free space where outputs, backups and the cache go."""
    yield _room("current folder", os.getcwd(), "free some space on this disk")
    yield _room("runs, backups", state_folder(), "free some: pixelprep backups prune")
    yield _room("cache", _cache(), "free some: pixelprep cache prune")


def flags() -> Iterator[Check]:
    """Each feature: whether it is on here, and who says so."""
    try:
        states = flag_states()
    except PixelprepError:  # told with the configuration
        return
    for state in states:
        told = f"{'on' if state.on else 'off'}, by {state.origin}"
        yield Check("flags", state.name, Verdict.OK, told)


def configuration() -> Iterator[Check]:
    """The files and variables that are found, what is wrong in each, and in presets."""
    checks = [
        _checked("your file", _user),
        _checked("project's file", _project),
        _checked("variables", _variables, SET_OTHERWISE),
    ]
    if not any(check.verdict is Verdict.WRONG for check in checks):
        checks.append(_checked("all together", _together))
        checks += _presets()
    yield from checks


def _cache() -> str:
    """The cache's folder: the configuration may name it, where that is not wrong itself."""
    try:
        return resolve({}).settings.cache.dir or cache_folder()
    except (PixelprepError, OSError):
        return cache_folder()


def _folder(name: str, path: str) -> Check:
    standing = path
    while not os.path.lexists(standing):
        standing = os.path.dirname(standing)
    if not os.path.isdir(standing):
        told = f"{standing} is not a folder"
        return Check("folders", name, Verdict.WRONG, told, "move it out of the way")
    try:
        with tempfile.TemporaryFile(dir=standing):
            pass
    except OSError as error:
        told = f"{path} cannot be written: {error.strerror}"
        cure = f"let {standing} be writable for you"
        return Check("folders", name, Verdict.WRONG, told, cure)
    if standing != path:
        return Check("folders", name, Verdict.OK, f"{path}, made once it is needed")
    mode = os.stat(path).st_mode
    if os.name != "nt" and mode & stat.S_IWOTH:
        told = f"{path} can be written by everybody, {stat.filemode(mode)}"
        return Check("folders", name, Verdict.WRONG, told, f"chmod o-w '{path}'")
    return Check("folders", name, Verdict.OK, f"{path}, {stat.filemode(mode)}")


def _room(name: str, path: str, cure: str) -> Check:
    try:
        free = free_bytes(path)
    except OSError as error:
        return Check("free space", name, Verdict.NOTE, f"not known: {error.strerror}")
    told = format_bytes(free)
    if free >= LITTLE:
        return Check("free space", name, Verdict.OK, told)
    verdict = Verdict.WRONG if free < SCARCE else Verdict.NOTE
    return Check("free space", name, verdict, f"only {told}", cure)


def _checked(name: str, look: Callable[[], str], cure: str = CORRECT) -> Check:
    """What was found, or what is wrong with it."""
    try:
        return Check("configuration", name, Verdict.OK, look())
    except PixelprepError as error:
        return Check("configuration", name, Verdict.WRONG, error.message, error.hint or cure)
    except OSError as error:
        told = f"{error.filename or name}: {error.strerror}"
        return Check("configuration", name, Verdict.WRONG, told, "let it be readable for you")


def _user() -> str:
    path, said = user_file(user_folder()), user_layer(user_folder())
    return f"{path}, {count(len(said), 'key')}" if os.path.exists(path) else f"none ({path})"


def _project() -> str:
    said = project_layer(os.getcwd())
    origins = {each.origin.removeprefix("project file ") for each in said.values()}
    return f"{', '.join(origins)}, {count(len(said), 'key')}" if said else "none, or an empty one"


def _variables() -> str:
    environment_layer(os.environ)
    return ", ".join(sorted(name for name in os.environ if name.startswith(PREFIX))) or "none"


def _together() -> str:
    preset = resolve({}).settings.preset
    return f"fit together, with the preset {preset}" if preset else "fit together"


def _presets() -> list[Check]:
    listing = open_catalogue().listing()
    broken = [
        Check("configuration", f"preset {each.name}", Verdict.WRONG, each.error, _edit(each.name))
        for each in listing
        if each.error is not None
    ]
    own = sum(each.error is None and each.origin != "built-in" for each in listing)
    told = f"{count(own, 'preset')} beside those built in"
    return [Check("configuration", "your presets", Verdict.OK, told), *broken]


def _edit(name: str) -> str:
    return f"pixelprep presets edit {name}"
