"""`--in-place`, `undo`, `runs`, `backups`, `--resume`: as people use them."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from benchmarks.kills import snapshot
from PIL import Image
from tests.runs import remembered

from pixelprep_cli.batch import bookkeeping, forecast
from pixelprep_cli.cli import undo as undoing
from pixelprep_cli.cli.boundary import guarded
from pixelprep_cli.config.locations import state_folder
from pixelprep_cli.errors import UsageError
from pixelprep_cli.pixels.profiles import display_p3
from pixelprep_cli.store import failpoints, undo
from pixelprep_cli.store.folders import make_private
from pixelprep_cli.store.journal import Entry, Recorded
from pixelprep_cli.store.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., Any]
    Draw = Callable[..., Path]

posix = pytest.mark.skipif(os.name != "posix", reason="of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="extended attributes of Linux")

QUIET = ("--in-place", "-q", "60", "--json", "-j", "1")


@pytest.fixture
def photos(tmp_path: Path, draw_photo: Draw) -> Path:
    folder = tmp_path / "photos"
    for number in range(3):
        path = draw_photo(folder / f"{number}.jpg", (160, 120 + number))
        path.chmod(0o640)
        os.utime(path, ns=(10**18, 10**18 + number))
    return folder


@pytest.fixture
def here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command that needs no workers in this process, in the test's folder."""

    def run(*words: str) -> SimpleNamespace:
        monkeypatch.chdir(tmp_path)
        capsys.readouterr()
        code = guarded(words)
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err)

    return run


def changed(photos: Path, before: dict[str, Any]) -> set[str]:
    now = snapshot(str(photos))
    return {name for name in {*before, *now} if now.get(name) != before.get(name)}


