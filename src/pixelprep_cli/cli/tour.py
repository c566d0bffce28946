"""`tour`: the first five minutes, hands on."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence

import typer

from pixelprep_cli.batch.signals import heed
from pixelprep_cli.cli.lessons import CI_STEP, LESSONS, STEPS, Lesson, step_of
from pixelprep_cli.cli.pictures import require
from pixelprep_cli.cli.speech import asked, quote, quote_command, remark, require_person
from pixelprep_cli.cli.tourfolder import TourFolder, chosen, examples, new_path
from pixelprep_cli.config.locations import state_folder
from pixelprep_cli.config.resolve import resolve
from pixelprep_cli.errors import ExitCode, Interruption, UsageError
from pixelprep_cli.report.names import printable
from pixelprep_cli.store.guide import Guide, Progress

LEAVE, SKIP = "q", "s"


class _Left(Exception):  # noqa: N818 - it is no error
    """The person has had enough for now."""


def run(paths: Sequence[str], folder: str | None, *, restart: bool) -> ExitCode:
    """Begin the tour, or go on with it.

    Args:
        paths: pictures of the person's; none to ask.
        folder: where it happens; None for a new folder under the current one.

    Raises:
        UsageError: it is switched off, nobody is there, or there are no such pictures.
    """
    require(resolve({}), "onboarding", "the tour is")
    require_person("the tour asks at each step", "see README.md, or pixelprep optimize --help")
    guide = Guide(state_folder())
    place = None
    try:
        place = _resumed(guide, folder) if not restart else None
        if place is not None:
            _tell_resumed(guide, place, others=bool(paths))
        else:
            place = _begun(guide, paths, folder)
        _teach(guide, place)
    except (_Left, Interruption, typer.Abort) as ended:
        if guide.progress is not None:
            remark("")
            remark("to go on from here: pixelprep tour")
        if isinstance(ended, Interruption):
            raise
        return ExitCode.OK
    remark("")
    remark(f"That was all. What was made is in {printable(place.path)}: look at it, delete it.")
    remark("Your turn: pixelprep preview FOLDER -p web_display")
    return ExitCode.OK


def _resumed(guide: Guide, folder: str | None) -> TourFolder | None:
    """The folder of a tour that is under way, unless another is named."""
    progress = guide.progress
    if progress is None or (folder is not None and new_path(folder) != progress.folder):
        return None
    place = TourFolder(progress.folder)
    return place if place.standing else None


def _tell_resumed(guide: Guide, place: TourFolder, *, others: bool) -> None:
    left = _left(guide)
    at = f"step {step_of(left[0])} of {len(STEPS)}" if left else "its end"
    remark(f"The tour goes on in {printable(place.path)}, at {at}.")
    what = "takes the pictures that you name" if others else "begins anew"
    remark(f"pixelprep tour --restart {what}.")


def _begun(guide: Guide, paths: Sequence[str], folder: str | None) -> TourFolder:
    """Say where everything goes, ask for pictures, and make the folder."""
    place = TourFolder(new_path(folder))
    remark(f"A tour in {len(STEPS)} steps, of five minutes at most.")
    remark(f"All of it happens in {printable(place.path)}, on copies of pictures.")
    remark(f"How far you have come is kept in {printable(os.path.dirname(guide.path))}.")
    remark("")
    sources = chosen(paths) if paths else _asked()
    place.make(sources)
    if not guide.keep(Progress(place.path)):
        remark("which cannot be written, so this tour cannot be resumed")
    return place


def _asked() -> list[str]:
    while True:
        answer = _answer("A folder or a picture of yours (Enter takes drawn examples)")
        if not answer:
            return examples()
        try:
            return chosen([answer.strip("'\"")])
        except UsageError as error:
            remark(f"  {error}", hanging="  ")


def _teach(guide: Guide, place: TourFolder) -> None:
    done = list(guide.progress.done) if guide.progress else []
    for lesson in LESSONS:
        if lesson.name in done:
            continue
        skipped = not _learnt(lesson, place)
        step = [each.name for each in LESSONS if each.step == lesson.step]
        done += step if skipped else [lesson.name]
        guide.keep(Progress(place.path, tuple(done)))
    guide.keep(None)


def _left(guide: Guide) -> list[Lesson]:
    done = guide.progress.done if guide.progress else ()
    return [lesson for lesson in LESSONS if lesson.name not in done]


def _learnt(lesson: Lesson, place: TourFolder) -> bool:
    """Show a lesson and run its command; False where the person skips the step."""
    remark("")
    remark(f"{step_of(lesson)}/{len(STEPS)}  {lesson.step}")
    remark(lesson.before)
    while True:
        options = _chosen_options(lesson)
        if options is None:
            return False
        words = [*lesson.words, *options]
        remark("")
        quote_command(f"pixelprep {shlex.join(words)}")
        if _answer("Enter runs it, s skips this step, q leaves") == SKIP:
            return False
        code = place.run(words)
        heed()
        if code != ExitCode.USAGE or not lesson.questions:
            break
    _tell_after(lesson, place, code)
    return True


def _tell_after(lesson: Lesson, place: TourFolder, code: int) -> None:
    remark("")
    if lesson.name == "undo":
        same = "Every picture is" if place.untouched() else "Not every picture is"
        remark(f"{same}, bit for bit, as it was.")
    if code != ExitCode.OK:
        remark(f"It ended with exit code {code}; what it said above tells why.")
    remark(lesson.after)
    if lesson.name == "ci":
        for line in CI_STEP.splitlines():
            quote(f"  {line}")


def _chosen_options(lesson: Lesson) -> list[str] | None:
    """The options that a person chooses; None where they skip the step."""
    words: list[str] = []
    for question in lesson.questions:
        answer = _answer(f"{question.asked} (Enter: {question.usual}, s skips this step)")
        if answer == SKIP:
            return None
        words += [question.option, answer or question.usual]
    return words


def _answer(question: str) -> str:
    """What a person says.

    Raises:
        _Left: they leave, or their input ends.
    """
    answer = asked(question)
    if answer.lower() == LEAVE:
        raise _Left
    return answer.lower() if answer.lower() == SKIP else answer
