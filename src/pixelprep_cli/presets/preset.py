"""One preset file, read and validated, without what it extends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, get_type_hints

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.job import RecommendRule
from pixelprep_cli.model.keys import key_annotations, read, shown
from pixelprep_cli.presets import toml

SCHEMA: Final = 1


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
    table = toml.read(path)
    schema = table.pop("schema", SCHEMA)
    if type(schema) is not int or schema != SCHEMA:
        raise UsageError(
            f"{path}: schema: found {shown(schema)}, accepted: {SCHEMA}",
            code="configuration",
            hint="the preset may be for a newer pixelprep",
        )
    from pixelprep_cli.presets.document import preset_model, said, validated, values

    document = validated(preset_model(), table, path)
    recommend = said(document).get("recommend")
    rules = recommend and tuple(RecommendRule(**said(rule)) for rule in recommend.when)
    _require_satisfiable(rules or (), path)
    return PresetFile(
        path=path,
        values=values(document),
        name=document.name,
        title=document.title,
        description=document.description,
        extends=document.extends,
        rules=rules,
    )


def _require_satisfiable(rules: tuple[RecommendRule, ...], path: str) -> None:
    problems = [
        f"{path}: recommend.when[{number}].{fact}_min: found {least}, "
        f"accepted: at most {fact}_max, {most}"
        for number, rule in enumerate(rules, 1)
        for fact in ("aspect", "long_edge", "megapixels")
        if (least := getattr(rule, f"{fact}_min")) is not None
        and (most := getattr(rule, f"{fact}_max")) is not None
        and least > most
    ]
    if problems:
        raise UsageError("\n".join(problems), code="configuration")
