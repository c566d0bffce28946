"""Where presets lie: with the program, in a person's folder, in a project's."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from pixelprep_cli.errors import UsageError

AUTO: Final = "auto"
"""In place of a preset's name: each picture by its own recommendation."""

LONGEST: Final = 64
DEVICES: Final = "con|prn|aux|nul|com[0-9]|lpt[0-9]"
"""Names that no file can have on Windows, whatever its extension."""

NAME: Final = rf"(?!({AUTO}|{DEVICES})$)[a-z0-9_][a-z0-9_-]{{0,{LONGEST - 1}}}"
ACCEPTED: Final = (
    f"lower-case letters, digits, - and _, at most {LONGEST} and no - first, but neither {AUTO!r} "
    "nor a name that Windows keeps for devices"
)

Origin = Literal["built-in", "user", "project", "file"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a preset is found, and the name by which it was found."""

    name: str
    path: str
    origin: Origin

    @property
    def own(self) -> bool:
        """Whether it is a person's or a project's, which may be written."""
        return self.origin in ("user", "project")


def is_name(name: str) -> bool:
    """Whether a preset can be called so."""
    return re.fullmatch(NAME, name) is not None


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


def built_in(name: str) -> str:
    """The file that a built-in preset of that name has, or would have."""
    return os.path.join(built_in_folder(), f"{name}.toml")


def shelf(folder: str, origin: Origin) -> dict[str, Place]:
    """The presets of one folder by their names; none where there is no such folder.

    Raises:
        UsageError: the folder cannot be read.
    """
    try:
        files = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(
            f"{folder}: {error.strerror}",
            code="configuration",
            hint="`pixelprep doctor` looks at the folders",
        ) from None
    return {
        (stem := file.removesuffix(".toml")): Place(stem, os.path.join(folder, file), origin)
        for file in files
        if file.endswith(".toml") and not file.startswith(".")
    }
