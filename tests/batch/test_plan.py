import io
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelprep_cli.batch.destination import destination
from pixelprep_cli.batch.discover import Found, discover
from pixelprep_cli.batch.filenames import folded
from pixelprep_cli.batch.plan import Plan, make_plan
from pixelprep_cli.codecs import inputs
from pixelprep_cli.errors import ExitCode, UsageError
from pixelprep_cli.model.job import Recipe
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.settings import Output, Picture
from pixelprep_cli.model.values import WRITABLE, FormatChoice


def encoded(pillow_name: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(buffer, pillow_name)
    return buffer.getvalue()


JPEG, PNG = encoded("JPEG"), encoded("PNG")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG if name.endswith("png") else JPEG)


def link(name: str, target: str) -> None:
    try:
        os.symlink(target, name)
    except OSError:
        pytest.skip("links cannot be made here")


def recipes(*formats: str | tuple[str, ...]) -> list[Recipe]:
    return [
        Recipe(picture=Picture(output=Output(format=FormatChoice.parse(chosen))))
        for chosen in formats
    ]


def plan(
    *paths: str,
    output: str | None = None,
    formats: tuple[str | tuple[str, ...], ...] = ("webp",),
    suffix: str = "",
    overwrite: bool = False,
) -> Plan:
    where = destination(output)
    return make_plan(
        discover(paths, output_folder=where.kept_out),
        where,
        recipes=recipes(*formats),
        suffix=suffix,
        overwrite=overwrite,
    )


def shown(plan: Plan) -> dict[str, str]:
    """Outputs by their sources, both relative to the current folder."""

    def here(path: str) -> str:
        return os.path.relpath(path).replace(os.sep, "/")

    return {here(task.source.path): here(task.target.path(".*")) for task in plan.tasks}


def test_without_output_outputs_go_to_optimized_under_the_current_folder() -> None:
    put("w/a.jpg", "w/b/c.jpg")
    assert shown(plan("w")) == {
        "w/a.jpg": "optimized/a.webp",
        "w/b/c.jpg": "optimized/b/c.webp",
    }


def test_tasks_come_in_the_order_of_the_sources() -> None:
    put("b.jpg", "a.png", "c.jpg")
    assert list(shown(plan("c.jpg", "a.png", "b.jpg"))) == ["c.jpg", "a.png", "b.jpg"]


def test_a_named_output_file_is_that_file() -> None:
    put("shot.png")
    made = plan("shot.png", output="out/s.WEBP", suffix="_unused")
    assert shown(made) == {"shot.png": "out/s.WEBP"}
    (task,) = made.tasks
    assert task.target.suffix == ".WEBP"


def test_one_output_file_for_a_folder_or_several_pictures_is_refused() -> None:
    put("w/a.jpg", "b.jpg")
    for paths in (["w"], ["w/a.jpg", "b.jpg"]):
        with pytest.raises(UsageError) as refused:
            plan(*paths, output="x.webp")
        assert refused.value.code == "one_output"
        assert "x.webp" in refused.value.message


@pytest.mark.parametrize("formats", [("jpeg",), ("same",), ("auto",), (("webp", "png"),)])
def test_an_output_file_named_otherwise_than_its_format_is_refused(
    formats: tuple[str, ...],
) -> None:
    put("a.png")
    with pytest.raises(UsageError) as refused:
        plan("a.png", output="x.webp", formats=formats)
    assert refused.value.code == "format_mismatch"
    assert "webp" in refused.value.message


def test_an_output_file_under_same_has_to_be_of_the_source_s_format() -> None:
    put("a.png")
    assert shown(plan("a.png", output="b.PNG", formats=("same",))) == {"a.png": "b.PNG"}


def test_problems_are_decided_without_a_worker() -> None:
    put("w/a.jpg")
    Path("w/b.jpg").touch()
    Path("w/c.svg").write_text("<svg/>")
    made = plan("w")
    assert list(shown(made)) == ["w/a.jpg"]
    assert [(o.source, o.status, o.error and o.error.code) for o in made.decided] == [
        (os.path.abspath("w/b.jpg"), Status.FAILED, "empty_file"),
        (os.path.abspath("w/c.svg"), Status.SKIPPED, "unsupported_format"),
    ]


