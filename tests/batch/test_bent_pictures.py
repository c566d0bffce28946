"""Bent pictures of every format, each through a worker: whatever they say, there is a result."""

import os
import tempfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from benchmarks import mutations
from pixelprep_cli.batch.jobs import jobs
from pixelprep_cli.batch.plan import Task
from pixelprep_cli.batch.pool import Pool
from pixelprep_cli.batch.source import Source
from pixelprep_cli.model.amounts import ByteSize
from pixelprep_cli.model.job import Recipe, Target
from pixelprep_cli.model.outcome import Outcome
from pixelprep_cli.model.settings import Output, Picture, Run
from pixelprep_cli.model.values import FormatChoice

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")

FORMATS = {
    "jpeg": ".jpg",
    "png": ".png",
    "webp": ".webp",
    "avif": ".avif",
    "gif": ".gif",
    "tiff": ".tif",
    "bmp": ".bmp",
    "jpeg2000": ".jp2",
    "ico": ".ico",
    "ppm": ".ppm",
    "tga": ".tga",
}
MEMORY = ByteSize(300_000_000)
RECIPES = (Recipe(picture=Picture(output=Output(format=FormatChoice(("webp",))))),)


@cache
def valid(name: str) -> bytes:
    """A small whole file; an animation where the format has them."""
    import pillow_avif  # noqa: F401 - registers its writer

    mode = "P" if name == "gif" else "RGB"
    first, second = (Image.effect_noise((40, 30), spread).convert(mode) for spread in (40, 80))
    options: dict[str, Any] = {"speed": 10} if name == "avif" else {}
    if name in ("gif", "webp", "png"):
        options = {"save_all": True, "append_images": [second]}
    buffer = BytesIO()
    first.save(buffer, name, **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool() as made:
        yield made


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    bends=st.lists(
        st.tuples(st.sampled_from(sorted(mutations.MUTATIONS)), st.integers(0, 10**6)),
        min_size=1,
        max_size=3,
    )
)
def test_a_bent_picture_has_one_clear_result_and_a_failure_leaves_nothing(
    pool: Pool, name: str, bends: list[tuple[str, int]]
) -> None:
    data = valid(name)
    for mutation, seed in bends:
        data = mutations.bend(data, mutation, seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{FORMATS[name]}")
        path.write_bytes(data)
        target = Target(folder=os.path.join(folder, "out"), stem="a", suffix=".webp")
        task = Task(Source(path=str(path), format=name, size=len(data)), target)
        run = Run(timeout=20, max_memory=MEMORY, max_pixels=10**6)
        (outcome,) = pool.run(jobs([task], RECIPES, run, "optimize"), workers=1, timeout=20)
        assert isinstance(outcome, Outcome)
        left = os.listdir(target.folder) if os.path.isdir(target.folder) else []
        assert left == (["a.webp"] if outcome.produced else [])
        if outcome.produced:
            with Image.open(os.path.join(target.folder, "a.webp")) as made:
                made.load()
        else:
            assert outcome.error is not None
            assert outcome.error.message
            assert outcome.error.code not in ("internal", "crashed", "timeout")
