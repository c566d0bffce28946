"""An installation's id, and the shares that it is in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.store.installation import FILE, installation_id, share_of

if TYPE_CHECKING:
    from pathlib import Path


def test_the_id_is_drawn_once_and_kept(tmp_path: Path) -> None:
    first = installation_id(str(tmp_path / "state"))
    assert len(first) == 32
    assert installation_id(str(tmp_path / "state")) == first
    assert installation_id(str(tmp_path / "other")) != first


def test_where_nothing_can_be_kept_the_id_still_stays_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = str(tmp_path / "file" / "state")
    assert installation_id(folder) == installation_id(folder) != ""
    assert os.listdir(tmp_path) == ["file"]


def test_an_id_that_another_process_has_kept_meanwhile_is_taken(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("theirs\n")
    assert installation_id(str(tmp_path)) == "theirs"


@given(st.text(), st.text())
def test_a_share_lies_from_nothing_up_to_all_and_is_stable(installation: str, flag: str) -> None:
    share = share_of(installation, flag)
    assert 0 <= share < 1
    assert share_of(installation, flag) == share


def test_shares_are_even_and_those_of_two_features_are_independent() -> None:
    ids = [f"{number:032x}" for number in range(20_000)]
    first = [share_of(one, "custom_presets") < 0.25 for one in ids]
    second = [share_of(one, "progress") < 0.25 for one in ids]
    both = [a and b for a, b in zip(first, second, strict=True)]
    # Five standard deviations of the binomial distribution.
    assert abs(sum(first) - 5000) < 5 * (20_000 * 0.25 * 0.75) ** 0.5
    assert abs(sum(both) - 1250) < 5 * (20_000 * 0.0625 * 0.9375) ** 0.5
