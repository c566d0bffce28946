"""What a run will give, told from a few of its pictures, and whether there is room for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pixelprep_cli.batch.extrapolate import extrapolated
from pixelprep_cli.batch.gauge import gauges
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.machine import free_bytes
from pixelprep_cli.batch.pool import TICK
from pixelprep_cli.batch.strata import in_turn, stratified
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.model.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelprep_cli.batch.plan import Task
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.model.forecast import Forecast
    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.settings import Run

FEW: Final = 10
"""A run of fewer pictures is over before a forecast of it would be worth its time."""

AFFORDABLE: Final = 4
"""A preview takes about a third of what making the picture does, so that one picture of so many
can be looked at. Were more chosen, those that are reached would not be spread over all."""

MOST: Final = 40
SECONDS: Final = 2.0
SHARE: Final = 10
"""A forecast looks at MOST pictures at most, and takes no more time than SECONDS, nor than one
part of SHARE of what the run is expected to take."""

AMPLE: Final = 10
AMPLE_GROWING: Final = 100
"""Free bytes for each byte of the sources that need no forecast. The second is for runs that can
make much of little: without loss, at the highest qualities, or enlarged."""

LOSSLESS: Final = frozenset(("png", "tiff", "gif"))
HIGH_QUALITY: Final = 90


class _TimeIsUpError(Exception):
    """The forecast has taken all the time that it may."""


@dataclass(slots=True)
class Budget:
    """The time that a forecast of `source_bytes`, done by `workers` at once, may take.

    The run's own time is told from the previews that have ended. They take no longer than the
    pictures will.
    """

    source_bytes: int
    workers: int
    began: float = field(default_factory=time.monotonic)
    ended_bytes: int = 0
    ended_seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        """One preview has ended."""
        self.ended_bytes += outcome.source_bytes or 0
        self.ended_seconds += outcome.seconds

    @property
    def seconds(self) -> float:
        """How long the forecast may take, as far as is known."""
        if not self.ended_bytes:
            return SECONDS
        run = self.ended_seconds / self.ended_bytes * self.source_bytes / self.workers
        return min(SECONDS, run / SHARE)

    def spent(self) -> bool:
        """Whether no further preview may begin."""
        return time.monotonic() - self.began > self.seconds

    def enforce(self) -> None:
        """Stop what is under way.

        Raises:
            _TimeIsUpError: SECONDS will be over before this can be asked again.
        """
        if time.monotonic() - self.began > SECONDS - TICK:
            raise _TimeIsUpError


def forecast(
    pool: Pool,
    tasks: Sequence[Task],
    recipes: tuple[Recipe, ...],
    run: Run,
    *,
    workers: int,
    patient: bool,
) -> Forecast | None:
    """Preview a sample and say what it tells of all tasks; None where it tells nothing.

    Unless `patient`, it takes no more time than a Budget gives, and a run of FEW has no forecast.
    """
    if len(tasks) < FEW and not patient:
        return None
    budget = Budget(sum(task.source.size for task in tasks), workers)
    likely = gauges(pool, tasks, recipes, run, workers=workers, stop=budget.spent)
    strata = stratified(tasks, max(1, min(MOST, len(tasks) // AFFORDABLE)), likely)
    found: dict[str, Outcome] = {}
    results = pool.run(
        jobs(in_turn(strata), recipes, run, "preview"),
        workers=workers,
        timeout=run.timeout,
        tick=(lambda: None) if patient else budget.enforce,
        stop=(lambda: False) if patient else budget.spent,
    )
    try:
        for result in results:
            if isinstance(result, Outcome):
                budget.add(result)
                found[result.source] = result
    except _TimeIsUpError:
        pool.close()
    return extrapolated(strata, found)


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


def require_room(folder: str, expected: Forecast, *, in_place: bool = False) -> None:
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
            hint="free some space, name fewer pictures, or keep no backups with --no-backup"
            if in_place
            else "free some space, or name another folder with --output",
        )
