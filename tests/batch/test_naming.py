import os
import unicodedata
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelprep_cli.batch.filenames import MOST_NAME_BYTES, folded
from pixelprep_cli.batch.naming import Formats, name_outputs
from pixelprep_cli.batch.source import Source
from pixelprep_cli.codecs.signature import by_extension
from pixelprep_cli.model.job import Target

NFC, NFD = (unicodedata.normalize(form, "é") for form in ("NFC", "NFD"))
OUT = os.path.abspath(os.path.join(os.sep, "out"))


def full(path: str) -> str:
    return os.path.abspath(os.path.join(os.sep, *path.split("/")))


def source(path: str, root: str | None = None, kind: str | None = None) -> Source:
    found = kind or by_extension(path) or "jpeg"
    return Source(path=full(path), format=found, size=1, root=full(root) if root else None)


def outputs(
    *paths: str | tuple[str, str],
    formats: tuple[str, ...] = ("webp",),
    folders: tuple[str, ...] | None = None,
    suffix: str = "",
) -> list[str]:
    """Output paths under the output folder; a source is a named path, or (root, path below)."""
    sources = [
        source(path) if isinstance(path, str) else source("/".join(path), path[0]) for path in paths
    ]
    roots = [s.root for s in sources if s.root]
    targets = name_outputs(
        sources,
        [full(folder) for folder in folders] if folders else list(dict.fromkeys(roots)),
        output=OUT,
        formats=Formats(frozenset(formats)),
        suffix=suffix,
    )
    return [os.path.relpath(target.path(".*"), OUT).replace(os.sep, "/") for target in targets]


def test_named_files_go_by_name() -> None:
    assert outputs("x/a.jpg", "y/b.PNG") == ["a.webp", "b.webp"]


def test_one_named_folder_has_its_tree_mirrored() -> None:
    assert outputs(("w", "a.jpg"), ("w", "b/c/a.jpg")) == ["a.webp", "b/c/a.webp"]


def test_several_named_folders_go_each_under_its_own_name() -> None:
    assert outputs(("x/w", "a.jpg"), ("y/v", "b/a.jpg")) == ["w/a.webp", "v/b/a.webp"]


def test_a_folder_without_pictures_counts_as_named() -> None:
    assert outputs(("w", "a.jpg"), folders=("w", "empty")) == ["w/a.webp"]


def test_folders_of_one_name_keep_the_telling_part_of_their_paths() -> None:
    assert outputs(("2023/w/raw", "a.jpg"), ("2024/w/raw", "a.jpg"), ("z", "a.jpg")) == [
        "2023/w/raw/a.webp",
        "2024/w/raw/a.webp",
        "z/a.webp",
    ]
    assert outputs(("w", "a.jpg"), ("w/b/w", "c.jpg")) == ["w/a.webp", "b/w/c.webp"]


def test_a_folder_and_named_files_share_the_output_folder() -> None:
    assert outputs(("w", "s/a.jpg"), "v/b.jpg") == ["s/a.webp", "b.webp"]


def test_meeting_outputs_all_keep_their_extension() -> None:
    assert outputs("x.png", "y.png", "x.jpg") == ["x.png.webp", "y.webp", "x.jpg.webp"]
    assert outputs(("w", "s/x.png"), ("w", "s/x.JPG"), ("w", "x.png")) == [
        "s/x.png.webp",
        "s/x.JPG.webp",
        "x.webp",
    ]


def test_the_extension_tells_apart_before_the_path_does() -> None:
    assert outputs("p/x.png", "q/x.jpg") == ["x.png.webp", "x.jpg.webp"]


def test_meeting_outputs_of_one_extension_keep_the_telling_part_of_their_paths() -> None:
    assert outputs("card1/a.jpg", "card2/a.jpg", "b.jpg") == [
        "card1/a.webp",
        "card2/a.webp",
        "b.webp",
    ]
    assert outputs("card1/d/a.jpg", "card2/d/a.jpg") == ["card1/d/a.webp", "card2/d/a.webp"]
    assert outputs("home/me/w/a.jpg", "mnt/card/a.jpg") == ["w/a.webp", "card/a.webp"]
    assert outputs("w/a.jpg", "w/s/a.jpg") == ["a.webp", "s/a.webp"]
    assert outputs(("p/w", "a.jpg"), "q/a.jpg") == ["w/a.webp", "q/a.webp"]


def test_where_it_takes_both_both_are_kept() -> None:
    assert outputs("c1/x.png", "c1/x.jpg", "c2/x.png") == [
        "c1/x.png.webp",
        "c1/x.jpg.webp",
        "c2/x.webp",
    ]


def test_what_was_told_apart_meets_nothing_else() -> None:
    assert outputs("x.png", "x.jpg", "x.png.gif") == [
        "x.png.webp",
        "x.jpg.webp",
        "x.png.gif.webp",
    ]
    assert outputs("c1/a.jpg", "c2/a.jpg", ("w", "c1/a.jpg")) == [
        "c1/a.webp",
        "c2/a.webp",
        "w/c1/a.webp",
    ]


