"""The self-tests pass with codecs that work, and fail with those that do not."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from pixelprep_cli.codecs import codec_for, repack
from pixelprep_cli.codecs.inputs import INPUTS
from pixelprep_cli.pipeline import selftest
from pixelprep_cli.pipeline.selftest import TESTS, failure

NEEDED = {"heic": "pi_heif", "raw": "rawpy", "jxl": "pylibjxl", "palette": "imagequant"}


@pytest.mark.parametrize("name", TESTS)
def test_what_works_is_told_to_work(name: str) -> None:
    if name in NEEDED and find_spec(NEEDED[name]) is None:
        pytest.skip(f"needs {NEEDED[name]}")
    assert failure(name) is None


def other(*_: Any, **__: Any) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (selftest.SIDE, selftest.SIDE)).save(buffer, "WEBP")
    return buffer.getvalue()


def broken(*_: Any, **__: Any) -> bytes:
    raise OSError("encoder error -2")


@pytest.mark.parametrize(
    ("encode", "told"), [(other, "another picture"), (broken, "OSError: encoder error -2")]
)
def test_a_codec_that_fails_is_told(
    monkeypatch: pytest.MonkeyPatch, encode: Any, told: str
) -> None:
    codec = replace(codec_for("webp"), encode=encode)
    monkeypatch.setattr(selftest, "codec_for", lambda _name: codec)
    assert told in (failure("webp") or "")


def test_a_picture_of_other_dimensions_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    codec = codec_for("png")

    def encode(raster: Any, knobs: Any, metadata: Any) -> bytes:
        return codec.encode(replace(raster, image=raster.image.resize((64, 64))), knobs, metadata)

    monkeypatch.setattr(selftest, "codec_for", lambda _name: replace(codec, encode=encode))
    assert "decodes to 64×64 pixels" in (failure("png") or "")


def test_a_recode_that_changes_a_pixel_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repack, "repacked", lambda name, *_: _darker(name))
    assert "another picture" in (failure("recoding") or "")


def _darker(name: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (selftest.SIDE, selftest.SIDE)).save(buffer, INPUTS[name].title)
    return buffer.getvalue()
