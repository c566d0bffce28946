"""What a run is going to do, decided before anything is written."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pixelprep_cli.batch.naming import Formats, name_outputs
from pixelprep_cli.batch.source import Identity, Source, identity_of
from pixelprep_cli.codecs.inputs import INPUTS, NOT_READ, refusal
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.job import Recipe, Target
from pixelprep_cli.model.outcome import Notice, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelprep_cli.batch.destination import Destination
    from pixelprep_cli.batch.discover import Found
    from pixelprep_cli.batch.past import Past


@dataclass(frozen=True, slots=True)
class Task:
    """A picture, and where its output goes.

    `replaces` are the contents, as digests, that may be replaced there: what earlier runs wrote.
    """

    source: Source
    target: Target
    replaces: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The work in the order of the sources, and what became at once of all other sources."""

    tasks: tuple[Task, ...]
    decided: tuple[Outcome, ...]


class Standing(NamedTuple):
    """A thing that exists where a task's output may go."""

    task: Task
    path: str
    status: os.stat_result


def make_plan(
    found: Found,
    where: Destination,
    *,
    recipes: Sequence[Recipe],
    suffix: str = "",
    overwrite: bool = False,
    past: Past | None = None,
) -> Plan:
    """Give each picture its output. Writes nothing.

    Where the format is chosen later, so is the target's suffix: such a target is not known to
    exist, it is only sure to meet no source and no other output in any format.

    Args:
        past: knows what earlier runs have made, and which of their outputs may be replaced.

    Raises:
        UsageError: `output_is_input`, an output would land on a source; `one_output`, several
            pictures are to go into one file; `format_mismatch`, a named file's extension is not
            that of the format asked for; `bad_suffix`, the suffix leads into another folder;
            `extra_missing`, a format that is asked for needs an extra.
    """
    pictures = [source for source in found.sources if source.problem is None]
    formats = Formats.of(recipes)
    _refuse_missing_extras(formats)
    if where.file is None:
        _check_suffix(suffix)
        targets = name_outputs(
            pictures, found.folders, output=where.folder, formats=formats, suffix=suffix
        )
    else:
        targets = _one_file(found, pictures, where, formats)
    tasks = [Task(*pair) for pair in zip(pictures, targets, strict=True)]
    standing = _standing(tasks, formats)
    _refuse_inputs(standing, found.sources)
    decided = [problem_outcome(source) for source in found.sources if source.problem]
    if past is not None:
        tasks, done = past.settle(tasks, standing)
        decided += done
    return _settled(tasks, decided, standing, overwrite=overwrite)


def _refuse_missing_extras(formats: Formats) -> None:
    for name in sorted(formats.choices & INPUTS.keys()):
        if refused := refusal(name):
            code, told = refused
            raise UsageError(f"format {name}: {told}", code=code)


def _check_suffix(suffix: str) -> None:
    if any(mark in suffix for mark in "/\\\0"):
        raise UsageError(
            f"--suffix {suffix!r} would lead into another folder",
            code="bad_suffix",
            hint="it is appended to the name; --output names the folder",
        )


def _one_file(
    found: Found, pictures: Sequence[Source], where: Destination, formats: Formats
) -> list[Target]:
    path = os.path.join(where.folder, where.file or "")
    if found.folders or len(found.sources) > 1:
        raise UsageError(
            f"{path} is one file, but a folder or more than one picture was named",
            code="one_output",
            hint="name a folder with --output, or end it with a slash",
        )
    for source in pictures:
        if formats.possible(source) != {where.format}:
            asked = ", ".join(sorted(formats.possible(source)))
            raise UsageError(
                f"{path} is named as {where.format}, but the format asked for is {asked}",
                code="format_mismatch",
                hint="let --output and --format agree, or leave --format out",
            )
    stem, extension = os.path.splitext(where.file or "")
    return [Target(folder=where.folder, stem=stem, suffix=extension) for _ in pictures]


def _standing(tasks: Sequence[Task], formats: Formats) -> list[Standing]:
    """What exists already among all outputs that there may be."""
    folders = {task.target.folder for task in tasks}
    existing = {folder for folder in folders if os.path.isdir(folder)}
    found = []
    for task in tasks:
        if task.target.folder not in existing:
            continue
        for suffix in formats.suffixes(task.source):
            path = task.target.path(suffix)
            try:
                found.append(Standing(task, path, os.stat(path)))
            except OSError:
                continue
    return found


def _refuse_inputs(standing: Sequence[Standing], sources: Sequence[Source]) -> None:
    """Links and other spellings of a path do not hide that it is a source."""
    if not standing:
        return
    inputs = {}
    for source in sources:
        identity = source.identity
        if identity is None:  # it could not be opened
            with suppress(OSError):
                identity = identity_of(os.stat(source.path))
        inputs[identity] = source.path
    for _, path, status in standing:
        if source_path := inputs.get(identity_of(status)):
            raise UsageError(
                f"the output {path} would overwrite the source {source_path}; nothing was written",
                code="output_is_input",
                hint="choose another folder with --output, or other names with --suffix",
            )


def problem_outcome(source: Source) -> Outcome:
    """What becomes of a source that no worker needs to see."""
    code = source.problem.code if source.problem else ""
    return Outcome(
        status=Status.SKIPPED if code in NOT_READ else Status.FAILED,
        source=source.path,
        source_bytes=source.size,
        error=source.problem,
    )


def _settled(
    tasks: Sequence[Task],
    decided: list[Outcome],
    standing: Sequence[Standing],
    *,
    overwrite: bool,
) -> Plan:
    """Leave out tasks whose target stands already and must not or cannot be replaced."""
    things = {path: status for _, path, status in standing} if tasks else {}
    open_tasks = []
    replaced: dict[Identity, str] = {}
    for task in tasks:
        path = task.target.path("")
        thing = things.get(path) if task.target.suffix else None
        may_replace = overwrite or bool(task.replaces)
        refusal = thing and _refusal(path, thing, replaced, overwrite=may_replace)
        if refusal:
            status, notice = refusal
            decided.append(
                Outcome(
                    status=status,
                    source=task.source.path,
                    output=path,
                    source_bytes=task.source.size,
                    error=notice,
                )
            )
        else:
            open_tasks.append(task)
    return Plan(tuple(open_tasks), tuple(decided))


def _refusal(
    path: str, thing: os.stat_result, replaced: dict[Identity, str], *, overwrite: bool
) -> tuple[Status, Notice] | None:
    """Why what stands at `path` stays; `replaced` collects what does not stay."""
    name = os.path.basename(path)
    if stat.S_ISDIR(thing.st_mode):
        return Status.FAILED, Notice("target_is_folder", f"{name} is a folder, no file goes there")
    if not overwrite:
        return Status.SKIPPED, Notice(
            "target_exists", f"{name} exists already; --overwrite replaces it"
        )
    other = replaced.setdefault(identity_of(thing), path)
    if other != path and (os.path.islink(path) or os.path.islink(other)):
        return Status.FAILED, Notice(
            "target_is_link", f"{name} is by a link the same file as another output, {other}"
        )
    return None
