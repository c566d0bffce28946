"""A C2PA manifest vouches for the bytes that it was made for: they stay as they are, or it goes."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, TiffImagePlugin

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.jxl import BARE, FILE_TYPE, SIGNATURE
from pixelprep_cli.codecs.containers.png import chunk
from pixelprep_cli.model.amounts import Saving
from pixelprep_cli.model.settings import Limits, Metadata, MetadataPolicy, Output, Resize
from pixelprep_cli.model.values import FormatChoice

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Encode = Callable[..., bytes]
Codes = Callable[["Made"], list[str]]

FORMATS = ("jpeg", "png", "webp", "avif", "gif", "tiff", "jxl")
HALF = Resize(width=32)
JUMBF = b"\0\0\0\x14jumb\0\0\0\x0cjumdc2pa"
WAYS: dict[str, dict[str, Any]] = {
    "same": {},
    "lossless": {"output": Output(lossless=True)},
    "kept": {"limits": Limits(min_savings=Saving.parse("99%"))},
}


def vouched(encode: Encode, run: Run, name: str) -> bytes:
    """A picture with what looks like a manifest store, where its format has it (C2PA 2.1, A)."""
    image = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    if name == "tiff":
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags.tagtype[0xCD41], tags[0xCD41] = 7, JUMBF
        return encode(image, name, compression="tiff_adobe_deflate", tiffinfo=tags)
    if name == "jxl":
        data = run(encode(image, "png"), "a.png", output=Output(format=FormatChoice((name,)))).data
        boxes = ((b"jxlc", data), (b"jumb", JUMBF[8:]))
        assert data.startswith(BARE)
        return b"".join((SIGNATURE, FILE_TYPE, *(box(*each) for each in boxes)))
    data = encode(image, name, **({"quality": 60} if name in ("jpeg", "webp", "avif") else {}))
    if name == "jpeg":
        told = b"JP\0\1\0\0\0\1" + JUMBF
        return data[:2] + b"\xff\xeb" + struct.pack(">H", len(told) + 2) + told + data[2:]
    if name == "png":
        return data[:33] + chunk(b"caBX", JUMBF) + data[33:]
    if name == "webp":
        told = b"C2PA" + struct.pack("<I", len(JUMBF)) + JUMBF
        return b"RIFF" + struct.pack("<I", len(data) - 8 + len(told)) + data[8:] + told
    if name == "gif":
        told = b"\x21\xff\x0bC2PA_GIF\1\0\0" + bytes((len(JUMBF),)) + JUMBF + b"\0"
        return data[:-1] + told + b";"
    return data + box(b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + JUMBF)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


@pytest.fixture(params=FORMATS)
def source(request: pytest.FixtureRequest, encode: Encode, run: Run) -> tuple[str, bytes]:
    name = request.param
    if name == "jxl":
        pytest.importorskip("pylibjxl", reason="needs pixelprep-cli[jxl]")
    data = vouched(encode, run, name)
    assert container(name).read_metadata(data).c2pa
    with Image.open(BytesIO(data)) as image:
        image.load()
    return name, data


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("policy", ["keep", "safe"])
def test_it_stays_with_all_its_bytes_or_goes_with_a_warning(
    run: Run, codes: Codes, source: tuple[str, bytes], policy: MetadataPolicy, way: str
) -> None:
    name, data = source
    made = run(data, f"a.{name}", metadata=Metadata(policy=policy), **WAYS[way])
    gone = b"jumb" not in made.data
    assert gone is ("c2pa_dropped" in codes(made))
    assert gone or made.data == data
    assert gone or policy == "keep"
    assert not (policy == "keep" and way == "kept" and gone)


def test_it_goes_where_the_picture_is_encoded_in_another_format(
    run: Run, codes: Codes, source: tuple[str, bytes]
) -> None:
    name, data = source
    made = run(data, f"a.{name}", output=Output(format=FormatChoice(("png",))), resize=HALF)
    assert "c2pa_dropped" in codes(made)
    assert b"jumb" not in made.data


def test_it_goes_where_a_name_is_set(run: Run, codes: Codes, source: tuple[str, bytes]) -> None:
    name, data = source
    wanted = Metadata(policy="keep", set_author="Zoë")
    made = run(data, f"a.{name}", metadata=wanted, **WAYS["kept"])
    assert "c2pa_dropped" in codes(made)
    assert b"jumb" not in made.data
