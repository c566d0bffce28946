"""A person's configuration file, changed key by key; what else stands there stays as it is."""

from __future__ import annotations

import os
import secrets
from typing import Any, Final

from pixelprep_cli.config.locations import user_file
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.keys import (
    FOR_THE_COMMAND_LINE,
    ORIGINALS,
    key_annotations,
    place_of,
    plain,
    read,
    refusal,
)
from pixelprep_cli.model.written import nearest
from pixelprep_cli.store import atomic

HEADER: Final = "# Your configuration of pixelprep. What may stand here is in the schema.\n"


def written(key: str, words: str) -> Any:
    """The value of a key, from the words of a person, as it stands in a file.

    Raises:
        UsageError: there is no such key, or its value cannot be that.
    """
    require_key(key)
    annotation = key_annotations()[key]
    try:
        return plain(read(annotation, words))
    except ValueError:
        raise UsageError(f"{key}: {refusal(annotation, words)}", code="configuration") from None


def require_key(key: str) -> None:
    """Refuse what is no dotted key.

    Raises:
        UsageError: the message has the nearest key, or the section's.
    """
    known = key_annotations()
    if key in known:
        return
    if key.rpartition(".")[2] in ORIGINALS:
        raise UsageError(f"{key}: {FOR_THE_COMMAND_LINE}", code="configuration")
    same = [dotted for dotted in known if dotted.endswith(f".{key}")]
    near = same[0] if same else nearest(key, known)
    guess = f"; did you mean {near!r}?" if near else ""
    raise UsageError(
        f"no key is called {key!r}{guess}",
        code="configuration",
        hint="`pixelprep config show` lists them all",
    )


def change(folder: str, key: str, value: Any) -> str:
    """Set a key in a person's file, which is begun where there is none; None takes the key out.

    Args:
        folder: the person's configuration folder.
        key: dotted.
        value: as it stands in TOML.

    Returns:
        The file's path.

    Raises:
        UsageError: the file is no configuration, or would be none; it stays as it is.
        PixelprepError: the disk refused.
    """
    from pixelprep_cli.presets import schemas, toml
    from pixelprep_cli.presets.writing import lay_schema

    path = user_file(folder)
    if os.path.exists(path):
        text = toml.read_text(path)
        toml.parse(path, text)
    else:
        text = f"{schemas.directive('configuration')}\n{HEADER}"
    changed = toml.changed(text, {place_of(key): value})
    _require_valid(path, changed)
    try:
        data = changed.encode()
    except UnicodeEncodeError:
        raise UsageError(
            f"{key}: found bytes that are not UTF-8, which no TOML file holds", code="configuration"
        ) from None
    atomic.write(path, data, token=secrets.token_hex(8), overwrite=True)
    lay_schema(folder, "configuration")
    return path


def _require_valid(path: str, text: str) -> None:
    from pixelprep_cli.presets import toml
    from pixelprep_cli.presets.document import configuration_model, validated

    validated(configuration_model(), toml.parse(path, text), toml.Source(path, text))
