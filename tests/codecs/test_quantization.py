"""The quality that a JPEG was saved with."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from pixelprep_cli.codecs.containers import jpeg
from pixelprep_cli.codecs.quantization import SavedQuality, saved_quality, standard_tables


def saved(mode: str = "RGB", **options: object) -> bytes:
    buffer = BytesIO()
    Image.linear_gradient("L").convert(mode).save(buffer, "JPEG", **options)
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_every_quality_of_the_usual_encoder_is_told_exactly(mode: str) -> None:
    for quality in range(1, 101):
        told = saved_quality(jpeg.quantization_tables(saved(mode, quality=quality)))
        assert told == SavedQuality(quality, exact=True)


@pytest.mark.parametrize("quality", [1, 5, 24])
def test_coarse_tables_of_sixteen_bits_are_told_exactly(quality: int) -> None:
    assert saved_quality(standard_tables(quality, 32767)) == SavedQuality(quality, exact=True)


@pytest.mark.parametrize("quality", [25, 60, 90])
def test_tables_of_another_maker_have_the_quality_that_is_nearest(quality: int) -> None:
    luminance, chrominance = standard_tables(quality)
    bent = [
        [entry + (place % 7 == 3) for place, entry in enumerate(table)]
        for table in (luminance, chrominance)
    ]
    told = saved_quality(jpeg.quantization_tables(saved(qtables=bent)))
    assert not told.exact
    assert abs(told.quality - quality) <= 2


def test_tables_are_read_row_by_row_as_they_are_used() -> None:
    data = saved(quality=40)
    with Image.open(BytesIO(data)) as image:
        expected = image.quantization  # type: ignore[attr-defined]
    assert [list(table) for table in jpeg.quantization_tables(data)] == list(expected.values())


def test_tables_of_sixteen_bits_are_read() -> None:
    data = saved("L", quality=50)
    at = data.index(b"\xff\xdb")
    table = data[at + 5 : at + 69]
    wide = b"\xff\xdb\x00\x83\x10" + b"".join(bytes((0, entry)) for entry in table)
    rewritten = data[:at] + wide + data[at + 69 :]
    assert jpeg.quantization_tables(rewritten) == jpeg.quantization_tables(data)


def test_a_table_that_is_cut_short_counts_as_none() -> None:
    data = saved("L", quality=50)
    at = data.index(b"\xff\xdb")
    cut = data[:at] + b"\xff\xdb\x00\x05\x00\x10\x0b" + data[at + 69 :]
    assert jpeg.quantization_tables(cut) == ()


def test_without_tables_there_is_no_quality() -> None:
    with pytest.raises(ValueError, match="no quality"):
        saved_quality([])
