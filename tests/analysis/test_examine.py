"""A look at a picture: taken only as far as someone asks."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageCms, ImageDraw

from pixelprep_cli.analysis.examine import Look
from pixelprep_cli.errors import SourceError
from pixelprep_cli.model.job import Bounds, Recipe, RecommendRule
from pixelprep_cli.pixels import decode
from pixelprep_cli.pixels.decode import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOUNDS = Bounds(max_file_size=10**7, max_pixels=10**6)


@contextmanager
def looking(path: Path, image: Image.Image, **options: Any) -> Iterator[Look]:
    image.save(path, **options)
    with open_source(str(path), BOUNDS) as source:
        yield Look(source)


def drawing(mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, (80, 60), "white")
    ImageDraw.Draw(image).rectangle((10, 10, 40, 40), fill="navy")
    return image


def noisy() -> Image.Image:
    soft = Image.radial_gradient("L").resize((300, 200)).convert("RGB")
    noise = Image.merge("RGB", [Image.effect_noise((300, 200), 12) for _ in range(3)])
    return Image.blend(soft, noise, 0.4)


def test_a_drawing_and_a_photograph_are_told_apart(tmp_path: Path) -> None:
    with looking(tmp_path / "a.png", drawing()) as look:
        assert look.kind == "graphic"
    with looking(tmp_path / "b.jpg", noisy()) as look:
        assert look.kind == "photograph"


def test_a_picture_in_lab_is_looked_at_in_its_colours(tmp_path: Path) -> None:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    image = ImageCms.profileToProfile(drawing(), srgb, lab, outputMode="LAB")
    assert image is not None
    with looking(tmp_path / "a.tiff", image) as look:
        told = look.analysis([])
    assert told.kind == "graphic"
    assert (told.findings.colours, told.findings.grey) == (2, False)


@pytest.mark.parametrize(("alpha", "transparent"), [(255, False), (254, True), (0, True)])
def test_transparency_counts_only_where_it_is_used(
    tmp_path: Path, alpha: int, transparent: bool
) -> None:
    image = drawing("RGBA")
    image.putpixel((3, 3), (1, 2, 3, alpha))
    with looking(tmp_path / "a.png", image) as look:
        assert look.transparent is transparent


def test_a_colour_key_that_no_pixel_has_is_no_transparency(tmp_path: Path) -> None:
    for key, transparent in (((9, 9, 9), False), ((255, 255, 255), True)):
        with looking(tmp_path / "a.png", drawing(), transparency=key) as look:
            assert look.transparent is transparent


@pytest.mark.parametrize(("last", "transparent"), [(255, False), (120, True)])
@pytest.mark.parametrize("name", ["a.webp", "a.png"])
def test_of_an_animation_every_frame_counts(
    tmp_path: Path, name: str, last: int, transparent: bool
) -> None:
    frames = [drawing("RGBA") for _ in range(3)]
    frames[1].paste((9, 200, 9, 255), (0, 0, 8, 8))
    frames[2].paste((9, 9, 200, last), (0, 0, 8, 8))
    options = {"save_all": True, "append_images": frames[1:], "lossless": True}
    with looking(tmp_path / name, frames[0], **options) as look:
        before = look.pixels.tobytes()
        assert look.transparent is transparent
        assert look.pixels.tobytes() == before


def test_animations_are_recognized(tmp_path: Path) -> None:
    with looking(tmp_path / "a.gif", drawing(), save_all=True, append_images=[noisy()]) as look:
        assert look.animated
    with looking(tmp_path / "b.gif", drawing()) as look:
        assert not look.animated


def test_one_recipe_is_taken_without_a_look(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    noisy().save(path)
    path.write_bytes(path.read_bytes()[:500])
    alone = Recipe(preset="only", rules=(RecommendRule(long_edge_min=5000),))
    with open_source(str(path), BOUNDS) as source:
        assert Look(source).best([alone]) is alone
        with pytest.raises(SourceError):
            _ = Look(source).kind


def test_the_best_recipe_is_chosen_and_the_last_where_none_fits(tmp_path: Path) -> None:
    wide = Recipe(preset="wide", rules=(RecommendRule(priority=1, aspect_min=1.1),))
    drawn = Recipe(preset="drawn", rules=(RecommendRule(priority=2, kind=("graphic",)),))
    last = Recipe(preset="last", rules=(RecommendRule(long_edge_min=5000),))
    with looking(tmp_path / "a.png", drawing()) as look:
        assert look.best([wide, drawn, last]) is drawn
    with looking(tmp_path / "b.png", noisy()) as look:
        assert look.best([wide, drawn, last]) is wide
    with looking(tmp_path / "c.png", noisy().transpose(Image.Transpose.ROTATE_90)) as look:
        assert look.best([wide, drawn, last]) is last


def test_an_analysis_tells_everything(tmp_path: Path) -> None:
    rule = RecommendRule(priority=2, kind=("graphic",), reason="drawn")
    path = tmp_path / "a.png"
    with looking(path, drawing()) as look:
        found = look.analysis([Recipe(preset="drawn", rules=(rule,))])
    assert (found.source, found.kind, found.transparent) == (str(path), "graphic", False)
    assert (found.facts.width, found.facts.height) == (80, 60)
    assert [(r.preset, r.reasons) for r in found.recommendations] == [("drawn", ("drawn",))]


def test_what_the_metadata_tell_is_looked_for_only_if_it_is_asked_for(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    with looking(tmp_path / "a.jpg", noisy(), exif=exif) as look:
        assert look.analysis([]).told is None
        told = look.analysis([], metadata=True).told
    assert told is not None
    assert [(entry.name, entry.value) for entry in told] == [("Make", "Maker")]


def test_a_large_jpeg_is_decoded_once_and_told_as_by_a_glance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jpg"
    noisy().resize((2400, 1600)).save(path)
    bounds = Bounds(max_file_size=10**8, max_pixels=10**8)
    with open_source(str(path), bounds) as source:
        glance = Look(source)
        assert glance.pixels.size == (1200, 800)
        told = glance.kind
    with open_source(str(path), bounds) as source:
        whole = Look(source, whole=True)
        monkeypatch.setattr(decode, "_open_image", refused)
        found = whole.analysis([])
    assert whole.pixels.size == (2400, 1600)
    assert (found.kind, told) == ("photograph", "photograph")


def refused(*_: object) -> None:
    raise AssertionError("opened again")
