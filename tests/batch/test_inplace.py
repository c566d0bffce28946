"""Which pictures may be replaced, before any of them is decoded."""

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
    assert (codes, len(plan.decided)) == ({"never_in_place"}, len(RAW) + 2)
