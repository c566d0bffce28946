"""`backups list` and `backups prune`: how much room they take, and how it is given back."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.room import nearest_folder
from pixelprep_cli.cli.record import ask, known_runs, unusable
from pixelprep_cli.cli.runs import require
from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.report.names import escaped
from pixelprep_cli.report.streams import write_line
from pixelprep_cli.store import backup

if TYPE_CHECKING:
    from pixelprep_cli.store.runs import Run, Runs

DAY: Final = 86_400


def show() -> None:
    """Print the runs that hold backups, and how much room there is."""
    runs = known_runs()
    total = 0
    for run in runs.all():
        held = runs.held(run)
        if held:
            total += held
            write_line(sys.stdout, f"{_title(run)}  {format_bytes(held)}")
            write_line(sys.stdout, f"    {escaped(run.command)}")
    bound = resolve({}).settings.backup.max_size
    most = f" of {format_bytes(bound)}" if bound is not None else ""
    write_line(sys.stdout, f"backups hold {format_bytes(total)}{most}, in {runs.state}")
    write_line(sys.stdout, f"the disk has {format_bytes(_free(runs))} free")


def prune(names: Sequence[str], *, older_than: float | None, every: bool, yes: bool) -> None:
    """Give back the room of runs' backups, which cannot be undone any more then.

    Args:
        older_than: days; all that ended before.
        every: all that have ended.

    Raises:
        UsageError: nothing says which, there is no such run, one that is named is going on, nobody
            agrees, or the state folder cannot be written.
    """
    if not (names or every or older_than is not None):
        raise UsageError(
            "nothing says which backups shall go",
            code="nothing_chosen",
            hint="name runs, or say --older-than DAYS or --all; pixelprep backups list shows them",
        )
    runs = known_runs()
    chosen = _chosen(runs, names, older_than)
    room = sum(map(runs.held, chosen))
    if not chosen:
        write_line(sys.stdout, "no backups to give back")
        return
    _agree(chosen, room, yes=yes)
    try:
        for run in chosen:
            with runs.hold(run):
                backup.discard(runs.folder(run))
    except OSError as error:
        raise unusable(error) from error
    write_line(sys.stdout, f"{format_bytes(room)} given back, of {_counted(chosen)}")


def _chosen(runs: Runs, names: Sequence[str], older_than: float | None) -> list[Run]:
    found = [require(runs, name) for name in names]
    found = found or [run for run in runs.all() if run.state != "running"]
    if older_than is not None:
        since = time.time() - older_than * DAY
        found = [run for run in found if (run.finished or run.started) < since]
    return [run for run in found if runs.held(run)]


def _agree(chosen: Sequence[Run], room: int, *, yes: bool) -> None:
    if yes:
        return
    told = f"{_counted(chosen)} could not be undone any more; backups of {format_bytes(room)} go"
    ask("\n".join([told, *map(_title, chosen)]))


def _counted(chosen: Sequence[Run]) -> str:
    return f"{len(chosen)} run{'' if len(chosen) == 1 else 's'}"


def _title(run: Run) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))
    return f"{run.name}  {when}  {run.made} pictures"


def _free(runs: Runs) -> int:
    return shutil.disk_usage(nearest_folder(runs.state)).free
