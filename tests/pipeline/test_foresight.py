"""What a preview tells without making it, and where it makes it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from tests.pipeline.conftest import BOUNDS

from pixelprep_cli.errors import LimitMissedError
from pixelprep_cli.model.amounts import ByteSize
from pixelprep_cli.model.job import Job, Recipe, Target
from pixelprep_cli.model.outcome import Outcome
from pixelprep_cli.model.settings import Limits, Output, Picture, Resize
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pipeline import make, predict

if TYPE_CHECKING:
    from pathlib import Path

Draw = Callable[..., Image.Image]
Foresee = Callable[..., tuple[Outcome, Callable[[], bytes]]]


@pytest.fixture(scope="session")
def camera(photo: Draw) -> bytes:
    buffer = BytesIO()
    photo(2400, 1600).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


@pytest.fixture
def foresee(tmp_path: Path) -> Foresee:
    """What is told of a picture, and a function that makes it."""

    def told(data: bytes, name: str = "a.jpg", **sections: Any) -> Any:
        path = tmp_path / name
        path.write_bytes(data)
        job = Job(
            source=str(path),
            target=Target(folder=str(tmp_path), stem="out"),
            recipes=(Recipe(picture=Picture(**sections)),),
            bounds=BOUNDS,
            token=name,
        )
        return predict(job, lambda *_: None), lambda: make(job, lambda *_: None).data

    return told


def to(name: str, quality: int = 75, **more: Any) -> Output:
    return Output(format=FormatChoice((name,)), quality=quality, **more)


@pytest.mark.parametrize("name", ["jpeg", "webp", "avif"])
def test_a_large_photograph_is_predicted_with_a_range(
    foresee: Foresee, camera: bytes, name: str
) -> None:
    outcome, made = foresee(camera, output=to(name), resize=Resize(width=1800))
    assert (outcome.exact, outcome.encodes) == (False, 0)
    assert outcome.output_bytes == pytest.approx(len(made()), rel=0.1)
    assert (outcome.low or 0) < (outcome.output_bytes or 0) < (outcome.high or 0)
    assert (outcome.width, outcome.height, outcome.format) == (1800, 1200, name)


def test_a_small_output_is_made_and_exact(foresee: Foresee, camera: bytes) -> None:
    outcome, made = foresee(camera, output=to("webp"), resize=Resize(width=600))
    assert outcome.exact
    assert outcome.output_bytes == len(made())


def test_a_cap_bounds_what_is_predicted(foresee: Foresee, camera: bytes) -> None:
    cap = ByteSize(100_000)
    outcome, made = foresee(
        camera,
        output=to("webp", 95, quality_min=5),
        resize=Resize(width=1800),
        limits=Limits(max_size=cap),
    )
    assert not outcome.exact
    assert (outcome.high or 0) <= cap
    assert outcome.output_bytes == pytest.approx(len(made()), rel=0.15)


def test_a_limit_that_is_missed_is_found_out_by_making_it(foresee: Foresee, camera: bytes) -> None:
    with pytest.raises(LimitMissedError):
        foresee(camera, output=to("webp", quality_min=50), limits=Limits(max_size=ByteSize(900)))


def test_a_goal_that_is_missed_is_told(foresee: Foresee, camera: bytes) -> None:
    limits = Limits(max_size=ByteSize(900), on_miss="keep")
    outcome, _ = foresee(camera, output=to("webp", quality_min=50), limits=limits)
    assert [warning.code for warning in outcome.warnings] == ["goal_missed"]
    assert outcome.quality == 50


def test_a_source_that_an_encode_would_not_shrink_is_told_exactly(
    foresee: Foresee, camera: bytes
) -> None:
    outcome, made = foresee(camera, output=Output(quality=100))
    assert outcome.reason
    assert (outcome.exact, outcome.quality) == (True, None)
    assert outcome.output_bytes == len(made())


def test_a_lossy_palette_is_made(foresee: Foresee, camera: bytes) -> None:
    output = to("png", quality=60)
    outcome, made = foresee(camera, output=output, resize=Resize(width=1300))
    assert outcome.exact
    assert outcome.output_bytes == len(made())
    assert made()[25] == 3, "a palette"


def test_a_drawing_is_made(foresee: Foresee, drawing: Draw) -> None:
    buffer = BytesIO()
    drawing(2000, 1500).save(buffer, "PNG")
    outcome, made = foresee(buffer.getvalue(), "a.png", output=to("webp"))
    assert outcome.exact
    assert outcome.output_bytes == len(made())
