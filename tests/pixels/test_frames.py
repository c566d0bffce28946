"""Animations: read from each format, written to each, with the same timeline."""

from __future__ import annotations

from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageDraw

from pixelprep_cli.codecs import codec_for
from pixelprep_cli.codecs.codec import Knobs, Raster
from pixelprep_cli.codecs.containers import webp
from pixelprep_cli.codecs.containers.avifsequence import played
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.pixels.frames import FrameSequence, count, durations, loops

if TYPE_CHECKING:
    from collections.abc import Iterator

ANIMATED = ["gif", "png", "webp", "avif"]
TIMES = (100, 250, 40, 1000)
SIZE = (48, 32)


def frame(number: int) -> Image.Image:
    image = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((4 + 8 * number, 4, 19 + 8 * number, 27), fill=(220, 40, 30))
    return image


def written(name: str, frames: list[Image.Image], **options: Any) -> bytes:
    import pillow_avif  # noqa: F401 - registers its writer

    buffer = BytesIO()
    options = {"duration": list(TIMES), "disposal": 2} | options
    options |= {"lossless": True} if name == "webp" else {}
    frames[0].save(buffer, name, save_all=True, append_images=frames[1:], **options)
    data = buffer.getvalue()
    return webp.declaring_alpha(data) if name == "webp" else data


def timeline(data: bytes) -> Iterator[tuple[int, Image.Image]]:
    """Start in milliseconds and look of each frame; equal neighbours are one."""
    with Image.open(BytesIO(data)) as image:
        start, before = 0, None
        times = durations(image, count(image))
        for number, duration in enumerate(times):
            image.seek(number)
            now = image.convert("RGBA")
            if before is None or now.tobytes() != before.tobytes():
                yield start, now
            start, before = start + duration, now


def opened(data: bytes) -> Image.Image:
    import pillow_avif  # noqa: F401 - registers its reader

    return Image.open(BytesIO(data))


def encode(name: str, raster: Raster) -> bytes:
    knobs = Knobs(quality=codec_for(name).default_quality)
    return codec_for(name).encode(raster, knobs, Metadata())


def half(image: Image.Image) -> Image.Image:
    return image.convert("RGBA").resize((24, 16), Image.Resampling.BOX)


@pytest.mark.parametrize("source", ANIMATED)
@pytest.mark.parametrize("target", ANIMATED)
def test_frames_and_timing_survive_from_any_format_to_any(source: str, target: str) -> None:
    data = written(source, [frame(number) for number in range(4)])
    with opened(data) as image:
        times = durations(image, count(image))
        assert times == TIMES
        sequence = FrameSequence(image, 4, half)
        made = encode(target, Raster(image=sequence, durations=times, loop=0))
    found = list(timeline(made))
    assert [start for start, _ in found] == [0, 100, 350, 390]
    with opened(made) as image:
        assert sum(durations(image, count(image))) == sum(TIMES)
    for number, (_, seen) in enumerate(found):
        assert seen.size == (24, 16)
        for at, shown in (((4 + 4 * number, 8), True), ((22 - 20 * (number > 1), 8), False)):
            red, _, blue, alpha = seen.getpixel(at)  # type: ignore[misc]
            assert (alpha > 200) is shown
            if shown:
                assert red > 190
                assert blue < 70


@pytest.mark.parametrize("name", ["gif", "png", "webp"])
def test_equal_neighbours_do_not_shorten_the_timeline(name: str) -> None:
    looks = [frame(0), frame(0), frame(1), frame(1)]
    with opened(written("png", [frame(n) for n in range(4)])) as image:
        sequence = FrameSequence(image, 4, lambda _: looks[image.tell()])
        made = encode(name, Raster(image=sequence, durations=TIMES, loop=0))
    assert [start for start, _ in timeline(made)] == [0, 350]
    with opened(made) as image:
        assert sum(durations(image, count(image))) == sum(TIMES)


