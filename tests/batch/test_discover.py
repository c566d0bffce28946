import io
import os
import socket
import struct
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from PIL import Image

from pixelprep_cli.batch.discover import FEW, Found, discover
from pixelprep_cli.batch.source import Source
from pixelprep_cli.codecs import inputs
from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.model.trace import Known, Stamp
from pixelprep_cli.store.content import stamp_of


def encoded(pillow_name: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(buffer, pillow_name)
    return buffer.getvalue()


STAMP = Stamp(0, 0, 0)
JPEG, PNG, TIFF = encoded("JPEG"), encoded("PNG"), encoded("TIFF")


def put(path: Path, data: bytes = JPEG) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def below(folder: Path, found: Found) -> list[str]:
    return [os.path.relpath(source.path, folder).replace(os.sep, "/") for source in found.sources]


def only(found: Found) -> Source:
    (source,) = found.sources
    return source


def code(source: Source) -> str | None:
    return source.problem.code if source.problem else None


def symlink(link: Path, target: Path | str) -> None:
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("links cannot be made here")


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may read everything, so become somebody else for a while."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions are of another kind here")
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # noqa: S103
        yield Path(folder)


def test_folders_are_walked_recursively_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/2.jpg", "b/1.jpg", "a.jpg", "c/d/e.jpg"):
        put(tmp_path / name)
    assert below(tmp_path, discover([str(tmp_path)])) == [
        "a.jpg",
        "b/1.jpg",
        "b/2.jpg",
        "c/d/e.jpg",
    ]


def test_not_recursive_stays_in_the_named_folder(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg")
    put(tmp_path / "b/c.jpg")
    assert below(tmp_path, discover([str(tmp_path)], recursive=False)) == ["a.jpg"]


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.jpg",
        "._a.jpg",
        ".git/a.jpg",
        ".cache/a.jpg",
        "node_modules/a.jpg",
        "@eaDir/a.jpg",
        "__MACOSX/a.jpg",
        "b/@eaDir/c/a.jpg",
    ],
)
def test_hidden_and_foreign_entries_are_passed_over_unless_named(tmp_path: Path, name: str) -> None:
    put(tmp_path / "seen.jpg")
    hidden = put(tmp_path / name)
    assert below(tmp_path, discover([str(tmp_path)])) == ["seen.jpg"]
    assert below(tmp_path, discover([str(hidden)])) == [name]


def test_a_hidden_folder_that_is_named_is_walked(tmp_path: Path) -> None:
    put(tmp_path / "node_modules/x/a.jpg")
    put(tmp_path / ".git/b.jpg")
    named = [str(tmp_path / "node_modules"), str(tmp_path / ".git")]
    assert below(tmp_path, discover(named)) == ["node_modules/x/a.jpg", ".git/b.jpg"]


def test_an_output_folder_below_a_walked_folder_is_not_walked(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg")
    put(tmp_path / "out/a.webp")
    output = str(tmp_path / "out")
    assert below(tmp_path, discover([str(tmp_path)], output_folder=output)) == ["a.jpg"]


def test_an_output_folder_reached_by_a_link_is_not_walked(tmp_path: Path) -> None:
    put(tmp_path / "in/a.jpg")
    put(tmp_path / "out/b.jpg")
    symlink(tmp_path / "in/results", tmp_path / "out")
    found = discover([str(tmp_path / "in")], output_folder=str(tmp_path / "out"))
    assert below(tmp_path, found) == ["in/a.jpg"]


def test_an_output_folder_that_is_itself_named_is_walked(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg")
    put(tmp_path / "b/c.jpg")
    found = discover([str(tmp_path)], output_folder=str(tmp_path))
    assert below(tmp_path, found) == ["a.jpg", "b/c.jpg"]


def test_a_file_is_a_candidate_by_content_or_by_extension_in_any_case(tmp_path: Path) -> None:
    put(tmp_path / "content", PNG)
    put(tmp_path / "EXTENSION.JpG", b"broken")
    put(tmp_path / "notes.txt", b"no picture")
    found = discover([str(tmp_path)])
    assert [(os.path.basename(s.path), s.format, code(s)) for s in found.sources] == [
        ("EXTENSION.JpG", "jpeg", None),
        ("content", "png", None),
    ]


def test_a_misnamed_picture_has_the_format_of_its_content(tmp_path: Path) -> None:
    assert only(discover([str(put(tmp_path / "a.jpg", PNG))])).format == "png"


def test_a_source_tells_its_size_its_path_and_where_it_was_found(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jpg")
    walked, named = only(discover([str(tmp_path)])), only(discover([str(path)]))
    assert (walked.path, walked.size, walked.root) == (str(path), len(JPEG), str(tmp_path))
    assert (named.path, named.root) == (str(path), None)
    assert named.root is None
    assert walked.root is not None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b"<svg/>"),
        ("a.pdf", b"%PDF-1.4"),
        ("misnamed.jpg", b"%PDF-1.4"),
    ],
)
def test_an_unsupported_format_is_told_with_its_reason(
    tmp_path: Path, name: str, data: bytes
) -> None:
    path = put(tmp_path / name, data)
    for source in (only(discover([str(tmp_path)])), only(discover([str(path)]))):
        assert source.problem
        assert source.problem.code == "unsupported_format"
        assert "first" in source.problem.message or "pixels" in source.problem.message


