"""Configuration files: a person's own, and a project's, found upward from the current folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.config.locations import upward, user_file
from pixelprep_cli.model.layers import Said, layer
from pixelprep_cli.presets.places import is_path

if TYPE_CHECKING:
    from pixelprep_cli.presets import toml

PROJECT_FILE: Final = "pixelprep.toml"
TABLE: Final = "[tool.pixelprep]"


def user_layer(folder: str) -> dict[str, Said]:
    """What a person's own file says; nothing where there is none.

    Raises:
        UsageError: the file is no TOML, or says what it cannot.
    """
    path = user_file(folder)
    if not os.path.exists(path):
        return {}
    from pixelprep_cli.presets import toml

    text = toml.read_text(path)
    source = toml.Source(path, text)
    return _layer(toml.parse(path, text), path, source, f"user file {path}", "")


def project_layer(cwd: str) -> dict[str, Said]:
    """What the nearest project's file says: that of the current folder, or of one above it.

    In one folder `pixelprep.toml` goes before `pyproject.toml`, which counts only with a table
    `[tool.pixelprep]`. A relative `run.output` or `cache.dir` counts from the file's
    folder.

    Raises:
        UsageError: the file is no TOML, or says what it cannot.
    """
    for folder in upward(cwd):
        path = os.path.join(folder, PROJECT_FILE)
        if os.path.exists(path):
            from pixelprep_cli.presets import toml

            text = toml.read_text(path)
            source = toml.Source(path, text)
            return _layer(toml.parse(path, text), path, source, f"project file {path}", folder)
        path = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(path) and (found := _tool_table(path)) is not None:
            table, source = found
            return _layer(table, path, source, f"project file {source.where}", folder)
    return {}


def _tool_table(path: str) -> tuple[Any, toml.Source] | None:
    """The table in a `pyproject.toml`; one that does not name it is not even parsed."""
    from pixelprep_cli.presets import toml

    text = toml.read_text(path)
    if "pixelprep" not in text:
        return None
    tool = toml.parse(path, text).get("tool")
    if not isinstance(tool, dict) or "pixelprep" not in tool:
        return None
    return tool["pixelprep"], toml.Source(f"{path} {TABLE}", text, ("tool", "pixelprep"))


def _layer(table: Any, path: str, source: toml.Source, origin: str, anchor: str) -> dict[str, Said]:
    """A file's layer; a relative folder counts from `anchor`, a preset's path from the file."""
    from pixelprep_cli.presets.document import configuration_model, validated, values

    document = validated(configuration_model(), table, source)
    said = values(document)
    if document.preset is not None:
        preset = os.path.join(os.path.dirname(path), os.path.expanduser(document.preset))
        said["preset"] = preset if is_path(document.preset) else document.preset
    for key in said.keys() & {"run.output", "cache.dir"}:
        said[key] = os.path.join(anchor, os.path.expanduser(said[key]))
    return layer(said, origin)
