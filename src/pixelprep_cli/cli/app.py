"""The command line as a whole."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Final

import typer

from pixelprep_cli import __version__
from pixelprep_cli.cli.config import config, flags
from pixelprep_cli.cli.kept import backups, cache
from pixelprep_cli.cli.options import (
    CROP,
    CROP_SHAPE,
    EVERY,
    LOOKING,
    METADATA,
    NO_SIZES,
    OPTIONS,
    RESUME,
    RUN,
    WHERE,
    on_pictures,
    switch,
)
from pixelprep_cli.cli.presets import presets
from pixelprep_cli.cli.stats import stats
from pixelprep_cli.errors import ExitCode
from pixelprep_cli.model.job import Action

if TYPE_CHECKING:
    from pixelprep_cli.batch.pool import Pool

UNDONE: Final = "What was done"

app = typer.Typer(
    name="pixelprep",
    help="Optimize folders of photographs: presets, size caps, honest previews, safe writes.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(presets, name="presets", rich_help_panel="Presets and configuration")
app.add_typer(config, name="config", rich_help_panel="Presets and configuration")
app.add_typer(flags, name="flags", rich_help_panel="Presets and configuration")
app.add_typer(backups, name="backups", rich_help_panel=UNDONE)
app.add_typer(cache, name="cache", rich_help_panel="This installation")
app.add_typer(stats, name="stats", rich_help_panel=UNDONE)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pixelprep {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback has ended the program
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Optimize folders of photographs: presets, size caps, honest previews, safe writes."""
    if context.invoked_subcommand is None:
        from pixelprep_cli.cli.overview import page
        from pixelprep_cli.cli.speech import width_of

        typer.echo(page(width_of(sys.stdout)))
        raise typer.Exit(ExitCode.USAGE)


IN_PLACE = switch(WHERE, "--in-place", "off", "Replace the originals; undo brings them back.")
NO_BACKUP = switch(WHERE, "--no-backup", "off", "Keep nothing of what is replaced: no undo.")
YES = switch(RUN, "-y --yes", "off", "Agree to what would be asked.")
DRY_RUN = switch(RUN, "-n --dry-run", "off", "Say what would be done, and write nothing.")


@app.command(rich_help_panel="Pictures")
@on_pictures(IN_PLACE, NO_BACKUP, YES, RESUME, DRY_RUN, EVERY)
def optimize(
    pool: Pool,
    paths: list[str],
    given: Mapping[str, object],
    *,
    json: bool,
    dry_run: bool,
    every: bool,
    in_place: bool,
    no_backup: bool,
    yes: bool,
    resume: bool,
) -> None:
    """Write optimized copies of pictures; originals are touched by --in-place alone.

    pixelprep optimize wedding/ -p web_display -o out/

    pixelprep optimize shot.png -o shot.webp --max-size 200KB

    pixelprep optimize mixed/ -p auto

    pixelprep optimize ~/Photos --in-place -q 85
    """
    from pixelprep_cli.cli.originals import Wishes
    from pixelprep_cli.cli.pictures import refuse_every, run

    if every and not dry_run:
        refuse_every()
    action: Action = "preview" if dry_run else "optimize"
    wishes = Wishes(in_place=in_place, backup=not no_backup, yes=yes)
    if resume:
        from pixelprep_cli.cli.record import words_to_resume

        paths, given, wishes = words_to_resume(paths, given, wishes)
    raise typer.Exit(run(pool, paths, given, action=action, json=json, every=every, wishes=wishes))


@app.command(rich_help_panel="Pictures")
@on_pictures(EVERY)
def preview(
    pool: Pool, paths: list[str], given: Mapping[str, object], *, json: bool, every: bool
) -> None:
    """Say how large the outputs will be; nothing is written.

    Takes every option of optimize. One picture without any is tried on every preset; of more
    than fifty a sample is looked at.

    pixelprep preview photo.jpg

    pixelprep preview wedding/ -p web_display
    """
    from pixelprep_cli.cli.pictures import run

    raise typer.Exit(
        run(pool, paths, given, action="preview", json=json, every=every, compare=True)
    )


@app.command(rich_help_panel="Pictures")
@on_pictures(
    *(METADATA, NO_SIZES, CROP, CROP_SHAPE),
    options=[option for option in OPTIONS if option.name in LOOKING],
)
def analyze(
    pool: Pool,
    paths: list[str],
    given: Mapping[str, object],
    *,
    json: bool,
    metadata: bool,
    no_sizes: bool,
    crop: str,
    shape: str,
) -> None:
    """Say what pictures are, which presets fit them and why, and what each would save.

    pixelprep analyze photo.jpg

    pixelprep analyze wedding/ --json --no-sizes

    pixelprep analyze photo.jpg --crop crop.png --shape 4:5

    pixelprep analyze photo.jpg --metadata
    """
    from pixelprep_cli.cli.analysis import run

    raise typer.Exit(
        run(
            *(pool, paths, given),
            json=json,
            metadata=metadata,
            sizes=not no_sizes,
            crop=crop,
            shape=shape,
        )
    )


@app.command(rich_help_panel=UNDONE)
def undo(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RUN] [FILE]...", help="A run, and some of its pictures."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Also where a file has been changed since.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="A line for each picture.")
    ] = False,
) -> None:
    """Take back what a run has changed: the last one, or the one that is named.

    Originals come back bit for bit, with their names, permissions and times; outputs that were
    made are removed. A file that was changed since stays, and is named.

    pixelprep undo

    pixelprep undo 20270314-160501-3f9a Photos/a.jpg
    """
    from pixelprep_cli.cli.undo import run

    raise typer.Exit(run(words or [], force=force, verbose=verbose))


@app.command(rich_help_panel=UNDONE)
def runs(
    name: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="One run, with its files.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """What was done, when, by which words, and what can be undone."""
    from pixelprep_cli.cli.runs import show

    show(name, json=json)


@app.command(rich_help_panel="This installation")
def tour(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Pictures of yours, which are copied."),
    ] = None,
    folder: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER", show_default="pixelprep-tour/", help="Where all of it happens."
        ),
    ] = None,
    restart: Annotated[bool, typer.Option("--restart", help="Begin anew.")] = False,
) -> None:
    """Try everything out in five minutes, on copies of pictures; can be left and resumed.

    pixelprep tour

    pixelprep tour ~/Photos/2019
    """
    from pixelprep_cli.cli.tour import run

    raise typer.Exit(run(paths or [], folder, restart=restart))


@app.command(rich_help_panel="This installation")
def doctor(
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Check this installation: whether everything works here, and what cures what does not."""
    from pixelprep_cli.cli.doctor import examine

    raise typer.Exit(examine(json=json))


@app.command(rich_help_panel="This installation")
def man() -> None:
    """The manual page, as roff: pixelprep man | man -l -"""
    from pixelprep_cli.cli.manual import page

    typer.echo(page(), nl=False)
