"""What a picture is predicted to take, and what it takes."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.facts import ImageFacts
from pixelprep_cli.model.job import Bounds, Recipe
from pixelprep_cli.model.settings import Output, Picture, Resize
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pipeline.memory import BASE, predicted, require_room

MEASURE = """
import sys
from pixelprep_cli.batch.priority import renounce_realtime
renounce_realtime()
from pixelprep_cli.model.job import Bounds, Job, Recipe, Target
from pixelprep_cli.model.settings import Output, Picture
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pipeline import make, warm_up
warm_up()
recipe = Recipe(picture=Picture(output=Output(format=FormatChoice((sys.argv[2],)))))
job = Job(source=sys.argv[1], target=Target(folder="/", stem="x"), recipes=(recipe,),
          bounds=Bounds(max_file_size=10**9, max_pixels=10**9), token="0")
def kilobytes(key):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(key))
told = []
def admit(pixels, memory):
    told.append((memory, kilobytes("VmRSS")))
make(job, admit)
(memory, before), = told
print(memory, (kilobytes("VmHWM") - before) * 1024)
"""


def jpeg(**known: int) -> ImageFacts:
    given = {"bytes": 10**6, "width": 6000, "height": 4000} | known
    return ImageFacts(format="jpeg", **given)  # type: ignore[arg-type]


def asked(name: str, long_edge: int | None = None) -> tuple[Recipe, ...]:
    output = Output(format=FormatChoice((name,)))
    return (Recipe(picture=Picture(output=output, resize=Resize(long_edge=long_edge))),)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc/self/status")
@pytest.mark.parametrize(
    ("source", "output"),
    [("a.jpg", "avif"), ("a.jpg", "webp"), ("a.png", "jpeg"), ("a.webp", "png")],
)
def test_a_picture_takes_no_more_than_predicted_and_not_far_less(
    draw_photo: Callable[..., Path], tmp_path: Path, source: str, output: str
) -> None:
    path = draw_photo(tmp_path / source, (2000, 1500))
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, path, output], capture_output=True, text=True, check=True
    )
    memory, taken = map(int, told.stdout.split())
    assert taken < 1.2 * memory
    assert memory < 4 * taken + 2 * BASE


def test_a_small_output_takes_less_and_a_small_scale_of_a_jpeg_far_less() -> None:
    full, screen, thumbnail = (predicted(jpeg(), asked("avif", edge)) for edge in (None, 2000, 300))
    assert full > 2 * screen
    assert screen > 1.4 * thumbnail
    assert thumbnail < BASE + 10**6 + 4 * 24_000_000


def test_the_recipe_that_asks_most_counts_and_auto_may_be_any_format() -> None:
    facts = jpeg()
    both = asked("avif") + asked("jpeg")
    assert predicted(facts, both) == predicted(facts, asked("avif"))
    assert predicted(facts, asked("auto")) == predicted(facts, asked("avif"))
    assert predicted(facts, asked("same")) == predicted(facts, asked("jpeg"))
    assert predicted(facts, ()) < predicted(facts, asked("jpeg"))


def test_of_a_raw_what_developing_takes_is_counted() -> None:
    raw, plain = (
        ImageFacts(format=name, bytes=10, width=4000, height=3000) for name in ("dng", "png")
    )
    measured = 31 * 12_000_000  # of a DNG of 12 megapixels, by rawpy 0.28
    assert predicted(raw, ()) > measured * 0.95
    assert predicted(plain, ()) < measured


def test_formats_without_loss_may_take_more_with_each_frame() -> None:
    moving = [
        ImageFacts(format="gif", bytes=10, width=100, height=100, frames=frames)
        for frames in (1, 100, 200)
    ]
    one, hundred, more = (predicted(facts, asked("gif")) for facts in moving)
    assert more - hundred == 100 * 100 * 100 * 4
    assert one < hundred
    assert len({predicted(facts, asked("webp")) for facts in moving}) == 1


def test_what_will_take_too_much_is_refused_with_what_it_takes_and_what_is_allowed() -> None:
    bounds = Bounds(max_file_size=1, max_pixels=1, max_memory=10**9)
    require_room(10**9, bounds)
    with pytest.raises(SourceError) as refusal:
        require_room(2 * 10**9, bounds)
    assert refusal.value.code == "too_much_memory"
    assert "about 2.0 GB of memory, the limit is 1.0 GB" in str(refusal.value)
    assert "--max-memory" in str(refusal.value)
