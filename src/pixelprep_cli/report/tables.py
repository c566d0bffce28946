"""Tables for people: predictions, presets, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rich import box
from rich.table import Table

from pixelprep_cli.model.amounts import format_bytes
from pixelprep_cli.report.console import styled
from pixelprep_cli.report.layout import PathCell
from pixelprep_cli.report.lines import Fragment, change_fragment, encoding, fit_fragment
from pixelprep_cli.report.names import escaped, printable
from pixelprep_cli.report.words import dimensions, limits_asked, size_range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console, JustifyMethod
    from rich.text import Text

    from pixelprep_cli.model.job import Recipe
    from pixelprep_cli.model.outcome import Outcome, RunSummary
    from pixelprep_cli.model.settings import Limits, Picture

_ROOMY: Final = 60
_WIDE: Final = 130


class PresetRow(NamedTuple):
    """One preset of a list; `origin` says where it comes from: `built-in`, or its file."""

    name: str
    title: str
    picture: Picture
    origin: str


class SettingRow(NamedTuple):
    """One setting: its dotted key, its value, and what gave it."""

    key: str
    value: Any
    origin: str


class _Tried(NamedTuple):
    """One preset's outcome among others, and the limits that it has to fit."""

    outcome: Outcome
    limits: Limits


class _Column(NamedTuple):
    """A column of predictions or presets, shown on consoles of at least `least` cells."""

    title: str
    cell: Callable[[Any], Fragment]
    total: tuple[Fragment, ...] = ()
    least: int = 0
    justify: JustifyMethod = "left"
    whole: bool = False


def preview_table(console: Console, outcomes: Sequence[Outcome], summary: RunSummary) -> Table:
    """The predicted outputs, and their total with its range, in the columns that have room."""
    columns = _with_room(console, _prediction_columns(summary))
    table = table_on(console)
    table.show_footer = True
    table.add_column("Source", footer="Total")
    where = console.width >= _WIDE
    if where:
        table.add_column("Output")
    for column in columns:
        footer = styled(console, column.total)
        table.add_column(
            column.title, footer=footer, justify=column.justify, no_wrap=True, overflow="fold"
        )
    for outcome in outcomes:
        paths = (outcome.source, outcome.output or "") if where else (outcome.source,)
        table.add_row(*map(PathCell, paths), *_cells(console, columns, outcome))
    return table


def comparison_table(
    console: Console, recipes: Iterable[Recipe], outcomes: Sequence[Outcome]
) -> Table:
    """What each recipe would make of one picture, in the order of the recipes."""
    found = {outcome.preset: outcome for outcome in outcomes}
    columns = _with_room(console, _COMPARISON_COLUMNS)
    table = table_on(console)
    first = outcomes[0]
    shape = dimensions(first.source_width, first.source_height)
    said = (printable(first.source), shape, format_bytes(first.source_bytes or 0))
    table.title = styled(console, [("  ".join(filter(None, said)), "strong")])
    table.title_justify = "left"
    for column in columns:
        table.add_column(column.title, justify=column.justify, overflow="fold")
    for recipe in recipes:
        if outcome := found.get(recipe.preset):
            table.add_row(*_cells(console, columns, _Tried(outcome, recipe.picture.limits)))
    return table


def presets_table(console: Console, presets: Iterable[PresetRow]) -> Table:
    """The presets that there are, and what each makes of a picture."""
    columns = _with_room(console, _PRESET_COLUMNS)
    table = table_on(console)
    for column in columns:
        table.add_column(column.title, no_wrap=column.whole, overflow="fold")
    for preset in presets:
        table.add_row(*_cells(console, columns, preset))
    return table


def settings_table(console: Console, settings: Iterable[SettingRow]) -> Table:
    """Settings with the origin of each: of a preset, or of the whole configuration."""
    table = table_on(console)
    table.add_column("Key", no_wrap=True, overflow="fold")
    table.add_column("Value", overflow="fold")
    table.add_column("From", overflow="fold")
    for setting in settings:
        table.add_row(
            styled(console, [(setting.key, "")]),
            styled(console, [value_fragment(setting.value)]),
            styled(console, [(printable(setting.origin), "quiet")]),
        )
    return table


def table_on(console: Console) -> Table:
    """An empty table, framed where there is room."""
    framed = console.is_terminal and console.width >= _ROOMY
    return Table(
        box=box.ROUNDED if framed else None,
        pad_edge=framed,
        collapse_padding=not framed,
        padding=(0, 1) if framed else (0, 2, 0, 0),
        border_style="quiet",
        header_style="strong",
        footer_style="strong",
    )


