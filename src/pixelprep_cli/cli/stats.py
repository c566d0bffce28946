"""`pixelprep stats …`: the words of each command."""

from __future__ import annotations

from typing import Annotated

import typer

stats = typer.Typer(invoke_without_command=True)


@stats.callback()
def stats_shown(
    context: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="30d",
            show_default="all",
            help="Only runs of the last hours (12h), days or weeks (4w), or from a day on.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
    prometheus: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write it for node_exporter's textfile collector instead."
        ),
    ] = None,
) -> None:
    """How runs have gone: speed, errors, how close previews came, what was saved.

    pixelprep stats --since 30d
    """
    from pixelprep_cli.cli.statistics import show

    if context.invoked_subcommand is None:
        show(since, json=json, prometheus=prometheus)


@stats.command("clear")
def stats_clear() -> None:
    """Forget the figures of all runs."""
    from pixelprep_cli.cli.statistics import clear

    clear()