def test_names_that_differ_in_case_alone_are_numbered() -> None:
    assert outputs("w/a.jpg", "w/A.JPG", "w/b.jpg") == ["a-1.webp", "A-2.webp", "b.webp"]


def test_numbers_pass_over_names_that_are_taken() -> None:
    assert outputs("w/a.jpg", "w/A.jpg", "w/a-1.jpg") == ["a-2.webp", "A-3.webp", "a-1.webp"]


def test_names_that_differ_in_composition_alone_are_numbered() -> None:
    assert outputs(f"w/{NFC}.jpg", f"w/{NFD}.jpg") == [f"{NFC}-1.webp", f"{NFD}-2.webp"]


def test_folders_that_differ_in_case_alone_do_not_mix_up_their_files() -> None:
    assert outputs(("w", "S/a.jpg"), ("w", "s/a.jpg"), ("w", "s/b.jpg")) == [
        "S/a-1.webp",
        "s/a-2.webp",
        "s/b.webp",
    ]


def test_folders_that_differ_in_dots_at_the_end_alone_do_not_mix_up_their_files() -> None:
    """Windows drops such dots, and spaces, too."""
    assert outputs(("w", "s./a.jpg"), ("w", "S/a.jpg"), ("w", "s /b.jpg")) == [
        "s./a-1.webp",
        "S/a-2.webp",
        "s /b.webp",
    ]


def test_a_file_makes_way_for_a_folder_of_its_name() -> None:
    assert outputs(("w", "x.jpg"), ("w", "x.webp/y.jpg")) == ["x.jpg.webp", "x.webp/y.webp"]
    assert outputs(("w", "x.jpg"), ("w", "x.webp/y.jpg"), formats=("auto",)) == [
        "x.jpg.*",
        "x.webp/y.*",
    ]


def test_folders_that_links_lead_to_one_place_are_one(tmp_path: os.PathLike[str]) -> None:
    real, link = os.path.join(tmp_path, "r"), os.path.join(tmp_path, "link")
    os.mkdir(real)
    try:
        os.symlink(real, link)
    except OSError:
        pytest.skip("links cannot be made here")
    sources = [source("w/r/a.jpg", "w"), source("w/link/a.jpg", "w")]
    webp = Formats(frozenset({"webp"}))
    targets = name_outputs(sources, [full("w")], output=os.fspath(tmp_path), formats=webp)
    assert len({os.path.realpath(target.path("")) for target in targets}) == 2


def test_a_suffix_is_added_to_the_stem() -> None:
    assert outputs("a.jpg", "b.jpg", suffix="_web") == ["a_web.webp", "b_web.webp"]
    assert outputs("x.png", "x.jpg", suffix="_web") == ["x.png_web.webp", "x.jpg_web.webp"]


def test_a_dot_in_a_name_is_no_extension_unless_it_is_a_picture_s() -> None:
    assert outputs("v1.2", "scan.final.png", "photo") == [
        "v1.2.webp",
        "scan.final.webp",
        "photo.webp",
    ]


@pytest.mark.parametrize(
    ("path", "kind", "output"),
    [
        ("IMG.JPG", "jpeg", "IMG.JPG"),
        ("a.jpeg", "jpeg", "a.jpeg"),
        ("a.TIF", "tiff", "a.TIF"),
        ("photo.jpg", "png", "photo.png"),
        ("photo", "jpeg", "photo.jpg"),
        ("a.bmp", "bmp", "a.png"),
        ("a.ppm", "pnm", "a.png"),
        ("a.tga", "tga", "a.png"),
        ("a.ico", "ico", "a.png"),
        ("a.psd", "psd", "a.png"),
        ("a.jp2", "jp2", "a.webp"),
        ("a.gif", "bmp", "a.png"),
    ],
)
def test_same_keeps_the_spelling_of_an_extension_that_means_the_format(
    path: str, kind: str, output: str
) -> None:
    same = Formats(frozenset({"same"}))
    (target,) = name_outputs([source(path, kind=kind)], [], output=OUT, formats=same)
    assert target.path("") == os.path.join(OUT, output)


def test_under_same_only_equal_suffixes_meet() -> None:
    assert outputs("x.png", "x.jpg", formats=("same",)) == ["x.png", "x.jpg"]
    assert outputs("x.png", "x.bmp", formats=("same",)) == ["x.png.png", "x.bmp.png"]
    assert outputs("c1/x.png", "c2/x.png", formats=("same",)) == ["c1/x.png", "c2/x.png"]


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [("jpeg", ".jpg"), ("png", ".png"), ("webp", ".webp"), ("avif", ".avif"), ("tiff", ".tif")],
)
def test_one_format_fixes_the_suffix(kind: str, suffix: str) -> None:
    assert outputs("A.JPEG", formats=(kind,)) == [f"A{suffix}"]