def test_what_is_no_picture_takes_no_name_from_one() -> None:
    put("w/a.jpg")
    Path("w/a.svg").write_text("<svg/>")
    assert shown(plan("w")) == {"w/a.jpg": "optimized/a.webp"}


@pytest.mark.parametrize(
    "formats", [("auto",), (("jpeg", "webp"),), ("jpeg", "webp"), ("same", "avif")]
)
def test_several_possible_formats_leave_the_suffix_to_the_worker(formats: tuple[str, ...]) -> None:
    put("x.png", "x.jpg", "y.jpg")
    made = plan("x.png", "x.jpg", "y.jpg", formats=formats)
    assert [task.target.stem for task in made.tasks] == ["x.png", "x.jpg", "y"]
    assert {task.target.suffix for task in made.tasks} == {None}


def test_recipes_of_one_format_fix_the_suffix() -> None:
    put("x.png")
    (task,) = plan("x.png", formats=("jpeg", "jpeg")).tasks
    assert task.target.suffix == ".jpg"


@pytest.mark.parametrize("suffix", ["/../x", "a\\b", "\0"])
def test_a_suffix_that_leads_elsewhere_is_refused(suffix: str) -> None:
    put("a.jpg")
    with pytest.raises(UsageError) as refused:
        plan("a.jpg", suffix=suffix)
    assert refused.value.code == "bad_suffix"


def refused_as_input(*paths: str, **options: object) -> UsageError:
    with pytest.raises(UsageError) as refused:
        plan(*paths, **options)  # type: ignore[arg-type]
    assert refused.value.code == "output_is_input"
    assert refused.value.exit_code == ExitCode.USAGE
    return refused.value


def test_an_output_on_its_own_source_is_refused_naming_both() -> None:
    put("w/a.jpg", "w/b.webp")
    Path("w/b.webp").write_bytes(encoded("WEBP"))
    refused = refused_as_input("w", output="w")
    assert refused.message.count(os.path.abspath("w/b.webp")) == 2


def test_an_output_on_another_source_is_refused() -> None:
    put("a.jpg", "out/b.jpg", "out/a.jpg")
    refused = refused_as_input("a.jpg", "out", output="out", formats=("jpeg",), overwrite=True)
    assert os.path.abspath("out/a.jpg") in refused.message


def test_an_output_in_the_source_s_folder_is_fine_where_none_meets() -> None:
    put("w/a.jpg")
    assert shown(plan("w", output="w")) == {"w/a.jpg": "w/a.webp"}
    assert shown(plan("w", output="w/below")) == {"w/a.jpg": "w/below/a.webp"}
    assert shown(plan("w", output="w", formats=("same",), suffix="_s")) == {"w/a.jpg": "w/a_s.jpg"}
    assert os.listdir("w") == ["a.jpg"]


@pytest.mark.parametrize("formats", [("same",), ("jpeg",), ("auto",), (("png", "jpeg"),)])
def test_any_format_that_would_land_on_a_source_is_refused(formats: tuple[str, ...]) -> None:
    put("w/a.jpg")
    refused_as_input("w", output="w", formats=formats)
    refused_as_input("w/a.jpg", output="w", formats=formats, overwrite=True)


def test_a_source_is_known_through_links() -> None:
    put("w/a.jpg", "links/x")
    os.link("w/a.jpg", "links/a.webp")
    refused_as_input("w", output="links", overwrite=True)
    os.remove("links/a.webp")
    link("links/a.webp", "../w/a.jpg")
    refused_as_input("w", output="links")
    link("other", "w")
    refused_as_input("w", output="other", formats=("same",))


def test_an_output_file_that_is_the_source_is_refused() -> None:
    put("a.jpg")
    refused_as_input("a.jpg", output="./x/../a.jpg", formats=("same",), overwrite=True)


def test_a_source_with_a_problem_is_not_overwritten_either() -> None:
    put("w/a.jpg")
    Path("w/a.webp").touch()
    refused_as_input("w", output="w", overwrite=True)


def test_an_existing_target_is_skipped() -> None:
    put("a.jpg", "b.jpg", "optimized/a.webp")
    made = plan("a.jpg", "b.jpg")
    assert shown(made) == {"b.jpg": "optimized/b.webp"}
    (outcome,) = made.decided
    assert outcome.status is Status.SKIPPED
    assert outcome.output == os.path.abspath("optimized/a.webp")
    assert outcome.error
    assert outcome.error.code == "target_exists"
    assert "--overwrite" in outcome.error.message


