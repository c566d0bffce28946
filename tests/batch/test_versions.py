import os
import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from pixelprep_cli.batch.versions import LIBRARIES, versions

WITHOUT_A_SAY = {
    *("typer", "rich", "pydantic", "annotated-types", "tomli-w", "tomlkit", "platformdirs"),
    "prometheus-client",
}
"""Dependencies that no byte of an output depends on."""

ROOT = Path(__file__).parent.parent.parent


def test_every_dependency_either_takes_part_or_has_no_say() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"]]
    for extra in extras.keys() - {"test", "dev"}:
        wanted += extras[extra]
    names = {re.split(r"[^\w-]", requirement)[0] for requirement in wanted} - {"pixelprep-cli"}
    assert names == set(LIBRARIES) | WITHOUT_A_SAY


def test_they_are_those_that_are_installed() -> None:
    for name in ("pillow", "pillow-avif-plugin"):
        assert f" {name}={version(name)}" in versions()


def test_the_first_on_the_path_counts_and_one_that_is_missing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, name in (
        ("a", "Pillow-12.1.0.dist-info"),
        ("b", "pillow-13.0.0.dist-info"),
        ("b", "pillow_avif_plugin-1.6.0+local.egg-info"),
    ):
        os.makedirs(tmp_path / folder / name)
    monkeypatch.setattr(
        sys, "path", [str(tmp_path / "none"), str(tmp_path / "a"), str(tmp_path / "b")]
    )
    versions.cache_clear()
    told = versions()
    versions.cache_clear()
    assert " pillow=12.1.0 pillow-avif-plugin=1.6.0+local cykooz-resizer=None" in told