@pytest.mark.parametrize(
    ("name", "data", "extra"),
    [
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        ("a.NEF", TIFF, "raw"),
        ("a.cr3", b"of unknown content", "raw"),
        ("a.jpg", b"\xff\x0a\xfa\x1f", "jxl"),
    ],
)
def test_a_missing_extra_is_told_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, extra: str
) -> None:
    monkeypatch.setattr(inputs, "find_spec", lambda _package: None)
    source = only(discover([str(put(tmp_path / name, data))]))
    assert source.problem
    assert source.problem.code == "extra_missing"
    assert f"pip install 'pixelprep-cli[{extra}]'" in source.problem.message


def test_a_tiff_that_a_camera_has_written_is_raw_whatever_it_is_named(tmp_path: Path) -> None:
    version = struct.pack("<HHI4s", 50706, 1, 4, b"\1\4\0\0")
    raw = b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + version + bytes(4)
    assert only(discover([str(put(tmp_path / "a.tif", raw))])).format == "raw"
    assert only(discover([str(put(tmp_path / "b.tif", TIFF))])).format == "tiff"


def test_an_empty_file_fails_if_its_name_claims_a_picture_or_was_given(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg", b"")
    notes = put(tmp_path / "notes", b"")
    assert code(only(discover([str(tmp_path)]))) == "empty_file"
    assert code(only(discover([str(notes)]))) == "empty_file"


def test_a_named_file_that_is_no_picture_fails(tmp_path: Path) -> None:
    source = only(discover([str(put(tmp_path / "notes.txt", b"no picture"))]))
    assert source.problem
    assert source.problem.code == "not_a_picture"
    assert "known picture format" in source.problem.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_named_as_a_picture_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.jpg")
    os.mkfifo(tmp_path / "pipe")
    symlink(tmp_path / "link.png", tmp_path / "pipe")
    found = discover([str(tmp_path)])
    assert below(tmp_path, found) == ["link.png", "x.jpg"]
    assert {code(source) for source in found.sources} == {"not_regular"}
    assert code(only(discover([str(tmp_path / "pipe")]))) == "not_regular"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no such sockets here")
def test_a_socket_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("a.png")
        assert code(only(discover(["a.png"]))) == "not_regular"


def test_a_folder_named_as_a_picture_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path / "album.jpg/a.jpg")
    assert below(tmp_path, discover([str(tmp_path)])) == ["album.jpg/a.jpg"]


def test_an_unreadable_file_fails_and_the_rest_is_found(open_folder: Path) -> None:
    put(open_folder / "a.jpg").chmod(0)
    put(open_folder / "b.jpg")
    put(open_folder / "notes").chmod(0)
    with ordinary_user():
        found = discover([str(open_folder)])
        named = only(discover([str(open_folder / "notes")]))
    assert [code(source) for source in found.sources] == ["permission", None]
    assert code(named) == "permission"


