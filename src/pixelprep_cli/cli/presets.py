"""`pixelprep presets …`: the words of each command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from pixelprep_cli.cli.completion import own_names, preset_names
from pixelprep_cli.cli.options import with_wishes

presets = typer.Typer(
    help="The presets that there are, and presets of your own.", no_args_is_help=True
)

LOOK: Final = "Look"
MAKE: Final = "Make and change your own"
SHARE: Final = "Share"


def _name(about: str, metavar: str = "NAME", *, own: bool = False) -> Any:
    return typer.Argument(
        metavar=metavar,
        show_default=False,
        help=about,
        autocompletion=own_names if own else preset_names,
    )


Named = Annotated[str, _name("A preset.", "NAME|FILE.toml")]
Own = Annotated[str, _name("A preset of yours or of the project.", own=True)]
New = Annotated[str, typer.Argument(metavar="NEW_NAME", help="The name of the new preset.")]
Project = Annotated[
    bool, typer.Option("--project", help="In the project's .pixelprep/presets, not in your folder.")
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace a preset of yours that has the name.")
]
Yes = Annotated[bool, typer.Option("-y", "--yes", help="Do not ask.")]


@presets.command("list", rich_help_panel=LOOK)
def presets_list() -> None:
    """The presets: built-in, your own and the project's, and which takes the place of which."""
    from pixelprep_cli.cli.catalogue import show_list

    show_list()


@presets.command("show", rich_help_panel=LOOK)
def presets_show(name: Named) -> None:
    """What a preset says, with what it inherits."""
    from pixelprep_cli.cli.catalogue import show_one

    show_one(name)


@presets.command("rules", rich_help_panel=LOOK)
def presets_rules() -> None:
    """When -p auto takes which preset: every rule, the first that fits wins."""
    from pixelprep_cli.cli.rules import show_rules

    show_rules()


@presets.command("diff", rich_help_panel=LOOK)
def presets_diff(
    name: Named,
    other: Annotated[
        str | None, _name("Another; the one that it extends by default.", "OTHER|FILE.toml")
    ] = None,
) -> None:
    """Where two presets differ, with all that they inherit."""
    from pixelprep_cli.cli.catalogue import show_difference

    show_difference(name, other)


@presets.command("path", rich_help_panel=LOOK)
def presets_path(
    name: Annotated[str | None, _name("A preset; your folder by default.")] = None,
) -> None:
    """The file of a preset, or the folder of your own."""
    from pixelprep_cli.cli.catalogue import show_path

    show_path(name)


@presets.command("validate", rich_help_panel=LOOK)
def presets_validate(
    names: Annotated[
        list[str] | None, _name("Presets; all that are not built in by default.", "NAME|FILE.toml")
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option(
            "--on",
            metavar="PICTURE",
            help="Try them on this picture; what cannot be is told with what can. May be repeated.",
        ),
    ] = None,
) -> None:
    """Check presets; exit code 1 where one is wrong, or misses on a picture what it asks.

    pixelprep presets validate gallery --on photo.jpg
    """
    from pixelprep_cli.cli.validation import validate

    raise typer.Exit(validate(names or [], on or []))


@presets.command("create", rich_help_panel=MAKE)
@with_wishes
def presets_create(
    *,
    given: Mapping[str, object],
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Its name. Without one it is asked.")
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="NAME|FILE.toml",
            help="The preset that it extends: what you do not say, that one says.",
            autocompletion=preset_names,
        ),
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="A few words.")] = "",
    description: Annotated[
        str, typer.Option("--description", metavar="TEXT", help="What it is for.")
    ] = "",
    project: Project = False,
    overwrite: Overwrite = False,
) -> None:
    """Make a preset of your own. Without a word of what it says, you are asked step by step.

    pixelprep presets create gallery --from web_display --long-edge 2400 --max-size 1.2MB

    pixelprep presets create
    """
    head = {"title": title, "description": description, "extends": origin}
    if name is not None and (given or origin):
        from pixelprep_cli.cli.authoring import create

        create(name, head, given, project=project, overwrite=overwrite)
    else:
        from pixelprep_cli.cli.wizard import ask

        ask(name, head, given, project=project, overwrite=overwrite)


@presets.command("edit", rich_help_panel=MAKE)
def presets_edit(
    name: Annotated[str, _name("A preset of yours or of the project, or a file.", own=True)],
) -> None:
    """Open a preset in $VISUAL or $EDITOR; it is checked when you save and close."""
    from pixelprep_cli.cli.editing import edit

    edit(name)


@presets.command("copy", rich_help_panel=MAKE)
def presets_copy(
    name: Named, new: New, project: Project = False, overwrite: Overwrite = False
) -> None:
    """Copy a preset, built-in or not, under a new name."""
    from pixelprep_cli.cli.authoring import copy

    copy(name, new, project=project, overwrite=overwrite)


@presets.command("rename", rich_help_panel=MAKE)
def presets_rename(name: Own, new: New) -> None:
    """Rename a preset; those that extend it follow."""
    from pixelprep_cli.cli.authoring import rename

    rename(name, new)


@presets.command("delete", rich_help_panel=MAKE)
def presets_delete(name: Own, yes: Yes = False) -> None:
    """Delete a preset; asks before, unless you say --yes."""
    from pixelprep_cli.cli.authoring import delete

    delete(name, yes=yes)


@presets.command("export", rich_help_panel=SHARE)
def presets_export(
    name: Named,
    output: Annotated[
        str, typer.Argument(metavar="[FILE]", help="A file; standard output by default.")
    ] = "-",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that exists.")
    ] = False,
) -> None:
    """Write a preset that means the same on another machine: it needs no other of yours."""
    from pixelprep_cli.cli.sharing import export

    export(name, output, overwrite=overwrite)


@presets.command("import", rich_help_panel=SHARE)
def presets_import(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="A preset; - is standard input.")],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="Its name here; by default its own."),
    ] = None,
    project: Project = False,
    overwrite: Overwrite = False,
) -> None:
    """Take a preset from a file or from standard input; what is not a preset is refused."""
    from pixelprep_cli.cli.sharing import take

    take(source, name, project=project, overwrite=overwrite)


@presets.command("schema", rich_help_panel=SHARE)
def presets_schema() -> None:
    """The JSON Schema of presets, by which editors complete and check."""
    from pixelprep_cli.presets.schemas import generated

    typer.echo(generated("preset"), nl=False)
