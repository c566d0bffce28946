"""IPTC records (IIM 4.2), and the XMP properties that they are the elder siblings of.

The pairs are those of the IPTC Photo Metadata Standard; the reconciliation of the Metadata
Working Group (2010) lets XMP speak first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = 0x1C
_CHARACTER_SET, _UTF8 = (1, 90), b"\x1b%G"
_VERSION = (2, 0)
_DATE_CREATED, _TIME_CREATED = (2, 55), (2, 60)

# Title, keywords, dates, author, headline, credit, source, rights, caption and its writer.
COPYRIGHT: Final = frozenset(
    {_CHARACTER_SET, _VERSION, _DATE_CREATED, _TIME_CREATED}
    | {
        (2, 5),
        (2, 25),
        (2, 80),
        (2, 85),
        (2, 105),
        (2, 110),
        (2, 115),
        (2, 116),
        (2, 120),
        (2, 122),
    }
)
# Urgency, categories, instructions and the date of digitization besides.
SAFE: Final = COPYRIGHT | {(2, 10), (2, 15), (2, 20), (2, 40), (2, 62), (2, 63)}

# Content location, city, sublocation, province, country.
_LOCATIONS: Final = frozenset({(2, number) for number in (26, 27, 90, 92, 95, 100, 101)})

PROPERTIES: Final = {
    (2, 5): "dc:title",
    (2, 10): "photoshop:Urgency",
    (2, 15): "photoshop:Category",
    (2, 20): "photoshop:SupplementalCategories",
    (2, 25): "dc:subject",
    (2, 40): "photoshop:Instructions",
    (2, 80): "dc:creator",
    (2, 85): "photoshop:AuthorsPosition",
    (2, 90): "photoshop:City",
    (2, 92): "Iptc4xmpCore:Location",
    (2, 95): "photoshop:State",
    (2, 100): "Iptc4xmpCore:CountryCode",
    (2, 101): "photoshop:Country",
    (2, 103): "photoshop:TransmissionReference",
    (2, 105): "photoshop:Headline",
    (2, 110): "photoshop:Credit",
    (2, 115): "photoshop:Source",
    (2, 116): "dc:rights",
    (2, 120): "dc:description",
    (2, 122): "photoshop:CaptionWriter",
}


class _Record(NamedTuple):
    """A dataset's record and number, its value, and all of its bytes."""

    key: tuple[int, int]
    value: bytes
    data: bytes


def _records(iptc: bytes | None) -> Iterator[_Record]:
    """The records up to the end, or to the first broken one."""
    at, data = 0, iptc or b""
    while at + 5 <= len(data) and data[at] == _MARK:
        start = at
        size, at = int.from_bytes(data[at + 3 : at + 5]), at + 5
        if size & 0x8000:
            width = size & 0x7FFF
            if width > 4:
                return
            size, at = int.from_bytes(data[at : at + width]), at + width
        if at + size > len(data):
            return
        yield _Record(
            (data[start + 1], data[start + 2]), data[at : at + size], data[start : at + size]
        )
        at += size


def numbers(iptc: bytes | None) -> dict[tuple[int, int], str]:
    """The datasets that tell something, each with its text or texts."""
    found: dict[tuple[int, int], list[str]] = {}
    records = list(_records(iptc))
    utf8 = any(record.key == _CHARACTER_SET and record.value == _UTF8 for record in records)
    for record in records:
        if record.key not in (_CHARACTER_SET, _VERSION) and record.value.strip():
            found.setdefault(record.key, []).append(_text(record.value, utf8=utf8))
    return {key: "; ".join(texts) for key, texts in found.items()}


def filtered(iptc: bytes | None, kept: frozenset[tuple[int, int]]) -> tuple[bytes | None, bool]:
    """The records of these datasets, and whether any other was dropped; None where none is left."""
    records = list(_records(iptc))
    staying = [record for record in records if record.key in kept]
    telling = any(record.key not in (_CHARACTER_SET, _VERSION) for record in staying)
    dropped = len(staying) < len(records)
    return b"".join(record.data for record in staying) if telling else None, dropped


def with_records(iptc: bytes, values: dict[tuple[int, int], str]) -> bytes:
    """The records with these in place of those of the same datasets, in the records' encoding."""
    records = list(_records(iptc))
    utf8 = any(record.key == _CHARACTER_SET and record.value == _UTF8 for record in records)
    made = [record.data for record in records if record.key not in values]
    for (record, number), text in values.items():
        value = text.encode("utf-8" if utf8 else "latin-1", "replace")[:0x7FFF]
        made.append(bytes((_MARK, record, number)) + len(value).to_bytes(2) + value)
    return b"".join(made)


def has_location(iptc: bytes | None) -> bool:
    """Whether a record names a place."""
    return any(record.key in _LOCATIONS and record.value.strip() for record in _records(iptc))


def properties(iptc: bytes | None) -> dict[str, list[str]]:
    """XMP's names (`dc:creator`) of what the records say, with their values in order."""
    records = list(_records(iptc))
    utf8 = any(record.key == _CHARACTER_SET and record.value == _UTF8 for record in records)
    found: dict[str, list[str]] = {}
    for record in records:
        name = PROPERTIES.get(record.key)
        text = _text(record.value, utf8=utf8).strip() if name else ""
        if name and text:
            found.setdefault(name, []).append(text)
    values = {record.key: record.value.decode("ascii", "replace") for record in reversed(records)}
    date = _date(values.get(_DATE_CREATED, ""), values.get(_TIME_CREATED, ""))
    return found | ({"photoshop:DateCreated": [date]} if date else {})


def _text(value: bytes, *, utf8: bool) -> str:
    """Text in UTF-8 where it is said or looks so, else in Latin-1, as most writers had it."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("utf-8", "replace") if utf8 else value.decode("latin-1")
    return "".join(char for char in text if char.isprintable() or char in "\n\r\t")


def _date(day: str, time: str) -> str | None:
    """`20240131` and `235959+0100` as `2024-01-31T23:59:59+01:00`."""
    if len(day) != 8 or not day.isdecimal() or not day.isascii():
        return None
    date = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    if len(time) != 11 or not (time[:6] + time[7:]).isdecimal() or time[6] not in "+-":
        return date
    return f"{date}T{time[:2]}:{time[2:4]}:{time[4:6]}{time[6:9]}:{time[9:]}"
