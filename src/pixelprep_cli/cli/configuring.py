"""A person's configuration file changed, and the features that it switches."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from pixelprep_cli.cli.speech import remark, say
from pixelprep_cli.config.files import user_layer
from pixelprep_cli.config.flags import FLAGS
from pixelprep_cli.config.locations import user_file, user_folder
from pixelprep_cli.config.resolve import flag_states, resolve
from pixelprep_cli.config.writing import change, require_key, written
from pixelprep_cli.errors import PixelprepError, UsageError
from pixelprep_cli.model.keys import plain
from pixelprep_cli.model.settings import otherwise
from pixelprep_cli.model.written import nearest
from pixelprep_cli.presets import toml
from pixelprep_cli.report.names import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


def show_path() -> None:
    """Print the path of the person's configuration file."""
    say(user_file(user_folder()))


def set_key(key: str, words: str) -> None:
    """Set a key to what a person wrote.

    Raises:
        UsageError: there is no such key, it cannot be so, or the file is none.
    """
    _set(key, written(key, words))


def unset_key(key: str) -> None:
    """Take a key out of the file.

    Raises:
        UsageError: there is no such key, or the file is no configuration.
    """
    require_key(key)
    folder = user_folder()
    if key not in user_layer(folder):
        say(f"{key} does not stand in {printable(user_file(folder))}")
        return
    path = change(folder, key, None)
    say(f"{key} no longer stands in {printable(path)}")
    _tell_effect(key, path)


def list_flags() -> None:
    """Print every feature with its state here, what was said, by whom, and what it switches."""
    from pixelprep_cli.report.console import open_console
    from pixelprep_cli.report.listings import FlagRow, flags_table

    rows = [
        FlagRow(state.name, state.value, state.on, state.origin, otherwise(state.name))
        for state in flag_states()
    ]
    console = open_console(sys.stdout)
    console.print(flags_table(console, rows))


def set_flags(names: Sequence[str], words: str) -> None:
    """Switch features, or for a share of the installations.

    Raises:
        UsageError: there is no such feature, or no such share; none is switched then.
    """
    _require_flags(names)
    for key in _keys(names):
        _set(key, written(key, words))


def reset_flags(names: Sequence[str]) -> None:
    """Take features, or all where none is named, out of the person's file.

    Raises:
        UsageError: there is no such feature; all stay then.
    """
    _require_flags(names)
    said = [key for key in user_layer(user_folder()) if key.startswith("flags.")]
    for key in _keys(names) or said:
        unset_key(key)
    if not names and not said:
        say("no feature is switched in your configuration file")


def _keys(names: Sequence[str]) -> list[str]:
    return [f"flags.{name}" for name in dict.fromkeys(names)]


def _require_flags(names: Sequence[str]) -> None:
    for name in names:
        if name not in FLAGS:
            near = nearest(name, FLAGS)
            guess = f"; did you mean {near!r}?" if near else ""
            raise UsageError(
                f"no feature is called {name!r}{guess}",
                code="configuration",
                hint=f"the features are {', '.join(FLAGS)}",
            )


def _set(key: str, value: Any) -> None:
    path = change(user_folder(), key, value)
    say(f"{key} = {toml.written(value)} in {printable(path)}")
    _tell_effect(key, path)


def _tell_effect(key: str, path: str) -> None:
    """Say what counts now, where that is not what the file says."""
    try:
        resolved = resolve({})
    except PixelprepError as error:
        for number, line in enumerate(str(error).split("\n")):
            remark(("  " if number else "but: ") + line, hanging="  ")
        return
    origin = resolved.origins[key]
    if path not in origin and origin != "default":
        remark(f"what counts here is {toml.written(plain(resolved.values[key]))}, by {origin}")
    elif key.startswith("flags.") and "%" in origin:
        state = "on" if resolved.values[key] else "off"
        remark(f"on this installation it is {state}")
