"""The pictures that a benchmark runs on: found in a folder, scaled, repeated, or drawn."""

import io
import os
import shutil
from collections.abc import Sequence
from itertools import cycle, islice
from typing import TYPE_CHECKING

from benchmarks import BenchmarkError

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")
GIANT_TILE = 4000


def find(folder: str) -> list[str]:
    """Paths of the pictures in `folder` and below, sorted.

    Raises:
        BenchmarkError: there are none.
    """
    found = sorted(
        os.path.join(parent, name)
        for parent, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(SUFFIXES)
    )
    if not found:
        raise BenchmarkError(f"{folder}: no picture found; looked for {', '.join(SUFFIXES)}")
    return found


def spread(paths: Sequence[str], count: int | None) -> list[str]:
    """`count` of `paths`, evenly spaced, so that every kind in a sorted folder is met."""
    if count is None or count >= len(paths):
        return list(paths)
    return [paths[place * len(paths) // count] for place in range(count)]


def upright(path: str, long_edge: int) -> "Image":
    """The picture as seen: orientation applied, RGB, at most `long_edge` pixels long."""
    from PIL import Image, ImageOps

    with Image.open(path) as opened:
        opened.draft("RGB", (2 * long_edge, 2 * long_edge))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((long_edge, long_edge), Image.Resampling.LANCZOS)
    picture.info.clear()
    return picture


def upright_srgb(path: str) -> "Image":
    """The picture as seen, in RGB by its colour profile, at its own size."""
    from PIL import Image, ImageCms, ImageOps

    with Image.open(path) as opened:
        picture = ImageOps.exif_transpose(opened)
    profile = picture.info.get("icc_profile")
    if picture.mode != "RGB":
        return picture.convert("RGB")
    if profile:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB")) or picture
    return picture


def repeat(paths: Sequence[str], count: int, folder: str) -> None:
    """Fill `folder` with `count` files, the pictures in turn, each under a name of its own."""
    for number, path in enumerate(islice(cycle(paths), count)):
        name = f"{number:05d}{os.path.splitext(path)[1].lower()}"
        link(path, os.path.join(folder, name))


def link(source: str, target: str) -> None:
    """Another name for a file; a copy where the file system refuses."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def draw_small(paths: Sequence[str], count: int, edge: int, folder: str) -> None:
    """Fill `folder` with `count` JPEGs of at most `edge` pixels, scaled from the pictures."""
    scaled = os.path.join(folder, "scaled")
    os.mkdir(scaled)
    for number, path in enumerate(paths):
        upright(path, edge).save(os.path.join(scaled, f"{number:05d}.jpg"), quality=88)
    small = os.path.join(folder, "small")
    os.mkdir(small)
    repeat(find(scaled), count, small)


def draw_giant(path: str, width: int, height: int, target: str) -> None:
    """A baseline JPEG of `width` × `height` pixels at `target`, tiled with one picture."""
    from PIL import Image

    tile = upright(path, GIANT_TILE)
    giant = Image.new("RGB", (width, height))
    for left in range(0, width, tile.width):
        for top in range(0, height, tile.height):
            giant.paste(tile, (left, top))
    giant.save(target, quality=85)
