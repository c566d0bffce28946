"""The tour from its first question to its end, on a terminal."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.terminals import CTRL_C, END

from pixelprep_cli.cli.lessons import LESSONS, STEPS
from pixelprep_cli.cli.tourfolder import MOST, TourFolder, chosen, examples
from pixelprep_cli.config.locations import state_folder
from pixelprep_cli.errors import UsageError
from pixelprep_cli.store.guide import FILE, Guide, Progress

Draw = Callable[..., Path]
Talk = Callable[..., "tuple[int, str]"]

GO = "Enter runs it"
EDGE, SIZE = "The longer side", "No larger than"


@pytest.fixture
def photos(draw_photo: Draw, tmp_path: Path) -> Path:
    for n in range(2):
        draw_photo(tmp_path / "photos" / f"{n}.jpg", (160, 120))
    return tmp_path / "photos"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def steps_shown(heard: str) -> list[str]:
    return [line for line in heard.splitlines() if line[1:2] == "/" and line[:1].isdigit()]


def test_the_tour_shows_everything_and_writes_nothing_outside_of_its_folder(
    talk: Talk, photos: Path, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "pixelprep.toml").write_text(f'[run]\noutput = "{tmp_path.as_posix()}/elsewhere"\n')
    before = contents(tmp_path)
    code, heard = talk(
        ("tour",),
        ("A folder or a picture", "none"),
        ("A folder or a picture", "photos"),
        (GO, ""),
        (GO, ""),
        (EDGE, "wide"),
        (SIZE, ""),
        (GO, ""),
        (EDGE, "64"),
        (SIZE, "20KB"),
        (GO, ""),
        (GO, ""),
        (GO, ""),
        (GO, ""),
        (GO, ""),
        PIXELPREP_OVERWRITE="true",
    )
    assert code == 0, heard
    tour = tmp_path / "pixelprep-tour"
    assert str(tour) in heard.replace("pixelprep-tour", str(tour))
    assert [f"{n}/{len(STEPS)}  {step}" for n, step in enumerate(STEPS, 1)] == sorted(
        set(steps_shown(heard))
    )
    assert "predicted" in heard
    assert "accepted: a whole number" in heard
    assert "Every picture is, bit for bit, as it was." in heard
    assert '"event":"summary"' in heard
    assert {path.suffix for path in (tour / "optimized").iterdir()} == {".webp"}
    assert {path.name for path in (tour / "mine").iterdir()} == {"0.webp", "1.webp"}
    assert "long_edge = 64" in (tour / ".pixelprep" / "presets" / "mine.toml").read_text()
    assert contents(tour / "pictures") == contents(photos)
    after = contents(tmp_path)
    assert {name for name in after if not name.startswith("pixelprep-tour")} == set(before)
    assert all(after[name] == data for name, data in before.items())
    kept = {os.path.basename(name) for name in contents(home)}
    assert kept <= {FILE, "locks"}
    assert json.loads((Path(state_folder()) / FILE).read_text()) == {}


def test_a_tour_that_was_left_goes_on_where_it_was(
    talk: Talk, photos: Path, tmp_path: Path
) -> None:
    code, heard = talk(("tour", "photos"), (GO, ""), (GO, "q"))
    assert code == 0
    assert "to go on from here: pixelprep tour" in heard
    folder = str(tmp_path / "pixelprep-tour")
    assert Guide(state_folder()).progress == Progress(folder, ("preview",))
    skipped = [(GO, "s"), (EDGE, "s"), (GO, "s"), (GO, "s")]
    code, heard = talk(("tour",), *skipped)
    assert code == 0
    assert "at step 2 of 5" in heard
    assert steps_shown(heard) == [f"{n}/5  {step}" for n, step in enumerate(STEPS, 1)][1:]
    assert Guide(state_folder()).progress is None
    assert not os.path.exists(f"{folder}-2")


def test_a_step_is_skipped_at_any_of_its_questions(talk: Talk, photos: Path) -> None:
    code, heard = talk(
        ("tour", "photos"), (GO, "s"), (GO, "s"), (EDGE, ""), (SIZE, "s"), (GO, "s"), (GO, "q")
    )
    assert code == 0, heard
    assert steps_shown(heard) == [f"{n}/5  {step}" for n, step in enumerate(STEPS, 1)]


@pytest.mark.parametrize(("answer", "expected"), [(CTRL_C, 130), (END, 0)])
def test_ctrl_c_and_the_end_of_input_leave_it_to_be_resumed(
    talk: Talk, photos: Path, answer: str, expected: int
) -> None:
    code, heard = talk(("tour", "photos"), (GO, answer))
    assert code == expected
    assert "to go on from here: pixelprep tour" in heard
    assert "Traceback" not in heard
    progress = Guide(state_folder()).progress
    assert progress is not None
    assert progress.done == ()


def test_ctrl_c_while_a_command_draws_gives_the_cursor_back(
    talk: Talk, draw_photo: Draw, tmp_path: Path
) -> None:
    for n in range(MOST):
        draw_photo(tmp_path / "photos" / f"{n}.jpg", (2400, 1800))
    code, heard = talk(("tour", "photos"), (GO, ""), ("\x1b[?25l", CTRL_C))
    assert code == 130
    assert heard.count("\x1b[?25l") == heard.count("\x1b[?25h")
    assert "to go on from here: pixelprep tour" in heard
    assert "Traceback" not in heard


def test_left_before_it_begins_it_writes_nothing(talk: Talk, tmp_path: Path, home: Path) -> None:
    code, _ = talk(("tour",), ("A folder or a picture", "q"))
    assert code == 0
    assert os.listdir(tmp_path) == []
    assert not home.exists()


def test_a_folder_can_be_named_and_is_never_one_that_holds_something(
    talk: Talk, photos: Path, tmp_path: Path
) -> None:
    code, heard = talk(("tour", "photos", "--folder", "photos"))
    assert code == 2
    assert "not empty" in heard
    assert len(os.listdir(photos)) == 2
    code, _ = talk(("tour", "photos", "--folder", "mine"), (GO, "q"))
    assert code == 0
    assert (tmp_path / "mine" / "pictures" / "0.jpg").exists()


def test_restart_begins_anew_beside_the_old_one(talk: Talk, photos: Path, tmp_path: Path) -> None:
    talk(("tour", "photos"), (GO, "q"))
    code, heard = talk(("tour", "photos", "--restart"), (GO, "q"))
    assert code == 0
    assert "1/5" in heard
    progress = Guide(state_folder()).progress
    assert progress is not None
    assert progress.folder == str(tmp_path / "pixelprep-tour-2")


def test_a_tour_whose_folder_has_gone_begins_anew(talk: Talk, photos: Path, tmp_path: Path) -> None:
    Guide(state_folder()).keep(Progress(str(tmp_path / "gone"), ("preview",)))
    code, heard = talk(("tour", "photos"), (GO, "q"))
    assert code == 0
    assert "A tour in 5 steps" in heard


def test_without_a_terminal_it_is_refused(pixelprep: Callable[..., object]) -> None:
    done = vars(pixelprep("tour"))
    assert done["code"] == 2
    assert "no terminal is there" in done["err"]


def test_switched_off_it_says_by_whom(talk: Talk) -> None:
    code, heard = talk(("tour",), PIXELPREP_ONBOARDING_ENABLED="false")
    assert code == 2
    assert "the tour is switched off by environment PIXELPREP_ONBOARDING_ENABLED" in heard


def test_a_tour_takes_few_pictures_and_only_those_that_can_be_read(
    draw_photo: Draw, tmp_path: Path
) -> None:
    for n in range(MOST + 2):
        draw_photo(tmp_path / f"{n}.jpg", (16, 12))
    (tmp_path / "a.svg").write_text("<svg/>")
    assert len(chosen([str(tmp_path)])) == MOST
    with pytest.raises(UsageError):
        chosen([str(tmp_path / "a.svg")])


def test_pictures_of_one_name_are_all_copied(draw_photo: Draw, tmp_path: Path) -> None:
    sources = [str(draw_photo(tmp_path / part / "a.jpg", (16, 12))) for part in ("one", "two")]
    place = TourFolder(str(tmp_path / "tour"))
    place.make(sources)
    assert sorted(os.listdir(tmp_path / "tour" / "pictures")) == ["1-a.jpg", "a.jpg"]
    assert place.untouched()
    (tmp_path / "tour" / "pictures" / "a.jpg").write_bytes(b"changed")
    assert not place.untouched()


def test_a_folder_that_cannot_be_filled_is_not_left_behind(tmp_path: Path) -> None:
    place = TourFolder(str(tmp_path / "tour"))
    with pytest.raises(OSError, match="none"):
        place.make([str(tmp_path / "none.jpg")])
    assert os.listdir(tmp_path) == []


def test_there_are_examples_of_several_kinds() -> None:
    assert len({os.path.splitext(path)[1] for path in examples()}) >= 2


def test_lessons_of_a_step_follow_each_other() -> None:
    steps = [lesson.step for lesson in LESSONS]
    assert steps == sorted(steps, key=list(STEPS).index)
    assert len(STEPS) == 5
