"""One preset file, read and validated, without what it extends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_type_hints

from pixelprep_cli.model.job import RecommendRule
from pixelprep_cli.model.keys import key_annotations, read
from pixelprep_cli.presets import toml
from pixelprep_cli.presets.migrate import migrated


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetFile:
    """What one file says; `values` are under dotted keys, `rules` is None where it is silent."""

    path: str
    values: dict[str, Any]
    name: str | None = None
    title: str | None = None
    description: str | None = None
    extends: str | None = None
    rules: tuple[RecommendRule, ...] | None = None


def read_trusted(path: str) -> PresetFile:
    """A built-in preset, which the tests hold to the model: read without the cost of pydantic."""
    table = toml.read(path)
    table.pop("schema")
    rules = table.pop("recommend")["when"]
    sections = {name: value for name, value in table.items() if isinstance(value, dict)}
    head = {name: value for name, value in table.items() if name not in sections}
    hints = get_type_hints(RecommendRule, include_extras=True)
    return PresetFile(
        path=path,
        values={
            f"{name}.{key}": read(key_annotations()[f"{name}.{key}"], value)
            for name, section in sections.items()
            for key, value in section.items()
        },
        rules=tuple(
            RecommendRule(**{key: read(hints[key], value) for key, value in rule.items()})
            for rule in rules
        ),
        **head,
    )


def read_validated(path: str) -> PresetFile:
    """A preset that a person wrote.

    Raises:
        UsageError: the file is no TOML or no preset; every problem is listed.
    """
    return parse_validated(path, toml.read_text(path))


def parse_validated(path: str, text: str) -> PresetFile:
    """A preset from its text, which is or will be in the file `path`.

    Raises:
        DocumentError: the text is no TOML or no preset; every problem is listed.
    """
    source = toml.Source(path, text)
    table = migrated(toml.parse(path, text), source)
    from pixelprep_cli.presets.document import preset_model, said, validated, values

    document = validated(preset_model(), table, source)
    recommend = said(document).get("recommend")
    rules = recommend and tuple(RecommendRule(**said(rule)) for rule in recommend.when)
    _require_satisfiable(rules or (), source)
    return PresetFile(
        path=path,
        values=values(document),
        name=document.name,
        title=document.title,
        description=document.description,
        extends=document.extends,
        rules=rules,
    )


def _require_satisfiable(rules: tuple[RecommendRule, ...], source: toml.Source) -> None:
    problems = [
        (
            ("recommend", "when", number, f"{fact}_min"),
            f"found {least}, accepted: at most {fact}_max, {most}",
        )
        for number, rule in enumerate(rules)
        for fact in ("aspect", "long_edge", "megapixels")
        if (least := getattr(rule, f"{fact}_min")) is not None
        and (most := getattr(rule, f"{fact}_max")) is not None
        and least > most
    ]
    if problems:
        raise source.error(problems)
