from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pixelprep_cli.model.dashboard import Storage, dashboard
from pixelprep_cli.model.figures import Figures
from pixelprep_cli.report.exposition import exposition

if TYPE_CHECKING:
    from collections.abc import Callable


def test_every_key_is_told(
    read: Callable[[str], str], rows: Callable[[str, str], list[list[str]]]
) -> None:
    promised = json.loads(read("tests/report/golden/statistics.json"))
    table = rows("docs/stats.md", "| key | value |")
    told = [name for row in table for name in re.findall(r"`(\w+)`", row[0])]
    assert told == list(promised)
    within = {row[0]: set(re.findall(r"`(\w+)`", row[1])) for row in table}
    assert within["`times`"] == promised["times"][0].keys()
    assert within["`presets`"] == promised["presets"][0].keys()
    assert within["`storage`"] == promised["storage"].keys()
    assert within["`period`, `trend`"] == promised["trend"][0].keys()


def test_every_gauge_is_told_with_its_labels(
    rows: Callable[[str, str], list[list[str]]],
) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    run = Figures(at=1, seconds=1, pixels=1)
    run.statuses.update(optimized=1, failed=1)
    run.failures["corrupt"] = run.deviations[1] = 1
    line = json.loads(run.line())
    line |= {"formats": {"webp": [2, 1, {"0": 1}]}, "presets": {"custom": {"own": 1}}}
    shown = dashboard([json.dumps(line).encode()], until=2)
    exposed = exposition(shown, Storage(1, 1, 1)).decode()
    told = {
        name: set(re.findall(r"`(\w+)`", row[1]))
        for row in rows("docs/stats.md", "| gauge | labels |")
        for name in re.findall(r"`(\w+)`", row[0])
    }
    assert told == {
        family.name: set(family.samples[0].labels)
        for family in text_string_to_metric_families(exposed)
    }
