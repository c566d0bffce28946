"""Which pictures may be replaced, before any of them is decoded."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from pixelprep_cli.batch.discover import discover
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
