"""Runs as they are remembered, of which nothing but the name matters."""

from pixelprep_cli.store.runs import Run


def remembered(name: str = "r") -> Run:
    """A run in place with backups."""
    return Run(
        name=name,
        cwd="",
        paths=(),
        given={},
        command="",
        settings="",
        version="",
        in_place=True,
        backup=True,
    )
