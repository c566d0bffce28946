"""Which pictures may be replaced, before any of them is decoded."""

import os
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import Mock

import pytest
from PIL import Image

from pixelprep_cli.batch.discover import Found, discover
from pixelprep_cli.batch.inplace import plan_in_place
from pixelprep_cli.codecs.inputs import RAW
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.model.settings import settings_from
from pixelprep_cli.model.values import FormatChoice

DNG_VERSION = 50706


@pytest.mark.parametrize("choice", ["same", "jpeg", "auto"])
def test_raw_and_psd_are_never_replaced_whatever_is_asked(tmp_path: Path, choice: str) -> None:
    tiff = tmp_path / "named-as-tiff.tif"
    Image.new("RGB", (8, 8)).save(tiff, tiffinfo={DNG_VERSION: b"\1\4\0\0"})
    for kind in RAW:
        (tmp_path / f"a.{kind}").write_bytes(tiff.read_bytes())
    (tmp_path / "a.psd").write_bytes(b"8BPS\0\1" + bytes(60))
    asked = Recipe(picture=settings_from({"output.format": FormatChoice((choice,))}).picture)
    plan = plan_in_place(discover([str(tmp_path)]), [asked])
    assert plan.tasks == ()
    codes = {outcome.error.code for outcome in plan.decided if outcome.error}
    without_raw = set() if find_spec("rawpy") else {"extra_missing"}
    assert codes == {"never_in_place"} | without_raw
    assert len(plan.decided) == len(RAW) + 2


def test_names_that_differ_in_case_alone_stay_where_they_are_and_are_all_replaced(
    tmp_path: Path,
) -> None:
    for name in ("A.jpg", "a.jpg", "e\u0301.jpg", "\u00e9.jpg"):
        Image.new("RGB", (8, 8)).save(tmp_path / name)
    there = len(list(tmp_path.iterdir()))
    found = discover([str(tmp_path)])
    assert len(plan_in_place(found, [Recipe()]).tasks) == there
    other = Recipe(picture=settings_from({"output.format": FormatChoice(("webp",))}).picture)
    taken = plan_in_place(found, [other])
    assert len(taken.tasks) == 2
    assert {outcome.error and outcome.error.code for outcome in taken.decided} <= {"name_taken"}


def other_format(name: str) -> Recipe:
    return Recipe(picture=settings_from({"output.format": FormatChoice((name,))}).picture)


def test_a_name_that_would_get_too_long_is_told_before_anything_is_encoded(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / ("a" * 251 + ".jpg"))
    found = discover([str(tmp_path)])
    assert len(plan_in_place(found, [Recipe()]).tasks) == 1
    plan = plan_in_place(found, [other_format("webp")])
    assert plan.tasks == ()
    (outcome,) = plan.decided
    assert outcome.error is not None
    assert outcome.error.code == "name_too_long"
    assert "256 bytes, 255 is the most" in outcome.error.message


def test_a_picture_that_a_link_leads_to_gets_no_other_name(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.new("RGB", (8, 8)).save(folder / "a.jpg")
    link = folder / "link.jpg"
    link.symlink_to("a.jpg")
    found = discover([str(folder)])
    assert len(plan_in_place(found, [Recipe()]).tasks) == 1
    plan = plan_in_place(found, [other_format("webp")])
    assert plan.tasks == ()
    (outcome,) = plan.decided
    assert outcome.error is not None
    assert outcome.error.code == "linked"
    assert str(link) in outcome.error.message


def test_planning_in_place_resolves_no_path_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        Image.new("RGB", (8, 8)).save(tmp_path / f"{number}.jpg")
    looked = Mock(wraps=os.path.realpath)
    monkeypatch.setattr(os.path, "realpath", looked)
    plan = plan_in_place(discover([str(tmp_path)]), [Recipe()])
    assert len(plan.tasks) == 30
    assert looked.call_count < 10


def test_thousands_of_named_files_are_planned_at_once(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "0.jpg")
    (source,) = discover([str(tmp_path / "0.jpg")]).sources
    paths = [str(tmp_path / f"{number}.jpg") for number in range(5000)]
    many = tuple(replace(source, path=path, real=path) for path in paths)
    before = time.process_time()
    assert len(plan_in_place(Found(many), [Recipe()]).tasks) == 5000
    assert time.process_time() - before < 2