def test_an_unreadable_folder_is_reported(open_folder: Path) -> None:
    put(open_folder / "a.jpg")
    locked = open_folder / "locked"
    put(locked / "b.jpg")
    locked.chmod(0)
    with ordinary_user():
        found = discover([str(open_folder)])
        named = only(discover([str(locked)]))
        inside = only(discover([str(locked / "b.jpg")]))
    locked.chmod(0o700)
    assert below(open_folder, found) == ["a.jpg", "locked"]
    assert [code(source) for source in found.sources] == [None, "permission"]
    assert [code(named), code(inside)] == ["permission", "permission"]


def test_links_to_files_are_followed(tmp_path: Path) -> None:
    target = put(tmp_path / "elsewhere/a.jpg")
    (tmp_path / "in").mkdir()
    symlink(tmp_path / "in/link.jpg", target)
    assert below(tmp_path, discover([str(tmp_path / "in")])) == ["in/link.jpg"]
    assert below(tmp_path, discover([str(tmp_path / "in/link.jpg")])) == ["in/link.jpg"]


def test_a_dead_link_fails_where_its_name_claims_a_picture(tmp_path: Path) -> None:
    symlink(tmp_path / "a.jpg", "nowhere")
    symlink(tmp_path / "notes", "nowhere")
    for paths in ([str(tmp_path)], [str(tmp_path / "a.jpg")]):
        source = only(discover(paths))
        assert (source.path, code(source)) == (str(tmp_path / "a.jpg"), "not_found")


def test_a_link_to_itself_fails_and_nothing_hangs(tmp_path: Path) -> None:
    symlink(tmp_path / "a.jpg", "a.jpg")
    assert code(only(discover([str(tmp_path)]))) == "unreadable"


def test_links_to_folders_are_followed_and_loops_are_cut(tmp_path: Path) -> None:
    put(tmp_path / "in/a.jpg")
    put(tmp_path / "elsewhere/b.jpg")
    symlink(tmp_path / "in/loop", tmp_path / "in")
    symlink(tmp_path / "in/more", tmp_path / "elsewhere")
    symlink(tmp_path / "elsewhere/back", tmp_path / "in")
    found = discover([str(tmp_path / "in")])
    assert below(tmp_path, found) == ["in/a.jpg", "in/more/b.jpg"]


def test_many_folders_that_link_to_each_other_are_each_walked_once(tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(12)]
    for name in names:
        put(tmp_path / name / "a.jpg")
        for other in names:
            symlink(tmp_path / name / f"to-{other}", tmp_path / other)
    assert below(tmp_path, discover([str(tmp_path)])) == sorted(f"{name}/a.jpg" for name in names)


def test_a_file_outranks_the_links_to_it(tmp_path: Path) -> None:
    real = put(tmp_path / "z/real.jpg")
    symlink(tmp_path / "a-link.jpg", real)
    symlink(tmp_path / "b-folder", tmp_path / "z")
    assert below(tmp_path, discover([str(tmp_path)])) == ["z/real.jpg"]


def test_a_file_reached_twice_is_done_once(tmp_path: Path) -> None:
    path = str(put(tmp_path / "b/a.jpg"))
    symlink(tmp_path / "link.jpg", path)
    folder = str(tmp_path / "b")
    for paths in ([path, path], [path, folder], [folder, path], [path, str(tmp_path / "link.jpg")]):
        assert only(discover(paths)).path == path
    assert below(tmp_path, discover([str(tmp_path), folder, folder + os.sep])) == ["b/a.jpg"]


