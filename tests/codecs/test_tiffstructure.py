from __future__ import annotations

from contextlib import suppress
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs.tiffstructure import (
    ASCII,
    LONG,
    RATIONAL,
    SHORT,
    Directory,
    Layout,
    Structure,
    write_structure,
)

LAYOUTS = [Layout(order, big) for order in "<>" for big in (False, True)]


def sample(layout: Layout) -> Directory:
    directory, child = Directory(), Directory()
    directory.put(layout, 0x0112, SHORT, 6)
    directory.put(layout, 0x011A, RATIONAL, 300, 1)
    directory.put_bytes(0x010F, ASCII, b"odd\0")
    directory.put_bytes(0x0110, ASCII, b"longer than an offset, and odd\0")
    child.put(layout, 0xA002, LONG, 4000)
    directory.children = {0x8769: child}
    return directory


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_written_is_read(layout: Layout) -> None:
    structure = Structure(write_structure(sample(layout), layout))
    found = structure.directory(structure.first)
    child = structure.child(found, 0x8769)
    assert structure.layout == layout
    assert child is not None
    assert child.entries[0xA002].integer(layout) == 4000
    for tag, entry in sample(layout).entries.items():
        assert found.entries[tag].data == entry.data
    assert (found.following, found.whole) == (0, True)


@pytest.mark.parametrize("layout", [Layout("<"), Layout(">")])
def test_pillow_reads_what_is_written(layout: Layout) -> None:
    found = Image.Exif()
    found.load(b"Exif\0\0" + write_structure(sample(layout), layout))
    assert (found[0x0112], found[0x011A], found[0x010F]) == (6, 300, "odd")
    assert found.get_ifd(0x8769) == {0xA002: 4000}


def test_the_other_byte_order_says_the_same() -> None:
    little, big = Layout("<"), Layout(">")
    assert write_structure(sample(little).swapped(), big) == write_structure(sample(big), big)


def test_a_value_outside_the_data_is_passed_over_and_told() -> None:
    record = pack("<HHII", 0x010F, ASCII, 4_000_000_000, 8)
    structure = Structure(b"II*\0\x08\0\0\0" + pack("<H", 1) + record + bytes(4))
    found = structure.directory(structure.first)
    assert (found.entries, found.whole) == ({}, False)


@given(st.binary(max_size=200), st.sampled_from(LAYOUTS))
def test_any_data_are_read_as_far_as_they_go(data: bytes, layout: Layout) -> None:
    whole = layout.header + layout.link.pack(len(layout.header) + layout.link.size) + data
    with suppress(ValueError):
        for page in Structure(whole).pages():
            for entry in page.entries.values():
                assert entry.data == whole[entry.start :][: len(entry.data)]
