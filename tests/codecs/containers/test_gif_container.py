from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from pixelprep_cli.codecs.containers import gif
from pixelprep_cli.codecs.containers.metadata import Metadata

Encode = Callable[..., bytes]


def test_comments_are_dropped_and_loops_and_timing_kept(
    encode: Encode, frames: Callable[[bytes], list[object]]
) -> None:
    first, second = (Image.new("P", (20, 20), colour) for colour in (3, 90))
    options = {"save_all": True, "append_images": [second], "duration": [70, 90], "loop": 3}
    data = encode("gif", first, comment=b"a secret", **options)
    written = gif.with_metadata(data, Metadata())
    assert b"secret" not in written
    assert frames(written) == frames(data)
    with Image.open(BytesIO(written)) as image:
        assert image.info["loop"] == 3


def test_a_decoder_finds_the_end_of_the_packet(encode: Encode, full: Metadata) -> None:
    with Image.open(BytesIO(gif.with_metadata(encode("gif"), full))) as image:
        image.load()
        assert image.info["extension"][0] == b"XMP DataXMP"


def test_a_packet_with_zeros_would_end_early_and_is_left_out(encode: Encode) -> None:
    written = gif.with_metadata(encode("gif"), Metadata(xmp="<x/>".encode("utf-16")))
    assert gif.read_metadata(written) == Metadata()


def test_a_first_frame_beyond_the_screen_widens_it(encode: Encode) -> None:
    data = bytearray(encode("gif"))
    data[6:10] = b"\x10\0\x10\0"
    assert gif.dimensions(bytes(data)) == (64, 48)


def test_a_packet_that_ends_as_strings_do_is_held(encode: Encode) -> None:
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    written = gif.with_metadata(encode("gif"), Metadata(xmp=packet + b"\0"))
    assert gif.read_metadata(written).xmp == packet