def test_hard_links_are_files_of_their_own(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jpg")
    os.link(path, tmp_path / "b.jpg")
    assert below(tmp_path, discover([str(tmp_path)])) == ["a.jpg", "b.jpg"]


def test_the_named_folders_are_told_once_and_even_if_empty(tmp_path: Path) -> None:
    put(tmp_path / "b/a.jpg")
    (tmp_path / "empty").mkdir()
    b, empty = str(tmp_path / "b"), str(tmp_path / "empty")
    assert discover([b, empty, b + os.sep]).folders == (b, empty)


def test_named_paths_keep_their_order(tmp_path: Path) -> None:
    paths = [str(put(tmp_path / name)) for name in ("c.jpg", "a.jpg", "b.jpg")]
    assert [source.path for source in discover(paths).sources] == paths


def test_include_takes_only_what_matches_the_base_name_or_the_path(tmp_path: Path) -> None:
    for name in ("IMG_1.JPG", "scan.png", "sub/IMG_2.jpg", "sub/scan.png", "notes.txt"):
        put(tmp_path / name, b"text" if name.endswith("txt") else JPEG)
    root = [str(tmp_path)]
    images = ["IMG_1.JPG", "sub/IMG_2.jpg"]
    assert below(tmp_path, discover(root, include=["img_*"])) == images
    assert below(tmp_path, discover(root, include=["**/*.jpg"])) == images
    assert below(tmp_path, discover(root, include=["sub/*.png"])) == ["sub/scan.png"]
    assert below(tmp_path, discover(root, include=["/*.png"])) == ["scan.png", "sub/scan.png"]
    assert below(tmp_path, discover(root, include=["sub/*", "*.txt"])) == [
        "sub/IMG_2.jpg",
        "sub/scan.png",
    ]


def test_exclude_wins_and_passes_over_whole_folders(tmp_path: Path) -> None:
    for name in ("a.jpg", "a_thumb.jpg", "Thumbs/b.jpg", "c/thumbs/d.jpg", "c/e.jpg"):
        put(tmp_path / name)
    root = [str(tmp_path)]
    assert below(tmp_path, discover(root, exclude=["thumbs/", "*_thumb.*"])) == ["a.jpg", "c/e.jpg"]
    assert below(tmp_path, discover(root, include=["*.jpg"], exclude=["c", "*thumb*"])) == ["a.jpg"]


def test_a_linked_folder_is_held_against_exclude_but_not_against_include(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere/a.jpg")
    put(tmp_path / "in/b.jpg")
    symlink(tmp_path / "in/link", tmp_path / "elsewhere")
    root = [str(tmp_path / "in")]
    both = ["in/b.jpg", "in/link/a.jpg"]
    assert below(tmp_path, discover(root, include=["*.jpg"])) == both
    assert below(tmp_path, discover(root, exclude=["link"])) == ["in/b.jpg"]
    assert below(tmp_path, discover(root, recursive=False)) == ["in/b.jpg"]


def test_globs_hold_for_named_files_too(tmp_path: Path) -> None:
    paths = [str(put(tmp_path / name)) for name in ("a.jpg", "b.jpg")]
    assert below(tmp_path, discover(paths, exclude=["B.*"])) == ["a.jpg"]


def test_a_glob_matches_a_name_however_it_is_composed(tmp_path: Path) -> None:
    put(tmp_path / unicodedata.normalize("NFD", "café.jpg"))
    put(tmp_path / "tea.jpg")
    found = discover([str(tmp_path)], include=[unicodedata.normalize("NFC", "café*")])
    assert len(found.sources) == 1


def test_a_path_that_does_not_exist_is_refused_with_near_names(tmp_path: Path) -> None:
    put(tmp_path / "IMG_0042.JPG")
    put(tmp_path / "there.jpg")
    missing = [str(tmp_path / "img_0043.jpg"), str(tmp_path / "nowhere/b.jpg")]
    with pytest.raises(UsageError) as refused:
        discover([str(tmp_path / "there.jpg"), *missing])
    assert refused.value.code == "not_found"
    assert refused.value.exit_code == ExitCode.USAGE
    assert all(path in refused.value.message for path in missing)
    assert "there.jpg" not in refused.value.message
    assert refused.value.hint
    assert "IMG_0042.JPG" in refused.value.hint


@pytest.mark.parametrize("path", ["", "a.jpg/", "a.jpg/b", "x" * 300, "a\0b", "*.png"])
def test_what_cannot_be_a_path_is_refused_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    put(tmp_path / "a.jpg")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="no such file or folder"):
        discover([path])


def test_a_glob_that_no_shell_expanded_is_expanded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("b.jpg", "a.jpg", "c.png", "d/e.jpg"):
        put(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert below(tmp_path, discover(["*.jpg"])) == ["a.jpg", "b.jpg"]
    assert below(tmp_path, discover(["d/[ef].jpg"])) == ["d/e.jpg"]


def test_a_name_with_a_glob_s_characters_is_taken_as_it_is(tmp_path: Path) -> None:
    put(tmp_path / "a.jpg")
    path = str(put(tmp_path / "[a].jpg"))
    assert only(discover([path])).path == path


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({}, "jpeg"),
        ({"exclude": ["*"]}, "--exclude"),
        ({"recursive": False}, "--recursive"),
    ],
)
def test_no_picture_is_refused_saying_where_was_looked(
    tmp_path: Path, options: dict[str, bool], hint: str
) -> None:
    put(tmp_path / "notes.txt", b"text")
    with pytest.raises(UsageError) as refused:
        discover([str(tmp_path)], **options)  # type: ignore[arg-type]
    assert refused.value.code == "no_pictures"
    assert str(tmp_path) in refused.value.message
    assert refused.value.hint
    assert hint in refused.value.hint


