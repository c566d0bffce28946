"""Giving each picture an output of its own, before anything is written.

Names are told apart as the least discerning file systems do it, so that a run's outputs can be
copied anywhere.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Final, Self

from pixelprep_cli.batch.filenames import MOST_NAME_BYTES, folded, shortened
from pixelprep_cli.batch.source import Source
from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.codecs.signature import BROWSER, EXTENSIONS, SAME_AS, by_extension
from pixelprep_cli.model.job import Target

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pixelprep_cli.model.job import Recipe

OWN: Final = {kind: set(known.extensions) - set(known.foreign) for kind, known in INPUTS.items()}
"""Extensions that an output of a format may have: one picture is no `.mpo`."""

_LONGEST_SUFFIX: Final = max(len(EXTENSIONS[kind][0]) for kind in BROWSER)


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats that a run may write: `same`, `auto` and names."""

    choices: frozenset[str]

    @classmethod
    def of(cls, recipes: Sequence[Recipe]) -> Self:
        """Those of recipes; where these differ, a picture that none makes smaller keeps its own."""
        asked = {recipe.picture.output.format for recipe in recipes}
        names = {name for choice in asked for name in choice}
        return cls(frozenset(names | ({"same"} if len(asked) > 1 else set())))

    @property
    def fixed(self) -> bool:
        """Whether each picture's format, and with it its suffix, is known beforehand."""
        return len(self.choices) == 1 and "auto" not in self.choices

    def possible(self, source: Source) -> frozenset[str]:
        """What a picture's output may be."""
        return _possible(self.choices, source.format or "")

    def suffixes(self, source: Source) -> tuple[str, ...]:
        """The suffixes that a picture's output may get.

        Under `same` a source keeps its own spelling of the extension if that means its format.
        """
        own = os.path.splitext(source.path)[1] if self.choices == {"same"} else ""
        return _suffixes(self.choices, source.format or "", own)


@cache
def _possible(choices: frozenset[str], source: str) -> frozenset[str]:
    found = set(choices - {"same", "auto"})
    if "same" in choices:
        found.add(SAME_AS.get(source, source))
    return frozenset(found.union(BROWSER if "auto" in choices else ()))


@cache
def _suffixes(choices: frozenset[str], source: str, own: str) -> tuple[str, ...]:
    kinds = sorted(_possible(choices, source))
    if choices == {"same"} and own.lower() in OWN[kinds[0]]:
        return (own,)
    return tuple(EXTENSIONS[kind][0] for kind in kinds)


def name_outputs(
    sources: Sequence[Source],
    folders: Sequence[str],
    *,
    output: str,
    formats: Formats,
    suffix: str = "",
) -> list[Target]:
    """One target for each source, in their order; no two of them can meet.

    A single named folder's tree is mirrored below `output`, several named folders' trees each
    under its own name; named files go there by name. Where outputs would meet, all of them keep
    their extension, if that tells them apart, or the telling part of their path; what neither
    tells apart is numbered. A name over 255 bytes is cut and ends with a checksum of the whole.

    Args:
        sources: pictures of known format.
        folders: all folders that were named, absolute.
        output: the folder that outputs go to, absolute.
        suffix: what each stem gets appended.
    """
    namer = _Namer(output, formats, suffix)
    names = namer.natural(sources, _prefixes(folders))
    while meetings := namer.meetings(names):
        for meeting in meetings:
            namer.tell_apart(meeting)
    return [namer.target(name) for name in names]


@dataclass(slots=True)
class _Name:
    """One output's name in the making; each change to it takes it further from all others."""

    source: Source
    base: str
    bare: str
    folder: str
    suffix: str | None
    depth: int = -1
    extended: bool = False
    number: int = 0

    @property
    def stem(self) -> str:
        """The source's name, without its extension if that is one of a picture."""
        return self.base if self.extended else self.bare


@cache
def _of_a_picture(extension: str) -> bool:
    return by_extension(f"name{extension}") is not None


