"""Only what the registry names reaches a decoder."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageFile

from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.errors import PixelprepError
from pixelprep_cli.model.job import Bounds
from pixelprep_cli.pixels.decode import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOUNDS = Bounds(max_file_size=10**7, max_pixels=10**7)
ALLOWED = {name for kind in INPUTS.values() if kind.reader for name in kind.reader.formats}


class Greedy(ImageFile.ImageFile):
    """A decoder that takes everything, as some plugin may."""

    format = "GREEDY"
    asked: list[bytes] = []  # noqa: RUF012 - shared on purpose

    def _open(self) -> None:
        assert self.fp is not None
        self.asked.append(self.fp.read(16))
        self._size, self._mode = (1, 1), "L"


@pytest.fixture
def greedy() -> Iterator[list[bytes]]:
    """What has reached a decoder that nobody meant to allow."""
    Image.preinit()
    Image.register_open("GREEDY", Greedy, lambda _prefix: True)
    Image.ID.insert(0, Image.ID.pop())
    Greedy.asked.clear()
    yield Greedy.asked
    Image.ID.remove("GREEDY")
    del Image.OPEN["GREEDY"]


def written(name: str, **options: Any) -> bytes:
    Image.init()
    buffer = BytesIO()
    Image.new("RGB", (32, 32), "teal").save(buffer, name, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("extension", ["jpg", "png", "tga", "eps", "unknown"])
def test_a_plugin_that_takes_everything_is_never_asked(
    tmp_path: Path, greedy: list[bytes], extension: str
) -> None:
    path = tmp_path / f"a.{extension}"
    for data in (b"nothing that is known", b"\xff\xd8\xff\xe0 broken", written("PNG")):
        path.write_bytes(data)
        try:
            with open_source(str(path), BOUNDS) as source:
                source.decode()
        except PixelprepError:
            pass
    with Image.open(path) as seen:
        assert seen.format == "GREEDY"
    assert len(greedy) == 1


@pytest.mark.parametrize("name", ["SGI", "PCX", "DDS", "SPIDER", "ICNS", "QOI", "BLP", "MSP"])
def test_a_format_that_pillow_reads_and_nobody_allows_is_no_picture(
    tmp_path: Path, name: str
) -> None:
    Image.init()
    assert name not in ALLOWED
    if name not in Image.SAVE:
        pytest.skip(f"Pillow writes no {name}")
    mode = {"MSP": "1", "SPIDER": "F", "BLP": "P"}.get(name, "RGB")
    buffer = BytesIO()
    Image.new("RGB", (32, 32), "teal").convert(mode).save(buffer, name)
    for extension in ("png", "tif", "jpg", name.lower()):
        path = tmp_path / f"a.{extension}"
        path.write_bytes(buffer.getvalue())
        with pytest.raises(PixelprepError), open_source(str(path), BOUNDS) as source:
            source.decode()


def test_every_reader_knows_what_it_is_to_read() -> None:
    from importlib import import_module

    for kind in INPUTS.values():
        if kind.reader and not kind.reader.missing:
            import_module(kind.reader.module)
            assert kind.reader.formats[0] in Image.OPEN
