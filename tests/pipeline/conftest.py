"""Jobs on drawn pictures, done in this process."""

from __future__ import annotations

import ctypes
import glob
import os
import random
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import PIL
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


Row = tuple[float, ...]

CHANNELS = {"RGB": 3, "L": 1, "CMYK": 4}
SAMPLES = {"RGB": 4 << 16 | 3 << 3 | 2, "L": 3 << 16 | 1 << 3 | 2, "CMYK": 6 << 16 | 4 << 3 | 2}
LAB = 1 << 22 | 10 << 16 | 3 << 3
RELATIVE, BLACK_POINT, UNOPTIMIZED = 1, 0x2000, 0x0100


class LittleCms:
    """littleCMS at sixteen bits and in doubles, which Pillow uses at eight bits alone.

    Rows are samples of 0-65535 in a profile (None: sRGB), or CIE L*a*b*.
    """

    def __init__(self, path: str) -> None:
        self._cms: Any = ctypes.CDLL(path)
        pointer, number, real = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_double
        for name, result, arguments in (
            ("cmsOpenProfileFromMem", pointer, (ctypes.c_char_p, number)),
            ("cmsCreate_sRGBProfile", pointer, ()),
            ("cmsCreateLab4Profile", pointer, (pointer,)),
            ("cmsCreateTransform", pointer, (pointer, number, pointer, number, number, number)),
            ("cmsDoTransform", None, (pointer, pointer, pointer, number)),
            ("cmsCIE2000DeltaE", real, (pointer, pointer, real, real, real)),
        ):
            function = getattr(self._cms, name)
            function.restype, function.argtypes = result, arguments

    def converted(
        self, rows: list[Row], mode: str, icc: bytes | None, output: bytes | None
    ) -> list[Row]:
        """From one profile to an RGB one: relative colorimetric, black point compensated."""
        return self._rows(rows, (icc, mode), (output, "RGB"))

    def rendered(self, lab: list[Row], mode: str, icc: bytes | None) -> list[Row]:
        """Samples in a profile for L*a*b*."""
        return self._rows(lab, None, (icc, mode))

    def seen(self, rows: list[Row], mode: str, icc: bytes | None) -> list[Row]:
        """L*a*b* of samples in a profile."""
        return self._rows(rows, (icc, mode), None)

    def differences(self, one: list[Row], other: list[Row]) -> list[float]:
        """CIEDE2000 of each pair of L*a*b*."""
        three, measure = ctypes.c_double * 3, self._cms.cmsCIE2000DeltaE
        return [measure(three(*a), three(*b), 1, 1, 1) for a, b in zip(one, other, strict=True)]

    def _rows(
        self,
        rows: list[Row],
        source: tuple[bytes | None, str] | None,
        output: tuple[bytes | None, str] | None,
    ) -> list[Row]:
        sample, width = (ctypes.c_uint16, CHANNELS[output[1]]) if output else (ctypes.c_double, 3)
        values = [value for row in rows for value in row]
        count = len(values)
        taken = (
            (ctypes.c_uint16 * count)(*map(round, values))
            if source
            else (ctypes.c_double * count)(*values)
        )
        made = (sample * (len(rows) * width))()
        flags = BLACK_POINT | UNOPTIMIZED
        ways = (*self._opened(source), *self._opened(output))
        transform = self._cms.cmsCreateTransform(*ways, RELATIVE, flags)
        assert transform
        self._cms.cmsDoTransform(transform, taken, made, len(rows))
        flat = list(made)
        return [tuple(flat[at : at + width]) for at in range(0, len(flat), width)]

    def _opened(self, space: tuple[bytes | None, str] | None) -> tuple[Any, int]:
        if space is None:
            return self._cms.cmsCreateLab4Profile(None), LAB
        icc, mode = space
        if icc is None:
            return self._cms.cmsCreate_sRGBProfile(), SAMPLES[mode]
        return self._cms.cmsOpenProfileFromMem(icc, len(icc)), SAMPLES[mode]


@pytest.fixture(scope="session")
def cms() -> LittleCms:
    """The library that comes with Pillow; not every build has it in a file of its own."""
    site = os.path.dirname(os.path.dirname(os.path.abspath(PIL.__file__)))
    for place in ("pillow.libs/liblcms2*", "PIL/.dylibs/liblcms2*"):
        for path in glob.glob(os.path.join(site, place)):
            return LittleCms(path)
    pytest.skip("this build of Pillow has littleCMS inside")