class _Namer:
    def __init__(self, output: str, formats: Formats, suffix: str) -> None:
        self._output = output
        self._formats = formats
        self._suffix = suffix
        self._folders: dict[str, str] = {}
        self._absolutes: dict[str, str] = {"": output}
        self._taken: set[str] = set()

    def natural(self, sources: Iterable[Source], prefixes: dict[str, str]) -> list[_Name]:
        """The names that outputs have where nothing meets."""
        fixed = self._formats.fixed
        mirrored = cache(partial(_mirrored, prefixes))
        names = []
        for source in sources:
            folder, base = os.path.split(source.path)
            stem, extension = os.path.splitext(base)
            names.append(
                _Name(
                    source=source,
                    base=base,
                    bare=stem if _of_a_picture(extension) else base,
                    folder=mirrored(folder, source.root),
                    suffix=self._formats.suffixes(source)[0] if fixed else None,
                )
            )
        return names

    def meetings(self, names: Iterable[_Name]) -> list[list[_Name]]:
        """Names that fall together, or on a folder that another one needs."""
        groups: defaultdict[str, list[_Name]] = defaultdict(list)
        for name in names:
            groups[self._key(name)].append(name)
        needed = self._needed_folders(names)
        self._taken = needed.union(groups)
        return [group for key, group in groups.items() if len(group) > 1 or key in needed]

    def tell_apart(self, meeting: list[_Name]) -> None:
        """Change the names of a meeting by the first means that helps."""
        means = len({folded(name.base) for name in meeting})
        plain = [name for name in meeting if not name.extended]
        if plain and means == len(meeting):
            self._extend(plain)
        elif not _keep_paths(meeting):
            if plain and means > 1:
                self._extend(plain)
            else:
                self._count(meeting)

    def target(self, name: _Name) -> Target:
        """The finished name."""
        return Target(folder=self._absolute(name.folder), stem=self._stem(name), suffix=name.suffix)

    def _absolute(self, folder: str) -> str:
        if folder not in self._absolutes:
            self._absolutes[folder] = os.path.join(self._output, folder)
        return self._absolutes[folder]

    def _extend(self, names: Iterable[_Name]) -> None:
        for name in names:
            name.extended = True

    def _count(self, names: Iterable[_Name]) -> None:
        for name in names:
            name.number += 1
            while self._key(name) in self._taken:
                name.number += 1
            self._taken.add(self._key(name))

    def _stem(self, name: _Name) -> str:
        number = f"-{name.number}" if name.number else ""
        room = MOST_NAME_BYTES - len(name.suffix or "." * _LONGEST_SUFFIX)
        return shortened(f"{name.stem}{self._suffix}{number}", room)

    def _key(self, name: _Name) -> str:
        file = folded(self._stem(name) + (name.suffix or ""))
        return f"{self._folder_key(name.folder)}{os.sep}{file}"

    def _folder_key(self, folder: str) -> str:
        """Links in the output folder may lead two folders of it to one place."""
        key = self._folders.get(folder)
        if key is None:
            key = folded(os.path.realpath(os.path.join(self._output, folder)))
            self._folders[folder] = key
        return key

    def _needed_folders(self, names: Iterable[_Name]) -> set[str]:
        """The folders that outputs lie in, as what a file's key must not be."""
        needed: set[str] = set()
        for folder in {name.folder for name in names}:
            key = self._folder_key(folder)
            while key not in needed and os.path.dirname(key) != key:
                needed.add(key)
                key = os.path.dirname(key)
        if self._formats.fixed:
            return needed
        return {os.path.splitext(key)[0] for key in needed if by_extension(key)}


def name_in_place(path: str, was: str | None, kind: str) -> str:
    """The path of what takes a picture's place: its own, unless another format needs another name.

    Args:
        was: the picture's format by its content.
        kind: that of what takes its place.
    """
    if kind == was:
        return path
    stem, extension = os.path.splitext(path)
    if extension.lower() in EXTENSIONS[kind]:
        return path
    return (stem if by_extension(path) else path) + EXTENSIONS[kind][0]


def _mirrored(prefixes: Mapping[str, str], folder: str, root: str | None) -> str:
    """The output's folder below the common one, by the source's and the root that was named."""
    if root is None:
        return ""
    below = folder.removeprefix(root).lstrip(os.sep)
    return os.sep.join(filter(None, (prefixes[root], below)))


def _prefixes(folders: Sequence[str]) -> dict[str, str]:
    """What each named folder's tree lies under: nothing for one, their own names for several.

    Folders of one name keep the telling part of their paths before it.
    """
    if len(folders) == 1:
        return {folders[0]: ""}
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for folder in folders:
        alike[folded(os.path.basename(folder))].append(folder)
    prefixes = {}
    for group in alike.values():
        telling = _telling({os.path.dirname(folder) for folder in group})
        for folder in group:
            before = telling[os.path.dirname(folder)] if len(group) > 1 else ()
            prefixes[folder] = os.sep.join([*before, *_parts(folder)[-1:]])
    return prefixes


def _keep_paths(meeting: Sequence[_Name]) -> bool:
    """Let names keep the telling part of their folders; False if none kept more than before."""
    telling = _telling({os.path.dirname(name.source.path) for name in meeting})
    if len(telling) == 1:
        return False
    changed = False
    for name in meeting:
        parts = telling[os.path.dirname(name.source.path)]
        if len(parts) > name.depth:
            name.depth, name.folder = len(parts), os.sep.join(parts)
            changed = True
    return changed


def _telling(folders: Collection[str]) -> dict[str, list[str]]:
    """The shortest ends of folders that differ, none reaching above what all have in common."""
    parts = {folder: _parts(folder) for folder in folders}
    longest, shortest = max(map(len, parts.values())), min(map(len, parts.values()))
    levels = enumerate(zip(*parts.values(), strict=False))
    common = next((depth for depth, level in levels if len(set(level)) > 1), shortest)
    enough = next(
        (
            length
            for length in range(1, longest)
            if len({tuple(map(folded, part[-length:])) for part in parts.values()}) == len(parts)
        ),
        longest,
    )
    return {folder: part[max(common, len(part) - enough) :] for folder, part in parts.items()}


def _parts(folder: str) -> list[str]:
    """The names on the way to a folder; a Windows drive or share is one too, without its marks."""
    drive, path = os.path.splitdrive(folder)
    return [part for part in (re.sub(r"[\\/:?]+", "", drive), *path.split(os.sep)) if part]
