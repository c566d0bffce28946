"""The command line as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from pixelprep_cli import __version__
from pixelprep_cli.cli.options import EVERY, LOOKING, OPTIONS, RUN, on_pictures, switch
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
presets = typer.Typer(help="The presets that are there.", no_args_is_help=True)
config = typer.Typer(help="The configuration and where it comes from.", no_args_is_help=True)
cache = typer.Typer(help="What runs remember, so as to make nothing twice.", no_args_is_help=True)
app.add_typer(presets, name="presets")
app.add_typer(config, name="config")
app.add_typer(cache, name="cache")


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
@on_pictures(options=[option for option in OPTIONS if option.name in LOOKING])
def analyze(pool: Pool, paths: list[str], given: Mapping[str, object], *, json: bool) -> None:
    """Say what pictures are, and which preset fits them and why."""
    from pixelprep_cli.cli.analysis import run

    raise typer.Exit(run(pool, paths, given, json=json))


@presets.command("list")
def presets_list() -> None:
    """The presets, built-in and your own."""
    from pixelprep_cli.cli.catalogue import show_list

    show_list()


@presets.command("show")
def presets_show(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE.toml", help="A preset.")],
) -> None:
    """What a preset says, with what it inherits."""
    from pixelprep_cli.cli.catalogue import show_one

    show_one(name)


@config.command("show")
def config_show() -> None:
    """The merged configuration, each value with where it comes from."""
    from pixelprep_cli.cli.catalogue import show_config

    show_config()


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


@app.command(rich_help_panel="This installation")
def doctor() -> None:
    """Versions, codecs, folders and cores, as pixelprep sees them."""
    from pixelprep_cli.cli.doctor import examine

    examine()
