"""Files become smaller, their pixels stay."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from pixelprep_cli.codecs import repack
from pixelprep_cli.codecs.containers import png
from pixelprep_cli.codecs.repack import oxipng, repacked


def grained(name: str, **options: object) -> bytes:
    buffer = BytesIO()
    Image.effect_noise((80, 60), 30).convert("RGB").save(buffer, name, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["jpeg", "png", "webp"])
@pytest.mark.parametrize("data", [b"", b"no picture at all"])
def test_what_is_no_picture_comes_back(name: str, data: bytes) -> None:
    assert repacked(name, data, "fast") == data


def test_arithmetic_coding_comes_back_as_it_was() -> None:
    data = grained("jpeg").replace(b"\xff\xc0", b"\xff\xc9")
    assert repacked("jpeg", data, "balanced") == data


def test_an_animation_comes_back_as_it_was() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    buffer = BytesIO()
    frames[0].save(buffer, "webp", save_all=True, append_images=frames[1:], lossless=True)
    assert repacked("webp", buffer.getvalue(), "max") == buffer.getvalue()


def test_without_oxipng_a_png_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    data = grained("png", compress_level=0)
    assert len(oxipng(data, "fast")) < len(data)
    monkeypatch.setattr(repack, "has_oxipng", lambda: False)
    assert repacked("png", data, "fast") == data


def test_without_mozjpeg_a_jpeg_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    data = grained("jpeg")
    assert len(repacked("jpeg", data, "balanced")) < len(data)
    monkeypatch.setattr(repack, "find_spec", lambda _name: None)
    assert repacked("jpeg", data, "balanced") == data


def test_a_progressive_jpeg_that_lacks_a_scan_is_seen_as_before() -> None:
    buffer = BytesIO()
    image = Image.radial_gradient("L").convert("RGB").resize((240, 160))
    image.save(buffer, "JPEG", progressive=True, quality=90)
    partial = buffer.getvalue()[: buffer.getvalue().rindex(b"\xff\xda")] + b"\xff\xd9"
    made = repacked("jpeg", partial, "balanced")
    with Image.open(BytesIO(partial)) as before, Image.open(BytesIO(made)) as after:
        assert before.tobytes() == after.tobytes()


def test_a_deep_png_of_greys_in_colour_is_read_as_before() -> None:
    rows = b"".join(b"\0" + bytes((level, level)) * 3 * 40 for level in range(40))
    head = struct.pack(">IIBBBBB", 40, 40, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    data = png.SIGNATURE + b"".join(png.chunk(*each) for each in chunks)
    made = oxipng(data, "fast")
    assert len(made) < len(data)
    with Image.open(BytesIO(data)) as before, Image.open(BytesIO(made)) as after:
        assert before.mode == after.mode
        assert before.tobytes() == after.tobytes()
