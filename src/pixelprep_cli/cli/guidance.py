"""What a person is told once: at the first run, and where a line of advice helps."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelprep_cli.cli.speech import remark
from pixelprep_cli.codecs.inputs import INPUTS, MISSING
from pixelprep_cli.codecs.signature import by_extension
from pixelprep_cli.config.locations import state_folder
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.report.names import printable
from pixelprep_cli.report.reporter import Reporter, Together, is_watched
from pixelprep_cli.report.words import count
from pixelprep_cli.store.guide import Guide

if TYPE_CHECKING:
    from pixelprep_cli.batch.destination import Destination
    from pixelprep_cli.cli.originals import Wishes
    from pixelprep_cli.config.resolve import Resolved
    from pixelprep_cli.model.outcome import Outcome, RunSummary

WELCOME: Final = "welcome"
CI: Final = (
    *("CI", "CONTINUOUS_INTEGRATION", "BUILD_NUMBER", "BUILDKITE", "CODEBUILD_BUILD_ID"),
    *("GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TEAMCITY_VERSION", "TF_BUILD"),
)
"""Variables by which build services make themselves known."""

NO: Final = ("", "0", "false")


def in_ci(environ: Mapping[str, str]) -> bool:
    """Whether a build service runs this."""
    return any(environ.get(name, "").lower() not in NO for name in CI)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """A run before it begins: where it writes, None in place or in a preview, and to what.

    `pictures` is how many are to be made, `named` what the command line names.
    """

    resolved: Resolved
    wishes: Wishes
    where: Destination | None
    pictures: int
    named: Sequence[str]
    preview: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """A run that has ended; `without_extra` is a picture that could not be read for want of one."""

    run: Undertaking
    summary: RunSummary
    without_extra: str | None

    @property
    def made(self) -> int:
        """How many pictures have an output that this run has made, or would make."""
        return self.summary.counts[Status.OPTIMIZED] + self.summary.counts[Status.KEPT]


def guided(reporter: Reporter, run: Undertaking, *, json: bool) -> Reporter:
    """A reporter that also guides, where a person watches who may need it."""
    settings = run.resolved.settings
    wanted = settings.flags.onboarding and not settings.display.quiet
    if not (wanted and is_watched(json=json)) or in_ci(os.environ):
        return reporter
    return Together(reporter, _Guidance(run, Guide(state_folder())))


class _Guidance(Reporter):
    """Hears of a run, and says on standard error what helps and was not said before."""

    def __init__(self, run: Undertaking, guide: Guide) -> None:
        self._run = run
        self._guide = guide
        self._without_extra: str | None = None

    def start(self, total: int, source_bytes: int, *, version: str) -> None:  # noqa: ARG002
        run = self._run
        if run.pictures and not run.preview and self._guide.first(WELCOME):
            for number, line in enumerate(_welcome(run)):
                remark(("  " if number else "pixelprep: ") + line, hanging="  ")

    def file(self, outcome: Outcome) -> None:
        if outcome.error is not None and outcome.error.code == MISSING:
            self._without_extra = outcome.source

    def finish(self, summary: RunSummary) -> None:
        if summary.interrupted is not None:
            return
        heard = Heard(self._run, summary, self._without_extra)
        for name, tip in TIPS.items():
            if (line := tip(heard)) and self._guide.first(name):
                remark(f"tip: {line}", hanging="  ")


def _welcome(run: Undertaking) -> tuple[str, str, str]:
    """What will happen, where outputs go, how to undo it."""
    pictures = count(run.pictures, "picture")
    backup = run.wishes.backup
    if run.where is None:
        what = f"{pictures} will be replaced, each where that makes it smaller"
        where = f"outputs take the places of originals, which are kept in {state_folder()}"
        if not backup:
            where = "outputs take the places of originals, of which nothing is kept"
    else:
        what = f"{pictures} will be optimized; the originals stay as they are"
        where = f"outputs go to {printable(run.where.folder)}{os.sep}"
        if run.where.file:
            where = f"the output is {printable(os.path.join(run.where.folder, run.where.file))}"
        elif not run.resolved.settings.run.overwrite:
            where += "; files there that are not of pixelprep's making stay as they are"
    undo = "pixelprep undo takes all of it back; pixelprep tour tries everything out"
    if run.where is None and not backup:
        undo = "--no-backup is said, so nothing can undo this; pixelprep tour tries everything out"
    return what, where, undo


def _missing_extra(heard: Heard) -> str:
    known = INPUTS.get(by_extension(heard.without_extra or "") or "")
    if known is None or known.reader is None or not known.reader.missing:
        return ""
    return f"{known.title} is read once its extra is installed: {known.reader.command}"


def _missed_cap(heard: Heard) -> str:
    if not heard.summary.counts[Status.MISSED]:
        return ""
    return (
        "where no quality fits under a cap, --on-miss downscale takes fewer pixels until one does, "
        "--on-miss keep the smallest"
    )


def _saved_nothing(heard: Heard) -> str:
    named = heard.run.resolved.settings.preset
    if named is None or not heard.made or heard.summary.saved > 0:
        return ""
    return (
        f"{named} saved nothing here; pixelprep analyze PATH says which preset would, "
        "-p auto takes that one"
    )


def _default_folder(heard: Heard) -> str:
    where, named = heard.run.where, heard.run.resolved.settings.run.output
    folders = any(map(os.path.isdir, heard.run.named))
    if heard.run.preview or where is None or named is not None or not (heard.made and folders):
        return ""
    return (
        f"outputs are in {printable(where.folder)}{os.sep}; -o FOLDER puts them elsewhere, "
        "pixelprep config set run.output FOLDER does so for good"
    )


TIPS: Final[Mapping[str, Callable[[Heard], str]]] = {
    "missing_extra": _missing_extra,
    "missed_cap": _missed_cap,
    "saved_nothing": _saved_nothing,
    "default_folder": _default_folder,
}
"""Each says its line, or nothing where it would not help. That it was said is kept by its name."""
