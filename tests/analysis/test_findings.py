"""What is measured of a picture, and what its file tells."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from pixelprep_cli.analysis.findings import findings
from pixelprep_cli.model.job import Bounds
from pixelprep_cli.pixels.colour import working
from pixelprep_cli.pixels.decode import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pixelprep_cli.model.facts import Findings

BOUNDS = Bounds(max_file_size=10**8, max_pixels=10**8)


def found(path: Path) -> Findings:
    with open_source(str(path), BOUNDS) as source:
        return findings(source, working(source.glance(whole=True)))


def saved(path: Path, image: Image.Image, **options: Any) -> Findings:
    image.save(path, **options)
    return found(path)


def soft() -> Image.Image:
    return Image.radial_gradient("L").resize((640, 480), Image.Resampling.BICUBIC)


def grained(sigma: float) -> Image.Image:
    grain = Image.effect_noise((640, 480), sigma)
    return ImageChops.add(soft().point(lambda v: 40 + v // 2), grain, 1, -128)


@pytest.mark.parametrize("sigma", [2, 5, 12])
def test_grain_is_measured_in_levels(tmp_path: Path, sigma: float) -> None:
    drawn = grained(sigma)
    told = saved(tmp_path / "a.png", drawn).noise
    difference = ImageChops.difference(drawn, soft().point(lambda v: 40 + v // 2))
    counts = difference.histogram()
    actual = (sum(level**2 * count for level, count in enumerate(counts)) / sum(counts)) ** 0.5
    assert told == pytest.approx(actual, rel=0.25)


def test_a_drawing_has_no_grain(tmp_path: Path) -> None:
    assert saved(tmp_path / "a.png", Image.new("RGB", (300, 200), "teal")).noise == 0


def test_blurring_lowers_sharpness(tmp_path: Path) -> None:
    checks = Image.new("L", (640, 480), 30)
    for x in range(0, 640, 40):
        checks.paste(220, (x, 0, x + 20, 480))
    told = [
        saved(tmp_path / f"{radius}.png", checks.filter(ImageFilter.GaussianBlur(radius))).sharpness
        for radius in (0, 1, 2, 4)
    ]
    assert told == sorted(told, reverse=True)
    assert told[0] > 0.9
    assert told[-1] < 0.3


def test_what_is_soft_everywhere_is_not_sharp_where_its_parts_meet(tmp_path: Path) -> None:
    levels = random.Random(1).randbytes(40 * 30)
    clouds = Image.frombytes("L", (40, 30), levels).resize((1600, 1200), Image.Resampling.BICUBIC)
    assert saved(tmp_path / "a.png", clouds).sharpness < 0.1


def test_a_gentle_slope_is_not_sharp_by_its_rounded_levels(tmp_path: Path) -> None:
    slope = Image.linear_gradient("L").resize((1600, 1200), Image.Resampling.BICUBIC)
    assert saved(tmp_path / "a.png", slope).sharpness < 0.1


def test_a_drawing_is_sharp_however_few_edges_it_has(tmp_path: Path) -> None:
    drawn = Image.new("RGB", (640, 480), "white")
    drawn.paste("navy", (300, 200, 340, 240))
    assert saved(tmp_path / "a.png", drawn).sharpness > 0.9


@pytest.mark.parametrize(("name", "options"), [("a.jpg", {"quality": 85}), ("a.webp", {})])
def test_a_drawing_is_sharp_in_a_format_that_leaves_traces_around_its_edges(
    tmp_path: Path, name: str, options: dict[str, int]
) -> None:
    drawn = Image.new("RGB", (1200, 800), "white")
    for x in range(80, 1100, 200):
        drawn.paste("navy", (x, 900 - x // 2, x + 70, 700))
        drawn.paste("crimson", (x, 300, x + 70, 500))
    assert saved(tmp_path / name, drawn, **options).sharpness > 0.8
    blurred = drawn.filter(ImageFilter.GaussianBlur(6))
    assert saved(tmp_path / f"b{name}", blurred, **options).sharpness < 0.2


def test_a_large_picture_is_as_sharp_as_it_looks_when_it_is_scaled_down(tmp_path: Path) -> None:
    drawn = Image.new("L", (1000, 750), 60)
    for x in range(0, 1000, 50):
        drawn.paste(200, (x, 0, x + 25, 750))
    enlarged = drawn.resize((4000, 3000), Image.Resampling.BICUBIC)
    blurred = enlarged.filter(ImageFilter.GaussianBlur(12))
    assert saved(tmp_path / "a.png", enlarged).sharpness > 0.6
    assert saved(tmp_path / "b.png", blurred).sharpness < 0.1


def test_eight_bits_hold_no_more_stops_than_there_are_from_one_level_to_all(tmp_path: Path) -> None:
    two = Image.new("L", (100, 100), 0)
    two.paste(255, (0, 0, 50, 100))
    assert saved(tmp_path / "a.png", two).dynamic_range == pytest.approx(11.69, abs=0.01)


def test_dynamic_range_is_told_in_stops(tmp_path: Path) -> None:
    two = Image.new("L", (100, 100), 64)
    two.paste(128, (0, 0, 50, 100))
    assert saved(tmp_path / "a.png", two).dynamic_range == pytest.approx(2.07, abs=0.01)
    assert saved(tmp_path / "b.png", Image.new("L", (9, 9), 99)).dynamic_range == 0


def test_grey_is_told_by_pixels_and_not_by_mode(tmp_path: Path) -> None:
    grey = soft().convert("RGB")
    assert saved(tmp_path / "a.png", grey).grey
    assert saved(tmp_path / "a.jpg", grey, quality=60).grey
    grey.paste("red", (0, 0, 9, 9))
    assert not saved(tmp_path / "b.png", grey).grey


def test_a_slight_tint_is_no_grey_where_nothing_is_lost(tmp_path: Path) -> None:
    assert not saved(tmp_path / "a.png", Image.new("RGB", (300, 200), (50, 52, 60))).grey
    assert not saved(tmp_path / "b.png", Image.new("RGB", (300, 200), (242, 240, 236))).grey


def test_one_pixel_of_colour_in_a_large_grey_picture_is_seen(tmp_path: Path) -> None:
    grey = soft().resize((2000, 1500)).convert("RGB")
    assert saved(tmp_path / "a.png", grey).grey
    grey.putpixel((1001, 701), (255, 0, 0))
    assert not saved(tmp_path / "b.png", grey).grey


@pytest.mark.parametrize("at", [(8, 8), (1001, 701), (1990, 1490)])
def test_a_spot_of_colour_in_a_large_grey_jpeg_is_seen(tmp_path: Path, at: tuple[int, int]) -> None:
    grey = soft().resize((2000, 1500)).convert("RGB")
    assert saved(tmp_path / "a.jpg", grey, quality=90).grey
    grey.paste("red", (*at, at[0] + 6, at[1] + 6))
    assert not saved(tmp_path / "b.jpg", grey, quality=90).grey


def test_a_picture_of_few_colours_is_gone_through_but_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is grey is told by its colours, once they are counted."""
    converted = []
    convert = Image.Image.convert

    def watched(image: Image.Image, *arguments: Any, **options: Any) -> Image.Image:
        converted.append(image.size)
        return convert(image, *arguments, **options)

    drawn = Image.new("RGB", (1200, 900), "white")
    drawn.paste("gray", (100, 100, 400, 400))
    drawn.save(tmp_path / "a.png")
    with open_source(str(tmp_path / "a.png"), BOUNDS) as source:
        image = working(source.glance())
        monkeypatch.setattr(Image.Image, "convert", watched)
        told = findings(source, image)
    assert (told.grey, told.colours) == (True, 2)
    assert drawn.size not in converted


