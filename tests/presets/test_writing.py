"""What is written can be read, means the same, and keeps what a person wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelprep_cli.errors import UsageError
from pixelprep_cli.model.amounts import ByteSize, Rollout, Share
from pixelprep_cli.model.keys import key_annotations, plain, read
from pixelprep_cli.model.settings import PICTURE_SECTIONS
from pixelprep_cli.presets import schemas
from pixelprep_cli.presets.catalogue import Catalogue
from pixelprep_cli.presets.places import Place
from pixelprep_cli.presets.preset import parse_validated
from pixelprep_cli.presets.writing import (
    HEADER,
    composed,
    put,
    revised,
    self_contained,
    without_header,
)

WRITTEN = {
    "resize.width": "10",
    "resize.height": "20",
    "resize.long_edge": "30",
    "resize.short_edge": "40",
    "resize.fit": "cover",
    "resize.gravity": "north",
    "resize.upscale": "true",
    "resize.sharpen": "low",
    "resize.linear": "true",
    "output.format": "jpeg,webp",
    "output.quality": "90",
    "output.quality_min": "50",
    "output.target": "high",
    "output.effort": "max",
    "output.progressive": "false",
    "output.dpi": "300",
    "limits.max_size": "1.2MB",
    "limits.min_size": "1234567",
    "limits.reduce_by": "12.5%",
    "limits.on_miss": "keep",
    "color.profile": "srgb",
    "color.background": "#abc",
    "color.dither": "true",
    "metadata.policy": "none",
    "metadata.set_author": "Zoë",
    "metadata.set_copyright": "© {year} Zoë",
}


def test_every_key_that_is_written_is_read_as_the_same() -> None:
    values = {
        key: read(key_annotations()[key], WRITTEN[key])
        for key in key_annotations()
        if key in WRITTEN
    }
    assert {key.split(".")[0] for key in values} == set(PICTURE_SECTIONS)
    values["limits.max_size"] = ByteSize(2_000_000)
    text = composed({"title": 'A "title" – \\ é', "extends": None, "description": ""}, values)
    file = parse_validated("x.toml", text)
    assert file.values == values
    assert (file.title, file.extends, file.description) == ('A "title" – \\ é', None, None)


def test_the_header_names_the_schema_on_the_first_line() -> None:
    assert composed({}, {}).splitlines()[0] == "#:schema ./preset.schema.json"


@given(st.integers(min_value=1, max_value=10**15))
def test_a_size_is_written_exactly(size: int) -> None:
    written = ByteSize(size).plain()
    assert ByteSize.parse(written) == size


@given(st.integers(min_value=1, max_value=9999))
def test_a_share_is_written_exactly(hundredths: int) -> None:
    share = Share.parse(f"{hundredths / 100}%")
    assert Share.parse(share.plain()) == share
    rollout = Rollout.parse(f"{hundredths / 100}%")
    assert Rollout.parse(rollout.plain()) == rollout


@pytest.mark.parametrize("word", ["1.2MB", "500KB", "2MB"])
def test_a_size_is_written_as_people_write_it(word: str) -> None:
    assert ByteSize.parse(word).plain() == word


def test_a_value_that_is_no_word_of_its_own_is_written_as_it_is() -> None:
    assert [plain(value) for value in (3, True, "x", ("a", "b"))] == [3, True, "x", ["a", "b"]]


OWN = """\
# mine, by hand
name = "old"   # its name
extends = "web_display"

# how large
[resize]
width = 3 # pixels
"""


def test_comments_and_order_stay_where_the_head_changes() -> None:
    text = revised(OWN, {"name": None, "extends": "./other.toml"})
    assert text == HEADER + "\n" + OWN.replace('name = "old"   # its name\n', "").replace(
        '"web_display"', '"./other.toml"'
    )
    assert revised(text, {}) == text
    assert without_header(text).startswith("# mine, by hand")


def test_a_preset_is_whole_beside_its_schema_and_replaced_only_if_asked(tmp_path: Path) -> None:
    place = Place("mine", str(tmp_path / "presets" / "mine.toml"), "user")
    put(place, "first")
    with pytest.raises(UsageError, match="is there already"):
        put(place, "second")
    assert Path(place.path).read_text() == "first"
    put(place, "third", overwrite=True)
    assert Path(place.path).read_text() == "third"
    assert sorted(path.name for path in Path(place.path).parent.iterdir()) == [
        "mine.toml",
        "preset.schema.json",
    ]
    schema = Path(place.path).with_name("preset.schema.json")
    assert schema.read_text(encoding="utf-8") == schemas.shipped("preset")


def test_what_is_self_contained_means_the_same_without_its_parents(tmp_path: Path) -> None:
    folder = tmp_path / "presets"
    folder.mkdir()
    (folder / "base.toml").write_text('extends = "web_display"\n[output]\nquality = 40\n')
    (folder / "mine.toml").write_text(
        'extends = "base"\ntitle = "Mine"\n[resize]\nlong_edge = 9\n'
        "[[recommend.when]]\npriority = 3\naspect_min = 2\n"
    )
    (folder / "alone.toml").write_text('extends = "base.toml"\n[limits]\nmax_size = "1KB"\n')
    catalogue = Catalogue(folder=str(folder))
    for name in ("mine", "alone"):
        preset = catalogue.load(name)
        text = self_contained(preset, catalogue.chain(catalogue.find(name)))
        elsewhere = Catalogue(folder="").parse(text, Place(name, f"{name}.toml", "user"))
        assert elsewhere.values == preset.values
        assert elsewhere.rules == preset.rules
        assert elsewhere.title == preset.title


def test_a_schema_that_cannot_be_written_keeps_no_preset_from_being_written(
    tmp_path: Path,
) -> None:
    (tmp_path / schemas.file_name("preset")).mkdir()
    put(Place("mine", str(tmp_path / "new.toml"), "user"), "schema = 1\n")
    assert (tmp_path / "new.toml").read_text() == "schema = 1\n"


def test_a_header_has_the_line_ends_of_the_text() -> None:
    text = revised('name = "mine"\r\n[output]\r\nquality = 3\r\n', {"name": None})
    assert text.startswith("#:schema")
    assert text.count("\n") == text.count("\r\n")
