from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.pixels import iptc
from pixelprep_cli.pixels.iptc import COPYRIGHT, SAFE


def record(dataset: int, value: bytes, number: int = 2) -> bytes:
    return bytes((0x1C, number, dataset)) + len(value).to_bytes(2) + value


UTF8 = record(90, b"\x1b%G", number=1)
FULL = (
    UTF8
    + record(0, b"\0\4")
    + record(5, b"Title")
    + record(25, b"sea")
    + record(25, b"boats")
    + record(40, b"Handle with care")
    + record(55, b"20240131")
    + record(60, b"235959+0100")
    + record(80, "Zoë".encode())
    + record(90, b"Oslo")
    + record(101, b"Norway")
)


def test_places_are_dropped_and_authors_kept() -> None:
    kept, dropped = iptc.filtered(FULL, SAFE)
    assert dropped
    assert kept is not None
    assert b"Oslo" not in kept
    assert b"Norway" not in kept
    assert "Zoë".encode() in kept
    assert iptc.filtered(kept, SAFE) == (kept, False)


def test_copyright_drops_instructions_too() -> None:
    kept, _ = iptc.filtered(FULL, COPYRIGHT)
    assert kept is not None
    assert b"Handle" not in kept
    assert b"Title" in kept


def test_records_that_only_tell_how_to_read_others_are_nothing() -> None:
    assert iptc.filtered(UTF8 + record(0, b"\0\4") + record(90, b"Oslo"), SAFE) == (None, True)
    assert iptc.filtered(None, SAFE) == (None, False)


def test_records_become_the_properties_of_xmp() -> None:
    assert iptc.properties(FULL) == {
        "dc:title": ["Title"],
        "dc:subject": ["sea", "boats"],
        "dc:creator": ["Zoë"],
        "photoshop:Instructions": ["Handle with care"],
        "photoshop:City": ["Oslo"],
        "photoshop:Country": ["Norway"],
        "photoshop:DateCreated": ["2024-01-31T23:59:59+01:00"],
    }


def test_text_that_is_no_utf_8_is_latin_1() -> None:
    assert iptc.properties(record(80, "Zoë".encode("latin-1"))) == {"dc:creator": ["Zoë"]}


@pytest.mark.parametrize(
    ("day", "time", "date"),
    [
        (b"20240131", b"", "2024-01-31"),
        (b"2024-1-1", b"", None),
        (b"20240131", b"235959", "2024-01-31"),
    ],
)
def test_a_date_is_told_as_far_as_it_goes(day: bytes, time: bytes, date: str | None) -> None:
    found = iptc.properties(record(55, day) + record(60, time))
    assert found.get("photoshop:DateCreated") == ([date] if date else None)


def test_a_place_is_found() -> None:
    assert iptc.has_location(FULL)
    assert not iptc.has_location(record(90, b" ") + record(80, b"Zo"))


def test_a_record_of_extended_length_is_read() -> None:
    value = b"long " * 8000
    data = bytes((0x1C, 2, 120)) + b"\x80\x04" + len(value).to_bytes(4) + value
    assert iptc.filtered(data, SAFE) == (data, False)


@given(st.binary(max_size=60), st.integers(0, len(FULL)))
def test_broken_records_end_the_reading(garbage: bytes, cut: int) -> None:
    kept, _ = iptc.filtered(FULL[:cut] + garbage, SAFE)
    assert not iptc.has_location(kept)
    assert iptc.filtered(kept, SAFE) == (kept, False)
