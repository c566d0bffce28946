from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.model.settings import MetadataPolicy
from pixelprep_cli.model.values import WRITABLE

if TYPE_CHECKING:
    from collections.abc import Callable


def yes(value: object) -> str:
    return "yes" if value else "no"


def test_every_format_that_is_read_is_told_with_its_extensions(
    rows: Callable[[str, str], list[list[str]]],
) -> None:
    told = [
        (row[0], row[1].replace("`", ""), row[2], row[3].strip("`[]"))
        for row in rows("docs/formats.md", "| format | ext")
    ]
    kinds: dict[str, tuple[str, str, str, str]] = {}
    for name, kind in INPUTS.items():
        if kind.reader:
            before = kinds[kind.title][1] + " " if kind.title in kinds else ""
            extensions = before + " ".join(kind.extensions)
            kinds[kind.title] = (kind.title, extensions, kind.same or name, kind.reader.extra)
    assert told == list(kinds.values())


def test_every_format_that_is_written_is_told_with_what_it_holds(
    rows: Callable[[str, str], list[list[str]]],
) -> None:
    assert rows("docs/formats.md", "| format | transp") == [
        [
            name,
            yes(codec_for(name).alpha),
            yes(codec_for(name).animation),
            yes(codec_for(name).lossless),
            str(codec_for(name).default_quality or "lossless"),
            str(codec_for(name).max_side),
        ]
        for name in WRITABLE
    ]


def test_every_metadata_policy_is_told(rows: Callable[[str, str], list[list[str]]]) -> None:
    told = [row[0].strip("`") for row in rows("docs/formats.md", "| policy |")]
    assert told == list(get_args(MetadataPolicy))
