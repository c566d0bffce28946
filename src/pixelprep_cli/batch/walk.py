"""Going through a folder: what is entered, what is passed over."""

from __future__ import annotations

import fnmatch
import os
import re
import stat
import sys
import unicodedata
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pixelprep_cli.batch.source import Source, unreadable
from pixelprep_cli.model.outcome import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pixelprep_cli.errors import SourceError

PASSED_OVER: Final = frozenset(("node_modules", "@eaDir", "__MACOSX"))
"""Beside hidden entries, `.git` and `._*` among them."""

_Kind = Literal["link", "folder", "file"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Which files count. `output` is the real path of the folder that outputs go to."""

    recursive: bool = True
    include: re.Pattern[str] | None = None
    exclude: re.Pattern[str] | None = None
    output: str | None = None

    def takes(self, relative: str) -> bool:
        """Whether a file counts, by its path relative to the named folder."""
        wanted = self.include is None or _matches(self.include, relative)
        return wanted and not self._excludes(relative)

    def enters(self, relative: str) -> bool:
        """Whether a folder is looked into, by its path relative to the named folder."""
        return self.recursive and not self._excludes(relative)

    def _excludes(self, relative: str) -> bool:
        return self.exclude is not None and _matches(self.exclude, relative)


def globs(patterns: Sequence[str]) -> re.Pattern[str] | None:
    """One expression for shell patterns, in which `*` crosses folders too; None for none.

    A pattern is held against a relative path and against the base name, in any case; a leading
    slash ties it to the named folder.
    """
    plain = (_comparable(pattern).rstrip("/") for pattern in patterns)
    return re.compile("|".join(map(fnmatch.translate, plain)), re.IGNORECASE) if patterns else None


def walk(root: str, rules: Rules) -> Iterator[tuple[str, str] | Source]:
    """Every file under `root` that counts, as its path and its real path.

    Links come last, so that a file outranks the links to it, and no folder is gone through twice.
    A folder that cannot be read comes as a Source with that problem.
    """
    prefix = os.path.join(root, "")
    links = deque[str]()
    visited = {rules.output} - {os.path.realpath(root)}
    yield from _tree(root, root, rules, links, visited)
    while links:
        link = links.popleft()
        relative = link.removeprefix(prefix)
        if os.path.isdir(link):
            if rules.enters(relative):
                yield from _tree(link, root, rules, links, visited)
        elif rules.takes(relative):
            yield link, os.path.realpath(link)


def _tree(
    top: str, root: str, rules: Rules, links: deque[str], visited: set[str | None]
) -> Iterator[tuple[str, str] | Source]:
    """The files of a folder and of those below it; links are left for later in `links`."""
    prefix = os.path.join(root, "")
    folders = deque([top])
    while folders:
        folder = folders.popleft()
        real = os.path.realpath(folder)
        if real in visited:
            continue
        visited.add(real)
        try:
            entries = _entries(folder)
        except OSError as error:
            yield _unreadable_folder(folder, root, unreadable(error))
            continue
        inside, truly = os.path.join(folder, ""), os.path.join(real, "")
        for name, kind in entries:
            path = inside + name
            relative = path.removeprefix(prefix)
            if kind == "link":
                links.append(path)
            elif kind == "folder" and rules.enters(relative):
                folders.append(path)
            elif kind == "file" and rules.takes(relative):
                yield path, truly + name


def _entries(folder: str) -> list[tuple[str, _Kind]]:
    with os.scandir(folder) as entries:
        return sorted((entry.name, _kind(entry)) for entry in entries if not _passed_over(entry))


def _kind(entry: os.DirEntry[str]) -> _Kind:
    if entry.is_symlink():
        return "link"
    return "folder" if entry.is_dir(follow_symlinks=False) else "file"


def _passed_over(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or entry.name in PASSED_OVER:
        return True
    if sys.platform == "win32":
        attributes = entry.stat(follow_symlinks=False).st_file_attributes
        return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)
    return False


def _unreadable_folder(folder: str, root: str, error: SourceError) -> Source:
    problem = Notice(error.code, error.message)
    return Source(path=folder, format=None, root=root, problem=problem)


def _matches(pattern: re.Pattern[str], relative: str) -> bool:
    path = _comparable(relative)
    return any(map(pattern.match, (path, f"/{path}", path.rpartition("/")[2])))


def _comparable(path: str) -> str:
    return unicodedata.normalize("NFC", path.replace(os.sep, "/"))
