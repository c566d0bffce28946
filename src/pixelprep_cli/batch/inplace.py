"""What `--in-place` is going to do: which pictures may be replaced, and by what names."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.filenames import folded
from pixelprep_cli.batch.naming import Formats, name_in_place
from pixelprep_cli.batch.plan import Plan, Task, problem_outcome
from pixelprep_cli.codecs.inputs import RAW
from pixelprep_cli.codecs.signature import SAME_AS
from pixelprep_cli.model.job import Target
from pixelprep_cli.model.outcome import Notice, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    formats = Formats(frozenset(name for r in recipes for name in r.picture.output.format))
    roots = _roots(found)
    tasks: list[Task] = []
    decided = [problem_outcome(source) for source in found.sources if source.problem]
    names: dict[str, str] = {}
    for source in found.sources:
        if source.problem is None:
            names[_key(os.path.realpath(source.path))] = source.path
    for source in found.sources:
        if source.problem is not None:
            continue
        real = os.path.realpath(source.path)
        refusal = _refusal(source, real, roots, formats) or _meeting(source, real, formats, names)
        if refusal is None:
            tasks.append(Task(source, _place(real)))
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


def _roots(found: Found) -> tuple[str, ...]:
    """What was named: folders as they really lie, and files by the folders that they really lie in.

    A named file that is itself a link is a name for something else, which was not named.
    """
    files = (source.path for source in found.sources if source.root is None)
    real = (os.path.join(os.path.realpath(os.path.dirname(f)), os.path.basename(f)) for f in files)
    return (*map(os.path.realpath, found.folders), *real)


def _refusal(source: Source, real: str, roots: Sequence[str], formats: Formats) -> Notice | None:
    """Why a picture is not replaced, whatever would become of it."""
    if not any(real == root or real.startswith(os.path.join(root, "")) for root in roots):
        return Notice(
            "link_outside", f"it is a link to {real}, which lies outside of what was named"
        )
    if source.format in NEVER:
        return Notice("never_in_place", f"{NEVER[source.format]}: never replaced")
    if source.format in SAME_AS and formats.choices == {"same"}:
        return Notice(
            "unwritable_in_place",
            f"{source.format} is read and not written; --format says what shall take its place",
        )
    return None


def _meeting(source: Source, real: str, formats: Formats, names: dict[str, str]) -> Notice | None:
    """Why its new name cannot be: it is that of another picture, or of what may become of one."""
    for kind in sorted(formats.possible(source)):
        name = name_in_place(real, source.format, kind)
        if name == real:  # its own place, whatever else stands beside it
            continue
        other = names.setdefault(_key(name), source.path)
        if other != source.path:
            told = f"as {os.path.basename(name)} it would meet {other}, or what becomes of that"
            return Notice("name_taken", told)
    return None


def _place(real: str) -> Target:
    stem = os.path.splitext(os.path.basename(real))[0]
    return Target(folder=os.path.dirname(real), stem=stem, suffix=None)


def _key(path: str) -> str:
    return os.path.join(os.path.dirname(path), folded(os.path.basename(path)))
