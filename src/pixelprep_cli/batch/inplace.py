"""What `--in-place` is going to do: which pictures may be replaced, and by what names."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.filenames import MOST_NAME_BYTES, folded
from pixelprep_cli.batch.naming import Formats, name_in_place
from pixelprep_cli.batch.plan import Plan, Task, problem_outcome
from pixelprep_cli.codecs.inputs import RAW
from pixelprep_cli.codecs.signature import SAME_AS
from pixelprep_cli.model.job import Target
from pixelprep_cli.model.outcome import Notice, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pixelprep_cli.batch.discover import Found
    from pixelprep_cli.batch.past import Past
    from pixelprep_cli.batch.source import Source
    from pixelprep_cli.model.job import Recipe

NEVER: Final = {
    "psd": "PSD holds layers, which no output does",
    **dict.fromkeys(RAW, "camera RAW holds what the sensor saw, which no output does"),
}
"""Formats that hold what no output does, and what that is."""


def plan_in_place(found: Found, recipes: Sequence[Recipe], past: Past | None = None) -> Plan:
    """Give each picture its own place, or say why it stays. Writes nothing.

    A link is followed only to a target inside what was named. A picture that gets another format
    gets another name beside its own, which no other picture of the run may have.

    Args:
        past: knows which pictures have been through as much already.
    """
    formats = Formats.of(recipes)
    named = _Named(found)
    tasks: list[Task] = []
    decided = [problem_outcome(source) for source in found.sources if source.problem]
    pictures = [source for source in found.sources if source.problem is None]
    renaming = _Renaming(formats, pictures, found.links)
    for source in pictures:
        refusal = _refusal(source, named, formats) or renaming.refusal(source)
        if refusal is None:
            tasks.append(Task(source, _place(source.real)))
        else:
            decided.append(
                Outcome(
                    status=Status.SKIPPED,
                    source=source.path,
                    source_bytes=source.size,
                    error=refusal,
                )
            )
    if past is not None:
        tasks, done = past.settle_in_place(tasks)
        decided += done
    return Plan(tuple(tasks), tuple(decided))


class _Named:
    """What was named: folders as they really lie, and files by the folders that they really lie in.

    A named file that is itself a link is a name for something else, which was not named.
    """

    def __init__(self, found: Found) -> None:
        files = (os.path.split(source.path) for source in found.sources if source.root is None)
        real = cache(os.path.realpath)
        self._files = {os.path.join(real(folder), name) for folder, name in files}
        self._below = tuple(os.path.join(real(folder), "") for folder in found.folders)

    def holds(self, real: str) -> bool:
        """Whether a path without links is one of them, or lies in one."""
        return real in self._files or real.startswith(self._below)


def _refusal(source: Source, named: _Named, formats: Formats) -> Notice | None:
    """Why a picture is not replaced, whatever would become of it."""
    if not named.holds(source.real):
        told = f"it is a link to {source.real}, which lies outside of what was named"
        return Notice("link_outside", told)
    if source.format in NEVER:
        return Notice("never_in_place", f"{NEVER[source.format]}: never replaced")
    if source.format in SAME_AS and formats.choices == {"same"}:
        return Notice(
            "unwritable_in_place",
            f"{source.format} is read and not written; --format says what shall take its place",
        )
    return None


class _Renaming:
    """Whether pictures can have the names that other formats bring."""

    def __init__(
        self, formats: Formats, pictures: Sequence[Source], links: Mapping[str, str]
    ) -> None:
        self._formats = formats
        self._links = links
        self._names: dict[str, str] = {}
        if formats.choices != {"same"}:
            self._names = {_key(source.real): source.path for source in pictures}

    def refusal(self, source: Source) -> Notice | None:
        """Why a picture cannot have one of the names that it may get."""
        for kind in sorted(self._formats.possible(source)):
            name = name_in_place(source.real, source.format, kind)
            if name == source.real:  # its own place, whatever else stands beside it
                continue
            if refusal := self._refusal(source, name):
                return refusal
        return None

    def _refusal(self, source: Source, name: str) -> Notice | None:
        called = os.path.basename(name)
        other = self._names.setdefault(_key(name), source.path)
        if other != source.path:
            told = f"as {called} it would meet {other}, or what becomes of that"
            return Notice("name_taken", told)
        if (size := len(os.fsencode(called))) > MOST_NAME_BYTES:
            told = f"as {called} its name would have {size} bytes, {MOST_NAME_BYTES} is the most"
            return Notice("name_too_long", told)
        if link := self._links.get(source.real):
            return Notice(
                "linked", f"the link {link} to it would lead nowhere: as {called} it goes"
            )
        return None


def _place(real: str) -> Target:
    folder, name = os.path.split(real)
    return Target(folder=folder, stem=os.path.splitext(name)[0], suffix=None)


def _key(path: str) -> str:
    return os.path.join(os.path.dirname(path), folded(os.path.basename(path)))
