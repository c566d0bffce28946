"""`presets validate`: presets checked, and tried on pictures."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from pixelprep_cli.cli.speech import remark, say
from pixelprep_cli.config.resolve import open_catalogue, picture_of
from pixelprep_cli.errors import ContradictionError, ExitCode, UsageError
from pixelprep_cli.model.keys import plain
from pixelprep_cli.model.settings import Run
from pixelprep_cli.presets import toml
from pixelprep_cli.presets.writing import revised
from pixelprep_cli.report.lines import outcome_line
from pixelprep_cli.report.names import printable
from pixelprep_cli.report.streams import is_terminal, write_line
from pixelprep_cli.report.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pixelprep_cli.batch.alternatives import Alternative, Trial
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.model.settings import Picture
    from pixelprep_cli.presets.catalogue import Catalogue
    from pixelprep_cli.presets.places import Place


def validate(names: Sequence[str], on: Sequence[str]) -> ExitCode:
    """Check presets, all that are not built in where none is named, and try them on pictures.

    Raises:
        UsageError: there is no such preset, or no such picture.
    """
    catalogue = open_catalogue()
    if not names:
        if not catalogue.custom:
            remark(f"custom presets are switched off by {catalogue.off_by}")
            return ExitCode.OK
        names = [name for name, place in sorted(catalogue.places().items()) if place.own]
        if not names:
            remark("there are no presets but the built-in ones")
            return ExitCode.OK
    checked = {name: _checked(catalogue, name, ways=bool(on)) for name in names}
    well = all(len(recipes) == 1 for recipes in checked.values())
    tries = [(path, *recipe) for path in on for recipes in checked.values() for recipe in recipes]
    if tries:
        from pixelprep_cli.batch.pool import Pool

        with Pool() as pool:
            tried = [_tried(pool, called, picture, path) for path, called, picture in tries]
        well = well and all(tried)
    return ExitCode.OK if well else ExitCode.FAILED


def _checked(catalogue: Catalogue, name: str, *, ways: bool) -> list[tuple[str, Picture]]:
    """What a preset asks of a picture, and how that is called.

    Where it is wrong the reasons are told. There is nothing then; with `ways`, what it would ask
    did its values not contradict each other.
    """
    place = catalogue.find(name)
    try:
        picture = picture_of(catalogue.load(name))
    except UsageError as error:
        say(f"wrong  {name}")
        for line in str(error).split("\n"):
            say(f"  {line}")
        if ways and isinstance(error, ContradictionError):
            return list(_ways_out(catalogue, place, error.ways))
        return []
    say(f"ok     {name}  {printable(place.path)}")
    return [(name, picture)]


def _ways_out(
    catalogue: Catalogue, place: Place, ways: Iterable[Mapping[str, object]]
) -> Iterator[tuple[str, Picture]]:
    """What a preset would ask with other values, where nothing else is wrong with it."""
    text = toml.read_text(place.path)
    for values in ways:
        with suppress(UsageError):
            picture = picture_of(catalogue.parse(revised(text, values), place))
            yield f"{place.name} with {_written(values)}", picture


def _tried(pool: Pool, name: str, picture: Picture, path: str) -> bool:
    """Whether a picture has all that a preset asks; it is told, with what could be asked."""
    from pixelprep_cli.batch.alternatives import measured

    if is_terminal(sys.stderr):
        remark(f"trying {name} on {printable(path)} …")
    trial = measured(pool, path, picture, Run())
    _tell(name, trial)
    return trial.outcome.produced and not trial.unmet


def _tell(name: str, trial: Trial) -> None:
    outcome = trial.outcome
    write_line(sys.stdout, f"{name}: {outcome_line(outcome).text()}")
    for notice in outcome.warnings:
        if notice.code in trial.unmet:
            say(f"  not met: {notice.message}")
    if trial.alternatives:
        say("  possible, as measured:")
        told = [(_written(alternative.values), alternative) for alternative in trial.alternatives]
        width = max(len(words) for words, _ in told)
        for words, alternative in told:
            say(f"    {words:{width}}  gives {_result(alternative)}")
    elif trial.unmet and not trial.given_up:
        say("  nothing near to it is possible")
    if trial.given_up:
        say(f"  given up, as they took too long: {count(trial.given_up, 'other trial')}")


def _written(values: Mapping[str, object]) -> str:
    """Keys with their values as they would stand in the preset; None is one that would not."""
    return ", ".join(
        f"no {key}" if value is None else f"{key} = {toml.written(plain(value))}"
        for key, value in values.items()
    )


def _result(alternative: Alternative) -> str:
    from pixelprep_cli.model.amounts import format_bytes
    from pixelprep_cli.report.words import dimensions

    outcome = alternative.outcome
    said = (
        dimensions(outcome.width, outcome.height),
        outcome.format,
        f"q {outcome.quality}" if outcome.quality is not None else "without loss",
        format_bytes(outcome.output_bytes or 0),
        "" if outcome.perceptual is None else f"SSIMULACRA2 {outcome.perceptual:.1f}",
    )
    return " ".join(filter(None, said))
