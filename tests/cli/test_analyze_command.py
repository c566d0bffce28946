from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., Any]
Draw = Callable[..., Path]


def test_a_picture_is_described_and_a_preset_recommended_with_its_reason(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "photo.jpg", (1200, 1200))
    done = pixelprep("analyze", "photo.jpg")
    assert done.code == 0, done.err
    for word in ("photo.jpg", "1200×1200", "photograph", "instagram_square", "%", "square"):
        assert word in done.out


def test_events_tell_every_fact_and_what_cannot_be_analysed(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "in" / "a.png", (300, 200))
    (tmp_path / "in" / "b.jpg").write_bytes(b"no picture")
    done = pixelprep("analyze", "in", "--json")
    assert done.code == 1
    assert done.events[0]["event"] == "run"
    events = {Path(event["source"]).name: event for event in done.events if "source" in event}
    found = events["a.png"]
    assert (found["event"], found["width"], found["height"]) == ("analysis", 300, 200)
    assert (found["orientation"], found["aspect"]) == ("landscape", 1.5)
    best = found["recommendations"][0]
    assert best["preset"] == "email_newsletter"
    assert 0 < best["confidence"] <= 1
    assert best["reasons"]
    assert events["b.jpg"]["error"]["code"] == "corrupt"


def test_nothing_is_written(pixelprep: Command, draw_photo: Draw, tmp_path: Path) -> None:
    draw_photo(tmp_path / "a.jpg", (40, 30))
    assert pixelprep("analyze", ".").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


def test_nothing_to_analyse_is_a_matter_of_usage(pixelprep: Command) -> None:
    assert pixelprep("analyze", "absent.jpg").code == 2
