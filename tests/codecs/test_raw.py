import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs.raw import is_raw

LONG, SHORT, BYTE = 4, 3, 1
Entry = tuple[int, int, int]


def tiff(main: list[Entry], *below: list[Entry], order: str = "<", big: bool = False) -> bytes:
    """A TIFF of directories of single values, those of `below` referred to by tag 330."""
    counted, entry, offset = ("Q", "HHQ", "Q") if big else ("H", "HHI", "I")
    start, field = (16, 8) if big else (8, 4)

    def size(entries: int) -> int:
        fixed = struct.calcsize("=" + counted) + struct.calcsize("=" + offset)
        return fixed + entries * (struct.calcsize("=" + entry) + field)

    at, places = start + size(len(main) + bool(below)), []
    for directory in below:
        places.append(at)
        at += size(len(directory))

    def written(entries: list[tuple[int, int, int, bytes]]) -> bytes:
        body = b"".join(
            struct.pack(order + entry, tag, kind, count) + value.ljust(field, b"\0")
            for tag, kind, count, value in sorted(entries)
        )
        return struct.pack(order + counted, len(entries)) + body + bytes(field)

    def plain(entries: list[Entry]) -> list[tuple[int, int, int, bytes]]:
        codes = {LONG: "I", SHORT: "H", BYTE: "B"}
        return [(t, k, 1, struct.pack(order + codes[k], v)) for t, k, v in entries]

    first = plain(main)
    tail = b""
    if below:
        pointers = struct.pack(f"{order}{len(places)}I", *places)
        inline = len(pointers) <= field
        first.append(
            (330, LONG, len(places), pointers if inline else struct.pack(order + offset, at))
        )
        tail = b"" if inline else pointers
    head = b"II" if order == "<" else b"MM"
    if big:
        head += struct.pack(order + "HHHQ", 43, 8, 0, start)
    else:
        head += struct.pack(order + "HI", 42, start)
    return head + written(first) + b"".join(written(plain(d)) for d in below) + tail


def raw(data: bytes) -> bool:
    return is_raw(io.BytesIO(data))


THUMBNAIL = [(254, LONG, 1), (259, SHORT, 1), (262, SHORT, 2)]
PICTURE = [(254, LONG, 0), (259, SHORT, 1), (262, SHORT, 2)]
SENSOR = [(254, LONG, 0), (259, SHORT, 1), (262, SHORT, 32803)]


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    "directories",
    [
        [[*PICTURE, (50706, BYTE, 1)]],
        [SENSOR],
        [[(262, SHORT, 34892)]],
        [[*PICTURE, (33422, BYTE, 0)]],
        [[(259, SHORT, 34713), (262, SHORT, 2)]],
        [[(259, SHORT, 65535), (262, SHORT, 2)]],
        [PICTURE, SENSOR],
        [PICTURE, PICTURE, [(259, SHORT, 32767)]],
        [PICTURE, PICTURE, PICTURE, [(259, SHORT, 32770)]],
        [THUMBNAIL, PICTURE],
    ],
    ids=[
        "dng version",
        "colour filter array",
        "linear raw",
        "cfa pattern",
        "nikon",
        "pentax",
        "sensor data below",
        "sony below",
        "samsung third below",
        "thumbnail before pictures below",
    ],
)
def test_camera_raw_is_told_from_tiff(
    directories: list[list[Entry]], order: str, big: bool
) -> None:
    assert raw(tiff(*directories, order=order, big=big))


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_pyramid_with_smaller_pictures_below_is_no_raw(order: str) -> None:
    assert not raw(tiff(PICTURE, THUMBNAIL, THUMBNAIL, order=order))


def test_a_thumbnail_alone_is_no_raw() -> None:
    assert not raw(tiff(THUMBNAIL))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "LAB", "I;16", "F"])
@pytest.mark.parametrize("big_tiff", [False, True])
def test_a_finished_tiff_is_no_raw(mode: str, big_tiff: bool) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (20, 10)).save(buffer, "TIFF", big_tiff=big_tiff)
    assert not raw(buffer.getvalue())


@pytest.mark.parametrize("compression", ["tiff_lzw", "jpeg", "tiff_adobe_deflate", "packbits"])
def test_a_compressed_tiff_of_several_pages_is_no_raw(compression: str) -> None:
    buffer = io.BytesIO()
    page = Image.new("RGB", (20, 10))
    page.save(buffer, "TIFF", compression=compression, save_all=True, append_images=[page])
    assert not raw(buffer.getvalue())


def test_a_real_encoder_s_tiff_with_a_dng_version_is_raw() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 10)).save(buffer, "TIFF", tiffinfo={50706: b"\x01\x04\0\0"})
    assert raw(buffer.getvalue())


@pytest.mark.parametrize("length", range(0, 60, 3))
def test_a_file_cut_off_in_its_structure_is_no_raw(length: int) -> None:
    assert not raw(tiff(PICTURE, PICTURE, SENSOR)[:length])


def test_directories_that_refer_to_themselves_come_to_an_end() -> None:
    loop = bytearray(tiff(PICTURE, PICTURE))
    at = loop.index(struct.pack("<HHI", 330, LONG, 1))
    loop[at + 8 : at + 12] = struct.pack("<I", 8)
    assert not raw(bytes(loop))


class Counting(io.BytesIO):
    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def test_however_many_entries_are_claimed_little_is_read() -> None:
    claims = b"II*\0\x08\0\0\0\xff\xff" + struct.pack("<HHII", 256, LONG, 1, 1) * 65535
    stream = Counting(claims)
    assert not is_raw(stream)
    assert stream.taken < 1 << 15


@given(st.binary(max_size=120), st.sampled_from([b"II*\0", b"MM\0*", b"II+\0\x08\0\0\0"]))
def test_corrupt_structure_never_raises(tail: bytes, head: bytes) -> None:
    assert raw(head + tail) in (True, False)