def test_paths_come_out_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a/b.jpg")
    put(tmp_path / "a/c/d.jpg")
    monkeypatch.chdir(tmp_path / "a")
    home = os.path.realpath(tmp_path)
    expected = {
        "b.jpg": "a/b.jpg",
        "./c": "a/c/d.jpg",
        "c/../b.jpg": "a/b.jpg",
        "../a/c/": "a/c/d.jpg",
    }
    for path, outcome in expected.items():
        assert only(discover([path])).path == os.path.join(home, *outcome.split("/"))


def test_dots_behind_a_link_lead_where_the_system_says(tmp_path: Path) -> None:
    put(tmp_path / "real/deep/x.jpg")
    path = put(tmp_path / "real/a.jpg")
    put(tmp_path / "a.jpg", b"not this one")
    symlink(tmp_path / "link", tmp_path / "real/deep")
    source = only(discover([str(tmp_path / "link/../a.jpg")]))
    assert os.path.samefile(source.path, path)


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_that_is_not_utf8_is_found(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9\xff.jpg")
    try:
        put(tmp_path / name)
    except OSError:
        pytest.skip("names have to be UTF-8 here")
    assert only(discover([str(tmp_path)], include=["caf*"])).path == str(tmp_path / name)


def test_thousands_of_files_are_found_in_no_time(tmp_path: Path) -> None:
    for number in range(2000):
        put(tmp_path / str(number % 20) / f"{number}.jpg", JPEG[:200])
    began = time.process_time()
    assert len(discover([str(tmp_path)]).sources) == 2000
    assert time.process_time() - began < 2  # some hundredths on an idle machine


def settled(path: Path) -> Path:
    """The file with times that lie back far enough to be trusted."""
    os.utime(path, ns=(10**18, 10**18))
    return path


def test_what_is_known_is_not_opened_while_it_is_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = settled(put(tmp_path / "a.jpg", PNG))
    first = only(discover([str(tmp_path)]))
    known = {"a.jpg": Known(first.stamp or STAMP, b"content", "png")}

    def found() -> Source:
        return only(discover([str(tmp_path)], recall=lambda _: known))

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", pytest.fail)
        assert found() == replace(first, content=b"content")

    def look() -> None:
        changed = found()
        assert changed.content is None, "it is looked at again"
        known["a.jpg"] = Known(changed.stamp or STAMP, b"content", "png")
        assert found().content == b"content"

    path.write_bytes(PNG + b"x")
    look()
    if os.name == "posix":  # elsewhere the system tells no time of change
        settled(path)
        look()
        path.chmod(0o600)
        look()


def test_what_is_known_of_a_file_does_not_hide_that_a_pipe_has_taken_its_place(
    tmp_path: Path,
) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with names")
    os.mkfifo(tmp_path / "a.jpg")
    known = {"a.jpg": Known(stamp_of((tmp_path / "a.jpg").stat()), b"content", "png")}
    assert code(only(discover([str(tmp_path)], recall=lambda _: known))) == "not_regular"


def test_many_named_files_are_recalled_by_their_folder_as_those_of_a_named_folder_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [str(settled(put(tmp_path / f"{n}.jpg", PNG))) for n in range(FEW + 1)]
    first = discover(paths).sources
    known = {
        os.path.basename(source.path): Known(source.stamp or STAMP, b"content", "png")
        for source in first
    }
    asked = Mock(return_value=known)
    looked = Mock(wraps=os.path.realpath)
    monkeypatch.setattr(os.path, "realpath", looked)
    monkeypatch.setattr(os, "open", pytest.fail)
    found = discover(paths, recall=asked).sources
    assert found == tuple(replace(source, content=b"content") for source in first)
    assert asked.call_count == 1
    assert looked.call_count < 3 or os.name != "posix"
