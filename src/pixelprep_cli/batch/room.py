"""Whether there is room for the backups of a run, before it begins."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.store.backup import is_link_cheap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pixelprep_cli.batch.plan import Task
    from pixelprep_cli.store.runs import Runs


def replaced_files(tasks: Iterable[Task], *, in_place: bool) -> list[str]:
    """What a run may replace: its sources, or outputs that stand already under a known name."""
    if in_place:
        return [task.source.path for task in tasks]
    paths = (task.target.path("") for task in tasks if task.target.suffix)
    return [path for path in paths if os.path.isfile(path)]


def nearest_folder(path: str) -> str:
    """The folder itself, or the nearest one above it that exists."""
    while not os.path.isdir(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
    return path


def on_one_disk(folder: str, other: str) -> bool:
    """Whether what is written to two folders, which need not exist yet, takes the same room."""
    devices = {os.stat(nearest_folder(each)).st_dev for each in (folder, other)}
    return len(devices) == 1


def require_backup_room(runs: Runs, paths: Iterable[str], bound: int | None) -> None:
    """Refuse a run whose backups would not fit.

    Args:
        paths: the files that are to be backed up.
        bound: bytes that all backups together may hold.

    Raises:
        UsageError: `backup_full`, the bound does not suffice; `no_space`, the disk does not.
    """
    standing = nearest_folder(runs.state)
    needed = copied = 0
    for path in paths:
        size = os.stat(path).st_size
        needed += size
        copied += 0 if is_link_cheap(path, standing) else size
    if bound is not None:
        held = sum(map(runs.held, runs.all()))
        if held + needed > bound:
            raise UsageError(
                f"the backups may take {format_bytes(needed)} more, backup.max_size is "
                f"{format_bytes(bound)} and {format_bytes(held)} of it are taken; nothing was "
                "changed",
                code="backup_full",
                hint="give room back with pixelprep backups prune, raise backup.max_size, or go "
                "without with --no-backup",
            )
    free = shutil.disk_usage(standing).free
    if copied > free:
        raise UsageError(
            f"the backups may take {format_bytes(copied)}, {standing} has {format_bytes(free)} "
            "free; nothing was changed",
            code="no_space",
            hint="free some space, name fewer pictures, or go without with --no-backup",
        )
