"""Of several recipes, the best one that makes the picture smaller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from pixelprep_cli.model.amounts import ByteSize
from pixelprep_cli.model.job import Bounds, Job, Recipe, RecommendRule, Target
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.settings import Limits, Output, Picture, Resize
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pipeline import analyse, predict

if TYPE_CHECKING:
    from pathlib import Path

    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]


def recipe(name: str, fmt: str, quality: int, priority: int, **resize: object) -> Recipe:
    output = Output(format=FormatChoice((fmt,)), quality=quality)
    picture = Picture(output=output, resize=Resize(**resize))  # type: ignore[arg-type]
    return Recipe(preset=name, picture=picture, rules=(RecommendRule(priority=priority),))


LAVISH = recipe("lavish", "webp", 98, 9)
FRUGAL = recipe("frugal", "jpeg", 10, 1)


@pytest.fixture
def coarse(photo: Draw, encode: Encode) -> bytes:
    return encode(photo(300, 200), "jpeg", quality=30)


def test_the_best_recipe_is_passed_over_where_it_makes_the_picture_larger(
    run: Run, coarse: bytes
) -> None:
    made = run(coarse, recipes=(FRUGAL, LAVISH))
    assert made.outcome.preset == "frugal"
    assert len(made.data) < len(coarse)


def test_a_recipe_alone_is_followed_all_the_same(run: Run, coarse: bytes) -> None:
    assert len(run(coarse, recipes=(LAVISH,)).data) > len(coarse)


def test_a_picture_that_no_recipe_makes_smaller_keeps_its_own_pixels(
    run: Run, photo: Draw, encode: Encode
) -> None:
    data = encode(photo(300, 200), "webp", quality=5)
    made = run(data, "a.webp", recipes=(LAVISH, recipe("other", "jpeg", 95, 1)))
    assert made.outcome.status is Status.KEPT
    assert made.outcome.format == "webp"
    assert len(made.data) <= len(data)
    assert (made.outcome.reason or "").startswith("no preset that fits makes it smaller")


def test_where_all_recipes_ask_one_format_it_is_written_all_the_same(
    run: Run, coarse: bytes
) -> None:
    made = run(coarse, recipes=(LAVISH, recipe("less", "webp", 95, 1)))
    assert len(made.data) > len(coarse)
    assert (made.outcome.preset, made.outcome.format) == ("less", "webp")


def test_what_is_enlarged_may_take_more_bytes(run: Run, coarse: bytes) -> None:
    poster = recipe("poster", "webp", 90, 9, width=900, upscale=True)
    assert run(coarse, recipes=(poster, FRUGAL)).outcome.preset == "poster"


def test_a_recipe_that_misses_its_limit_is_no_way_out(run: Run, coarse: bytes) -> None:
    capped = replace(FRUGAL, picture=replace(FRUGAL.picture, limits=Limits(max_size=ByteSize(100))))
    made = run(coarse, recipes=(LAVISH, capped))
    assert made.outcome.format == "jpeg"
    assert len(made.data) <= len(coarse)


def test_an_analysis_and_a_preview_tell_what_will_be_done(tmp_path: Path, coarse: bytes) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(coarse)
    job = Job(
        source=str(path),
        target=Target(folder=str(tmp_path), stem="out"),
        recipes=(LAVISH, FRUGAL),
        bounds=Bounds(max_file_size=10**8, max_pixels=10**8),
        token=path.name,
        sizes=True,
    )
    assert predict(job, lambda *_: None).preset == "frugal"
    first, second = analyse(replace(job, action="analyze"), lambda *_: None).recommendations
    assert (first.preset, second.preset) == ("frugal", "lavish")
    assert second.reasons[-1] == "which would make it larger"
    assert second.confidence < first.confidence
