"""Presets of earlier versions, brought to the shape of this one while they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pixelprep_cli.model.keys import shown

if TYPE_CHECKING:
    from pixelprep_cli.presets.toml import Source

Table = dict[str, Any]
Migration = Callable[[Table], Table]

MIGRATIONS: Final[Mapping[int, Migration]] = {}
"""By each schema that was replaced: what makes its tables those of the next."""

SCHEMA: Final = len(MIGRATIONS) + 1
"""The shape that presets have now; a file that says none has the first."""


def migrated(
    table: Table, source: Source, migrations: Mapping[int, Migration] = MIGRATIONS
) -> Table:
    """The tables of a preset in today's shape, without their `schema`; the file stays as it is.

    Raises:
        DocumentError: the schema is none that this version knows.
    """
    newest = len(migrations) + 1
    schema = table.get("schema", 1)
    if type(schema) is not int or not 1 <= schema <= newest:
        accepted = f"1 to {newest}" if newest > 1 else "the number 1"
        newer = type(schema) is int and schema > newest
        raise source.error(
            [(("schema",), f"found {shown(schema)}, accepted: {accepted}")],
            hint="it is for a newer pixelprep" if newer else None,
        )
    table = {key: value for key, value in table.items() if key != "schema"}
    for step in range(schema, newest):
        table = migrations[step](table)
    return table
