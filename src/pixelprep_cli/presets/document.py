"""What people's TOML files may say: strict pydantic models, their errors told in words.

The models are derived from the sections in `pixelprep_cli.model.settings`, so that a key is
declared once. Importing this module costs pydantic: it is imported where there is such a file.
"""

from __future__ import annotations

from functools import cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel, ConfigDict, Strict, ValidationError, create_model

from pixelprep_cli.errors import ContradictionError
from pixelprep_cli.model.job import RecommendRule
from pixelprep_cli.model.keys import (
    FOR_THE_COMMAND_LINE,
    INNER,
    ORIGINALS,
    bare,
    key_annotations,
    place_of,
    refusal,
)
from pixelprep_cli.model.layers import contradictions, ways_out
from pixelprep_cli.model.settings import PICTURE_SECTIONS, RUN_SECTIONS, SECTIONS
from pixelprep_cli.model.written import nearest

if TYPE_CHECKING:
    from pixelprep_cli.presets.toml import Source

STRICT: Final = ConfigDict(strict=True, extra="forbid", frozen=True)
Model = TypeVar("Model", bound=BaseModel)


class PresetHead(BaseModel):
    """What a preset says beside its sections."""

    model_config = STRICT
    name: str | None = None
    title: str | None = None
    description: str | None = None
    extends: str | None = None


class ConfigurationHead(BaseModel):
    """What a configuration file says beside its sections."""

    model_config = STRICT
    preset: str | None = None


@cache
def preset_model() -> type[PresetHead]:
    """The model of a preset file, without its `schema`."""
    rule: Any = _section(RecommendRule)
    recommend = create_model("Recommend", __config__=STRICT, when=(list[rule], []))
    sections: Any = {name: (_section(cls), None) for name, cls in PICTURE_SECTIONS.items()}
    return create_model(
        "PresetDocument", __base__=PresetHead, recommend=(recommend, None), **sections
    )


@cache
def configuration_model() -> type[ConfigurationHead]:
    """The model of a configuration file."""
    sections: Any = {name: (_section(cls), None) for name, cls in SECTIONS.items()}
    return create_model("ConfigurationDocument", __base__=ConfigurationHead, **sections)


def validated(model: type[Model], table: dict[str, Any], source: Source) -> Model:
    """The document that a TOML table holds.

    Args:
        model: `preset_model()` or `configuration_model()`.
        table: what the file says.
        source: the file, as messages name it.

    Raises:
        DocumentError: unknown keys, wrong types or impossible values; each is listed with its key,
            what was found and what would be accepted.
        ContradictionError: each value by itself would be accepted.
    """
    try:
        document = model.model_validate(table)
    except ValidationError as error:
        found = error.errors(include_url=False)
        problems = [(item["loc"], _in_words(model, item)) for item in found]
        raise source.error(problems) from None
    spoken = values(document)
    if crossed := contradictions(spoken):
        told = source.error([(place_of(key), words) for key, words in crossed.items()])
        raise ContradictionError(told.message, line=told.line, ways=ways_out(spoken))
    return document


def values(document: BaseModel) -> dict[str, Any]:
    """What a document says in its sections, and only that, under dotted keys."""
    return {
        f"{name}.{key}": value
        for name in SECTIONS
        if name in document.model_fields_set
        for key, value in said(getattr(document, name)).items()
    }


def said(table: BaseModel) -> dict[str, Any]:
    """The keys that a table sets, with their values; those of a table within it as `set_author`."""
    fields = type(table).model_fields
    found = {key: getattr(table, key) for key in fields if key in table.model_fields_set}
    inner = found.pop(INNER, None)
    below = said(inner) if inner else {}
    return found | {f"{INNER}_{key}": value for key, value in below.items()}


def _section(cls: type) -> type[BaseModel]:
    """The model of one section: TOML's lists stand for tuples, nothing else is converted.

    Fields `set_…` stand in a table `set` of their own.
    """
    fields: Any = {
        name: (Annotated[hint, Strict(strict=False)] if get_origin(hint) is tuple else hint, None)
        for name, hint in get_type_hints(cls, include_extras=True).items()
    }
    within = {name: fields.pop(name) for name in list(fields) if name.startswith(f"{INNER}_")}
    if within:
        named: Any = {name.removeprefix(f"{INNER}_"): field for name, field in within.items()}
        fields[INNER] = (create_model(INNER, __config__=STRICT, **named), None)
    return create_model(cls.__name__, __config__=STRICT, **fields)


def _in_words(model: type[BaseModel], error: Any) -> str:
    place = error["loc"]
    if error["type"] == "extra_forbidden":
        return _unknown(model, place)
    return refusal(_annotations_along(model, place)[-1], error["input"])


def _unknown(model: type[BaseModel], place: tuple[str | int, ...]) -> str:
    table = _annotations_along(model, place)[-2]
    word = str(place[-1])
    if len(place) == 1 and word in RUN_SECTIONS:
        return "belongs in a configuration file: a preset holds only what concerns the picture"
    if word in ORIGINALS:
        return FOR_THE_COMMAND_LINE
    if len(place) == 1 and word in preset_model().model_fields:
        return "belongs in a preset, not in a configuration file"
    head = ["schema"] if table is model and issubclass(model, PresetHead) else []
    names = head + list(get_type_hints(bare(table)[0]))
    sections = get_type_hints(model)
    elsewhere = [
        dotted
        for dotted in key_annotations()
        if dotted.split(".")[-1] == word and dotted.split(".")[0] in sections
    ]
    known = elsewhere[0] if elsewhere else nearest(word, names)
    if known:
        return f"unknown key; did you mean {known!r}?"
    return f"unknown key; accepted: {', '.join(names)}"


def _annotations_along(model: type[BaseModel], place: tuple[str | int, ...]) -> list[Any]:
    """The document's model and the annotation at each step into it; None where it knows no such."""
    along: list[Any] = [model]
    for step in place:
        base = bare(along[-1])[0]
        if isinstance(step, int):
            along.append(get_args(base)[0])
        else:
            along.append(get_type_hints(base, include_extras=True).get(step))
    return along
