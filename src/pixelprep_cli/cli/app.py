"""The command line as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from pixelprep_cli import __version__
from pixelprep_cli.cli.config import config, flags
from pixelprep_cli.cli.options import EVERY, LOOKING, METADATA, OPTIONS, RUN, on_pictures, switch
from pixelprep_cli.cli.presets import presets
from pixelprep_cli.model.job import Action

if TYPE_CHECKING:
    from pixelprep_cli.batch.pool import Pool

app = typer.Typer(
    name="pixelprep",
    help="Optimize folders of photographs: presets, size caps, honest previews, safe writes.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(presets, name="presets", rich_help_panel="Presets and configuration")
app.add_typer(config, name="config", rich_help_panel="Presets and configuration")
app.add_typer(flags, name="flags", rich_help_panel="Presets and configuration")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pixelprep {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Optimize folders of photographs: presets, size caps, honest previews, safe writes."""


DRY_RUN = switch(RUN, "-n --dry-run", "off", "Say what would be done, and write nothing.")


@app.command(rich_help_panel="Pictures")
@on_pictures(DRY_RUN, EVERY)
def optimize(
    pool: Pool,
    paths: list[str],
    given: Mapping[str, object],
    *,
    json: bool,
    dry_run: bool,
    every: bool,
) -> None:
    """Write optimized copies of pictures; originals are never touched.

    pixelprep optimize wedding/ -p web_display -o out/

    pixelprep optimize shot.png -o shot.webp --max-size 200KB

    pixelprep optimize mixed/ -p auto
    """
    from pixelprep_cli.cli.pictures import refuse_every, run

    if every and not dry_run:
        refuse_every()
    action: Action = "preview" if dry_run else "optimize"
    raise typer.Exit(run(pool, paths, given, action=action, json=json, every=every))


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
@on_pictures(METADATA, options=[option for option in OPTIONS if option.name in LOOKING])
def analyze(
    pool: Pool, paths: list[str], given: Mapping[str, object], *, metadata: bool, json: bool
) -> None:
    """Say what pictures are, and which preset fits them and why."""
    from pixelprep_cli.cli.analysis import run

    raise typer.Exit(run(pool, paths, given, metadata=metadata, json=json))


@app.command(rich_help_panel="This installation")
def doctor() -> None:
    """Versions, codecs, folders and cores, as pixelprep sees them."""
    from pixelprep_cli.cli.doctor import examine

    examine()


@app.command(rich_help_panel="This installation")
def man() -> None:
    """The manual page, as roff: pixelprep man | man -l -"""
    from pixelprep_cli.cli.manual import page

    typer.echo(page(), nl=False)
