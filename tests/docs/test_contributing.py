from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def names(requirements: list[str]) -> list[str]:
    return [re.split(r"[^\w-]", requirement)[0] for requirement in requirements]


def test_every_dependency_and_every_tool_has_its_reason(
    read: Callable[[str], str], rows: Callable[[str, str], list[list[str]]]
) -> None:
    project = tomllib.loads(read("pyproject.toml"))
    extras = project["project"]["optional-dependencies"]
    used = names(project["project"]["dependencies"])
    tools = names(extras["test"][1:] + extras["dev"][1:] + project["build-system"]["requires"])
    told = rows("CONTRIBUTING.md", "| package |")
    assert [row[0] for row in told] == used + tools
    optional = [
        [name, package]
        for name in ("heic", "raw", "jxl", "palette", "prometheus")
        for package in names(extras[name])
    ]
    chosen = rows("CONTRIBUTING.md", "| extra |")
    assert [[row[0].strip("`"), row[1]] for row in chosen] == optional
    assert all(all(row) for row in told + chosen)
