"""`--lossless` and `--format same` in place: what stays, what is known again, what comes back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from benchmarks.kills import snapshot
from PIL import Image, ImageSequence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Picture = tuple[tuple[int, int], tuple[bytes, ...], object, object]

ORIENTATION, MAKE = 0x0112, 0x010F


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Pictures that lie on their side and name a maker, a palette, and animations."""
    folder = tmp_path / "photos"
    folder.mkdir()
    soft = Image.radial_gradient("L").resize((96, 64))
    colours = Image.merge("RGB", [soft, soft.rotate(90), soft])
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Maker"
    colours.save(folder / "side.jpg", quality=95, exif=exif, optimize=False)
    colours.save(folder / "side.png", compress_level=1, exif=exif)
    colours.quantize(32).save(folder / "palette.png", compress_level=1)
    moving: dict[str, Any] = {"save_all": True, "append_images": [colours.rotate(40)]}
    colours.save(folder / "moving.png", compress_level=1, **moving)
    colours.save(folder / "moving.gif", **moving)
    for path in folder.iterdir():
        os.utime(path, ns=(10**18, 10**18))
    return folder


def seen(path: Path) -> Picture:
    """A picture as it is seen: its frames turned upright, and who made the camera."""
    with Image.open(path) as image:
        exif = image.getexif()
        frames = tuple(frame.convert("RGB") for frame in ImageSequence.Iterator(image))
        turned = [frame.rotate(-90, expand=True) for frame in frames]
        upright = turned if exif.get(ORIENTATION) == 6 else frames
        sizes = upright[0].size
        return sizes, tuple(frame.tobytes() for frame in upright), exif.get(MAKE), image.format


@pytest.mark.parametrize("words", [("--lossless",), ("-f", "same", "--lossless")])
def test_a_recode_in_place_keeps_what_is_seen_is_not_done_twice_and_comes_back(
    pixelprep: Callable[..., Any], photos: Path, words: tuple[str, ...]
) -> None:
    before = snapshot(str(photos))
    looks = {path.name: seen(path) for path in photos.iterdir()}
    line = ("optimize", "photos", "--in-place", "--json", *words)
    first = pixelprep(*line)
    assert first.code == 0, first.err
    statuses = {name: file["status"] for name, file in first.files.items()}
    assert statuses["side.jpg"] == statuses["side.png"] == statuses["palette.png"] == "optimized"
    assert {path.name: seen(path) for path in photos.iterdir()} == looks
    made = snapshot(str(photos))
    again = pixelprep(*line)
    assert {file["status"] for file in again.files.values()} == {"cached"}
    assert snapshot(str(photos)) == made
    assert pixelprep("undo").code == 0
    assert snapshot(str(photos)) == before


def test_what_is_lossy_takes_a_lossless_recode_further_and_never_the_other_way_round(
    pixelprep: Callable[..., Any], photos: Path
) -> None:
    def run(*words: str) -> str:
        done = pixelprep("optimize", "photos/side.jpg", "--in-place", "--json", *words)
        return str(done.files["side.jpg"]["status"])

    assert run("--lossless") == "optimized"
    assert run("-q", "60") == "optimized"
    assert run("--lossless") == "cached"
    assert run("-f", "same", "-q", "60") == "cached"


def test_a_recode_that_would_save_too_little_leaves_every_byte_and_is_tried_once(
    pixelprep: Callable[..., Any], photos: Path
) -> None:
    (photos / "side.png").unlink()  # it is turned upright, whatever that saves
    before = snapshot(str(photos))
    words = ("optimize", "photos", "--in-place", "--lossless", "--min-savings", "95%", "--json")
    for status in ("kept", "cached"):
        done = pixelprep(*words)
        assert {file["status"] for file in done.files.values()} == {status}
        assert snapshot(str(photos)) == before
    less = pixelprep(*words[:-2], "1%", "--json")
    assert "optimized" in {file["status"] for file in less.files.values()}
