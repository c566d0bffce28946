"""`optimize` and `preview`: settings, plan, run, report."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from pixelprep_cli.batch.destination import destination
from pixelprep_cli.batch.discover import discover
from pixelprep_cli.batch.inplace import plan_in_place
from pixelprep_cli.batch.plan import make_plan
from pixelprep_cli.batch.work import Work
from pixelprep_cli.cli.execution import Execution
from pixelprep_cli.cli.guidance import Undertaking, guided
from pixelprep_cli.cli.memory import chronicle, remembered
from pixelprep_cli.cli.originals import PLAIN, agree, refuse_contradictions, tell_passed_over
from pixelprep_cli.cli.record import open_book, tell
from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.model.job import InPlace
from pixelprep_cli.model.settings import how_to_enable
from pixelprep_cli.report.reporter import is_watched, make_reporter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelprep_cli.batch.destination import Destination
    from pixelprep_cli.batch.past import Past
    from pixelprep_cli.batch.plan import Plan
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.cli.originals import Wishes
    from pixelprep_cli.config.resolve import Resolved
    from pixelprep_cli.model.job import Action


def run(
    pool: Pool,
    paths: list[str],
    given: Mapping[str, object],
    *,
    action: Action,
    json: bool,
    every: bool = False,
    compare: bool = False,
    wishes: Wishes = PLAIN,
) -> ExitCode:
    """Optimize or preview the pictures that are named.

    Args:
        every: preview all pictures of a large folder, and not a sample of them.
        compare: preview one picture by each preset, if nobody says what to do with it.
        wishes: what becomes of files that exist.

    Raises:
        UsageError: what is asked cannot be; nothing has been written.
    """
    refuse_contradictions(wishes, given)
    resolved = resolve(_with_named_format(given), in_place=wishes.in_place)
    if action == "preview":
        require(resolved, "size_preview", "previews are")
    settings = resolved.settings
    tell_passed_over(resolved)
    where = None if wishes.in_place else destination(settings.run.output)
    with remembered(settings, resolved.recipes, action) as past:
        if wishes.in_place and past is None:
            tell("without the cache, what was replaced before is not known and is encoded again")
        book = open_book(wishes, resolved, paths, given) if action == "optimize" else None
        if book is not None and past is not None:
            past.learn(book.untold(every=past.is_blank))
        plan = _plan(paths, resolved, where, past)
        plan = book.left(plan) if book else plan
        lossy = wishes.yes
        if action == "optimize":
            lossy = wishes.in_place and agree(resolved, plan.tasks, wishes)
        compared = compare and resolved.shapeless and len(plan.tasks) == 1 and not plan.decided
        recipes = resolved.every_preset() if compared else resolved.recipes
        work = Work(
            pool,
            plan,
            recipes,
            settings.run,
            action,
            compared=compared,
            every=every,
            in_place=InPlace(lossy=lossy) if wishes.in_place else None,
        )
        shown = replace(
            settings.display, progress=settings.display.progress and settings.flags.progress
        )
        execution = Execution(
            work,
            where.folder if where else _common_folder(plan),
            past,
            watched=is_watched(json=json) and not shown.quiet and settings.flags.size_preview,
            book=book,
            bound=settings.backup.max_size,
            chronicle=chronicle(resolved, work),
        )
        reporter = make_reporter(
            shown,
            json=json,
            preview=action == "preview",
            compared=recipes if compared else (),
        )
        undertaking = Undertaking(
            resolved=resolved,
            wishes=wishes,
            where=where,
            pictures=len(work.tasks),
            named=paths,
            preview=action != "optimize",
        )
        with guided(reporter, undertaking, json=json) as listener:
            return execution.execute(listener)


def refuse_every() -> NoReturn:
    """Refuse `--all` where nothing is previewed.

    Raises:
        UsageError: always.
    """
    raise UsageError(
        "--all says how much a preview looks at, and optimize does all pictures anyway",
        code="not_previewed",
        hint="add --dry-run, or leave --all out",
    )


def require(resolved: Resolved, flag: str, what: str) -> None:
    """Refuse to half-work where a feature is switched off.

    Raises:
        UsageError: the flag is off; the message says by whom.
    """
    if not getattr(resolved.settings.flags, flag):
        origin = resolved.origins[f"flags.{flag}"]
        raise UsageError(
            f"{what} switched off by {origin}",
            code="switched_off",
            hint=how_to_enable(flag, origin),
        )


def _with_named_format(given: Mapping[str, object]) -> Mapping[str, object]:
    """A named output file asks for its format: `-o shot.webp` is `-f webp` as well."""
    output = given.get("output")
    asked = destination(output).format if isinstance(output, str) else None
    return {"format": asked, **given} if asked else given


def _common_folder(plan: Plan) -> str:
    """A folder on the disk that a run in place writes to."""
    return plan.tasks[0].target.folder if plan.tasks else os.getcwd()


def _plan(
    paths: list[str], resolved: Resolved, where: Destination | None, past: Past | None
) -> Plan:
    settings = resolved.settings.run
    recalled = {} if past is None else {"recall": past.recall}
    found = discover(
        paths,
        recursive=settings.recursive,
        include=settings.include,
        exclude=settings.exclude,
        output_folder=where.kept_out if where else None,
        **recalled,
    )
    if where is None:
        return plan_in_place(found, resolved.recipes, past)
    return make_plan(
        found,
        where,
        recipes=resolved.recipes,
        suffix=settings.suffix,
        overwrite=settings.overwrite,
        past=past,
    )
