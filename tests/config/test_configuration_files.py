"""A person's file and a project's are found and read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.config.files import project_layer, user_layer
from pixelprep_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project" / "deep" / "deeper").mkdir(parents=True)
    return tmp_path / "project"


def said_in(folder: Path) -> dict[str, object]:
    return {key: said.value for key, said in project_layer(str(folder)).items()}


def refusal_of(folder: Path) -> str:
    with pytest.raises(UsageError) as caught:
        project_layer(str(folder))
    assert caught.value.exit_code is ExitCode.USAGE
    return str(caught.value)


def test_where_there_are_no_files_nothing_is_said(project: Path) -> None:
    assert project_layer(str(project)) == {}
    assert user_layer(str(project)) == {}


def test_a_persons_file_is_read(project: Path) -> None:
    path = project / "config.toml"
    path.write_text('preset = "web_display"\n[output]\nquality = 70\n')
    layer = user_layer(str(project))
    assert {key: said.value for key, said in layer.items()} == {
        "output.quality": 70,
        "preset": "web_display",
    }
    assert {said.origin for said in layer.values()} == {f"user file {path}"}


def test_a_projects_file_is_found_upward(project: Path) -> None:
    path = project / "pixelprep.toml"
    path.write_text("[output]\nquality = 70\n")
    layer = project_layer(str(project / "deep" / "deeper"))
    assert layer["output.quality"].value == 70
    assert layer["output.quality"].origin == f"project file {path}"


def test_the_nearest_folder_that_has_a_file_is_used(project: Path) -> None:
    (project / "pixelprep.toml").write_text("[output]\nquality = 70\n")
    (project / "deep" / "pyproject.toml").write_text("[tool.pixelprep.output]\nquality = 60\n")
    assert said_in(project / "deep" / "deeper") == {"output.quality": 60}
    assert said_in(project) == {"output.quality": 70}


def test_in_one_folder_the_file_of_its_own_goes_before_pyproject(project: Path) -> None:
    (project / "pixelprep.toml").write_text("[output]\nquality = 70\n")
    (project / "pyproject.toml").write_text("[tool.pixelprep.output]\nquality = 60\n")
    assert said_in(project) == {"output.quality": 70}


@pytest.mark.parametrize(
    "text",
    [
        '[project]\nname = "x"\n',
        '[project]\nname = "pixelprep-user"\n',
        "not TOML",
        "tool = 3 # pixelprep",
    ],
)
def test_a_pyproject_without_the_table_is_passed_over(project: Path, text: str) -> None:
    (project / "pixelprep.toml").write_text("[output]\nquality = 70\n")
    (project / "deep" / "pyproject.toml").write_text(text)
    assert said_in(project / "deep") == {"output.quality": 70}


def test_a_fault_in_pyproject_is_told_with_its_table(project: Path) -> None:
    path = project / "pyproject.toml"
    path.write_text("[tool.pixelprep.output]\nqualty = 60\n")
    assert refusal_of(project) == (
        f"{path} [tool.pixelprep]: line 2: output.qualty: unknown key; did you mean 'quality'?"
    )


def test_a_table_that_is_none_is_told(project: Path) -> None:
    path = project / "pyproject.toml"
    path.write_text("[tool]\npixelprep = 3\n")
    assert refusal_of(project) == f"{path} [tool.pixelprep]: line 2: found 3, accepted: a table"


def test_a_syntax_error_is_told_with_its_place(project: Path) -> None:
    path = project / "pixelprep.toml"
    path.write_text("[output]\nquality: 80\n")
    assert refusal_of(project) == (
        f"{path}: line 2, column 8: not TOML: expected '=' after a key in a key/value pair"
    )


def test_a_relative_output_of_a_project_counts_from_its_file(project: Path) -> None:
    (project / "pixelprep.toml").write_text('[run]\noutput = "out/"\n')
    assert said_in(project / "deep") == {"run.output": os.path.join(str(project), "out/")}


def test_a_relative_output_of_a_person_counts_from_the_current_folder(project: Path) -> None:
    (project / "config.toml").write_text('[run]\noutput = "out"\n')
    assert user_layer(str(project))["run.output"].value == "out"


def test_a_preset_by_path_counts_from_the_file_that_names_it(project: Path) -> None:
    (project / "pixelprep.toml").write_text('preset = "looks/soft.toml"\n')
    assert said_in(project / "deep") == {"preset": os.path.join(str(project), "looks/soft.toml")}


def test_the_home_folder_is_written_as_in_a_shell(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(project))
    monkeypatch.setenv("USERPROFILE", str(project))
    (project / "pixelprep.toml").write_text('[run]\noutput = "~/out"\n')
    assert said_in(project) == {"run.output": f"{project}/out"}