def test_few_colours_are_counted_where_the_format_keeps_them(tmp_path: Path) -> None:
    image = Image.new("RGB", (64, 64), "white")
    image.paste("navy", (0, 0, 9, 9))
    assert saved(tmp_path / "a.png", image).colours == 2
    assert saved(tmp_path / "a.jpg", image).colours is None


@pytest.mark.parametrize("quality", [60, 85, 98])
@pytest.mark.parametrize("chroma", ["4:4:4", "4:2:0"])
def test_the_quality_of_a_jpeg_is_told_and_what_it_wastes(
    tmp_path: Path, draw_photo: Callable[..., Path], quality: int, chroma: str
) -> None:
    drawn = draw_photo(tmp_path / "a.png", (800, 600))
    path = tmp_path / "a.jpg"
    with Image.open(drawn) as image:
        vivid = Image.merge(
            "RGB",
            (image.getchannel(0), grained(9).resize((800, 600)), image.getchannel(2).rotate(180)),
        )
        vivid.save(path, quality=quality, subsampling=chroma)
    told = found(path)
    assert (told.saved_quality, told.standard_tables) == (quality, True)
    with Image.open(path) as image:
        needs: dict[str, Any] = {"quality": min(quality, 90), "subsampling": chroma}
        image.save(tmp_path / "b.jpg", optimize=True, progressive=True, **needs)
    needed = (tmp_path / "b.jpg").stat().st_size
    assert told.wasted_bytes == pytest.approx(
        path.stat().st_size - needed, abs=0.06 * path.stat().st_size
    )


def test_a_jpeg_that_is_packed_well_wastes_nothing(
    tmp_path: Path, draw_photo: Callable[..., Path]
) -> None:
    with Image.open(draw_photo(tmp_path / "a.png", (800, 600))) as image:
        told = saved(tmp_path / "a.jpg", image, quality=80, progressive=True, optimize=True)
    assert told.wasted_bytes == pytest.approx(0, abs=1)


def test_other_formats_have_no_quality_that_could_be_told(tmp_path: Path) -> None:
    told = saved(tmp_path / "a.png", soft())
    assert (told.saved_quality, told.standard_tables, told.wasted_bytes) == (None, None, None)


def test_metadata_are_told_by_weight_and_by_risk(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0xA430: "Somebody", 0xA431: "123", 0x927C: b"notes" * 100})
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    told = saved(tmp_path / "a.jpg", soft(), exif=exif, icc_profile=b"short").metadata
    assert [block.name for block in told] == ["EXIF", "ICC"]
    assert told[0].bytes > 500
    assert set(told[0].risks) == {
        "holds a location",
        "tells serial numbers",
        "names the camera's owner",
        "holds maker notes",
    }
    assert told[1].risks == ()


def test_an_animation_has_a_duration(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), name) for name in ("red", "blue", "teal")]
    path = tmp_path / "a.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=200)
    assert found(path).duration == 600


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (3, 700), (500, 400)])
def test_every_mode_and_shape_can_be_measured(
    tmp_path: Path, mode: str, size: tuple[int, int]
) -> None:
    path = tmp_path / ("a.tiff" if mode == "CMYK" else "a.png")
    assert saved(path, Image.new(mode, size)).noise == 0
