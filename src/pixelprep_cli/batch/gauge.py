"""How large outputs will be beside each other, told by workers from the headers of the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.model.forecast import Gauge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pixelprep_cli.batch.plan import Task
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.settings import Run

MOST: Final = 1000
"""Of more pictures the headers would take seconds, and their files' sizes have to do."""


def gauges(
    pool: Pool,
    tasks: Sequence[Task],
    recipes: tuple[Recipe, ...],
    run: Run,
    *,
    workers: int,
    stop: Callable[[], bool] = lambda: False,
) -> Mapping[str, Gauge] | None:
    """What each output is likely to be beside the others, by its source.

    None where that would take too long. A picture that cannot be opened will have no output.
    """
    if len(tasks) > MOST:
        return None
    looked = jobs(tasks, recipes, run, "gauge")
    found = {task.source.path: Gauge(task.source.path, 0.0) for task in tasks}
    told = 0
    for result in pool.run(looked, workers=workers, timeout=run.timeout, stop=stop):
        told += 1
        if isinstance(result, Gauge):
            found[result.source] = result
    some = any(gauge.proportion for gauge in found.values())
    return found if told == len(tasks) and some else None
