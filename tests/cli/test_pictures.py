"""`optimize` and `preview` as a person types them, by the real command."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

Command = Callable[..., Any]
Draw = Callable[..., Path]


def below(folder: Path) -> list[str]:
    """Every file below a folder, relative to it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def seen(path: Path) -> tuple[str | None, tuple[int, int]]:
    """The format and the size of a picture that decodes to its end."""
    with Image.open(path) as image:
        image.load()
        return image.format, image.size


def test_a_folder_by_a_preset_into_a_folder(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "wedding" / "a.jpg", (2400, 1200))
    draw_photo(tmp_path / "wedding" / "church" / "b.png")
    before = {
        name: (tmp_path / "wedding" / name).read_bytes() for name in ("a.jpg", "church/b.png")
    }
    done = pixelprep("optimize", "wedding/", "-p", "web_display", "-o", "out/")
    assert done.code == 0, done.err
    assert below(tmp_path / "out") == ["a.webp", "church/b.webp"]
    assert seen(tmp_path / "out" / "a.webp") == ("WEBP", (1920, 960))
    assert seen(tmp_path / "out" / "church" / "b.webp") == ("WEBP", (320, 240))
    assert {name: (tmp_path / "wedding" / name).read_bytes() for name in before} == before


def test_named_pictures_by_options_of_their_own(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    names = [draw_photo(tmp_path / f"{n}.jpg").name for n in range(2)]
    done = pixelprep("optimize", *names, "-f", "avif", "-q", "60", "--long-edge", "200", "--json")
    assert done.code == 0, done.err
    assert below(tmp_path / "optimized") == ["0.avif", "1.avif"]
    assert seen(tmp_path / "optimized" / "0.avif") == ("AVIF", (200, 150))
    assert {(file["quality"], file["width"]) for file in done.files.values()} == {(60, 200)}


def test_a_named_output_file_has_its_format_and_stays_within_the_limit(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "shot.png", (400, 300))
    done = pixelprep("optimize", "shot.png", "-o", "shot.webp", "--max-size", "20KB")
    assert done.code == 0, done.err
    assert seen(tmp_path / "shot.webp") == ("WEBP", (400, 300))
    assert (tmp_path / "shot.webp").stat().st_size <= 20_000


def test_each_picture_by_its_own_recommendation(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "mixed" / "square.jpg", (1500, 1500), quality=98)
    draw_photo(tmp_path / "mixed" / "upright.jpg", (1200, 1500), quality=98)
    done = pixelprep("optimize", "mixed/", "-p", "auto", "--json")
    assert done.code == 0, done.err
    chosen = {name: file["preset"] for name, file in done.files.items()}
    assert chosen == {"square.jpg": "instagram_square", "upright.jpg": "instagram_portrait"}
    assert seen(tmp_path / "optimized" / "square.jpg") == ("JPEG", (1080, 1080))
    assert seen(tmp_path / "optimized" / "upright.jpg") == ("JPEG", (1080, 1350))


@pytest.mark.parametrize("command", [("preview",), ("optimize", "--dry-run"), ("optimize", "-n")])
def test_a_prediction_names_every_size_and_writes_nothing(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, command: tuple[str, ...]
) -> None:
    draw_photo(tmp_path / "wedding" / "a.jpg")
    draw_photo(tmp_path / "wedding" / "b.jpg", (200, 200))
    before = below(tmp_path)
    done = pixelprep(*command, "wedding/", "-p", "web_display", "-o", "out")
    assert done.code == 0, done.err
    assert below(tmp_path) == before
    assert "a.jpg" in done.out
    assert "predicted" in done.out


def test_a_prediction_is_what_the_run_then_gives(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "wedding" / "a.jpg")
    draw_photo(tmp_path / "wedding" / "b.png", (200, 200))
    words = ("wedding/", "-p", "email_newsletter", "--json")
    told, done = pixelprep("preview", *words), pixelprep("optimize", *words)
    assert [event["event"] for event in told.events] == ["run", *["estimate"] * 2, "summary"]
    estimates = {event["source"]: event for event in told.events[1:-1]}
    assert len(done.files) == 2
    for file in done.files.values():
        estimate = estimates[file["source"]]
        assert estimate["low"] <= file["output_bytes"] <= estimate["high"]
        assert (estimate["width"], estimate["format"]) == (file["width"], file["format"])
        if estimate["exact"]:
            assert estimate["estimated_bytes"] == file["output_bytes"]


def test_one_picture_without_a_wish_is_tried_on_every_preset(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "photo.jpg")
    told = pixelprep("preview", "photo.jpg", "--json", "--quiet")
    assert told.code == 0, told.err
    run, *estimates, summary = told.events
    assert [event["event"] for event in (run, summary)] == ["run", "summary"]
    assert {event["event"] for event in estimates} == {"estimate"}
    presets = sorted(path.stem for path in Path(__file__).parents[2].glob("presets/*.toml"))
    assert sorted(event["preset"] for event in estimates) == presets
    alone = pixelprep("preview", "photo.jpg", "-p", "web_display", "--json").events[1]
    (same,) = (event for event in estimates if event["preset"] == "web_display")
    assert {**same, "seconds": 0} == {**alone, "seconds": 0}
    assert (summary["files"], summary["pictures"]) == (len(presets), 1)
    lines = pixelprep("preview", "photo.jpg").out.splitlines()
    assert [line.split()[1] for line in lines] == presets
    assert all("fits" in line or "under" in line for line in lines)
    assert below(tmp_path) == ["photo.jpg"]


@pytest.mark.parametrize(
    ("words", "env"),
    [
        (("preview", "a.jpg", "-q", "60"), {}),
        (("preview", "a.jpg", "-o", "b.webp"), {}),
        (("preview", "a.jpg"), {"PIXELPREP_PRESET": "web_display"}),
        (("preview", "in"), {}),
        (("optimize", "--dry-run", "a.jpg"), {}),
    ],
)
def test_a_wish_several_pictures_and_a_dry_run_are_previewed_as_they_would_be_made(
    pixelprep: Command,
    draw_photo: Draw,
    tmp_path: Path,
    words: tuple[str, ...],
    env: dict[str, str],
) -> None:
    for name in ("a.jpg", "in/a.jpg", "in/b.jpg"):
        draw_photo(tmp_path / name, (60, 40))
    told = pixelprep(*words, "--json", env=env)
    assert told.code == 0, told.err
    count = 2 if "in" in words else 1
    assert [event["event"] for event in told.events] == ["run", *["estimate"] * count, "summary"]


@pytest.fixture
def many(draw_photo: Draw, tmp_path: Path) -> Path:
    for n in range(56):
        draw_photo(tmp_path / "many" / f"{n}.jpg", (32 + n, 40))
    for n in range(4):
        draw_photo(tmp_path / "many" / f"{n}.png", (50, 40 + n))
    return tmp_path / "many"


@pytest.mark.parametrize("command", [("preview",), ("optimize", "--dry-run")])
def test_a_large_folder_is_told_by_a_sample_of_it_unless_all_is_said(
    pixelprep: Command, many: Path, command: tuple[str, ...]
) -> None:
    words = (*command, "many", "-p", "web_display", "--json", "--quiet")
    told, every = pixelprep(*words), pixelprep(*words, "--all")
    *_, sampled = told.events
    *_, whole = every.events
    estimates = [event for event in told.events if event["event"] == "estimate"]
    assert len(estimates) == sampled["files"] == sampled["sampled"]
    assert 30 <= sampled["sampled"] < 40
    assert (sampled["pictures"], whole["pictures"], whole["files"]) == (60, 60, 60)
    assert whole["sampled"] is None
    assert sampled["source_bytes"] == whole["source_bytes"]
    assert sampled["low"] <= whole["output_bytes"] <= sampled["high"]
    assert sampled["low"] < sampled["high"]
    assert {event["format"] for event in estimates} == {"webp"}
    assert {os.path.splitext(event["source"])[1] for event in estimates} == {".jpg", ".png"}
    chosen = {event["source"] for event in estimates}
    assert chosen == {e["source"] for e in pixelprep(*words).events if e["event"] == "estimate"}


def test_a_sampled_preview_says_of_how_many_it_tells(pixelprep: Command, many: Path) -> None:
    told = pixelprep("preview", "many", "-p", "web_display")
    assert " of 60 looked at" in told.out
    assert told.out.count("predicted many") < 40


def test_all_without_a_preview_is_refused(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg")
    done = pixelprep("optimize", "a.jpg", "--all")
    assert done.code == 2
    assert "add --dry-run" in done.err
    assert below(tmp_path) == ["a.jpg"]


def test_a_run_that_nobody_watches_does_not_predict(pixelprep: Command, many: Path) -> None:
    done = pixelprep("optimize", "many", "-f", "webp", "--json")
    assert {file["estimated_bytes"] for file in done.files.values()} == {None}
    assert done.events[-1]["estimated_bytes"] is None


def test_a_limit_that_the_dimensions_rule_out_is_refused_with_what_would_be_possible(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg", (800, 600))
    done = pixelprep("optimize", "a.jpg", "-f", "tiff", "--max-size", "500B", "--json")
    assert done.code == 1
    file = done.files["a.jpg"]
    assert (file["status"], file["error"]["code"], file["encodes"]) == (
        "missed",
        "limit_impossible",
        0,
    )
    assert "raise it above" in file["error"]["message"]
    assert not (tmp_path / "optimized").exists()


def test_existing_targets_are_skipped_and_replaced_only_when_that_is_asked(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg")
    target = tmp_path / "optimized" / "a.webp"
    target.parent.mkdir()
    target.write_bytes(b"mine")
    left = pixelprep("optimize", "a.jpg", "-f", "webp", "--json")
    assert left.code == 0
    assert left.files["a.jpg"]["status"] == "skipped"
    assert left.files["a.jpg"]["error"]["code"] == "target_exists"
    assert target.read_bytes() == b"mine"
    replaced = pixelprep("optimize", "a.jpg", "-f", "webp", "--overwrite", "--json")
    assert replaced.files["a.jpg"]["status"] == "optimized"
    assert seen(target)[0] == "WEBP"


@pytest.mark.parametrize(
    "words",
    [
        ("pictures", "-o", "pictures"),
        ("pictures/a.jpg", "-o", "pictures/a.jpg"),
        ("pictures", "-o", "pictures", "--overwrite"),
        ("pictures", "-o", "link"),
    ],
)
def test_a_run_that_would_land_on_an_input_is_refused_before_anything_is_written(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, words: tuple[str, ...]
) -> None:
    draw_photo(tmp_path / "pictures" / "a.jpg")
    draw_photo(tmp_path / "pictures" / "b.png")
    try:
        (tmp_path / "link").symlink_to("pictures")
    except OSError:
        pytest.skip("links cannot be made here")
    before = {name: (tmp_path / name).read_bytes() for name in below(tmp_path)}
    done = pixelprep("optimize", *words)
    assert done.code == 2
    assert "would overwrite the source" in done.err
    assert {name: (tmp_path / name).read_bytes() for name in below(tmp_path)} == before


def test_names_have_the_suffix_and_files_their_dates_where_that_is_asked(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    os.utime(draw_photo(tmp_path / "a.jpg"), ns=(10**18, 2 * 10**17))
    done = pixelprep("optimize", "a.jpg", "--suffix", "-small", "--keep-dates", "-o", ".")
    assert done.code == 0, done.err
    assert (tmp_path / "a-small.jpg").stat().st_mtime_ns == 2 * 10**17


def test_globs_choose_among_the_files_of_a_folder(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.png", "raw/c.jpg", "a-old.jpg"):
        draw_photo(tmp_path / "in" / name, (40, 30))
    some = pixelprep(
        "optimize", "in", "--include", "*.jpg", "--exclude", "*-old*", "--exclude", "raw"
    )
    assert some.code == 0, some.err
    assert below(tmp_path / "optimized") == ["a.jpg"]
    flat = pixelprep("optimize", "in", "--no-recursive", "-o", "flat")
    assert flat.code == 0
    assert below(tmp_path / "flat") == ["a-old.jpg", "a.jpg", "b.png"]


def test_a_broken_picture_fails_and_an_unsupported_one_is_skipped_and_the_rest_is_done(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    good = draw_photo(tmp_path / "in" / "good.jpg")
    (tmp_path / "in" / "cut.jpg").write_bytes(good.read_bytes()[:2000])
    (tmp_path / "in" / "empty.png").touch()
    (tmp_path / "in" / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "in" / "notes.txt").write_text("no picture")
    done = pixelprep("optimize", "in", "-f", "webp", "--json")
    assert done.code == 1
    told = {
        name: (file["status"], (file["error"] or {}).get("code"))
        for name, file in done.files.items()
    }
    assert told == {
        "good.jpg": ("optimized", None),
        "cut.jpg": ("failed", "truncated"),
        "empty.png": ("failed", "empty_file"),
        "drawing.svg": ("skipped", "unsupported_format"),
    }
    assert below(tmp_path / "optimized") == ["good.webp"]


def test_a_limit_that_cannot_be_met_is_missed_and_nothing_is_written(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg")
    done = pixelprep("optimize", "a.jpg", "--max-size", "300B", "--json")
    assert done.code == 1
    assert done.files["a.jpg"]["status"] == "missed"
    assert not (tmp_path / "optimized").exists()
    kept = pixelprep("optimize", "a.jpg", "--max-size", "300B", "--on-miss", "keep", "--json")
    assert kept.code == 0
    assert [warning["code"] for warning in kept.files["a.jpg"]["warnings"]] == ["goal_missed"]


def test_no_further_picture_is_begun_after_a_failure_where_that_is_asked(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    broken = draw_photo(tmp_path / "in" / "0.jpg")
    broken.write_bytes(broken.read_bytes()[:3000])
    for n in range(1, 9):
        draw_photo(tmp_path / "in" / f"{n}.jpg", (40, 30))
    done = pixelprep("optimize", "in", "--fail-fast", "-j", "1", "--json")
    assert done.code == 1
    assert list(done.files) == ["0.jpg"]
    assert done.events[-1]["failed"] == done.events[-1]["files"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("empty",), "no pictures in empty"),
        (("weding",), "no such file or folder: weding"),
        (("a.jpg", "-o", "a.jpg/out"), "is not a folder"),
        (("in", "-o", "one.webp"), "is one file"),
        (("a.jpg", "-o", "a.heic"), "is not written"),
        (("a.jpg", "--suffix", "../x"), "lead into another folder"),
        (("a.jpg", "--max-size", "lots"), "--max-size: found 'lots'"),
        (("a.jpg", "-q", "101"), "--quality: found '101', accepted: a whole number from 1 to 100"),
        (("a.jpg", "--fit", "cover"), "takes a width and a height"),
        (("a.jpg", "--min-size", "2MB", "--max-size", "1MB"), "at most --max-size, 1.0 MB"),
        (("a.jpg", "-q", "50", "--quality-min", "80"), "at most --quality, 50"),
    ],
)
def test_what_cannot_be_is_refused_with_2_and_nothing_is_written(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "empty").mkdir()
    draw_photo(tmp_path / "a.jpg", (40, 30))
    draw_photo(tmp_path / "in" / "b.jpg", (40, 30))
    before = below(tmp_path)
    done = pixelprep("optimize", *words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err
    assert below(tmp_path) == before


def test_quiet_says_only_what_failed(pixelprep: Command, draw_photo: Draw, tmp_path: Path) -> None:
    """libtiff would say more about the second on standard error."""
    good = draw_photo(tmp_path / "good.jpg")
    (tmp_path / "cut.jpg").write_bytes(good.read_bytes()[:2000])
    scan = draw_photo(tmp_path / "scan.tif", compression="tiff_lzw")
    scan.write_bytes(scan.read_bytes()[:1000] + bytes(20_000) + scan.read_bytes()[21_000:])
    done = pixelprep("optimize", "good.jpg", "cut.jpg", "scan.tif", "--quiet", "-j", "1")
    assert (done.code, done.out) == (1, "")
    assert sorted(line.split()[:2] for line in done.err.splitlines()) == [
        ["failed", "cut.jpg:"],
        ["failed", "scan.tif:"],
    ]


def test_running_again_changes_nothing(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "in" / "a.jpg")
    draw_photo(tmp_path / "in" / "b.png")
    pixelprep("optimize", "in", "-p", "web_display")
    first = {path: path.stat() for path in (tmp_path / "optimized").iterdir()}
    again = pixelprep("optimize", "in", "-p", "web_display", "--json")
    assert again.code == 0
    assert again.events[-1]["cached"] == 2
    assert {path: path.stat() for path in (tmp_path / "optimized").iterdir()} == first


def test_an_output_folder_below_the_source_is_not_taken_for_a_source(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg")
    first = pixelprep("optimize", ".", "--json")
    second = pixelprep("optimize", ".", "--overwrite", "--json")
    assert list(first.files) == list(second.files) == ["a.jpg"]


def test_two_runs_into_one_folder_leave_whole_pictures(
    begin: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    for n in range(6):
        draw_photo(tmp_path / "in" / f"{n}.jpg")
    words = ("optimize", "in", "-f", "webp", "--overwrite", "--json")
    runs = [begin(*words) for _ in range(2)]
    assert [run.wait(60) for run in runs] == [0, 0]
    assert below(tmp_path / "optimized") == [f"{n}.webp" for n in range(6)]
    for path in (tmp_path / "optimized").iterdir():
        assert seen(path) == ("WEBP", (320, 240))
