from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from pixelprep_cli.model.settings import PICTURE_SECTIONS, Picture, settings_from
from pixelprep_cli.presets.catalogue import Catalogue, Preset
from pixelprep_cli.presets.preset import read_validated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pixelprep_cli.model.job import RecommendRule

BUILT_IN = Catalogue(folder="", custom=False)


def geometry(picture: Picture) -> str:
    resize = picture.resize
    if resize.fit == "cover":
        return f"{resize.width} × {resize.height}, cover, {resize.gravity}"
    edges = {"width": resize.width, "long edge": resize.long_edge}
    return ", ".join(f"{name} {value}" for name, value in edges.items() if value) or "kept"


def output(picture: Picture) -> str:
    said = picture.output
    scan = {True: "progressive", False: "baseline", None: ""}[said.progressive]
    density = f"{said.dpi} DPI" if said.dpi else ""
    quality = f"q {said.quality} down to {said.quality_min}"
    return ", ".join(filter(None, (" or ".join(said.format), scan, density, quality)))


def size(number: int) -> str:
    return f"{number // 10**6}MB" if number % 10**6 == 0 else f"{number // 1000}KB"


def limits(picture: Picture) -> str:
    said = picture.limits
    if said.reduce_by:
        return f"{said.reduce_by} smaller, {said.on_miss} on miss"
    assert said.max_size
    if said.min_size:
        return f"{size(said.min_size)} to {size(said.max_size)}"
    return f"at most {size(said.max_size)}"


def row_of(preset: Preset) -> list[str]:
    picture = settings_from(preset.values).picture
    return [f"`{preset.name}`", geometry(picture), output(picture), limits(picture)]


def between(least: float | None, most: float | None) -> str:
    if least is None or most is None:
        return (
            f"from {least:g}" if least is not None else f"to {most:g}" if most is not None else ""
        )
    return f"{least:g} to {most:g}"


def asked(wanted: bool | None) -> str:
    return "" if wanted is None else "yes" if wanted else "no"


def rule_row(name: str, rule: RecommendRule) -> list[str]:
    return [
        f"`{name}`",
        str(rule.priority),
        between(rule.aspect_min, rule.aspect_max),
        between(rule.long_edge_min, rule.long_edge_max),
        between(rule.megapixels_min, rule.megapixels_max),
        ", ".join(rule.kind),
        asked(rule.transparent),
        asked(rule.animated),
    ]


def test_the_table_says_what_the_built_in_presets_say(
    rows: Callable[[str, str], list[list[str]]],
) -> None:
    told = rows("docs/presets.md", "| preset | geometry |")
    assert sorted(told) == sorted(row_of(BUILT_IN.load(name)) for name in BUILT_IN.names())


def test_the_rules_are_told_from_the_highest_priority_down(
    rows: Callable[[str, str], list[list[str]]],
) -> None:
    told = rows("docs/presets.md", "| preset | priority |")
    presets = [BUILT_IN.load(name) for name in BUILT_IN.names()]
    assert sorted(told) == sorted(rule_row(p.name, rule) for p in presets for rule in p.rules)
    priorities = [int(row[1]) for row in told]
    assert priorities == sorted(priorities, reverse=True)


@pytest.mark.parametrize("document", ["README.md", "docs/presets.md"])
def test_every_example_is_a_preset(
    document: str, blocks: Callable[[str, str], list[str]], tmp_path: Path
) -> None:
    examples = blocks(document, "toml")
    assert examples
    for example in examples:
        path = tmp_path / "example.toml"
        path.write_text(example, encoding="utf-8")
        assert read_validated(str(path)).extends


def test_the_full_shape_has_every_key(
    blocks: Callable[[str, str], list[str]], tmp_path: Path
) -> None:
    shape = re.sub(r"^# (?=\w+ = )", "", blocks("docs/presets.md", "toml")[-1], flags=re.MULTILINE)
    path = tmp_path / "shape.toml"
    path.write_text(shape, encoding="utf-8")
    preset = read_validated(str(path))
    assert list(preset.values) == [
        f"{section}.{item.name}"
        for section, cls in PICTURE_SECTIONS.items()
        for item in fields(cls)
    ]
    (rule,) = preset.rules or ()
    assert all(getattr(rule, item.name) not in (None, ()) for item in fields(rule))
