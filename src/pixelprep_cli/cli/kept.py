"""`pixelprep backups …` and `pixelprep cache …`: the words of each command."""

from __future__ import annotations

from typing import Annotated

import typer

backups = typer.Typer(help="What runs have kept of what they replaced.", no_args_is_help=True)
cache = typer.Typer(help="What runs remember, so as to make nothing twice.", no_args_is_help=True)


@backups.command("list")
def backups_list() -> None:
    """The runs that hold backups, and how much room they take."""
    from pixelprep_cli.cli.backups import show

    show()


@backups.command("prune")
def backups_prune(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[RUN]...", help="Runs whose backups shall go.")
    ] = None,
    older_than: Annotated[
        float | None,
        typer.Option(metavar="DAYS", min=0, help="Those of runs that ended before."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Those of all runs.")] = False,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Agree to what would be asked.")] = False,
) -> None:
    """Give room back: runs whose backups are gone cannot be undone."""
    from pixelprep_cli.cli.backups import prune

    prune(names or [], older_than=older_than, every=every, yes=yes)


CacheDir = Annotated[
    str | None,
    typer.Option(metavar="FOLDER", show_default="the platform's", help="Where the cache is."),
]


@cache.command("info")
def cache_info(cache_dir: CacheDir = None) -> None:
    """Where the cache is, how large, and what it holds."""
    from pixelprep_cli.cli.caching import show

    show(cache_dir)


@cache.command("clear")
def cache_clear(cache_dir: CacheDir = None) -> None:
    """Forget everything. Outputs stay; runs leave them alone, as they know them no more."""
    from pixelprep_cli.cli.caching import clear

    clear(cache_dir)


@cache.command("prune")
def cache_prune(
    cache_dir: CacheDir = None,
    max_size: Annotated[
        str | None,
        typer.Option(metavar="SIZE", show_default="cache.max_size", help="Keep within this."),
    ] = None,
    older_than: Annotated[
        str | None,
        typer.Option(metavar="DAYS", show_default="none", help="Forget what was not used since."),
    ] = None,
) -> None:
    """Forget what was used least recently, and give its room back to the disk."""
    from pixelprep_cli.cli.caching import prune

    prune(cache_dir, max_size, older_than)
