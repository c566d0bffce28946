import os
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from pixelprep_cli.batch.filenames import folded, shortened


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(20, 255))
def test_a_shortened_stem_fits_and_is_the_same_each_time(stem: str, room: int) -> None:
    short = shortened(stem, room)
    assert len(os.fsencode(short)) <= room
    assert short == shortened(stem, room)
    assert short == stem or len(os.fsencode(stem)) > room


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("α\u0345\u0301")
def test_folding_disregards_case_and_composition(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)
    assert folded(unicodedata.normalize("NFC", text)) == folded(text)
    assert folded(folded(text)) == folded(text)
    assert folded(unicodedata.normalize("NFD", text).casefold()) == folded(text)
