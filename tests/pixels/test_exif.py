from __future__ import annotations

from io import BytesIO
from struct import pack
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.codecs.tiffstructure import Structure
from pixelprep_cli.pixels import exif
from pixelprep_cli.pixels.exif import Picture
from pixelprep_cli.pixels.exiftags import COPYRIGHT, NONE, SAFE, Tags

RIGHTS = "© Zoë".encode("latin-1")
REMADE = Picture(remade=True, width=640, height=480)
UNTOUCHED = Picture(remade=False, width=4000, height=3000)


def thumbnail() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (16, 12), "red").save(buffer, "JPEG")
    return buffer.getvalue()


def camera_exif(orientation: Any = 6, size: tuple[int, int] = (4000, 3000)) -> bytes:
    """What a camera writes, with everything that should not leave the house, and a thumbnail."""
    tags = Image.Exif()
    tags[0x010F], tags[0x8298], tags[0x010E] = "Acme", RIGHTS, "A caption"
    tags[0x011A], tags[0x011B], tags[0x0128] = 72.0, 72.0, 2
    tags[0x0112] = orientation
    tags[0x013C] = "secret-computer"
    photo = tags.get_ifd(0x8769)
    photo[0x829A], photo[0x9003], photo[0x9011] = 0.01, "2024:05:06 07:08:09", "+02:00"
    photo[0x927C] = b"secret maker note"
    photo[0xA001], photo[0xA002], photo[0xA003] = 65535, *size
    photo[0xA005] = {1: "R03", 2: b"0100"}
    photo[0xA420], photo[0xA430] = "secret-id", "secret owner"
    photo[0xA431], photo[0xA435] = "secret-body", "secret-lens"
    tags.get_ifd(0x8825)[1], tags.get_ifd(0x8825)[2] = "N", (48.0, 51.0, 29.0)
    return with_thumbnail(tags.tobytes().removeprefix(b"Exif\0\0"))


def with_thumbnail(structure: bytes) -> bytes:
    """Link a second directory that holds a thumbnail, as Pillow does not write one."""
    order = "<" if structure[:2] == b"II" else ">"
    padded = structure + b"\0" * (len(structure) % 2)
    link = 10 + 12 * int.from_bytes(structure[8:10], "little" if order == "<" else "big")
    jpeg = thumbnail()
    at = len(padded) + 2 + 2 * 12 + 4
    records = pack(order + "HHIIHHII", 0x0201, 4, 1, at, 0x0202, 4, 1, len(jpeg))
    directory = pack(order + "H", 2) + records + bytes(4)
    return padded[:link] + pack(order + "I", len(padded)) + padded[link + 4 :] + directory + jpeg


def parsed(data: bytes | None) -> Image.Exif:
    """Pillow's view, independent of the reader that is tested."""
    assert data is not None
    found = Image.Exif()
    found.load(b"Exif\0\0" + data)
    return found


def test_what_identifies_a_person_or_a_place_is_not_in_safe() -> None:
    kept, dropped = exif.filtered(camera_exif(), SAFE, REMADE)
    assert dropped
    assert kept is not None
    assert b"secret" not in kept
    assert b"\xff\xd8" not in kept
    found = parsed(kept)
    assert found.get_ifd(0x8825) == {}
    assert (found[0x010F], found.get_ifd(0x8769)[0x829A]) == ("Acme", pytest.approx(0.01))


def test_text_is_copied_byte_by_byte() -> None:
    for tags in (SAFE, COPYRIGHT):
        kept, _ = exif.filtered(camera_exif(), tags, REMADE)
        assert kept is not None
        assert RIGHTS + b"\0" in kept


def test_copyright_keeps_rights_caption_and_date_alone() -> None:
    kept, dropped = exif.filtered(camera_exif(orientation=1), COPYRIGHT, REMADE)
    found = parsed(kept)
    assert dropped
    assert set(found) == {0x010E, 0x8298, 0x8769}
    assert set(found.get_ifd(0x8769)) == {0x9003, 0x9011}


def test_none_keeps_nothing_of_a_remade_picture() -> None:
    assert exif.filtered(camera_exif(), NONE, REMADE) == (None, True)


@pytest.mark.parametrize("tags", [SAFE, COPYRIGHT, NONE])
def test_an_untouched_picture_keeps_its_orientation(tags: Tags) -> None:
    kept, _ = exif.filtered(camera_exif(orientation=6), tags, UNTOUCHED)
    assert parsed(kept)[0x0112] == 6
    assert exif.orientation(kept) == 6


def test_a_remade_picture_is_upright_in_srgb_and_of_its_own_size() -> None:
    kept, _ = exif.filtered(camera_exif(), SAFE, REMADE)
    for found in (parsed(kept), parsed(exif.patched(camera_exif(), REMADE))):
        photo = found.get_ifd(0x8769)
        assert found[0x0112] == 1
        assert (photo[0xA002], photo[0xA003], photo[0xA001]) == (640, 480, 1)
        assert found.get_ifd(0xA005) == {1: "R98", 2: b"0100"}


