"""What a run will give, told from a few of its pictures, and whether there is room for it."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.machine import free_bytes
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.outcome import Outcome
from pixelprep_cli.model.values import format_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelprep_cli.batch.plan import Task
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.settings import Run

MOST: Final = 8
SECONDS: Final = 2.0
"""A forecast looks at a tenth of the pictures, at most so many of them, and for so long."""

AMPLE: Final = 10
AMPLE_GROWING: Final = 100
"""Free bytes for each byte of the sources that need no forecast. The second is for runs that can
make much of little: without loss, at the highest qualities, or enlarged."""

LOSSLESS: Final = frozenset(("png", "tiff", "gif"))
HIGH_QUALITY: Final = 90


@dataclass(frozen=True, slots=True)
class Forecast:
    """Bytes that a run's sources have and its outputs will have, the latter between two bounds."""

    source_bytes: int
    output_bytes: int
    low: int
    high: int


def sample(tasks: Sequence[Task]) -> list[Task]:
    """A tenth of the tasks, from the smallest to the largest source in even steps."""
    count = min(MOST, max(1, len(tasks) // 10))
    by_size = sorted(tasks, key=lambda task: task.source.size)
    return [by_size[(2 * i + 1) * len(tasks) // (2 * count)] for i in range(count)]


def forecast(
    pool: Pool,
    tasks: Sequence[Task],
    recipes: tuple[Recipe, ...],
    run: Run,
    *,
    workers: int,
    patient: bool,
) -> Forecast | None:
    """Preview a sample and scale it up; None where none of it comes out.

    Unless `patient`, a picture that takes longer than SECONDS is given up.

    The range is two standard errors of the ratio estimate, and at least a tenth.
    """
    until = time.monotonic() + SECONDS
    previews = jobs(sample(tasks), recipes, run, "preview")
    made = [
        result
        for result in pool.run(
            previews,
            workers=workers,
            timeout=run.timeout if patient else SECONDS,
            stop=lambda: time.monotonic() > until,
        )
        if isinstance(result, Outcome) and result.produced and result.source_bytes
    ]
    if not made:
        return None
    before = sum(outcome.source_bytes or 0 for outcome in made)
    ratio = sum(outcome.output_bytes or 0 for outcome in made) / before
    total = sum(task.source.size for task in tasks)
    misses = [(o.output_bytes or 0) - ratio * (o.source_bytes or 0) for o in made]
    deviation = math.sqrt(sum(miss * miss for miss in misses) / max(1, len(made) - 1))
    error = 2 * deviation / math.sqrt(len(made)) * len(made) / before
    spread = max(error, ratio / 10) if len(made) > 1 else ratio / 2
    expected = round(ratio * total)
    return Forecast(
        total,
        expected,
        max(0, round((ratio - spread) * total)),
        round((ratio + spread) * total),
    )


def is_tight(folder: str, tasks: Sequence[Task], recipes: tuple[Recipe, ...]) -> bool:
    """Whether the disk is so full that the run's output has to be forecast."""
    ample = AMPLE_GROWING if any(_grows(recipe) for recipe in recipes) else AMPLE
    return free_bytes(folder) < ample * sum(task.source.size for task in tasks)


def _grows(recipe: Recipe) -> bool:
    output = recipe.picture.output
    return (
        recipe.picture.resize.upscale
        or not LOSSLESS.isdisjoint(output.format)
        or (output.quality or 0) >= HIGH_QUALITY
    )


def require_room(folder: str, expected: Forecast) -> None:
    """Refuse a run whose outputs will not fit.

    Raises:
        UsageError: the disk has less room than the outputs are expected to take.
    """
    free = free_bytes(folder)
    if expected.output_bytes > free:
        raise UsageError(
            f"the outputs will take about {format_bytes(expected.output_bytes)}, "
            f"{folder} has {format_bytes(free)} free; nothing was written",
            code="no_space",
            hint="free some space, or name another folder with --output",
        )
