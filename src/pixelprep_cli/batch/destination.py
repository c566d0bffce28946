"""Where a run's outputs go: below a folder, or into one file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from pixelprep_cli.codecs.signature import by_extension
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.values import WRITABLE

DEFAULT_FOLDER: Final = "optimized"


@dataclass(frozen=True, slots=True)
class Destination:
    """A folder, absolute, which need not exist; `file` is the output's name where one was named."""

    folder: str
    file: str | None = None

    @property
    def format(self) -> str | None:
        """The format that a named output file asks for."""
        return by_extension(self.file) if self.file else None

    @property
    def kept_out(self) -> str | None:
        """The folder that must not be searched for sources, as it is there for outputs alone."""
        return None if self.file else self.folder


def destination(output: str | None) -> Destination:
    """What `--output` means; without it `optimized/` under the current folder.

    It is a file if its extension is a writable format's, unless a folder of that name exists or
    it ends with a separator.

    Raises:
        UsageError: `unwritable_format`, the extension is of a picture that is not written;
            `output_not_folder`, a file stands where a folder has to be.
    """
    path = os.path.abspath(DEFAULT_FOLDER if output is None else output)
    kind = by_extension(path)
    meant_as_folder = output is None or output.endswith(("/", os.sep)) or os.path.isdir(path)
    if meant_as_folder or kind is None:
        found = Destination(path)
    elif kind in WRITABLE:
        found = Destination(*os.path.split(path))
    else:
        raise UsageError(
            f"{output}: {kind} is not written; written are {', '.join(WRITABLE)}",
            code="unwritable_format",
            hint=f"for a folder of that name type {output}/",
        )
    _refuse_file_as_folder(found.folder)
    return found


def _refuse_file_as_folder(folder: str) -> None:
    standing = folder
    while not os.path.lexists(standing) and os.path.dirname(standing) != standing:
        standing = os.path.dirname(standing)
    if not os.path.isdir(standing):
        raise UsageError(
            f"{standing} is not a folder, outputs cannot go there",
            code="output_not_folder",
            hint="name another folder with --output",
        )
