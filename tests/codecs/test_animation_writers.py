"""Animated GIFs and PNGs, written frame by frame: what they show, and what they hold."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Knobs, Raster
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.pixels.frames import FrameSequence, durations, loops

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (12, 8)
COLOURS = ((0, 0, 0, 0), (255, 0, 0, 255), (0, 120, 0, 255), (9, 9, 200, 255))


class Drawn(Image.Image):
    """Pictures that seek, as a FrameSequence wants its source."""

    def __init__(self, looks: list[Image.Image]) -> None:
        super().__init__()
        self._looks = looks
        self.seek(0)

    def seek(self, frame: int) -> None:
        look = self._looks[frame]
        self.im, self._mode, self._size = look.im, look.mode, look.size


def animated(looks: list[Image.Image], times: tuple[int, ...], loop: int = 0) -> Raster:
    sequence = FrameSequence(Drawn(looks), len(looks), lambda frame: frame)
    return Raster(image=sequence, durations=times, loop=loop)


def written(name: str, raster: Raster, quality: int | None = None) -> Image.Image:
    data = codec_for(name).encode(raster, Knobs(quality=quality), Metadata())
    return Image.open(BytesIO(data))


def timeline(looks: list[Image.Image], times: tuple[int, ...]) -> list[tuple[int, bytes]]:
    """For how long each look is shown; equal neighbours are one."""
    runs = itertools.groupby(zip(looks, times, strict=True), key=lambda pair: shown(pair[0]))
    return [(sum(time for _, time in run), look) for look, run in runs]


def shown(look: Image.Image) -> bytes:
    """Pixels, whatever stands behind transparency."""
    rgba = look.convert("RGBA")
    return Image.composite(rgba, Image.new("RGBA", rgba.size), rgba.getchannel("A")).tobytes()


def played(image: Image.Image) -> list[tuple[int, bytes]]:
    frames = getattr(image, "n_frames", 1)
    times = durations(image, frames)
    looks = []
    for frame in range(frames):
        image.seek(frame)
        looks.append(image.convert("RGBA"))
    return timeline(looks, times)


@example([([1] * 6, 1), ([1, 1, 1, 1, 1, 2], 1), ([0] * 6, 1)])
@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, 3), min_size=6, max_size=6), st.integers(1, 40)),
        min_size=2,
        max_size=6,
    )
)
@settings(max_examples=25)
@pytest.mark.parametrize("name", ["gif", "png"])
def test_what_is_shown_and_for_how_long_is_what_was_drawn(
    name: str, drawn: list[tuple[list[int], int]]
) -> None:
    looks = []
    for blocks, _ in drawn:
        look = Image.new("RGBA", SIZE)
        for place, colour in enumerate(blocks):
            left, top = 4 * (place % 3), 4 * (place // 3)
            look.paste(COLOURS[colour], (left, top, left + 4, top + 4))
        looks.append(look)
    times = tuple(10 * time for _, time in drawn)
    assert played(written(name, animated(looks, times))) == timeline(looks, times)


@pytest.mark.parametrize("name", ["gif", "png"])
@pytest.mark.parametrize("plays", [0, 1, 2, 500])
def test_it_is_played_as_often_as_asked(name: str, plays: int) -> None:
    looks = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    assert loops(written(name, animated(looks, (50, 50), plays)), b"") == plays


@pytest.mark.parametrize("name", ["gif", "png"])
def test_only_what_changes_is_stored(name: str) -> None:
    noise = Image.frombytes("L", (160, 120), random.Random(1).randbytes(160 * 120))
    noise = noise.point([level // 8 * 8 for level in range(256)]).convert("RGB")
    looks = []
    for step in range(10):
        look = noise.copy()
        ImageDraw.Draw(look).rectangle((step, 10, step + 8, 18), fill="red")
        looks.append(look)
    one, ten = (
        codec_for(name).encode(animated(looks[:n], (50,) * n), Knobs(quality=None), Metadata())
        for n in (2, 10)
    )
    assert len(ten) < 1.5 * len(one)


@pytest.mark.parametrize("name", ["gif", "png"])
def test_a_lower_quality_takes_fewer_bytes(name: str) -> None:
    soft = Image.radial_gradient("L").resize((120, 90))
    looks = [
        Image.merge("RGB", (soft, soft.rotate(angle), soft.rotate(90 + angle)))
        for angle in (0, 40, 80)
    ]
    sizes = [
        len(codec_for(name).encode(animated(looks, (50,) * 3), Knobs(quality=q), Metadata()))
        for q in (5, 95)
    ]
    assert sizes[0] < 0.7 * sizes[1]


def test_a_frame_of_minutes_keeps_its_time_in_png() -> None:
    looks = [Image.new("RGB", SIZE, colour) for colour in ("red", "blue")]
    assert durations(written("png", animated(looks, (130_000, 40))), 2) == (130_000, 40)


MEASURE = """
import resource, sys
from pixelprep_cli.batch.priority import renounce_realtime
from pixelprep_cli.model.job import Bounds, Job, Recipe, Target
from pixelprep_cli.model.settings import Output, Picture, Resize
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pipeline import make
renounce_realtime()
few, many, target = sys.argv[1:]
peaks = []
for source in (few, many):
    output = Output(format=FormatChoice((target,)), effort="fast")
    picture = Picture(output=output, resize=Resize(width=320))
    bounds = Bounds(max_file_size=10**8, max_pixels=10**7)
    make(Job(source=source, target=Target(folder=".", stem="x"), bounds=bounds, token="t",
             recipes=(Recipe(picture=picture),)), lambda *_: None)
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(peaks[1] - peaks[0])
"""


@pytest.fixture(scope="module")
def long_and_short(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Animations of 8 and of 64 frames, which take 300 KB each as they are written."""
    folder = tmp_path_factory.mktemp("animations")
    looks = []
    for step in range(64):
        look = Image.new("P", (400, 300), 3)
        look.putpalette(bytes(range(256)) * 3)
        ImageDraw.Draw(look).ellipse((step, 40, step + 99, 150), fill=200)
        looks.append(look)
    paths = folder / "few.gif", folder / "many.gif"
    for path, count in zip(paths, (8, 64), strict=True):
        looks[0].save(path, save_all=True, append_images=looks[1:count], duration=40)
    return paths


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is in kilobytes on Linux alone")
@pytest.mark.parametrize("target", ["gif", "png", "webp", "avif"])
def test_memory_does_not_grow_with_the_number_of_frames(
    long_and_short: tuple[Path, Path], target: str
) -> None:
    words = [sys.executable, "-c", MEASURE, *map(str, long_and_short), target]
    grown = int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    assert grown < 8_000