def test_a_density_is_written_where_there_is_one() -> None:
    picture = Picture(remade=True, width=640, height=480, dpi=300)
    kept, _ = exif.filtered(camera_exif(), SAFE, picture)
    for found in (parsed(kept), parsed(exif.patched(camera_exif(), picture))):
        assert (found[0x011A], found[0x011B], found[0x0128]) == (300, 300, 2)


def test_patching_moves_nothing_so_that_maker_notes_stay_valid() -> None:
    before = camera_exif()
    after = exif.patched(before, REMADE)
    assert after is not None
    assert len(after) == len(before)
    assert after.index(b"secret maker note") == before.index(b"secret maker note")
    assert parsed(after).get_ifd(0x8825) == parsed(before).get_ifd(0x8825)


def test_a_thumbnail_of_another_picture_is_blanked_and_unlinked() -> None:
    after = exif.patched(camera_exif(), REMADE)
    assert after is not None
    assert thumbnail() not in after
    structure = Structure(after)
    assert structure.directory(structure.first).following == 0


def test_a_thumbnail_of_the_same_picture_stays() -> None:
    same = Picture(remade=True, width=4000, height=3000)
    for before, picture in ((camera_exif(orientation=1), same), (camera_exif(), UNTOUCHED)):
        assert thumbnail() in (exif.patched(before, picture) or b"")


def test_an_untouched_picture_keeps_all_of_its_exif_byte_by_byte() -> None:
    before = camera_exif()
    widened = exif.patched(before, UNTOUCHED)
    assert exif.patched(widened, UNTOUCHED) == widened
    assert parsed(widened).get_ifd(0x8769) == parsed(before).get_ifd(0x8769)


@pytest.mark.parametrize(("written", "read"), [(1, 1), (8, 8), (0, 1), (9, 1), (65535, 1)])
def test_an_orientation_that_is_none_counts_as_upright(written: int, read: int) -> None:
    assert exif.orientation(camera_exif(written)) == read
    assert exif.orientation(b"Exif\0\0" + camera_exif(written)) == read


@pytest.mark.parametrize("broken", [None, b"", b"II*\0", b"MM\0*\xff\xff\xff\xff", b"garbage" * 9])
def test_exif_that_cannot_be_read_is_dropped(broken: bytes | None) -> None:
    assert exif.orientation(broken) == 1
    assert not exif.has_position(broken)
    assert exif.patched(broken, REMADE) is None
    assert exif.filtered(broken, SAFE, REMADE) == (None, broken is not None)


def test_a_position_is_found_unless_its_numbers_are_none() -> None:
    assert exif.has_position(camera_exif())
    tags = Image.Exif()
    tags.get_ifd(0x8825)[1] = "N"
    assert not exif.has_position(tags.tobytes()[6:])


def test_entries_that_share_a_value_do_not_make_exif_grow() -> None:
    texts = [0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298]
    value = b"x" * 1000
    at = 8 + 2 + 12 * len(texts) + 4
    records = b"".join(pack("<HHII", tag, 2, len(value), at) for tag in texts)
    shared = b"II*\0\x08\0\0\0" + pack("<H", len(texts)) + records + bytes(4) + value
    assert exif.filtered(shared, SAFE, REMADE) == (None, True)


def test_a_directory_that_points_to_itself_ends() -> None:
    records = b"".join(pack("<HHII", tag, 4, 1, 8) for tag in (0x8769, 0x8825, 0xA005))
    circle = b"II*\0\x08\0\0\0" + pack("<H", 3) + records + pack("<I", 8)
    assert exif.filtered(circle, SAFE, REMADE) == (None, True)
    assert exif.patched(circle, REMADE) is not None


@settings(max_examples=150, deadline=1000)
@given(
    edits=st.lists(st.tuples(st.integers(0, 700), st.binary(min_size=1, max_size=6)), max_size=5),
    length=st.integers(0, 1500),
    remade=st.booleans(),
)
def test_no_mutation_of_exif_raises(
    edits: list[tuple[int, bytes]], length: int, *, remade: bool
) -> None:
    data = bytearray(camera_exif())
    for at, patch in edits:
        data[at : at + len(patch)] = patch
    mutated = bytes(data[:length])
    picture = Picture(remade=remade, width=640, height=480, dpi=300)
    exif.has_position(mutated)
    for tags in (SAFE, COPYRIGHT, NONE):
        kept, _ = exif.filtered(mutated, tags, picture)
        assert exif.orientation(kept) == (1 if remade else exif.orientation(mutated))
        assert not exif.has_position(kept)
    exif.patched(mutated, picture)
