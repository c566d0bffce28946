"""`presets create` without options: step by step, with the effect on a picture of the person's."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from pixelprep_cli.cli.authoring import anchored, new_place, save, writable_catalogue
from pixelprep_cli.cli.speech import agreed, asked, quote, remark, require_person, say
from pixelprep_cli.config.options import option_layer
from pixelprep_cli.config.resolve import picture_of
from pixelprep_cli.errors import ExitCode, Interruption, PixelprepError, UsageError
from pixelprep_cli.model.keys import key_annotations, read, refusal
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.settings import Run
from pixelprep_cli.presets.places import Place
from pixelprep_cli.presets.writing import composed, taken
from pixelprep_cli.report.names import printable

if TYPE_CHECKING:
    from pixelprep_cli.batch.pool import Pool
    from pixelprep_cli.presets.catalogue import Catalogue

Values = dict[str, Any]

_SHAPE = re.compile(r"(?:(?P<width>\d+)\s*[x×]\s*(?P<height>\d+))|(?P<side>[wh]?)(?P<edge>\d+)")


@dataclass
class _Draft:
    """A preset as far as it has been asked for, and the picture that shows its effect."""

    catalogue: Catalogue
    pool: Pool
    head: dict[str, str | None]
    values: Values
    picture: str | None = None

    def text(self) -> str:
        """The preset's text."""
        return composed(self.head, self.values)


def ask(
    name: str | None,
    head: Mapping[str, str | None],
    given: Mapping[str, object],
    *,
    project: bool,
    overwrite: bool,
) -> None:
    """Ask for a preset and write it, once that is agreed.

    Args:
        name: None to ask for it.
        head: its `title`, `description`, and what it `extends`, where given.
        given: options that need not be asked, by their names.

    Raises:
        UsageError: nobody is there to answer.
    """
    require_person(
        "presets create asks for what you do not say",
        "give a name and options: presets create NAME --from web_display --long-edge 2400",
    )
    catalogue = writable_catalogue()
    if name is not None:
        _free_place(catalogue, name, project=project, overwrite=overwrite)
    head = anchored(catalogue, head)
    values = {key: said.value for key, said in option_layer(given).items()}
    remark("Enter keeps what stands in brackets; Ctrl-C leaves, and nothing is written.")
    remark("")
    named = partial(_named, catalogue, name, project=project, overwrite=overwrite)
    try:
        place, text = _composed(catalogue, head, values, named)
        wanted = agreed("Write it?", default=True)
    except (Interruption, typer.Abort) as left:
        say("nothing was written")
        if isinstance(left, Interruption):
            raise
        raise typer.Exit(ExitCode.FAILED) from None
    if not wanted:
        say("nothing was written")
        return
    save(catalogue, place, text, overwrite=overwrite)
    say(f"created {place.name}: {printable(place.path)}")
    remark(f"use it: pixelprep optimize PATH -p {place.name}")


def _composed(
    catalogue: Catalogue,
    head: dict[str, str | None],
    values: Values,
    named: Callable[[], Place],
) -> tuple[Place, str]:
    """Where a preset goes, and its text, as a person answers; the text is shown."""
    from pixelprep_cli.batch.pool import Pool

    with Pool() as pool:
        draft = _Draft(catalogue, pool, head, values)
        _ask_all(draft)
        place = named()
    draft.head["title"] = draft.head["title"] or asked("A title, in a few words")
    text = draft.text()
    for line in ("", f"{printable(place.path)} will say:", "", *text.splitlines(), ""):
        quote(line)
    return place, text


