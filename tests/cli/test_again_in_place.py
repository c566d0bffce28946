"""The same command in place again: no picture is encoded a second time."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., Any]
Draw = Callable[..., Path]


def statuses(done: Any) -> set[str]:
    return {file["status"] for file in done.files.values()}


def test_no_picture_is_optimized_twice_in_place_by_the_same_or_weaker_settings(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.jpg"):
        draw_photo(tmp_path / "in" / name, quality=97)

    def run(*words: str, folder: str = "in") -> set[str]:
        done = pixelprep("optimize", folder, "--in-place", "--json", *words)
        assert done.code == 0, done.err
        return statuses(done)

    def held(folder: str = "in") -> list[bytes]:
        return [path.read_bytes() for path in sorted((tmp_path / folder).iterdir())]

    assert run("-q", "70") == {"optimized"}
    before = held()
    assert run("-q", "70") == {"cached"}
    assert run("-q", "85") == {"cached"}
    shutil.copytree(tmp_path / "in", tmp_path / "copy", copy_function=shutil.copyfile)
    assert run("-q", "70", folder="copy") == {"cached"}
    assert held() == held("copy") == before
    assert run("-q", "40") == {"optimized"}
    assert run("-q", "70") == {"cached"}
    assert run("-q", "40") == {"cached"}


def test_what_is_undone_is_optimized_again(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    picture = draw_photo(tmp_path / "a.jpg", quality=97)
    original = picture.read_bytes()
    words = ("optimize", "a.jpg", "--in-place", "-q", "70", "--json")
    assert statuses(pixelprep(*words)) == {"optimized"}
    assert pixelprep("undo").code == 0
    assert picture.read_bytes() == original
    assert statuses(pixelprep(*words)) == {"optimized"}


def test_what_gains_nothing_in_place_is_looked_at_once(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg", quality=20)
    words = ("optimize", "a.jpg", "--in-place", "-q", "90", "--metadata", "keep", "--json")
    assert statuses(pixelprep(*words)) == {"kept"}
    assert statuses(pixelprep(*words)) == {"cached"}