@pytest.mark.parametrize(
    ("source", "target"),
    [*product(("gif", "png", "webp"), repeat=2), ("gif", "avif"), ("avif", "webp")],
)
@pytest.mark.parametrize("plays", [0, 1, 2, 7])
def test_an_animation_is_played_as_often_as_before(source: str, target: str, plays: int) -> None:
    # GIF counts repetitions, and has no block for none.
    told = {"loop": plays} if source != "gif" else {"loop": max(0, plays - 1)} if plays != 1 else {}
    data = written(source, [frame(number) for number in range(4)], **told)
    data = played(data, plays) if source == "avif" else data
    with opened(data) as image:
        assert loops(image, data) == plays
        sequence = FrameSequence(image, 4, half)
        made = encode(target, Raster(image=sequence, durations=TIMES, loop=plays))
    with opened(made) as image:
        assert loops(image, made) == plays


def test_more_repetitions_than_a_format_counts_are_the_most_it_does() -> None:
    with opened(written("png", [frame(number) for number in range(4)], loop=10**6)) as image:
        assert loops(image, b"") == 65535
        sequence = FrameSequence(image, 4, half)
        for name in ("gif", "webp", "png"):
            assert encode(name, Raster(image=sequence, durations=TIMES, loop=65535))


def test_a_picture_before_the_animation_is_left_out_of_it() -> None:
    frames = [Image.new("RGBA", SIZE, "white"), *(frame(number) for number in range(4))]
    with opened(written("png", frames, default_image=True)) as image:
        assert count(image) == 4
        assert durations(image, 4) == TIMES
        sequence = FrameSequence(image, 4, half)
        made = encode("webp", Raster(image=sequence, durations=TIMES, loop=0))
    starts = [start for start, _ in timeline(made)]
    assert starts == [0, 100, 350, 390]


def test_only_one_frame_is_made_at_a_time_and_only_when_asked() -> None:
    asked: list[int] = []

    def made(image: Image.Image) -> Image.Image:
        asked.append(len(asked))
        return half(image)

    with opened(written("webp", [frame(number) for number in range(4)])) as image:
        sequence = FrameSequence(image, 4, made)
        assert len(asked) == 1
        sequence.seek(0)
        assert (len(asked), sequence.tell()) == (1, 0)
        sequence.seek(3)
        assert (len(asked), sequence.tell()) == (2, 3)
        assert sequence.size == (24, 16)
        with pytest.raises(EOFError):
            sequence.seek(4)


@pytest.mark.parametrize("name", ANIMATED)
def test_a_still_has_one_frame_and_no_duration(name: str) -> None:
    import pillow_avif  # noqa: F401 - registers its writer

    buffer = BytesIO()
    frame(0).save(buffer, name)
    with opened(buffer.getvalue()) as image:
        assert count(image) == 1


@pytest.mark.parametrize("target", ANIMATED)
def test_frames_without_a_duration_are_written(target: str) -> None:
    data = written("gif", [frame(number) for number in range(4)], duration=0)
    with opened(data) as image:
        times = durations(image, 4)
        assert times == (0, 0, 0, 0)
        sequence = FrameSequence(image, 4, half)
        made = encode(target, Raster(image=sequence, durations=times, loop=0))
    with opened(made) as image:
        assert count(image) >= 1


def test_frames_of_an_indexed_png_keep_their_colours() -> None:
    frames = [frame(number).convert("RGB").quantize(4) for number in range(len(TIMES))]
    with opened(written("png", frames, disposal=0)) as image:
        assert image.mode == "P"
        shown = []
        for number in range(count(image)):
            image.seek(number)
            shown.append(image.convert("RGB").tobytes())
        assert durations(image, count(image)) == TIMES
        again = FrameSequence(image, count(image), lambda frame: frame.convert("RGB"))
        for number, pixels in enumerate(shown):
            again.seek(number)
            assert again.tobytes() == pixels


def test_gif_shares_what_it_cannot_time_among_the_frames() -> None:
    image = opened(written("png", [frame(number) for number in range(4)], duration=75))
    frames = FrameSequence(image, 4, lambda frame: frame.convert("RGBA"))
    raster = Raster(image=frames, durations=durations(image, 4))
    made = opened(codec_for("gif").encode(raster, Knobs(quality=None), Metadata()))
    assert durations(made, count(made)) == (70, 80, 70, 80)
