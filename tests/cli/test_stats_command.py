"""`stats`: what runs leave of their figures, and what is made of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pixelprep_cli.batch.chronicle import predictions, statistics
from pixelprep_cli.config.locations import state_folder
from pixelprep_cli.model.figures import Figures, Made

if TYPE_CHECKING:
    from pixelprep_cli.store.ledger import Ledger

Command = Callable[..., Any]
Say = Callable[..., "tuple[int, str, str]"]
Draw = Callable[..., Path]


def ledger() -> Ledger:
    return statistics(state_folder())


def recorded() -> list[Figures]:
    return list(map(Figures.read, ledger().lines()))


def leave(*days_ago: float) -> None:
    for days in days_ago:
        made = {"webp": Made(1000, 100, Counter({0: 1}))}
        statuses = Counter(optimized=1)
        run = Figures(at=time.time() - days * 86_400, statuses=statuses, formats=made)
        ledger().append(run.line())


def told(say: Say, *words: str) -> dict[str, Any]:
    code, out, err = say("stats", "--json", *words)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_run_leaves_its_figures(
    pixelprep: Command, say: Say, tmp_path: Path, draw_photo: Draw
) -> None:
    for name in ("a", "b"):
        draw_photo(tmp_path / "in" / f"{name}.jpg")
    (tmp_path / "in" / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    assert pixelprep("optimize", "in", "-p", "web_display").code == 1
    (tmp_path / "own.toml").write_text('extends = "web_display"\n', encoding="utf-8")
    assert pixelprep("optimize", "in/a.jpg", "-p", "own.toml", "-o", "other").code == 0

    shown = told(say)
    assert shown["runs"] == 2
    assert (shown["statuses"]["optimized"], shown["statuses"]["failed"]) == (3, 1)
    assert shown["errors"]["level"] == "critical"
    assert sum(shown["errors"]["kinds"].values()) == 1
    assert [(use["preset"], use["origin"]) for use in shown["presets"]] == [
        ("web_display", "built-in"),
        ("own", "custom"),
    ]
    (times,) = shown["times"]
    assert (times["format"], times["pictures"]) == ("webp", 3)
    assert 0 < times["p50"] <= times["p95"] <= times["p99"] < 30
    outputs = [*(tmp_path / "optimized").rglob("*.webp"), *(tmp_path / "other").iterdir()]
    assert shown["output_bytes"] == sum(path.stat().st_size for path in outputs)
    assert shown["storage"]["statistics"] == ledger().size() > 0
    assert shown["storage"]["cache"] > 0

    code, out, _ = say("stats")
    assert code == 0
    assert "critical" in out
    assert "own" in out


def test_a_preview_is_held_against_the_run_that_follows(
    pixelprep: Command, tmp_path: Path, draw_photo: Draw
) -> None:
    draw_photo(tmp_path / "a.jpg", (900, 700))
    draw_photo(tmp_path / "b.jpg", (700, 900))
    (event, *_) = pixelprep("preview", "a.jpg", "-f", "webp", "-q", "70", "--json").events[1:]
    pixelprep("preview", "a.jpg")  # by every preset
    assert recorded() == []
    words = ("-f", "webp", "-q", "70", "-o", "out")
    made = pixelprep("optimize", "a.jpg", "b.jpg", *words, "--json").files["a.jpg"]
    off = (made["output_bytes"] - event["estimated_bytes"]) * 100 / event["estimated_bytes"]
    ((percent, pictures),) = recorded()[0].deviations.items()
    assert pictures == 1
    assert abs(off) <= abs(percent) < abs(off) + 1
    pixelprep("optimize", "a.jpg", "-p", "web_modern", "-o", "modern")
    assert recorded()[1].deviations.total() == 1
    draw_photo(tmp_path / "a.jpg", (500, 400))
    pixelprep("optimize", "a.jpg", *words, "--overwrite")
    assert recorded()[2].deviations == {}


@pytest.mark.parametrize(
    "off", [{"PIXELPREP_STATS_ENABLED": "false"}, {"PIXELPREP_SAFE_MODE": "1"}]
)
def test_switched_off_nothing_is_left(
    pixelprep: Command, say: Say, tmp_path: Path, draw_photo: Draw, off: dict[str, str]
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    assert pixelprep("optimize", "a.jpg", "-f", "webp", env=off).code == 0
    assert ledger().size() == predictions(state_folder()).size() == 0


def test_collecting_ends_where_the_configuration_says_so(say: Say) -> None:
    assert say("config", "set", "stats.enabled", "false")[0] == 0
    code, out, _ = say("stats")
    assert code == 0
    assert "no run is on record" in out
    assert "switched off by user file" in out
    assert told(say)["enabled"] is False


@pytest.mark.parametrize("fault", ["folder", "full"])
def test_a_run_never_fails_because_of_its_statistics(
    pixelprep: Command, tmp_path: Path, draw_photo: Draw, fault: str
) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    os.makedirs(os.path.dirname(ledger().path))
    if fault == "folder":
        os.mkdir(ledger().path)
    elif not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    else:
        os.symlink("/dev/full", ledger().path)
    done = pixelprep("optimize", "a.jpg", "-f", "webp")
    assert (done.code, done.err) == (0, "")


def test_what_is_damaged_is_left_out_and_told(say: Say) -> None:
    leave(1, 2)
    with open(ledger().path, "ab") as file:
        file.write(b'\n{"v":1,"at":' + os.urandom(500) + b"\n" + b"[" * 5000)
    assert told(say)["runs"] == 2
    assert told(say)["unread"] >= 2
    assert "cannot be read" in say("stats")[1]
    Path(ledger().path).write_bytes(os.urandom(100_000))
    assert "cannot be read" in say("stats")[1]


def test_a_record_that_is_no_file_is_an_error_that_names_it(say: Say) -> None:
    os.makedirs(ledger().path)
    code, _, err = say("stats")
    assert code == 2
    assert ledger().path in err


def test_clear_forgets_all(say: Say) -> None:
    leave(1)
    predictions(state_folder()).append(b"{}")
    assert say("stats", "clear") == (0, "the statistics are empty\n", "")
    assert told(say)["runs"] == 0
    assert say("stats", "clear")[0] == 0


@pytest.mark.parametrize(
    ("since", "runs"), [("30d", 2), ("4w", 1), ("1h", 0), ("1970-01-02", 3), ("2d", 1)]
)
def test_since_chooses_the_runs(say: Say, since: str, runs: int) -> None:
    leave(40, 29.5, 1.9)
    assert told(say, "--since", since)["runs"] == runs


@pytest.mark.parametrize("since", ["", "30", "-3d", "d", "2026-13-01", "99999999d", "yesterday"])
def test_what_is_no_moment_is_refused_with_what_would_be(say: Say, since: str) -> None:
    code, out, err = say("stats", f"--since={since}")
    assert (code, out) == (2, "")
    assert "30d" in err


def test_prometheus_gets_a_file_whole_that_others_may_read(say: Say, tmp_path: Path) -> None:
    leave(1)
    target = tmp_path / "pixelprep.prom"
    target.write_bytes(b"old")
    target.chmod(0o644)
    assert say("stats", "--prometheus", str(target)) == (0, "", "")
    assert b"pixelprep_runs 1.0\n" in target.read_bytes()
    assert target.stat().st_mode & 0o044 == 0o044 or os.name == "nt"
    assert os.listdir(tmp_path) == ["pixelprep.prom"]
    assert json.loads(say("stats", "--json", "--prometheus", str(target))[1])["runs"] == 1


def test_a_name_that_node_exporter_does_not_read_is_refused(say: Say, tmp_path: Path) -> None:
    code, _, err = say("stats", "--prometheus", "figures.txt")
    assert code == 2
    assert ".prom" in err
    assert not os.listdir(tmp_path)


def test_without_the_extra_it_is_said_how_to_get_it(
    say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    code, _, err = say("stats", "--prometheus", "a.prom")
    assert code == 2
    assert "pip install 'pixelprep-cli[prometheus]'" in err
    assert not os.listdir(tmp_path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_hundred_processes_at_once_leave_a_hundred_records() -> None:
    script = (
        "import os, time\n"
        "from pixelprep_cli.batch.chronicle import statistics\n"
        "from pixelprep_cli.config.locations import state_folder\n"
        "from pixelprep_cli.model.figures import Figures\n"
        "ready, go = os.pipe()\n"
        "run = Figures(at=time.time())\n"
        "run.statuses['optimized'] = 1\n"
        "children = []\n"
        "while len(children) < 100 and (child := os.fork()):\n"
        "    children.append(child)\n"
        "os.close(go)\n"
        "if len(children) < 100:\n"
        "    os.read(ready, 1)\n"
        "    statistics(state_folder()).append(run.line())\n"
        "    os._exit(0)\n"
        "for child in children:\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    assert len(recorded()) == 100
