"""Layouts as laws, and what becomes of the pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

from pixelprep_cli.model.settings import Resize
from pixelprep_cli.pixels import geometry
from pixelprep_cli.pixels.geometry import GRAVITY, Geometry, apply, layout, upright

if TYPE_CHECKING:
    from pixelprep_cli.model.settings import Gravity

SIDE = st.integers(1, 6000)
SOURCE = st.tuples(SIDE, SIDE)
EDGE = st.none() | st.integers(1, 5000)
ORIENTATIONS = range(1, 9)


def picture(width: int = 120, height: int = 80, mode: str = "RGB") -> Image.Image:
    """Different in every corner, and smooth enough for resamplers to agree on."""
    image = Image.new("RGB", (width, height), (40, 90, 160))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 3), fill=(200, 40, 30))
    draw.ellipse((width // 2, height // 2, width - 8, height - 6), fill=(30, 200, 60))
    return image.convert(mode)


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean of the greatest difference of any channel, in levels."""
    assert (one.size, one.mode) == (other.size, other.mode)
    bands = ImageChops.difference(one, other).split()
    means = [sum(i * n for i, n in enumerate(b.histogram())) for b in bands]
    return max(means) / (one.width * one.height)


@pytest.fixture(params=["simd", "pillow"])
def resampler(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both resamplers in turn."""
    name: str = request.param
    if name == "simd":
        pytest.importorskip("cykooz_resizer")
    else:
        monkeypatch.setattr(geometry, "simd", lambda: None)
    return name


@given(
    source=SOURCE,
    width=EDGE,
    height=EDGE,
    long_edge=EDGE,
    short_edge=EDGE,
    upscale=st.booleans(),
)
def test_inside_stays_within_all_bounds_and_keeps_the_aspect(
    *,
    source: tuple[int, int],
    width: int | None,
    height: int | None,
    long_edge: int | None,
    short_edge: int | None,
    upscale: bool,
) -> None:
    asked = Resize(
        width=width, height=height, long_edge=long_edge, short_edge=short_edge, upscale=upscale
    )
    made = layout(source, asked)
    assert list(made.box) == [0, 0, *source]
    assert made.width <= (width or made.width)
    assert made.height <= (height or made.height)
    assert max(made.width, made.height) <= (long_edge or max(made.width, made.height))
    assert min(made.width, made.height) <= (short_edge or min(made.width, made.height))
    if not upscale:
        assert made.width <= source[0]
        assert made.height <= source[1]
    if 1 not in (made.width, made.height):
        scale = max(made.width / source[0], made.height / source[1])
        assert abs(made.width - source[0] * scale) <= max(1, source[0] / source[1])
        assert abs(made.height - source[1] * scale) <= max(1, source[1] / source[0])


@given(SOURCE, st.integers(1, 4000))
def test_an_edge_that_is_given_is_met_where_the_source_is_large_enough(
    source: tuple[int, int], edge: int
) -> None:
    made = layout(source, Resize(long_edge=edge))
    assert max(made.width, made.height) == min(edge, max(source))
    made = layout(source, Resize(long_edge=edge, upscale=True))
    assert max(made.width, made.height) == edge


@given(SOURCE, SOURCE, st.sampled_from(sorted(GRAVITY)), st.booleans())
def test_cover_fills_the_box_from_within_the_source(
    source: tuple[int, int], wanted: tuple[int, int], gravity: Gravity, upscale: bool
) -> None:
    asked = Resize(width=wanted[0], height=wanted[1], fit="cover", gravity=gravity, upscale=upscale)
    made = layout(source, asked)
    left, top, width, height = made.box
    assert left >= 0
    assert top >= 0
    assert left + width <= source[0] + 1e-6
    assert top + height <= source[1] + 1e-6
    assert made.short is (not upscale and (wanted[0] > source[0] or wanted[1] > source[1]))
    if not made.short:
        assert (made.width, made.height) == wanted
    else:
        # The largest of that shape: it touches two sides, and nothing is resampled.
        assert (made.width, made.height) == (width, height)
        assert made.width == source[0] or made.height == source[1]
        assert made.width <= wanted[0]
        assert made.height <= wanted[1]


@given(SOURCE, SOURCE)
def test_exact_gives_the_box_or_the_largest_of_its_shape(
    source: tuple[int, int], wanted: tuple[int, int]
) -> None:
    asked = Resize(width=wanted[0], height=wanted[1], fit="exact")
    made = layout(source, asked)
    assert made.width <= source[0]
    assert made.height <= source[1]
    assert made.short is ((made.width, made.height) != wanted)
    enlarged = layout(source, Resize(width=wanted[0], height=wanted[1], fit="exact", upscale=True))
    assert (enlarged.width, enlarged.height, enlarged.short) == (*wanted, False)


def test_cover_of_a_source_that_is_too_small_keeps_the_shape_at_its_largest_size() -> None:
    made = layout((1000, 600), Resize(width=1080, height=1350, fit="cover"))
    assert (made.width, made.height) == (480, 600)
    assert list(made.box) == [260, 0, 480, 600]
    assert made.short


@pytest.mark.parametrize(
    ("gravity", "corner"),
    [("north-west", (0, 0)), ("south-east", (100, 0)), ("centre", (50, 0)), ("west", (0, 0))],
)
def test_gravity_places_the_crop(gravity: Gravity, corner: tuple[int, int]) -> None:
    made = layout((200, 100), Resize(width=50, height=50, fit="cover", gravity=gravity))
    assert made.box == (*corner, 100, 100)


def test_one_dimension_is_a_bound_whatever_the_fit() -> None:
    assert layout((400, 300), Resize(width=200, fit="cover")) == Geometry(
        (0, 0, 400, 300), 200, 150
    )


def test_what_comes_out_as_it_went_in_changes_nothing() -> None:
    assert not layout((40, 30), Resize(width=1920)).changes((40, 30))
    assert layout((40, 30), Resize(width=20)).changes((40, 30))
    assert layout((40, 30), Resize(width=30, height=30, fit="cover")).changes((40, 30))


def test_a_geometry_at_a_factor_has_at_least_one_pixel() -> None:
    made = Geometry((0, 0, 10, 1000), 10, 1000).scaled(0.01)
    assert (made.width, made.height, made.box) == (1, 10, (0, 0, 10, 1000))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_upright_is_what_exif_means(orientation: int) -> None:
    image = picture()
    tagged = image.copy()
    tagged.getexif()[0x0112] = orientation
    expected = ImageOps.exif_transpose(tagged)
    assert upright(image, orientation).tobytes() == expected.tobytes()


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("gravity", ["north-west", "centre", "south-east", "east"])
def test_a_turned_picture_is_cropped_as_it_is_seen(
    orientation: int, gravity: Gravity, resampler: str
) -> None:
    seen = picture(130, 70)
    backwards = {6: 8, 8: 6}.get(orientation, orientation)
    stored = upright(seen, backwards)
    assert upright(stored, orientation).tobytes() == seen.tobytes()
    made = layout(seen.size, Resize(width=31, height=47, fit="cover", gravity=gravity))

    got = apply(stored, made, orientation, stored.size)

    left, top, width, height = made.box
    box = (left, top, min(left + width, 130), min(top + height, 70))
    assert difference(got, seen.resize((31, 47), Image.Resampling.LANCZOS, box=box)) < 1.5


@given(
    wide=st.integers(1, 60),
    high=st.integers(1, 60),
    width=st.integers(1, 70),
    height=st.integers(1, 70),
    orientation=st.sampled_from(ORIENTATIONS),
    gravity=st.sampled_from(sorted(GRAVITY)),
    upscale=st.booleans(),
    mode=st.sampled_from(["L", "RGB", "RGBA", "CMYK"]),
)
def test_any_layout_can_be_applied(
    *,
    wide: int,
    high: int,
    width: int,
    height: int,
    orientation: int,
    gravity: Gravity,
    upscale: bool,
    mode: str,
) -> None:
    stored = Image.new(mode, (wide, high))
    seen = (high, wide) if orientation >= 5 else (wide, high)
    asked = Resize(width=width, height=height, fit="cover", gravity=gravity, upscale=upscale)
    made = layout(seen, asked)
    got = apply(stored, made, orientation, (wide, high))
    assert (got.size, got.mode) == ((made.width, made.height), mode)


def test_a_picture_decoded_at_a_reduced_scale_shows_the_same() -> None:
    image = picture(800, 600)
    made = layout(image.size, Resize(width=90, height=90, fit="cover", gravity="south-east"))
    reduced = image.resize((200, 150), Image.Resampling.BOX)
    whole, quick = (apply(i, made, 1, image.size) for i in (image, reduced))
    assert difference(whole, quick) < 2


def test_pixels_are_only_cut_where_nothing_is_scaled() -> None:
    image = picture()
    assert apply(image, Geometry((0, 0, 120, 80), 120, 80), 1, image.size) is image
    cut = apply(image, Geometry((10, 20, 50, 40), 50, 40), 1, image.size)
    assert cut.tobytes() == image.crop((10, 20, 60, 60)).tobytes()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_lanczos_is_lanczos_whoever_computes_it(mode: str, resampler: str) -> None:
    bands = Image.new(mode, (1, 1)).getbands()
    image = Image.merge(mode, [Image.effect_noise((301, 203), 80) for _ in bands])
    got = apply(image, Geometry((0, 0, 301, 203), 97, 65), 1, image.size)
    assert difference(got, image.resize((97, 65), Image.Resampling.LANCZOS)) < 1.5


def test_colours_of_transparent_pixels_do_not_bleed(resampler: str) -> None:
    image = Image.new("RGBA", (90, 60), (0, 255, 0, 0))
    ImageDraw.Draw(image).rectangle((30, 0, 59, 59), fill=(255, 0, 0, 255))
    got = apply(image, Geometry((0, 0, 90, 60), 31, 20), 1, image.size)
    red, green, _, alpha = got.split()
    shown = alpha.point([0] * 40 + [255] * 216)
    (least, _), (_, most) = (ImageStat.Stat(band, shown).extrema[0] for band in (red, green))
    assert least >= 247
    assert most <= 8