def _ask_all(draft: _Draft) -> None:
    _step(draft, "A picture of yours, to see the effect on (none)", _show_on)
    if not draft.head.get("extends"):
        names = ", ".join(draft.catalogue.names())
        remark(f"The presets are {names}.")
        _step(draft, "Begin with a preset (none)", _extend)
    _step(draft, "Pixels: 1600 is the long edge, w1200 the width, 1080x1350 a shape that is "
          "cropped to (as it is)", _shape)  # fmt: skip
    _step(draft, "Format: jpeg, webp, avif, png, same, auto (as it is)", _key("output.format"))
    _step(draft, "Quality: 1-100, or how alike it shall look: visually-lossless, high, medium, low "
          "(as it is)", _quality)  # fmt: skip
    _step(draft, "No larger than, such as 500KB or 2MB (as it is)", _key("limits.max_size"))
    _step(draft, "Metadata: keep, safe (no location), copyright, none (as it is)",
          _key("metadata.policy"))  # fmt: skip


def _step(draft: _Draft, question: str, take: Callable[[_Draft, str], None]) -> None:
    """Ask until the answer can be taken, and show what it does to the picture."""
    before = (dict(draft.head), dict(draft.values), draft.picture)
    while True:
        answer = asked(question)
        if not answer:
            return
        try:
            take(draft, answer)
            _show(draft)
        except PixelprepError as error:
            draft.head, draft.values, draft.picture = dict(before[0]), dict(before[1]), before[2]
            remark(f"  {error}")
        else:
            return


def _show_on(draft: _Draft, answer: str) -> None:
    draft.picture = answer.strip("'\"")


def _extend(draft: _Draft, answer: str) -> None:
    draft.head = anchored(draft.catalogue, {**draft.head, "extends": answer})


def _shape(draft: _Draft, answer: str) -> None:
    found = _SHAPE.fullmatch(answer.lower())
    if found is None:
        raise UsageError(
            f"found {answer!r}, accepted: 1600, w1200, h800 or 1080x1350", code="configuration"
        )
    for key in ("width", "height", "long_edge", "short_edge"):
        draft.values.pop(f"resize.{key}", None)
    if found["width"]:
        _set(draft, "resize.width", found["width"])
        _set(draft, "resize.height", found["height"])
        _set(draft, "resize.fit", "cover")
    else:
        key = {"w": "width", "h": "height", "": "long_edge"}[found["side"]]
        _set(draft, f"resize.{key}", found["edge"])


def _quality(draft: _Draft, answer: str) -> None:
    _set(draft, "output.quality" if answer.isdecimal() else "output.target", answer)


def _key(key: str) -> Callable[[_Draft, str], None]:
    return lambda draft, answer: _set(draft, key, answer)


def _set(draft: _Draft, key: str, answer: str) -> None:
    annotation = key_annotations()[key]
    try:
        draft.values[key] = read(annotation, answer)
    except ValueError:
        raise UsageError(refusal(annotation, answer), code="configuration") from None


def _show(draft: _Draft) -> None:
    """What would become of the picture now.

    Raises:
        UsageError: the preset cannot be so, or there is no such picture.
    """
    from pixelprep_cli.batch.trial import tried
    from pixelprep_cli.report.lines import comparison_line

    nowhere = Place("draft", "draft.toml", "file")
    picture = picture_of(draft.catalogue.parse(draft.text(), nowhere))
    if draft.picture is None:
        return
    (outcome,) = tried(draft.pool, draft.picture, [picture], Run(), "preview")
    if outcome.error is not None and outcome.status is not Status.MISSED:
        raise UsageError(outcome.error.message, code=outcome.error.code)
    shown = replace(outcome, preset=os.path.basename(draft.picture))
    remark(f"  {comparison_line(shown, picture.limits).text()}")
    if outcome.error is not None:
        remark(f"  {outcome.error.message}")


def _named(catalogue: Catalogue, name: str | None, *, project: bool, overwrite: bool) -> Place:
    while True:
        answer = name or asked("A name, such as gallery")
        try:
            return _free_place(catalogue, answer, project=project, overwrite=overwrite)
        except UsageError as error:
            remark(f"  {error}")
            name = None


def _free_place(catalogue: Catalogue, name: str, *, project: bool, overwrite: bool) -> Place:
    """Where the preset goes.

    Raises:
        UsageError: it cannot have that name, or another has it.
    """
    place = new_place(catalogue, name, project=project)
    if os.path.exists(place.path) and not overwrite:
        raise taken(place)
    return place
