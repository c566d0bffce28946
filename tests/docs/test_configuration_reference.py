from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pixelprep_cli.config.environment import variables
from pixelprep_cli.config.files import project_layer
from pixelprep_cli.model.settings import RUN_SECTIONS, keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_every_key_of_a_configuration_file_is_told_in_order(
    rows: Callable[[str, str], list[list[str]]],
) -> None:
    own = [key for key in keys() if key == "preset" or key.split(".")[0] in RUN_SECTIONS]
    told = [row[0].strip("`") for row in rows("docs/configuration.md", "| key |")]
    assert sorted(told) == sorted(own)


def test_a_switch_is_told_with_its_default(rows: Callable[[str, str], list[list[str]]]) -> None:
    told = {
        row[0].strip("`"): row[2] == "true"
        for row in rows("docs/configuration.md", "| key |")
        if row[1] == "true or false"
    }
    assert told == {
        key: value for key, value in keys().items() if isinstance(value, bool) and key in told
    }


def test_every_flag_is_told_with_its_variable(rows: Callable[[str, str], list[list[str]]]) -> None:
    told = {
        row[1].strip("`"): f"flags.{row[0].strip('`')}"
        for row in rows("docs/configuration.md", "| flag |")
    }
    assert told == {name: key for name, key in variables().items() if key.startswith("flags.")}


def test_the_example_is_a_configuration_file(
    blocks: Callable[[str, str], list[str]], tmp_path: Path
) -> None:
    (example,) = blocks("docs/configuration.md", "toml")
    (tmp_path / "pixelprep.toml").write_text(example, encoding="utf-8")
    said = {key: said.value for key, said in project_layer(str(tmp_path)).items()}
    assert said["run.output"] == os.path.join(tmp_path, "public/img")
    assert said["output.quality"] == 85
