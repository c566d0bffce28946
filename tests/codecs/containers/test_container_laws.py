"""What holds for the container of every format."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.metadata import Metadata

FORMATS = ("jpeg", "png", "webp", "avif", "gif", "tiff")
Encode = Callable[..., bytes]
Frames = Callable[[bytes], object]

HELD = {
    "jpeg": {"exif", "xmp", "iptc", "icc", "dpi"},
    "png": {"exif", "xmp", "icc", "dpi"},
    "webp": {"exif", "xmp", "icc"},
    "gif": {"xmp"},
    "tiff": {"exif", "xmp", "iptc", "icc", "dpi"},
}


@cache
def sample(name: str) -> bytes:
    """A whole file with the metadata that a format's encoder can write."""
    import pillow_avif  # noqa: F401 - registers its writer

    tags = Image.Exif()
    tags[0x010F], tags[0x0110] = "Acme", "A longer name of a model"
    tags.get_ifd(0x8769)[0x829A] = 0.01
    exif = tags.tobytes().removeprefix(b"Exif\0\0")
    buffer = BytesIO()
    image = Image.effect_noise((40, 30), 60).convert("P" if name == "gif" else "RGB")
    xmp = b"<x>packet</x>" + b" " * 200
    image.save(buffer, name, **({"speed": 10, "exif": exif, "xmp": xmp} if name == "avif" else {}))
    metadata = Metadata(exif=exif, xmp=xmp, iptc=b"\x1c\x02\x05\x00\x01T", icc=b"icc" * 50, dpi=300)
    return container(name).with_metadata(buffer.getvalue(), metadata)


def test_an_unknown_format_has_no_container() -> None:
    with pytest.raises(ValueError, match="'bmp' is not a format"):
        container("bmp")


@pytest.mark.parametrize("name", FORMATS)
def test_dimensions_are_those_of_the_decoder(name: str, encode: Encode) -> None:
    assert container(name).dimensions(encode(name)) == (64, 48)


@pytest.mark.parametrize("name", FORMATS)
def test_other_data_are_not_taken_for_the_format(name: str) -> None:
    for data in (b"", b"\0" * 100, b"hello", sample("png" if name == "jpeg" else "jpeg")):
        with pytest.raises(ValueError, match=r"\w"):
            container(name).dimensions(data)
        with pytest.raises(ValueError, match=r"\w"):
            container(name).read_metadata(data)


@pytest.mark.parametrize("name", HELD)
def test_metadata_that_are_written_are_read_back(name: str, encode: Encode, full: Metadata) -> None:
    absent = {"exif", "xmp", "iptc", "icc", "dpi"} - HELD[name]
    gone: dict[str, Any] = dict.fromkeys(absent)
    expected = replace(full, **gone)
    found = container(name).read_metadata(container(name).with_metadata(encode(name), full))
    if name == "tiff":
        assert found.exif is not None
        assert "© Zoë".encode("latin-1") in found.exif
        expected = replace(expected, exif=found.exif)
    assert found == expected


@pytest.mark.parametrize("name", FORMATS)
def test_pixels_are_untouched(name: str, encode: Encode, full: Metadata, frames: Frames) -> None:
    plain = encode(name)
    assert frames(container(name).with_metadata(plain, full)) == frames(plain)


@pytest.mark.parametrize("name", FORMATS)
def test_all_metadata_are_replaced(name: str) -> None:
    written = container(name).with_metadata(sample(name), Metadata())
    assert container(name).read_metadata(written) in (Metadata(), Metadata(dpi=300))
    assert b"packet" not in written
    assert b"Acme" not in written


@pytest.mark.parametrize("name", FORMATS)
def test_writing_the_same_metadata_again_changes_nothing(name: str) -> None:
    metadata = container(name).read_metadata(sample(name))
    assert container(name).with_metadata(sample(name), metadata) == sample(name)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_a_truncated_file_is_not_whole(name: str, share: float) -> None:
    data = sample(name)[: int(len(sample(name)) * share)]
    with pytest.raises(ValueError, match=r"\w"):
        container(name).dimensions(data)
    with pytest.raises(ValueError, match=r"\w"):
        container(name).with_metadata(data, Metadata())


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=4
    ),
    keep=st.floats(0.5, 1.5),
    near_start=st.booleans(),
)
def test_a_mutated_file_gives_a_result_or_a_value_error(
    name: str, edits: list[tuple[float, bytes]], keep: float, *, near_start: bool
) -> None:
    data = bytearray(sample(name))
    reach = min(len(data), 600) if near_start else len(data)
    for place, patch in edits:
        at = int(place * (reach - 1))
        data[at : at + len(patch)] = patch
    mutated = bytes(data[: int(len(data) * min(keep, 1))])
    module = container(name)
    for attempt in (
        module.dimensions,
        module.read_metadata,
        lambda whole: module.with_metadata(whole, Metadata(exif=b"II*\0", xmp=b"<x/>", dpi=72)),
    ):
        with suppress(ValueError):
            attempt(mutated)