def test_overwrite_plans_an_existing_target() -> None:
    put("a.jpg", "optimized/a.webp")
    assert shown(plan("a.jpg", overwrite=True)) == {"a.jpg": "optimized/a.webp"}


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_where_the_target_goes_fails(overwrite: bool) -> None:
    put("a.jpg", "optimized/a.webp/x.jpg")
    made = plan("a.jpg", overwrite=overwrite)
    (outcome,) = made.decided
    assert outcome.status is Status.FAILED
    assert outcome.error
    assert outcome.error.code == "target_is_folder"


def test_an_existing_target_of_an_open_format_is_left_to_the_worker() -> None:
    put("a.jpg", "optimized/a.webp")
    assert shown(plan("a.jpg", formats=("auto",))) == {"a.jpg": "optimized/a.*"}


def test_targets_that_a_link_makes_one_are_not_both_replaced() -> None:
    put("a.jpg", "b.jpg", "c.jpg", "optimized/b.webp")
    link("optimized/a.webp", "b.webp")
    os.link("optimized/b.webp", "optimized/c.webp")
    made = plan("b.jpg", "a.jpg", "c.jpg", overwrite=True)
    assert list(shown(made)) == ["b.jpg", "c.jpg"]
    (outcome,) = made.decided
    assert outcome.status is Status.FAILED
    assert outcome.error
    assert outcome.error.code == "target_is_link"


def test_planning_writes_nothing() -> None:
    put("a.jpg")
    plan("a.jpg", output="out/deep")
    assert os.listdir() == ["a.jpg"]


NAMES = [
    f"{folder}{stem}{ending}"
    for folder in ("", "c1/", "c2/", "optimized/", "optimized/c1/")
    for stem in ("a", "A", "a.jpg", "b")
    for ending in (".jpg", ".png", ".webp", "")
]


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.sampled_from(NAMES), min_size=1, max_size=8),
    st.sampled_from([".", "optimized", "c1"]),
    st.sampled_from([("webp",), ("same",), ("auto",)]),
    st.booleans(),
)
def test_outputs_are_never_a_source_and_never_meet(
    names: set[str], output: str, formats: tuple[str, ...], by_folder: bool
) -> None:
    with tempfile.TemporaryDirectory() as disk:
        files = [os.path.join(disk, *name.split("/")) for name in sorted(names)]
        for file in files:
            os.makedirs(os.path.dirname(file), exist_ok=True)
            Path(file).write_bytes(JPEG)
        found = discover([disk] if by_folder else files)
        where = destination(os.path.join(disk, output))
        try:
            made = make_plan(found, where, recipes=recipes(*formats), overwrite=True)
        except UsageError as refused:
            if refused.code == "output_is_input":
                return
            raise
        assert made == make_plan(found, where, recipes=recipes(*formats), overwrite=True)
        endings = (".jpg", ".png", ".webp", ".avif", ".gif")
        paths = [path for t in made.tasks for path in {t.target.path(end) for end in endings}]
        assert len(set(map(folded, paths))) == len(paths)
        assert not {os.path.realpath(path) for path in paths} & set(map(os.path.realpath, files))


@pytest.mark.parametrize("name", WRITABLE)
def test_all_writable_formats_can_be_planned(name: str) -> None:
    put("a.png")
    assert len(plan("a.png", formats=(name,)).tasks) == 1


def test_thousands_of_files_of_like_names_are_told_apart() -> None:
    put("a.jpg")
    (source,) = discover(["a.jpg"]).sources
    folder = os.path.dirname(source.path)
    many = tuple(
        replace(source, path=os.path.join(folder, f"c{number % 100}", f"{number // 100}.jpg"))
        for number in range(10_000)
    )
    made = make_plan(Found(many), destination("out"), recipes=recipes("webp"))
    assert list(shown(made).items())[101] == ("c1/1.jpg", "out/c1/1.webp")
    assert len({task.target.path("") for task in made.tasks}) == 10_000


def test_a_format_whose_extra_is_missing_is_refused_before_anything_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put("a.png")
    monkeypatch.setattr(inputs, "find_spec", lambda _package: None)
    with pytest.raises(UsageError, match=r"pip install 'pixelprep-cli\[jxl\]'") as caught:
        plan("a.png", formats=("jxl",))
    assert caught.value.code == "extra_missing"
