"""One picture put through several recipes; nothing is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pixelprep_cli.batch.discover import discover
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.machine import usable_cores
from pixelprep_cli.batch.plan import Task, problem_outcome
from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.job import Recipe, Target
from pixelprep_cli.model.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.model.job import Action
    from pixelprep_cli.model.settings import Picture, Run


def tried(
    pool: Pool, path: str, pictures: Sequence[Picture], run: Run, action: Action
) -> list[Outcome]:
    """What becomes of a picture by each recipe, in their order.

    Args:
        action: `preview` predicts, `measure` makes each output and forgets it.

    Raises:
        UsageError: there is no such picture, or it is a folder.
    """
    found = discover([path])
    if found.folders:
        raise UsageError(f"{path} is a folder", code="not_found", hint="name one picture")
    source = found.sources[0]
    if source.problem is not None:
        return [problem_outcome(source)] * len(pictures)
    task = Task(source, Target(folder="", stem=""))
    work = (
        job
        for number, picture in enumerate(pictures)
        for job in jobs([task], (Recipe(preset=str(number), picture=picture),), run, action)
    )
    workers = min(run.jobs or usable_cores(), max(1, len(pictures)))
    outcomes: dict[str | None, Outcome] = {}
    for outcome in pool.run(work, workers=workers, timeout=run.timeout):
        if isinstance(outcome, Outcome):
            outcomes[outcome.preset] = replace(outcome, preset=None, output=None)
    return [outcomes[str(number)] for number in range(len(pictures))]
