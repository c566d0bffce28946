import os
from pathlib import Path

import pytest

from pixelprep_cli.batch.destination import Destination, destination
from pixelprep_cli.errors import UsageError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return os.getcwd()


def test_without_output_it_is_a_folder_under_the_current_one(here: str) -> None:
    assert destination(None) == Destination(os.path.join(here, "optimized"))


@pytest.mark.parametrize("output", ["out", "out/", "shot.webp/", "a/b/v1.2", "web.d", ".webp"])
def test_an_output_is_a_folder_unless_it_is_named_as_a_picture(here: str, output: str) -> None:
    found = destination(output)
    assert found == Destination(os.path.abspath(output))
    assert found.kept_out == found.folder


@pytest.mark.parametrize(
    ("output", "kind"),
    [("shot.webp", "webp"), ("a/SHOT.JPG", "jpeg"), ("x.tif", "tiff"), ("x.y.avif", "avif")],
)
def test_an_output_named_as_a_picture_is_a_file(here: str, output: str, kind: str) -> None:
    found = destination(output)
    assert os.path.join(found.folder, found.file or "") == os.path.join(here, *output.split("/"))
    assert found.format == kind
    assert found.kept_out is None


def test_an_existing_folder_named_as_a_picture_is_a_folder() -> None:
    os.mkdir("shot.webp")
    assert destination("shot.webp").file is None


@pytest.mark.parametrize("output", ["shot.heic", "shot.bmp", "a/x.NEF"])
def test_a_picture_that_is_not_written_is_refused(output: str) -> None:
    with pytest.raises(UsageError, match="webp") as refused:
        destination(output)
    assert refused.value.code == "unwritable_format"
    assert refused.value.hint == f"for a folder of that name type {output}/"
    assert destination(f"{output}/").file is None


@pytest.mark.parametrize("output", ["notes", "notes/below/it", "notes/shot.webp"])
def test_a_file_where_a_folder_has_to_be_is_refused(here: str, output: str) -> None:
    Path("notes").touch()
    with pytest.raises(UsageError, match="is not a folder") as refused:
        destination(output)
    assert refused.value.code == "output_not_folder"
    assert os.path.join(here, "notes") in refused.value.message


def test_an_existing_file_named_as_a_picture_may_be_the_output() -> None:
    Path("shot.webp").touch()
    assert destination("shot.webp").file == "shot.webp"
