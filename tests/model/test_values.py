"""Sizes, shares, colours and formats, as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelprep_cli.model.amounts import ByteSize, Share, format_bytes
from pixelprep_cli.model.values import WRITABLE, Colour, FormatChoice, Likeness

if TYPE_CHECKING:
    from pixelprep_cli.model.written import Written


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("500KB", 500_000),
        ("2MB", 2_000_000),
        ("500KiB", 512_000),
        ("1.5 mb", 1_500_000),
        ("1GiB", 1024**3),
        ("12B", 12),
        ("12", 12),
        (12, 12),
    ],
)
def test_a_size_is_read_in_thousands_or_in_1024s(written: object, size: int) -> None:
    assert ByteSize.parse(written) == size


@pytest.mark.parametrize(
    "written", ["", "KB", "-1KB", "0", "5 XB", "0.0001KB", "9" * 400 + "KB", True, 0.5, None, "٣KB"]
)
def test_what_is_no_size_is_refused_with_examples(written: object) -> None:
    with pytest.raises(ValueError, match="such as 500KB, 2MB or 500KiB"):
        ByteSize.parse(written)


@settings(deadline=None)
@given(st.integers(1, 10**12))
def test_a_number_of_bytes_is_itself(size: int) -> None:
    assert ByteSize.parse(str(size)) == ByteSize.parse(size) == size


@pytest.mark.parametrize(("written", "share"), [("70%", 0.7), (" 12.5 % ", 0.125)])
def test_a_share_is_read_as_a_percentage(written: object, share: float) -> None:
    assert Share.parse(written) == share


@pytest.mark.parametrize("written", ["0%", "100%", "70", 70, 0.7, "-5%", "70%%", None])
def test_what_is_no_share_is_refused_with_an_example(written: object) -> None:
    with pytest.raises(ValueError, match="such as 70%"):
        Share.parse(written)


@pytest.mark.parametrize("written", ["#fff", "fff", "#FFFFFF", " #ffffff "])
def test_a_colour_has_one_form_however_it_is_written(written: object) -> None:
    assert Colour.parse(written) == "#ffffff"


def test_a_colour_has_three_channels() -> None:
    assert Colour.parse("#0180ff").rgb == (1, 128, 255)


@pytest.mark.parametrize("written", ["white", "#ffff", "", 0xFFFFFF])
def test_what_is_no_colour_is_refused_with_an_example(written: object) -> None:
    with pytest.raises(ValueError, match="such as #ffffff"):
        Colour.parse(written)


@pytest.mark.parametrize(
    ("written", "choice"),
    [
        ("same", ("same",)),
        ("JPG", ("jpeg",)),
        ("tif", ("tiff",)),
        (["jpeg", "webp"], ("jpeg", "webp")),
        ("jpeg, webp", ("jpeg", "webp")),
    ],
)
def test_formats_are_read_alone_or_as_a_list(written: object, choice: tuple[str, ...]) -> None:
    assert FormatChoice.parse(written) == choice


@pytest.mark.parametrize("written", ["", "heic", [], ["same", "webp"], ["auto", "jpeg"], 7, [7]])
def test_what_is_no_format_is_refused_with_the_formats(written: object) -> None:
    with pytest.raises(ValueError, match=", ".join(WRITABLE)):
        FormatChoice.parse(written)


def test_a_mistyped_format_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'webp'"):
        FormatChoice.parse("wepb")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ByteSize, ByteSize(500_000)),
        (Share, Share(0.7)),
        (Colour, Colour("#a1b2c3")),
        (FormatChoice, FormatChoice(("jpeg", "webp"))),
    ],
)
def test_a_value_that_was_read_reads_as_itself(kind: type[Written], value: Written) -> None:
    assert kind.parse(value) == value


@pytest.mark.parametrize(
    ("size", "words"),
    [(850, "850 B"), (1000, "1.0 kB"), (99_960, "100 kB"), (4_100_000, "4.1 MB"), (5e12, "5.0 TB")],
)
def test_a_size_is_told_in_thousands(size: int, words: str) -> None:
    assert format_bytes(size) == words


@pytest.mark.parametrize(
    ("written", "score", "shown"),
    [
        ("visually-lossless", 90, "visually-lossless"),
        (" High ", 70, "high"),
        ("50", 50, "medium"),
        (30, 30, "low"),
        ("95", 95, "95"),
        (Likeness(64), 64, "64"),
    ],
)
def test_a_likeness_is_a_name_or_a_score(written: object, score: int, shown: str) -> None:
    likeness = Likeness.parse(written)
    assert (likeness, str(likeness)) == (score, shown)


@pytest.mark.parametrize("written", ["29", 96, "100", "-50", "5", "70.5", 70.5, True, "", None])
def test_what_is_no_likeness_is_refused_with_the_names(written: object) -> None:
    with pytest.raises(ValueError, match="visually-lossless, high, medium, low, or a whole number"):
        Likeness.parse(written)


def test_a_mistyped_likeness_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'medium'"):
        Likeness.parse("mediun")
