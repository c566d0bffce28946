"""Jobs on drawn pictures, done in this process."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageDraw

from pixelprep_cli.model.job import Bounds, Job, Recipe, Target
from pixelprep_cli.model.settings import Picture
from pixelprep_cli.pipeline import make
from pixelprep_cli.pipeline.result import Made

if TYPE_CHECKING:
    from pathlib import Path

Make = Callable[..., Made]

BOUNDS = Bounds(max_file_size=10**8, max_pixels=10**8)


def encoded(image: Image.Image, name: str, **options: Any) -> bytes:
    """A picture's file, by Pillow's own writers."""
    import pillow_avif  # noqa: F401 - registers its writer

    buffer = BytesIO()
    image.save(buffer, name, **options)
    return buffer.getvalue()


@pytest.fixture
def encode() -> Callable[..., bytes]:
    """Encode a picture by Pillow."""
    return encoded


@pytest.fixture(scope="session")
def photo() -> Callable[..., Image.Image]:
    """Soft shapes under grain, of a size."""

    def draw(width: int = 240, height: int = 160, mode: str = "RGB") -> Image.Image:
        size = (width, height)
        soft = Image.radial_gradient("L").resize(size)
        image = Image.merge("RGB", (soft, soft.rotate(180), soft.rotate(90).resize(size)))
        ImageDraw.Draw(image).ellipse((width // 8, height // 8, width // 2, height // 2), "#a04030")
        noise = Image.frombytes("RGB", size, random.Random(7).randbytes(3 * width * height))
        return Image.blend(image, noise, 0.05).convert(mode)

    return draw


@pytest.fixture(scope="session")
def drawing() -> Callable[..., Image.Image]:
    """Few flat colours, transparent around them where there is an alpha channel."""

    def draw(width: int = 240, height: int = 160, mode: str = "RGB") -> Image.Image:
        ground = (0, 0, 0, 0) if mode == "RGBA" else "white"
        image = Image.new(mode, (width, height), ground)
        pen = ImageDraw.Draw(image)
        pen.rectangle((width // 8, height // 8, width // 2, height // 2), fill="#205080")
        pen.ellipse((width // 2, height // 2, width - 9, height - 9), fill="#d04020")
        return image

    return draw


@pytest.fixture
def run(tmp_path: Path) -> Make:
    """Make one picture's output with a recipe; its sections as keywords, or several recipes."""

    def made(
        data: bytes, name: str = "a.jpg", *, recipes: tuple[Recipe, ...] = (), **sections: Any
    ) -> Made:
        path = tmp_path / name
        path.write_bytes(data)
        picture = replace(Picture(), **sections)
        job = Job(
            source=str(path),
            target=Target(folder=str(tmp_path), stem="out"),
            recipes=recipes or (Recipe(preset="given", picture=picture),),
            bounds=BOUNDS,
            token=name,
            verify=True,
        )
        return make(job, lambda *_: None)

    return made


@pytest.fixture
def codes() -> Callable[[Made], list[str]]:
    """The codes of the warnings."""
    return lambda made: [warning.code for warning in made.outcome.warnings]


@pytest.fixture
def decoded() -> Callable[[Made], Image.Image]:
    """What a viewer shows, upright."""

    def decode(made: Made) -> Image.Image:
        from PIL import ImageOps

        with Image.open(BytesIO(made.data)) as image:
            return ImageOps.exif_transpose(image)

    return decode
