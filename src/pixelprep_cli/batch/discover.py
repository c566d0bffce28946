"""From the paths that a person named to the pictures that they mean."""

from __future__ import annotations

import errno
import glob
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.source import Source, examine
from pixelprep_cli.batch.walk import Rules, globs, walk
from pixelprep_cli.codecs.signature import READABLE
from pixelprep_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pixelprep_cli.model.trace import Known

    Recall = Callable[[str], Mapping[str, Known]]

# EINVAL is Windows' answer to a name with a glob's characters in it.
_ABSENT: Final = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL)
_MOST_COMPARED: Final = 5000
FEW: Final = 50
"""Files that are named together, for which it does not pay to recall all of their folders."""


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates, folder by folder as named and sorted by path within each.

    `folders` are the folders that were named, absolute, whether or not they hold pictures. `links`
    are links to files that were reached, by what they lead to, one for each.
    """

    sources: tuple[Source, ...]
    folders: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)


def discover(
    paths: Sequence[str],
    *,
    recursive: bool = True,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    output_folder: str | None = None,
    recall: Recall = lambda _folder: {},
) -> Found:
    """Find the pictures among files and in folders. Each is found once, however often reached.

    Args:
        paths: files, folders, or globs that no shell has expanded.
        recursive: whether folders below the named ones are entered.
        include: globs against base names and paths relative to the named folder; a file has to
            match one of them.
        exclude: likewise; files that match one, and folders below the named ones, are passed over.
        output_folder: not entered where it lies below a named folder.
        recall: tells what a folder's files were when they were last read, by name.

    Raises:
        UsageError: `not_found`, a path does not exist; `no_pictures`, nothing was found.
    """
    named = _existing(paths)
    output = os.path.realpath(output_folder) if output_folder is not None else None
    rules = Rules(recursive, globs(include), globs(exclude), output)
    folders: dict[str, str] = {}
    sources: list[Source] = []
    reached = _Reached()
    for are_folders, together in groupby(named, os.path.isdir):
        if not are_folders:
            files = list(together)
            known = {"recall": recall} if len(files) > FEW else {}
            sources += _examined(_with_real_paths(files), rules, reached, root=None, **known)
            continue
        for path in together:
            key = os.path.normcase(os.path.realpath(path))
            if key not in folders:
                folders[key] = path
                below = _examined(walk(path, rules), rules, reached, root=path, recall=recall)
                sources += sorted(below, key=lambda source: os.fsencode(source.path))
    if not sources:
        raise _no_pictures(paths, rules)
    return Found(tuple(sources), tuple(folders.values()), reached.links)


@dataclass(frozen=True, slots=True)
class _Reached:
    """The real paths of candidates, as the system tells them apart, and the links to such."""

    files: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)


def _examined(
    items: Iterable[tuple[str, str] | Source],
    rules: Rules,
    reached: _Reached,
    *,
    root: str | None,
    recall: Recall = lambda _folder: {},
) -> Iterator[Source]:
    """What is a candidate and was not `reached` before; it is added to that."""
    here: str | None = None
    known: Mapping[str, Known] = {}
    for item in items:
        if isinstance(item, Source):
            yield item
            continue
        path, real = item
        if path != real and os.path.islink(path):
            reached.links[real] = path
        key = os.path.normcase(real)
        if key in reached.files or not (root or rules.takes(os.path.basename(path))):
            continue
        folder, _, name = path.rpartition(os.sep)
        if folder != here:
            here, known = folder, recall(folder)
        if source := examine(path, root, known.get(name), real):
            reached.files.add(key)
            yield source


def _with_real_paths(files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Files and where they really lie. The way to a folder is gone once, whatever it holds."""
    real_folder = cache(os.path.realpath)
    for path in files:
        if os.name != "posix" or os.path.islink(path):  # Windows has several spellings of a name
            yield path, os.path.realpath(path)
        else:
            folder, name = os.path.split(path)
            yield path, os.path.join(real_folder(folder), name)


def _existing(paths: Sequence[str]) -> list[str]:
    found: list[str] = []
    missing: list[str] = []
    for path in paths:
        matching = [path] if _exists(path) else sorted(glob.glob(path, recursive=True))
        found += map(_absolute, matching)
        if not matching:
            missing.append(path)
    if missing:
        raise _not_found(missing)
    return found


def _exists(path: str) -> bool:
    """Whether there is such an entry, be it unreachable for want of permission or a dead link."""
    try:
        os.lstat(path)
    except ValueError:
        return False
    except OSError as error:
        return error.errno not in _ABSENT
    return True


def _absolute(path: str) -> str:
    """The absolute path, with `..` resolved as the system does it where links are on the way."""
    folder, name = os.path.split(path)
    if os.pardir not in (*folder.split(os.sep), name):
        return os.path.abspath(path)
    if name in ("", os.curdir, os.pardir):
        return os.path.realpath(path)
    return os.path.join(os.path.realpath(folder), name)


def _not_found(missing: Sequence[str]) -> UsageError:
    near = [name for path in missing for name in _near(path)]
    return UsageError(
        f"no such file or folder: {', '.join(path or repr(path) for path in missing)}",
        code="not_found",
        hint=f"did you mean {', '.join(near)}?" if near else "check the spelling",
    )


def _near(path: str) -> list[str]:
    """Up to two entries of the same folder with a name like it."""
    from difflib import get_close_matches

    folder, name = os.path.split(path.rstrip("/" + os.sep))
    try:
        with os.scandir(folder or os.curdir) as entries:
            names = {entry.name.lower(): entry.name for entry in islice(entries, _MOST_COMPARED)}
    except OSError:
        return []
    close = get_close_matches(name.lower(), sorted(names), n=2, cutoff=0.75)
    return [os.path.join(folder, names[match]) for match in close]


def _no_pictures(paths: Sequence[str], rules: Rules) -> UsageError:
    if rules.include or rules.exclude:
        hint = "--include and --exclude may leave nothing"
    elif not rules.recursive:
        hint = "folders below were not entered: --recursive does"
    else:
        hint = f"read are {', '.join(READABLE)}; hidden entries have to be named"
    return UsageError(f"no pictures in {', '.join(paths)}", code="no_pictures", hint=hint)
