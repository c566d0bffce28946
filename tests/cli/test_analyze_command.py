from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

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


def test_the_size_that_each_preset_would_have_is_told_unless_it_is_left_out(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg", (900, 600))
    told, bare = (
        pixelprep("analyze", "a.jpg", "--json", *w).events[1] for w in ((), ("--no-sizes",))
    )
    assert [r["preset"] for r in told["recommendations"]] == [
        r["preset"] for r in bare["recommendations"]
    ]
    best = told["recommendations"][0]
    done = pixelprep("optimize", "a.jpg", "-p", best["preset"], "-o", "out", "--json")
    assert done.files["a.jpg"]["output_bytes"] == best["estimated_bytes"]
    assert all(r["estimated_bytes"] is None for r in bare["recommendations"])


def test_a_small_animation_and_a_transparent_picture_keep_what_they_have(
    pixelprep: Command, tmp_path: Path
) -> None:
    frames = [Image.new("RGB", (200, 120), name) for name in ("red", "teal")]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=100)
    clear = Image.effect_noise((200, 120), 60).convert("RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, 50, 50))
    clear.save(tmp_path / "b.png")
    done = pixelprep("optimize", "a.gif", "b.png", "-p", "auto", "-o", "out", "--json")
    assert done.code == 0, done.err
    for name in ("a.gif", "b.png"):
        codes = {warning["code"] for warning in done.files[name]["warnings"]}
        assert not codes & {"frames_dropped", "alpha_flattened"}


def test_the_crop_is_shown_where_it_is_asked_for_and_never_replaces_a_file(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg", (900, 600))
    words = ("analyze", "a.jpg", "--no-sizes", "--crop", "crop.png", "--shape", "1:1")
    done = pixelprep(*words)
    assert done.code == 0, done.err
    assert "crop.png" in done.out
    with Image.open(tmp_path / "crop.png") as shown:
        assert shown.size == (900, 600)
    before = (tmp_path / "crop.png").read_bytes()
    again = pixelprep(*words)
    assert again.code == 0
    assert "crop.png" in again.err
    assert (tmp_path / "crop.png").read_bytes() == before
    assert pixelprep(*words, "--overwrite").code == 0


def test_a_crop_of_less_than_a_pixel_is_shown_as_one(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    draw_photo(tmp_path / "a.jpg", (900, 600))
    for number, shape in enumerate(("1:60000", "60000:1")):
        words = ("--no-sizes", "--crop", f"{number}.png", "--shape", shape)
        done = pixelprep("analyze", "a.jpg", *words)
        assert done.code == 0, done.err


def test_a_crop_is_refused_of_many_pictures_and_of_no_shape(
    pixelprep: Command, draw_photo: Draw, tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.jpg"):
        draw_photo(tmp_path / name, (90, 60))
    for words in (
        ("a.jpg", "b.jpg", "--crop", "c.png"),
        ("a.jpg", "--crop", "c.jpg"),
        ("a.jpg", "--crop", "c.png", "--shape", "wide"),
        ("a.jpg", "--shape", "1:1"),
    ):
        done = pixelprep("analyze", *words)
        assert done.code == 2
        assert "--" in done.err


def test_every_rule_is_printed_with_its_reason(pixelprep: Command) -> None:
    done = pixelprep("presets", "rules")
    assert done.code == 0, done.err
    assert "quick_compress" in done.out
    assert "square or nearly so" in done.out


def test_each_piece_of_metadata_is_told_with_the_policies_that_drop_it(
    pixelprep: Command, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Zoë Ní Ríain"
    exif[0x010F] = "Maker"
    Image.new("RGB", (64, 48)).save(tmp_path / "a.jpg", exif=exif)
    asked, bare = (
        pixelprep("analyze", "a.jpg", "--json", "--no-sizes", *words).events[1]
        for words in (("--metadata",), ())
    )
    dropped = {entry["name"]: entry["dropped_by"] for entry in asked["told"]}
    assert dropped == {"Artist": ["none"], "Make": ["copyright", "none"]}
    assert bare["told"] is None
    assert "dropped by copyright, none" in pixelprep("analyze", "a.jpg", "--metadata").out
