from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pixelprep_cli.report.layout import shortened


def test_a_name_that_is_too_long_keeps_its_end() -> None:
    assert shortened("wedding/day 1/IMG_0001.jpg", 14, "utf-8") == "…/IMG_0001.jpg"
    assert shortened("wedding/day 1/IMG_0001.jpg", 14, "ascii") == "...MG_0001.jpg"
    assert shortened("写真/東京.jpg", 10, "utf-8") == "…/東京.jpg"
    assert shortened("a.jpg", 5, "utf-8") == "a.jpg"


@given(st.text(), st.integers(3, 40), st.sampled_from(["utf-8", "ascii"]))
def test_a_shortened_name_fits_its_cells(name: str, width: int, encoding: str) -> None:
    assert cell_len(shortened(name, width, encoding)) <= width
