"""The folder of a tour: all that the tour writes is in it, pictures and what is kept of runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from itertools import count
from typing import Final

from pixelprep_cli.batch.discover import discover
from pixelprep_cli.cli.lessons import CI_STEP
from pixelprep_cli.config.environment import PREFIX
from pixelprep_cli.config.files import PROJECT_FILE
from pixelprep_cli.config.locations import HOME
from pixelprep_cli.errors import Interruption, UsageError

NAME: Final = "pixelprep-tour"
PICTURES: Final = "pictures"
KEPT: Final = ".pixelprep"
SUMS: Final = os.path.join(KEPT, "sums.json")
CI_FILE: Final = "ci.yml"
PROJECT: Final = "# The project's configuration; no file of the folders above counts here.\n"

MOST: Final = 6
HEAVIEST: Final = 60_000_000
"""How many pictures of a person's are copied at most, and their bytes together: so that no command
takes long."""


@dataclass(frozen=True, slots=True)
class TourFolder:
    """A folder in which commands are run that touch nothing outside of it."""

    path: str

    @property
    def standing(self) -> bool:
        """Whether a tour can go on there."""
        return os.path.isfile(os.path.join(self.path, SUMS))

    def make(self, sources: Sequence[str]) -> None:
        """Create it, with copies of pictures; all of it or nothing.

        Raises:
            UsageError: there is something at its place.
            OSError: the system refuses.
        """
        try:
            if os.path.isdir(self.path) and not os.listdir(self.path):
                os.rmdir(self.path)
            os.makedirs(self.path)
        except FileExistsError:
            raise UsageError(
                f"{self.path} is there already, and not empty",
                code="target_exists",
                hint="name another folder with --folder",
            ) from None
        try:
            self._fill(sources)
        except BaseException:
            shutil.rmtree(self.path, ignore_errors=True)
            raise

    def run(self, words: Sequence[str]) -> int:
        """Run a command there, on this terminal, as if nothing else were configured.

        Returns:
            Its exit code.
        """
        ours = {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)}
        sheltered = {HOME: os.path.join(self.path, KEPT, "home")}
        silent = {f"{PREFIX}ONBOARDING_ENABLED": "false"}
        command = [sys.executable, "-P", "-m", "pixelprep_cli", *words]
        with subprocess.Popen(command, cwd=self.path, env=ours | sheltered | silent) as child:
            try:
                return child.wait()
            except Interruption:
                if os.name != "nt":  # where the console has told it already
                    child.terminate()
                raise

    def untouched(self) -> bool:
        """Whether every picture is, bit for bit, as it was copied."""
        try:
            with open(os.path.join(self.path, SUMS), encoding="utf-8") as file:
                return bool(json.load(file) == self._sums())
        except (OSError, ValueError):
            return False

    def _fill(self, sources: Sequence[str]) -> None:
        pictures = os.path.join(self.path, PICTURES)
        os.mkdir(pictures)
        for number, source in enumerate(sources):
            place = os.path.join(pictures, os.path.basename(source))
            if os.path.lexists(place):
                place = os.path.join(pictures, f"{number}-{os.path.basename(source)}")
            shutil.copyfile(source, place)
        for name, text in ((CI_FILE, CI_STEP), (PROJECT_FILE, PROJECT)):
            with open(os.path.join(self.path, name), "x", encoding="utf-8") as file:
                file.write(text)
        os.mkdir(os.path.join(self.path, KEPT))
        with open(os.path.join(self.path, SUMS), "x", encoding="utf-8") as file:
            json.dump(self._sums(), file)

    def _sums(self) -> dict[str, str]:
        """The digest of every picture by its name."""
        sums = {}
        with os.scandir(os.path.join(self.path, PICTURES)) as entries:
            for entry in entries:
                with open(entry.path, "rb") as file:
                    sums[entry.name] = file_digest(file, "sha256").hexdigest()
        return sums


def new_path(folder: str | None) -> str:
    """Where a tour goes: the folder that is named, or a new one under the current."""
    if folder is not None:
        return os.path.abspath(os.path.expanduser(folder))
    names = (NAME if number == 1 else f"{NAME}-{number}" for number in count(1))
    return os.path.abspath(next(name for name in names if not os.path.lexists(name)))


def chosen(paths: Sequence[str]) -> list[str]:
    """The first pictures of those named that can be read, as many as a tour takes.

    Raises:
        UsageError: there is none.
    """
    found: list[str] = []
    weight = 0
    for source in discover([os.path.expanduser(path) for path in paths]).sources:
        size = source.size or 0
        if source.problem is None and len(found) < MOST and weight + size <= HEAVIEST:
            found.append(source.path)
            weight += size
    if not found:
        raise UsageError(
            "there is no picture that can be read and is small enough for a tour",
            code="no_pictures",
            hint="name another folder, or none, for drawn examples",
        )
    return found


def examples() -> list[str]:
    """The drawn pictures that come with the program, or lie beside `src` in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    shipped = os.path.join(package, "_examples")
    checkout = os.path.join(os.path.dirname(os.path.dirname(package)), "examples")
    return chosen([shipped if os.path.isdir(shipped) else checkout])