@pytest.mark.parametrize("formats", [("auto",), ("jpeg", "webp"), ("same", "webp")])
def test_several_possible_formats_leave_the_suffix_open(formats: tuple[str, ...]) -> None:
    assert outputs("x.png", "x.jpg", "y.jpg", formats=formats) == ["x.png.*", "x.jpg.*", "y.*"]


def test_all_formats_that_an_output_may_get_are_told() -> None:
    jpeg, jp2 = source("a.JPG"), source("a.jp2")
    assert Formats(frozenset({"auto"})).suffixes(jpeg) == (
        ".avif",
        ".gif",
        ".jpg",
        ".png",
        ".webp",
    )
    assert Formats(frozenset({"same", "tiff"})).suffixes(jpeg) == (".jpg", ".tif")
    assert Formats(frozenset({"same", "webp"})).suffixes(jp2) == (".webp",)


def test_a_name_that_is_too_long_is_cut_and_stays_its_own() -> None:
    stems = ["x" * 250, "x" * 249 + "y", "é" * 125]
    names = outputs(*(f"w/{stem}.jpg" for stem in stems), formats=("webp",), suffix="_web")
    assert len(set(names)) == 3
    assert all(len(os.fsencode(name)) in (254, 255) for name in names)
    assert all(name.startswith(stem[:100]) for name, stem in zip(names, stems, strict=True))


def test_a_name_that_just_fits_is_left_alone() -> None:
    assert outputs(f"w/{'x' * 250}.jpg") == [f"{'x' * 250}.webp"]


STEMS = (
    "a",
    "A",
    "a.",
    "..",
    "a-1",
    "a.jpg",
    "a.jpg.png",
    "x.webp",
    NFC,
    NFD,
    "ß",
    "SS",
    "x" * 250,
    "X" * 250,
)
ENDINGS = ("", ".jpg", ".JPG", ".png", ".webp", ".bmp", ".txt")
FOLDERS = ("", "c1", "C1", "c1.", "c2", "c1/d", "c2/d", "a.jpg", "a.webp", "x.webp", "w/c1", "w/w")
ROOTS = ("", "c1", "c2", "w", "w/w", "w/c1")


@st.composite
def named_sources(draw: st.DrawFn) -> tuple[list[Source], list[str]]:
    """Files in folders, as they may lie together on one disk, some named and some found."""
    part = st.tuples(st.sampled_from(FOLDERS), st.sampled_from(STEMS), st.sampled_from(ENDINGS))
    files = {"/".join(filter(None, (f, s + e))) for f, s, e in draw(st.sets(part, max_size=14))}
    files = {file for file in files if not any(other.startswith(f"{file}/") for other in files)}
    roots = draw(st.lists(st.sampled_from(ROOTS), unique=True, max_size=3))
    sources = []
    for file in sorted(files):
        above = [root for root in roots if not root or file.startswith(f"{root}/")]
        root = draw(st.sampled_from([None, *above]))
        path = full(f"disk/{file}")
        kind = by_extension(file) or "jpeg"
        home = None if root is None else full(f"disk/{root}".rstrip("/"))
        sources.append(Source(path=path, format=kind, size=1, root=home))
    return sources, [full(f"disk/{root}".rstrip("/")) for root in roots]


@settings(max_examples=300, deadline=None)
@given(
    named_sources(),
    st.sampled_from([("webp",), ("same",), ("auto",), ("jpeg", "webp"), ("same", "png")]),
    st.sampled_from(["", "-1", "_web"]),
)
def test_no_two_outputs_ever_meet(
    named: tuple[list[Source], list[str]], choices: tuple[str, ...], suffix: str
) -> None:
    sources, folders = named
    formats = Formats(frozenset(choices))

    def planned() -> list[Target]:
        return name_outputs(sources, folders, output=OUT, formats=formats, suffix=suffix)

    targets = planned()
    assert planned() == targets
    paths = [
        [target.path(ending) for ending in formats.suffixes(source)]
        for source, target in zip(sources, targets, strict=True)
    ]
    keys = [set(map(folded, several)) for several in paths]
    assert all(one.isdisjoint(other) for one, other in combinations(keys, 2))
    files = set[str]().union(*keys)
    assert not any(file.startswith(f"{other}{os.sep}") for file in files for other in files)
    for path in (path for several in paths for path in several):
        assert os.path.commonpath([OUT, path]) == OUT
        assert len(os.fsencode(os.path.basename(path))) <= MOST_NAME_BYTES


@pytest.mark.parametrize(
    ("name", "output"), [("a.mpo", "a.jpg"), ("a.MPO", "a.jpg"), ("a.JPEG", "a.JPEG")]
)
def test_one_picture_of_an_mpo_is_a_jpg(tmp_path: Path, name: str, output: str) -> None:
    source = Source(path=str(tmp_path / name), format="jpeg")
    (target,) = name_outputs([source], [], output="out", formats=Formats(frozenset({"same"})))
    assert os.path.basename(target.path("")) == output
