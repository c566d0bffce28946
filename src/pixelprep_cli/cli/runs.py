"""`runs`: what was done, when, by which words, and what can be undone."""

from __future__ import annotations

import json as jsons
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from pixelprep_cli.cli.record import known_runs
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.report.names import escaped, printable
from pixelprep_cli.report.streams import write_line

if TYPE_CHECKING:
    from pixelprep_cli.store.journal import Entry
    from pixelprep_cli.store.runs import Run, Runs


def show(name: str | None, *, json: bool) -> None:
    """Print every run, the latest first; or what one of them has changed.

    Raises:
        UsageError: there is no run of that name.
    """
    runs = known_runs()
    if name is not None:
        _show_one(runs, require(runs, name), json=json)
        return
    empty = True
    for run in runs.all():
        empty = False
        if json:
            write_line(sys.stdout, jsons.dumps(_as_json(runs, run)))
        else:
            _show(runs, run)
    if empty and not json:
        write_line(sys.stdout, "no run is on record")


def require(runs: Runs, name: str) -> Run:
    """The run of that name.

    Raises:
        UsageError: `no_such_run`.
    """
    run = runs.find(name)
    if run is None:
        raise UsageError(
            f"{name} is the name of no run, or of several",
            code="no_such_run",
            hint="pixelprep runs lists them",
        )
    return run


def prospect(runs: Runs, run: Run) -> str:
    """What can be undone of a run, in words."""
    if run.state == "undone":
        return "nothing is left to undo"
    held = runs.held(run)
    if held:
        return f"can be undone, backups hold {format_bytes(held)}"
    if run.in_place:
        return "cannot be undone, there are no backups"
    return "can be undone"


def _show(runs: Runs, run: Run) -> None:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started))
    change = ""
    if run.finished is not None and run.source_bytes:
        change = f"  {format_bytes(run.source_bytes)} → {format_bytes(run.output_bytes)}"
    done = f"{run.made} of {run.pictures} pictures changed{change}"
    write_line(sys.stdout, f"{run.name}  {when}  {run.state:11}  {done}; {prospect(runs, run)}")
    write_line(sys.stdout, f"    {escaped(run.command)}")


def _show_one(runs: Runs, run: Run, *, json: bool) -> None:
    entries = [recorded.entry for recorded in runs.journal(run)]
    if json:
        said = _as_json(runs, run) | {"changes": [_changes(entry) for entry in entries]}
        write_line(sys.stdout, jsons.dumps(said))
        return
    _show(runs, run)
    for entry in entries:
        for change in entry.changes:
            done = "created" if change.before is None else "replaced"
            done = "removed" if change.after is None else done
            write_line(sys.stdout, f"    {done:9} {printable(change.path)}")


def _as_json(runs: Runs, run: Run) -> dict[str, object]:
    hidden = ("folders", "given", "settings", "asked", "lossy")
    said = {key: value for key, value in asdict(run).items() if key not in hidden}
    return said | {"backup_bytes": runs.held(run)}


def _changes(entry: Entry) -> dict[str, object]:
    return {
        "source": entry.source,
        "paths": [
            {
                "path": change.path,
                "bytes_before": change.before and change.before.size,
                "bytes_after": change.after and change.after.size,
            }
            for change in entry.changes
        ],
    }
