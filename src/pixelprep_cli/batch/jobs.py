"""From a plan to jobs, made one by one as workers ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelprep_cli.batch.machine import memory_for_one
from pixelprep_cli.config.locations import state_folder
from pixelprep_cli.model.job import Action, Bounds, InPlace, Job, Recipe, Record
from pixelprep_cli.store import lock
from pixelprep_cli.store.atomic import token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pixelprep_cli.batch.plan import Task
    from pixelprep_cli.model.settings import Run


def jobs(
    tasks: Iterable[Task],
    recipes: tuple[Recipe, ...],
    run: Run,
    action: Action,
    *,
    record: Record | None = None,
    in_place: InPlace | None = None,
    sizes: bool = False,
    metadata: bool = False,
) -> Iterator[Job]:
    """A job for each task, all alike but for the file.

    Args:
        record: where what is changed is written down, so that it can be taken back.
        in_place: that outputs take the place of their sources.
    """
    bounds = Bounds(
        max_file_size=run.max_file_size,
        max_pixels=run.max_pixels,
        max_frames=run.max_frames,
        max_decoded=run.max_decoded,
        raw=run.raw,
        max_memory=run.max_memory or memory_for_one(),
    )
    locks = lock.lock_file(state_folder())
    for task in tasks:
        yield Job(
            source=task.source.path,
            target=task.target,
            recipes=recipes,
            bounds=bounds,
            token=token(record.run if record else None),
            action=action,
            overwrite=run.overwrite,
            replaces=task.replaces,
            seen=task.source.stamp and task.source.stamp[:2],
            keep_dates=run.keep_dates,
            verify=run.verify,
            record=record,
            in_place=in_place,
            sizes=sizes,
            metadata=metadata,
            locks=locks,
        )


def comparisons(tasks: Iterable[Task], recipes: tuple[Recipe, ...], run: Run) -> Iterator[Job]:
    """Previews of each task by each recipe."""
    for task in tasks:
        for recipe in recipes:
            yield from jobs([task], (recipe,), run, "preview")
