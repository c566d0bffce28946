"""A plan's pictures put through the pool: all of them, a sample, or one by several recipes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pixelprep_cli.batch.jobs import comparisons, jobs
from pixelprep_cli.batch.machine import usable_cores
from pixelprep_cli.model.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pixelprep_cli.batch.plan import Plan
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.batch.strata import Stratum
    from pixelprep_cli.model.forecast import Forecast
    from pixelprep_cli.model.job import Action, InPlace, Job, Recipe, Record
    from pixelprep_cli.model.settings import Run


class Work:
    """What is to be done with a plan.

    `tasks` are those that are done: all, until `sample` is called. With `compared` each picture is
    previewed by each recipe. What is changed is written down in `record`, if there is one.
    """

    def __init__(
        self,
        pool: Pool,
        plan: Plan,
        recipes: tuple[Recipe, ...],
        run: Run,
        action: Action,
        *,
        compared: bool = False,
        every: bool = False,
        in_place: InPlace | None = None,
    ) -> None:
        self.pool, self.plan, self.recipes = pool, plan, recipes
        self.run, self.action = run, action
        self.tasks = plan.tasks
        self.in_place = in_place
        self.record: Record | None = None
        self.compared = compared
        self._each = len(recipes) if compared else 1
        self._looked: dict[str, Outcome] = {}
        self._strata: list[Stratum] = []
        self._every = every or action != "preview"

    @property
    def workers(self) -> int:
        """How many jobs are done at once."""
        return min(self.run.jobs or usable_cores(), max(1, self._jobs))

    @property
    def folders(self) -> frozenset[str]:
        """The folders in which it writes, as they really lie."""
        return frozenset(map(os.path.realpath, {task.target.folder for task in self.tasks}))

    @property
    def pictures(self) -> int:
        """How many pictures there are."""
        return len(self.plan.tasks) + len(self.plan.decided)

    @property
    def events(self) -> int:
        """How many outcomes there will be."""
        return self._jobs + len(self.plan.decided)

    @property
    def source_bytes(self) -> int:
        """Bytes of the sources that are worked on, as often as they are."""
        return self._each * sum(task.source.size for task in self.tasks)

    def sample(self) -> None:
        """Choose those of many pictures that a preview looks at, unless it is of every one."""
        from pixelprep_cli.batch.strata import LARGE, sample_size, stratified

        tasks = self.plan.tasks
        if self._every or len(tasks) <= LARGE:
            return
        from pixelprep_cli.batch.gauge import gauges

        likely = gauges(self.pool, tasks, self.recipes, self.run, workers=self.workers)
        self._strata = stratified(tasks, sample_size(len(tasks)), likely)
        chosen = {one.task.source.path for part in self._strata for one in part.chosen}
        self.tasks = tuple(task for task in tasks if task.source.path in chosen)

    def results(self, *, tick: Callable[[], None], stop: Callable[[], bool]) -> Iterator[Outcome]:
        """What becomes of each picture: first what was decided at once, then as workers say."""
        yield from self.plan.decided
        done = self.pool.run(
            self._made(), workers=self.workers, timeout=self.run.timeout, tick=tick, stop=stop
        )
        for outcome in done:
            assert isinstance(outcome, Outcome)  # noqa: S101 - only analyses are something else
            if self._strata:
                self._looked[outcome.source] = outcome
            yield outcome

    def extrapolated(self) -> Forecast | None:
        """What the sample says of all pictures; None where there is none, or it says nothing."""
        if not self._strata:
            return None
        from pixelprep_cli.batch.extrapolate import extrapolated

        found = extrapolated(self._strata, self._looked)
        return found and found.joined(self.plan.decided)

    @property
    def _jobs(self) -> int:
        return self._each * len(self.tasks)

    def _made(self) -> Iterator[Job]:
        if self.compared:
            return comparisons(self.tasks, self.recipes, self.run)
        return jobs(
            self.tasks,
            self.recipes,
            self.run,
            self.action,
            record=self.record,
            in_place=self.in_place,
        )