def _with_room(console: Console, columns: Iterable[_Column]) -> list[_Column]:
    return [column for column in columns if console.width >= column.least]


def _cells(console: Console, columns: Iterable[_Column], row: object) -> Iterator[Text]:
    return (styled(console, [column.cell(row)]) for column in columns)


def _prediction_columns(summary: RunSummary) -> list[_Column]:
    told = summary.predicted
    before, after = told.source_bytes, told.output_bytes
    predicted: tuple[Fragment, ...] = ((format_bytes(after), ""),)
    if told.low != told.high:
        predicted = (*predicted, (f"\n{size_range(told.low, told.high)}", "quiet"))
    saving = (change_fragment(before, after),)
    return [
        _Column("Dimensions", _dimensions, least=76, justify="right"),
        _Column("Format", _encoding, least=66),
        _Column("Before", _before, ((format_bytes(before), ""),), least=54, justify="right"),
        _Column("Predicted", _prediction, predicted, justify="right"),
        _Column("Between", _range, least=100, justify="right"),
        _Column("Saving", _saving, saving, least=36, justify="right"),
    ]


def _dimensions(outcome: Outcome) -> Fragment:
    return dimensions(outcome.width, outcome.height), ""


def _encoding(outcome: Outcome) -> Fragment:
    return encoding(outcome) if outcome.produced else "", ""


def _prediction(outcome: Outcome) -> Fragment:
    if not outcome.produced:
        return "", ""
    return ("" if outcome.exact else "≈ ") + format_bytes(outcome.output_bytes or 0), "strong"


def _range(outcome: Outcome) -> Fragment:
    low, high = outcome.low, outcome.high
    return ("" if low is None or high is None else size_range(low, high)), "quiet"


def _before(outcome: Outcome) -> Fragment:
    return format_bytes(outcome.source_bytes or 0), ""


def _saving(outcome: Outcome) -> Fragment:
    if not outcome.produced:
        return "", ""
    return change_fragment(outcome.source_bytes or 0, outcome.output_bytes or 0)


def value_fragment(value: Any) -> Fragment:
    """A setting's value."""
    if value is None or value in ("", ()):
        return "–", "quiet"
    if isinstance(value, bool):
        return str(value).lower(), ""
    if isinstance(value, tuple):
        return escaped(", ".join(map(str, value))), ""
    return escaped(str(value)), ""


def _geometry(preset: PresetRow) -> Fragment:
    resize = preset.picture.resize
    if resize.width and resize.height:
        return f"{resize.fit} {dimensions(resize.width, resize.height)}", ""
    edges = (
        (resize.width, "wide"),
        (resize.height, "high"),
        (resize.long_edge, "long edge"),
        (resize.short_edge, "short edge"),
    )
    return ", ".join(f"{pixels} {edge}" for pixels, edge in edges if pixels) or "kept", ""


def _output(preset: PresetRow) -> Fragment:
    output = preset.picture.output
    quality = "–".join(str(q) for q in (output.quality_min, output.quality) if q is not None)
    said = (
        str(output.format),
        f"q {quality}" if quality else "",
        f"target {output.target}" if output.target is not None else "",
    )
    return " ".join(filter(None, said)), ""


def _limits(preset: PresetRow) -> Fragment:
    return limits_asked(preset.picture.limits), ""


_PRESET_COLUMNS: Final = (
    _Column("Preset", lambda preset: (escaped(preset.name), "strong"), whole=True),
    _Column("Size", _geometry),
    _Column("Output", _output, least=76),
    _Column("Limit", _limits, least=88),
    _Column("For", lambda preset: (escaped(preset.title), ""), least=112),
    _Column("From", lambda preset: (printable(preset.origin), "quiet"), least=60),
)

_COMPARISON_COLUMNS: Final = (
    _Column("Preset", lambda tried: (escaped(tried.outcome.preset or ""), "strong")),
    _Column("Dimensions", lambda tried: _dimensions(tried.outcome), least=76, justify="right"),
    _Column("Format", lambda tried: _encoding(tried.outcome), least=66),
    _Column("Predicted", lambda tried: _prediction(tried.outcome), justify="right"),
    _Column("Between", lambda tried: _range(tried.outcome), least=100, justify="right"),
    _Column("Saving", lambda tried: _saving(tried.outcome), least=36, justify="right"),
    _Column("Limit", lambda tried: fit_fragment(tried.outcome, tried.limits), least=54),
)
