"""What the tour shows: each lesson a command that is run on pictures in the tour's folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CI_STEP: Final = """\
# Steps of a build, such as GitHub's. A bad picture or a missed limit fails it: exit code 1.
- run: pip install pixelprep-cli
- run: pixelprep optimize assets -p web_display -o public/img --json --quiet > pictures.ndjson
"""


@dataclass(frozen=True, slots=True)
class Question:
    """An option that a person chooses, with what is taken where nothing is said."""

    option: str
    asked: str
    usual: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One command of a step: what is told before and after, and the words that it is."""

    name: str
    step: str
    before: str
    words: tuple[str, ...]
    after: str
    questions: tuple[Question, ...] = ()


LESSONS: Final = (
    Lesson(
        "preview",
        "Preview",
        "How large would these pictures be on a website? Nothing is written.",
        ("preview", "pictures", "-p", "web_display"),
        "A size after ≈ is predicted, and lies in the range beside it.",
    ),
    Lesson(
        "optimize",
        "Optimize",
        "Now they are made. The pictures themselves stay as they are.",
        ("optimize", "pictures", "-p", "web_display"),
        "The copies are in optimized/. The same command again does only what has changed.",
    ),
    Lesson(
        "preset",
        "A preset of your own",
        "A preset says what becomes of a picture. Yours begins with web_display.",
        ("presets", "create", "mine", "--project", "--overwrite", "--from", "web_display"),
        "It is a small file, for any editor. Without --project it would be yours everywhere.",
        (
            Question("--long-edge", "The longer side, in pixels", "1280"),
            Question("--max-size", "No larger than", "250KB"),
        ),
    ),
    Lesson(
        "own_preset",
        "A preset of your own",
        "Pictures by your preset, in a folder of their own.",
        ("optimize", "pictures", "-p", "mine", "-o", "mine"),
        "Where a picture cannot be as you ask, that is told, and nothing is written of it.",
    ),
    Lesson(
        "in_place",
        "Undo",
        "--in-place replaces pictures by smaller ones, and keeps what it replaces.",
        ("optimize", "pictures", "--in-place", "-q", "80"),
        "The files in pictures/ have changed. Nothing is lost:",
    ),
    Lesson(
        "undo",
        "Undo",
        "Undo takes back the last run, whichever it was.",
        ("undo",),
        "pixelprep runs lists what can be undone.",
    ),
    Lesson(
        "ci",
        "In a build",
        "In CI it asks nothing. Each picture is one line of JSON, and the exit code tells all.",
        ("optimize", "pictures", "-p", "web_display", "-o", "public", "--json", "--quiet"),
        "Exit code 0: all well; 1: a picture failed; 2: wrong usage. ci.yml is a beginning:",
    ),
)
"""Lessons of one step follow each other."""

STEPS: Final = tuple(dict.fromkeys(lesson.step for lesson in LESSONS))


def step_of(lesson: Lesson) -> int:
    """The number of a lesson's step, from 1."""
    return STEPS.index(lesson.step) + 1
