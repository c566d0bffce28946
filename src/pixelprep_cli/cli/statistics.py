"""`stats` and `stats clear`: what runs have left of their figures."""

from __future__ import annotations

import os
import re
import secrets
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pixelprep_cli import __version__
from pixelprep_cli.batch.chronicle import predictions, statistics
from pixelprep_cli.cli.speech import say
from pixelprep_cli.config.locations import cache_folder, state_folder
from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.errors import PixelprepError, UsageError
from pixelprep_cli.model.dashboard import DAY, HOUR, Dashboard, Storage, dashboard
from pixelprep_cli.report.streams import write_line
from pixelprep_cli.store import atomic
from pixelprep_cli.store.cache import Cache
from pixelprep_cli.store.runs import Runs

if TYPE_CHECKING:
    from pixelprep_cli.config.resolve import Resolved

UNITS: Final = {"h": HOUR, "d": DAY, "w": 7 * DAY}
_AGO: Final = re.compile(r"(\d{1,5})\s*([hdw])")


def show(since: str | None, *, json: bool, prometheus: str | None) -> None:
    """Print the dashboard, or write it for Prometheus.

    Raises:
        UsageError: `since` is no moment, `prometheus` is no name that node_exporter reads, its
            extra is missing, or the state folder cannot be read.
        PixelprepError: the file cannot be written.
    """
    now = time.time()
    start = None if since is None else _moment(since, now)
    if prometheus is not None:
        _require_prom(prometheus)
    resolved = resolve({})
    state = state_folder()
    try:
        shown = dashboard(statistics(state).lines(), since=start, until=now)
        storage = _storage(state, resolved)
    except OSError as error:
        raise _unusable(error) from error
    if prometheus is not None:
        _write(prometheus, shown, storage)
    if json:
        from pixelprep_cli.report.statistics import statistics_json

        enabled = resolved.settings.stats.enabled
        said = statistics_json(shown, storage, version=__version__, enabled=enabled)
        write_line(sys.stdout, said)
    elif prometheus is None:
        _print(shown, storage, resolved)


def clear() -> None:
    """Remove all figures, and what previews have said.

    Raises:
        UsageError: the state folder cannot be written.
    """
    state = state_folder()
    try:
        for ledger in (statistics(state), predictions(state)):
            ledger.clear()
    except OSError as error:
        raise _unusable(error) from error
    say("the statistics are empty")


def _unusable(error: OSError) -> UsageError:
    return UsageError(
        f"{error.filename or state_folder()} cannot be used: {error.strerror}",
        code="state_unusable",
        hint="see to its permissions, or remove it; runs go on without it",
    )


def _print(shown: Dashboard, storage: Storage, resolved: Resolved) -> None:
    from pixelprep_cli.report.console import open_console
    from pixelprep_cli.report.dashboard import dashboard_panel

    if shown.total.runs:
        console = open_console(sys.stdout, resolved.settings.display.color)
        console.print(dashboard_panel(console, shown, storage))
    else:
        say("no run is on record" if shown.since is None else "no run is on record since then")
        if shown.unread:
            say(f"{shown.unread} lines of the statistics cannot be read")
    if not resolved.settings.stats.enabled:
        say(f"collecting is switched off by {resolved.origins['stats.enabled']}")


def _storage(state: str, resolved: Resolved) -> Storage:
    runs = Runs(state)
    cache = Cache(resolved.settings.cache.dir or cache_folder(), lambda _: None, reading=True)
    try:
        return Storage(
            backups=sum(map(runs.held, runs.all())),
            cache=cache.size(),
            statistics=statistics(state).size() + predictions(state).size(),
        )
    finally:
        cache.base.close()


def _moment(written: str, now: float) -> float:
    """So long before now, or the beginning of a day in local time."""
    if found := _AGO.fullmatch(written.strip()):
        return now - int(found[1]) * UNITS[found[2]]
    try:
        return datetime.strptime(written.strip(), "%Y-%m-%d").astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"--since: found {written!r}, accepted: hours, days or weeks ago such as 12h, 30d or "
            "4w, or a day such as 2026-01-31",
            code="configuration",
        ) from None


def _require_prom(path: str) -> None:
    if not path.endswith(".prom"):
        raise UsageError(
            f"--prometheus: found {path!r}, accepted: a name that ends in .prom",
            code="configuration",
            hint="node_exporter's textfile collector reads no other files",
        )


def _write(path: str, shown: Dashboard, storage: Storage) -> None:
    from pixelprep_cli.report.exposition import exposition

    data = exposition(shown, storage)
    target = os.path.abspath(os.path.expanduser(path))
    if os.path.lexists(target) and not os.path.isfile(target):
        raise PixelprepError(f"{path} is not a regular file", code="not_regular")
    atomic.write(target, data, token=secrets.token_hex(8), overwrite=True)
