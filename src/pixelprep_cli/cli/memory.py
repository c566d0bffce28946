"""What runs remember, opened for one run, and what is said where something is wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pixelprep_cli.batch.chronicle import Chronicle
from pixelprep_cli.batch.past import Past
from pixelprep_cli.batch.work import Work
from pixelprep_cli.config.locations import cache_folder, state_folder
from pixelprep_cli.config.resolve import Resolved
from pixelprep_cli.model.job import Action, Recipe
from pixelprep_cli.model.settings import Settings
from pixelprep_cli.report.names import escaped
from pixelprep_cli.report.streams import write_line
from pixelprep_cli.store.cache import Cache


@contextmanager
def remembered(
    settings: Settings, recipes: Sequence[Recipe], action: Action
) -> Iterator[Past | None]:
    """What earlier runs have made; None where nobody wants to know.

    Faults of the cache are told on standard error before and after the block, not within it, where
    a progress bar may be. Only `optimize` writes to it.
    """
    if not settings.cache.enabled:
        yield None
        return
    faults: list[str] = []
    cache = Cache(settings.cache.dir or cache_folder(), faults.append, reading=action != "optimize")
    run = settings.run
    try:
        past = Past(cache, recipes, keep_dates=run.keep_dates, raw=run.raw, force=run.force)
        _tell(faults, quiet=settings.display.quiet)
        yield past
    finally:
        cache.close(settings.cache.max_size)
        _tell(faults, quiet=settings.display.quiet)


def _tell(faults: list[str], *, quiet: bool) -> None:
    for fault in faults:
        if not quiet:
            write_line(sys.stderr, f"pixelprep: the cache {escaped(fault)}")
    faults.clear()


def chronicle(resolved: Resolved, work: Work) -> Chronicle | None:
    """What a run leaves for the statistics; None where these are switched off."""
    settings = resolved.settings
    if not settings.stats.enabled:
        return None
    return Chronicle(state_folder(), work, resolved.catalogue, settings.preset)
