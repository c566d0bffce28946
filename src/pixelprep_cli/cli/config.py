"""`pixelprep config …` and `pixelprep flags …`: the words of each command."""

from __future__ import annotations

from typing import Annotated

import typer

from pixelprep_cli.cli.completion import flag_names, key_names, key_values

config = typer.Typer(help="The configuration and where it comes from.", no_args_is_help=True)
flags = typer.Typer(
    help="Features that can be switched off, or on by shares.", no_args_is_help=True
)

Key = Annotated[
    str,
    typer.Argument(metavar="KEY", help="A key, such as output.quality.", autocompletion=key_names),
]
Features = Annotated[
    list[str], typer.Argument(metavar="FLAG...", help="Features.", autocompletion=flag_names)
]


@config.command("show")
def config_show() -> None:
    """The merged configuration, each value with where it comes from."""
    from pixelprep_cli.cli.catalogue import show_config

    show_config()


@config.command("path")
def config_path() -> None:
    """Your configuration file, whether or not it exists."""
    from pixelprep_cli.cli.configuring import show_path

    show_path()


@config.command("set")
def config_set(
    key: Key,
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE",
            help="What it shall be; commas between a list's items.",
            autocompletion=key_values,
        ),
    ],
) -> None:
    """Set a key in your configuration file; what else stands there stays as it is.

    pixelprep config set output.quality 85
    """
    from pixelprep_cli.cli.configuring import set_key

    set_key(key, value)


@config.command("unset")
def config_unset(key: Key) -> None:
    """Take a key out of your configuration file."""
    from pixelprep_cli.cli.configuring import unset_key

    unset_key(key)


@config.command("schema")
def config_schema() -> None:
    """The JSON Schema of configuration files, by which editors complete and check."""
    from pixelprep_cli.presets.schemas import generated

    typer.echo(generated("configuration"), nl=False)


@flags.command("list")
def flags_list() -> None:
    """Every feature: whether it is on here, who says so, and what it switches."""
    from pixelprep_cli.cli.configuring import list_flags

    list_flags()


@flags.command("enable")
def flags_enable(
    names: Features,
    share: Annotated[
        str | None,
        typer.Option("--share", metavar="25%", help="For a share of the installations alone."),
    ] = None,
) -> None:
    """Switch features on in your configuration file."""
    from pixelprep_cli.cli.configuring import set_flags

    set_flags(names, share or "true")


@flags.command("disable")
def flags_disable(names: Features) -> None:
    """Switch features off in your configuration file."""
    from pixelprep_cli.cli.configuring import set_flags

    set_flags(names, "false")


@flags.command("reset")
def flags_reset(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FLAG]...", help="Features; all by default.", autocompletion=flag_names
        ),
    ] = None,
) -> None:
    """Take features, or all of them, out of your configuration file."""
    from pixelprep_cli.cli.configuring import reset_flags

    reset_flags(names or [])