@posix
def test_originals_get_smaller_and_keep_all_but_their_bytes(
    pixelprep: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    sizes = {path.name: path.stat().st_size for path in photos.iterdir()}
    done = pixelprep("optimize", "photos", *QUIET)
    assert done.code == 0
    assert {event["status"] for event in done.files.values()} == {"optimized"}
    now = snapshot(str(photos))
    assert now.keys() == before.keys()
    for name, (content, *rest) in now.items():
        assert content != before[name][0]
        assert rest == list(before[name][1:])
        assert (photos / name).stat().st_size < sizes[name]


@linux
def test_extended_attributes_stay_and_come_back(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    try:
        os.setxattr(photos / "0.jpg", "user.tag", b"holiday")
    except OSError:
        pytest.skip("the file system has none")
    pixelprep("optimize", "photos", "--in-place", "-f", "webp", "-q", "60")
    assert os.getxattr(photos / "0.webp", "user.tag") == b"holiday"
    here("undo")
    assert os.getxattr(photos / "0.jpg", "user.tag") == b"holiday"


def test_undo_brings_back_every_original_bit_for_bit(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    pixelprep("optimize", "photos", *QUIET)
    assert changed(photos, before) == {"0.jpg", "1.jpg", "2.jpg"}
    done = here("undo")
    assert (done.code, done.out.split(": ")[1]) == (0, "3 restored\n")
    assert snapshot(str(photos)) == before
    again = here("undo")
    assert (again.code, "is undone already" in again.err) == (0, True)


def test_some_of_a_runs_files_can_be_undone(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    pixelprep("optimize", "photos", *QUIET)
    assert here("undo", "photos/1.jpg").code == 0
    assert changed(photos, before) == {"0.jpg", "2.jpg"}
    assert "has not changed" in here("undo", "photos/9.jpg").err
    assert here("undo").code == 0
    assert snapshot(str(photos)) == before


def test_some_of_thousands_are_found_at_once(tmp_path: Path) -> None:
    paths = [str(tmp_path / f"{number}.jpg") for number in range(3000)]
    recorded = [
        Recorded(Entry(source=path, source_size=1, source_mtime_ns=1, changes=()), done=True)
        for path in paths
    ]
    before = time.process_time()
    assert undoing.selected(recorded, paths[:2999], "r") == recorded[:2999]
    assert undoing.selected(recorded, [str(tmp_path)], "r") == recorded
    assert time.process_time() - before < 2
    with pytest.raises(UsageError, match="r has not changed /elsewhere"):
        undoing.selected(recorded, [*paths, "/elsewhere"], "r")


def test_what_was_edited_since_stays_unless_forced(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    pixelprep("optimize", "photos", *QUIET)
    (photos / "1.jpg").write_bytes(b"edited")
    done = here("undo")
    assert done.code == 1
    assert "refused   photos/1.jpg  it has been changed since; --force" in done.err
    assert (photos / "1.jpg").read_bytes() == b"edited"
    assert changed(photos, before) == {"1.jpg"}
    assert here("undo", "--force").code == 0
    assert snapshot(str(photos)) == before


def test_a_changed_format_takes_the_place_and_undo_takes_it_back(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    done = pixelprep("optimize", "photos", *QUIET, "-f", "webp")
    assert done.code == 0
    assert sorted(snapshot(str(photos))) == ["0.webp", "1.webp", "2.webp"]
    assert here("undo").code == 0
    assert snapshot(str(photos)) == before


def test_a_new_name_that_is_taken_leaves_the_original(pixelprep: Command, photos: Path) -> None:
    (photos / "0.webp").write_bytes(b"no picture, and not named")
    before = snapshot(str(photos))
    done = pixelprep("optimize", "photos/0.jpg", *QUIET, "-f", "webp")
    (event,) = done.files.values()
    assert (event["status"], event["error"]["code"]) == ("skipped", "name_taken")
    assert snapshot(str(photos)) == before


def test_two_pictures_that_would_get_one_name_are_told_apart_by_the_plan(
    pixelprep: Command, photos: Path, draw_photo: Draw
) -> None:
    draw_photo(photos / "0.png", (64, 48))
    done = pixelprep("optimize", "photos", *QUIET, "-f", "webp")
    codes = {name: event["error"] and event["error"]["code"] for name, event in done.files.items()}
    assert (codes["0.jpg"], codes["0.png"]) == (None, "name_taken")


def test_a_file_is_never_made_larger(pixelprep: Command, here: Command, photos: Path) -> None:
    with Image.open(photos / "0.jpg") as image:
        image.save(photos / "0.jpg", quality=20)
    before = snapshot(str(photos))
    done = pixelprep("optimize", "photos/0.jpg", "--in-place", "-f", "png", "--json")
    (event,) = done.files.values()
    assert (done.code, event["status"]) == (0, "kept")
    assert snapshot(str(photos)) == before
    assert here("runs").out == "no run is on record\n"


@pytest.mark.parametrize("words", [(), ("-f", "jpeg")])
def test_what_would_lose_depth_stays_unless_that_is_agreed_to(
    pixelprep: Command, tmp_path: Path, words: tuple[str, ...]
) -> None:
    Image.linear_gradient("L").convert("I;16").save(tmp_path / "deep.png")
    done = pixelprep("optimize", "deep.png", *QUIET, *words)
    (event,) = done.files.values()
    assert (event["status"], event["error"]["code"]) == ("skipped", "would_lose")
    agreed = pixelprep("optimize", "deep.png", *QUIET, "-f", "jpeg", "--yes")
    assert agreed.files["deep.png"]["status"] == "optimized"


def test_a_wide_gamut_stays_unless_its_profile_is_kept(pixelprep: Command, tmp_path: Path) -> None:
    soft = Image.radial_gradient("L").convert("RGB")
    soft.save(tmp_path / "wide.jpg", quality=97, icc_profile=display_p3())
    done = pixelprep("optimize", "wide.jpg", *QUIET)
    assert done.files["wide.jpg"]["error"]["code"] == "would_lose"
    kept = pixelprep("optimize", "wide.jpg", *QUIET, "--profile", "keep")
    assert kept.files["wide.jpg"]["status"] == "optimized"
    with Image.open(tmp_path / "wide.jpg") as image:
        assert image.info["icc_profile"] == display_p3()


def test_what_an_output_does_not_hold_is_not_lost(pixelprep: Command, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    soft = Image.radial_gradient("L").convert("RGB")
    further: dict[str, Any] = {"save_all": True, "append_images": [soft.rotate(90)]}
    soft.save(folder / "pages.tif", **further)
    soft.save(folder / "stereo.mpo", quality=97, **further)
    soft.convert("CMYK").save(folder / "inks.jpg", quality=97)
    soft.save(folder / "plain.bmp")
    before = snapshot(str(folder))
    done = pixelprep("optimize", "photos", *QUIET)
    assert {name: event["error"]["code"] for name, event in done.files.items()} == {
        "stereo.mpo": "would_lose",
        "pages.tif": "would_lose",
        "inks.jpg": "would_lose",
        "plain.bmp": "unwritable_in_place",
    }
    assert snapshot(str(folder)) == before


@posix
def test_a_link_is_followed_only_inside_of_what_was_named(
    pixelprep: Command, photos: Path, tmp_path: Path, draw_photo: Draw
) -> None:
    elsewhere = draw_photo(tmp_path / "elsewhere.jpg", (160, 120))
    (photos / "link.jpg").symlink_to(elsewhere)
    (photos / ".hidden").mkdir()
    shutil.move(photos / "0.jpg", photos / ".hidden" / "0.jpg")
    (photos / "0.jpg").symlink_to(".hidden/0.jpg")
    content = elsewhere.read_bytes()
    done = pixelprep("optimize", "photos", *QUIET)
    assert done.files["link.jpg"]["error"]["code"] == "link_outside"
    assert str(elsewhere) in done.files["link.jpg"]["error"]["message"]
    assert elsewhere.read_bytes() == content
    assert done.files["0.jpg"]["status"] == "optimized"
    assert (photos / "0.jpg").is_symlink()


@posix
def test_hard_links_are_named_and_their_other_names_keep_the_original(
    pixelprep: Command, here: Command, photos: Path, tmp_path: Path
) -> None:
    os.link(photos / "0.jpg", tmp_path / "other.jpg")
    content = (tmp_path / "other.jpg").read_bytes()
    done = pixelprep("optimize", "photos", *QUIET)
    assert [warning["code"] for warning in done.files["0.jpg"]["warnings"]] == ["hard_linked"]
    assert (tmp_path / "other.jpg").read_bytes() == content
    (tmp_path / "other.jpg").write_bytes(b"edited through the other name")
    here("undo")
    assert (photos / "0.jpg").read_bytes() == content


def test_no_file_and_no_variable_can_ask_for_it(pixelprep: Command, photos: Path) -> None:
    before = snapshot(str(photos))
    (photos.parent / "pixelprep.toml").write_text("[run]\nin_place = true\n")
    done = pixelprep("optimize", "photos")
    assert (done.code, "for the command line alone" in done.err) == (2, True)
    (photos.parent / "pixelprep.toml").unlink()
    done = pixelprep("optimize", "photos", env={"PIXELPREP_IN_PLACE": "1"})
    assert (done.code, "for the command line alone" in done.err) == (2, True)
    assert snapshot(str(photos)) == before


def test_what_files_say_about_dimensions_does_not_count_and_is_told(
    pixelprep: Command, photos: Path
) -> None:
    text = "[resize]\nlong_edge = 40\n[output]\nformat = 'webp'\nquality = 50\n"
    (photos.parent / "pixelprep.toml").write_text(text)
    done = pixelprep("optimize", "photos/0.jpg", "--in-place", "--json")
    (event,) = done.files.values()
    assert (event["width"], event["format"], event["quality"]) == (160, "jpeg", 50)
    assert "resize.long_edge = 40 (project file" in done.err


def test_what_a_preset_would_change_for_good_is_listed_and_agreed_to(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    done = pixelprep("optimize", "photos", "--in-place", "-p", "web_modern")
    assert (done.code, done.out) == (2, "")
    for told in ("format: 3 of 3 pictures", "dimensions: ", "metadata:", "--yes"):
        assert told in done.err
    assert snapshot(str(photos)) == before
    assert pixelprep("optimize", "photos", "--in-place", "-p", "web_modern", "--yes").code == 0
    assert changed(photos, before)
    assert here("undo").code == 0
    assert snapshot(str(photos)) == before


@pytest.mark.parametrize("words", [("-o", "out"), ("--suffix", "-x"), ("--overwrite",)])
def test_outputs_go_to_one_place(pixelprep: Command, photos: Path, words: tuple[str, ...]) -> None:
    done = pixelprep("optimize", "photos", "--in-place", *words)
    assert (done.code, "says otherwise" in done.err) == (2, True)


def test_a_preview_in_place_changes_nothing(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    done = pixelprep("optimize", "photos", *QUIET, "--dry-run")
    assert done.code == 0
    assert snapshot(str(photos)) == before
    assert here("runs").out == "no run is on record\n"


def test_without_backups_there_is_no_way_back_and_it_is_said(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    pixelprep("optimize", "photos", *QUIET, "--no-backup")
    after = snapshot(str(photos))
    assert "cannot be undone" in here("runs").out
    done = here("undo")
    assert (done.code, "--no-backup was said" in done.err) == (1, True)
    assert snapshot(str(photos)) == after


def test_a_run_whose_backups_are_over_the_bound_is_refused(
    pixelprep: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    (photos.parent / "pixelprep.toml").write_text("[backup]\nmax_size = '1KB'\n")
    done = pixelprep("optimize", "photos", *QUIET)
    assert (done.code, "backup.max_size" in done.err, "prune" in done.err) == (2, True, True)
    assert snapshot(str(photos)) == before
    assert pixelprep("optimize", "photos", *QUIET, "--no-backup").code == 0


def test_a_full_disk_is_no_hindrance_where_originals_give_their_room_back(
    here: Command, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecast, "free_bytes", lambda _folder: 1000)
    before = snapshot(str(photos))
    done = here("optimize", "photos", *QUIET)
    assert (done.code, "has 1.0 kB free" in done.err, "--no-backup" in done.err) == (2, True, True)
    assert snapshot(str(photos)) == before
    assert here("optimize", "photos", *QUIET, "--no-backup").code == 0
    assert len(changed(photos, before)) == 3


def test_backups_on_another_disk_take_no_room_on_this_one(
    here: Command, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecast, "free_bytes", lambda _folder: 1000)
    monkeypatch.setattr(bookkeeping, "on_one_disk", lambda *_folders: False)
    assert here("optimize", "photos", *QUIET).code == 0


def test_prune_gives_room_back_once_it_is_agreed_to(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    pixelprep("optimize", "photos", *QUIET)
    after = snapshot(str(photos))
    held = here("backups", "list").out
    assert "3 pictures" in held
    assert here("backups", "prune").code == 2
    assert "could not be undone" in here("backups", "prune", "--all").err
    assert here("backups", "prune", "--older-than", "1", "-y").out.startswith("no backups")
    assert "given back, of 1 run" in here("backups", "prune", "--all", "--yes").out
    assert here("backups", "list").out.startswith("backups hold 0 B")
    assert here("undo").code == 1
    assert snapshot(str(photos)) == after


def test_prune_leaves_a_run_that_is_going_on_alone_unless_it_is_named(
    here: Command,
) -> None:
    runs = Runs(state_folder())
    living = remembered("20270314-160501-3f9a")
    script = (
        "import sys; from pixelprep_cli.store.lease import take\n"
        "lease = take(sys.argv[1]); print(flush=True); sys.stdin.read()"
    )
    words = [sys.executable, "-c", script, os.path.join(runs.state, "living", living.name)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for run in (living, replace(living, name="20270313-000000-aaaa", state="done")):
            make_private(os.path.join(runs.folder(run), "backup"))
            runs.save(run)
            pathlib.Path(runs.folder(run), "backup", "aa").write_bytes(b"original")
        assert "8 B given back, of 1 run\n" in here("backups", "prune", "--all", "--yes").out
        assert runs.held(living) == 8
        assert "still going on" in here("backups", "prune", living.name, "--yes").err
        assert process.stdin is not None
        process.stdin.close()


def test_undo_of_an_ordinary_run_removes_its_outputs_and_brings_back_what_it_replaced(
    pixelprep: Command, here: Command, photos: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (out / "kept").mkdir(parents=True)
    (out / "0.jpg").write_bytes(b"an older output")
    before = snapshot(str(tmp_path))
    assert pixelprep("optimize", "photos", "-o", "out", "-q", "60", "--overwrite").code == 0
    (out / "2.jpg").write_bytes(b"edited since")
    done = here("undo")
    assert (done.code, "photos" in done.err, "out/2.jpg" in done.err) == (1, False, True)
    assert changed(tmp_path, before) - {"out/2.jpg"} <= {
        name for name in snapshot(str(tmp_path)) if name.startswith(("home", "."))
    }
    assert (out / "0.jpg").read_bytes() == b"an older output"
    assert not (out / "1.jpg").exists()


def test_undo_removes_the_folders_that_a_run_has_made(
    pixelprep: Command, here: Command, photos: Path, tmp_path: Path
) -> None:
    pixelprep("optimize", "photos", "-o", "a/b/c", "-q", "60")
    assert here("undo").code == 0
    assert not (tmp_path / "a").exists()


def test_a_run_is_listed_with_its_words_and_its_files(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    pixelprep("optimize", "photos", *QUIET)
    listed = here("runs").out
    assert "3 of 3 pictures changed" in listed
    assert "pixelprep optimize photos --in-place --quality 60" in listed
    (run,) = [json.loads(line) for line in here("runs", "--json").out.splitlines()]
    assert (run["state"], run["made"], run["in_place"]) == ("done", 3, True)
    reference = pathlib.Path(__file__).parents[2] / "docs" / "cli.md"
    told = reference.read_text(encoding="utf-8").split("with the keys ")[1].split(". ")[0]
    values = {"running", "done", "interrupted", "killed", "undone"}
    assert set(re.findall(r"`(\w+)`", told)) - values == run.keys()
    assert here("runs", run["name"]).out.count("replaced  photos/") == 3
    assert here("runs", "no-such").code == 2


@posix
@pytest.mark.parametrize("resume", [("--resume", "--json"), ("photos", *QUIET)])
def test_a_killed_run_is_told_of_and_taken_up_where_it_was(
    pixelprep: Command, here: Command, photos: Path, resume: tuple[str, ...]
) -> None:
    before = snapshot(str(photos))
    killed = {failpoints.VARIABLE: "all:noted"}
    assert pixelprep("optimize", "photos", *QUIET, env=killed).code == -9
    first = changed(photos, before)
    assert len(first) == 1
    told = here("runs")
    assert "was killed" in told.err
    assert "--resume" in told.err
    assert "was killed" not in here("runs").err
    between = snapshot(str(photos))
    done = pixelprep("optimize", *resume)
    assert done.code == 0
    status = {name: event["status"] for name, event in done.files.items()}
    (name,) = first
    assert status.pop(name) == "cached"
    assert set(status.values()) == {"optimized"}
    assert snapshot(str(photos))[name] == between[name]
    assert here("undo").code == 0
    assert snapshot(str(photos)) == before
    assert "no run is unfinished" in pixelprep("optimize", "--resume").err


@posix
@pytest.mark.parametrize("point", ["all:backed-up", "all:journaled", "all:published"])
def test_what_a_killed_run_has_done_by_half_is_taken_back_and_then_done(
    pixelprep: Command, here: Command, photos: Path, point: str
) -> None:
    before = snapshot(str(photos))
    words = ("optimize", "photos", *QUIET, "-f", "webp")
    assert pixelprep(*words, env={failpoints.VARIABLE: point}).code == -9
    here("runs")
    assert snapshot(str(photos)) == before
    assert {path.stat().st_nlink for path in photos.iterdir()} == {1}
    done = pixelprep(*words)
    assert {event["status"] for event in done.files.values()} == {"optimized"}
    assert [event["warnings"] for event in done.files.values()] == [[]] * 3
    assert sorted(os.listdir(photos)) == ["0.webp", "1.webp", "2.webp"]
    assert here("undo").code == 0
    assert snapshot(str(photos)) == before


@posix
def test_what_a_worker_that_dies_has_done_by_half_is_taken_back_when_the_run_ends(
    pixelprep: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    words = ("optimize", "photos", *QUIET, "-f", "webp")
    done = pixelprep(*words, env={failpoints.VARIABLE: "published"})
    assert {event["status"] for event in done.files.values()} == {"failed"}
    assert snapshot(str(photos)) == before
    again = pixelprep(*words)
    assert {event["status"] for event in again.files.values()} == {"optimized"}


@posix
def test_what_the_system_refuses_to_take_back_is_left_to_undo(
    pixelprep: Command, here: Command, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(str(photos))
    killed = {failpoints.VARIABLE: "all:published"}
    pixelprep("optimize", "photos", *QUIET, "-f", "webp", env=killed)
    with monkeypatch.context() as refusing:
        refusing.setattr(undo, "_remove", Mock(side_effect=OSError(errno.EROFS, "read-only")))
        assert "was killed" in here("runs").err
    assert len(changed(photos, before)) == 1
    assert here("undo").code == 0
    assert snapshot(str(photos)) == before


@posix
def test_leftovers_of_a_killed_run_are_cleaned_at_the_next_start(
    pixelprep: Command, here: Command, photos: Path
) -> None:
    before = snapshot(str(photos))
    killed = {failpoints.VARIABLE: "all:journaled"}
    assert pixelprep("optimize", "photos", *QUIET, env=killed).code == -9
    left = changed(photos, before)
    assert left
    assert all(name.startswith(".pixelprep-") for name in left)
    here("runs")
    assert snapshot(str(photos)) == before


def test_an_ordinary_run_goes_on_where_the_state_folder_cannot_be_and_one_in_place_does_not(
    pixelprep: Command, photos: Path, tmp_path: Path
) -> None:
    before = snapshot(str(photos))
    (tmp_path / "file").touch()
    nowhere = {"XDG_STATE_HOME": str(tmp_path / "file")}
    if sys.platform != "linux":
        pytest.skip("the variable is that of Linux")
    done = pixelprep("optimize", "photos", *QUIET, env=nowhere)
    assert (done.code, "state folder" in done.err) == (2, True)
    assert snapshot(str(photos)) == before
    done = pixelprep("optimize", "photos", "-q", "60", env=nowhere)
    assert (done.code, "this run cannot be undone" in done.err) == (0, True)


def test_a_run_whose_record_is_damaged_is_undone_by_its_journal(
    pixelprep: Command, here: Command, photos: Path, home: Path
) -> None:
    before = snapshot(str(photos))
    pixelprep("optimize", "photos", *QUIET)
    (record,) = home.rglob("run.json")
    record.write_bytes(record.read_bytes()[:40])
    assert "its record is damaged" in here("runs").out
    assert here("undo").code == 0
    assert snapshot(str(photos)) == before


def test_a_damaged_journal_is_told_and_its_backups_stay_until_they_are_pruned(
    pixelprep: Command, here: Command, photos: Path, home: Path
) -> None:
    before = snapshot(str(photos))
    pixelprep("optimize", "photos", *QUIET)
    (path,) = home.rglob("journal-*")
    lines = path.read_bytes().split(b"\n")
    lines[1] = lines[1].replace(b"photos", b"phot0s")
    path.write_bytes(b"\n".join(lines))
    done = here("undo")
    assert (done.code, "2 restored" in done.out) == (1, True)
    assert "a line is damaged in the journal" in done.err
    (missing,) = changed(photos, before)
    (kept,) = (
        each
        for each in home.rglob("backup/*")
        if each.stat().st_size > 0
        and (hashlib.sha256(each.read_bytes()).hexdigest() == before[missing][0])
    )
    assert here("backups", "prune", "--all", "--yes").code == 0
    assert not kept.exists()
