"""Every source to sRGB: profiles of all kinds against littleCMS's own conversion."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageCms

from pixelprep_cli.pixels import colour, icc
from pixelprep_cli.pixels.colour import Conversion, working
from pixelprep_cli.pixels.described import Colours

if TYPE_CHECKING:
    from collections.abc import Callable

    Icc = Callable[[str], bytes]

SRGB = ImageCms.createProfile("sRGB")
CONVERTED, INVALID = "wide_gamut_converted", "profile_invalid"


def conversion(mode: str, icc: bytes | None, *, grey: bool) -> Conversion:
    return colour.conversion(mode, Colours(icc), grey=grey)


def describe(profile: bytes | None) -> tuple[str | None, bool]:
    return icc.describe(Colours(profile))


def gradient(mode: str) -> Image.Image:
    """All levels of every channel, in many mixtures."""
    ramp = Image.linear_gradient("L").resize((64, 64))
    turned = ramp.transpose(Image.Transpose.ROTATE_90)
    radial = Image.radial_gradient("L").resize((64, 64))
    bands = [ramp, turned, radial, Image.effect_noise((64, 64), 60)]
    return Image.merge(mode, bands[: len(Image.new(mode, (1, 1)).getbands())])


def by_littlecms(image: Image.Image, icc: bytes) -> Image.Image:
    made = ImageCms.profileToProfile(
        image,
        ImageCms.ImageCmsProfile(BytesIO(icc)),
        SRGB,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("name", "mode"), [("display-p3", "RGB"), ("adobe", "RGB"), ("cmyk", "CMYK")]
)
def test_a_profile_is_obeyed(icc: Icc, name: str, mode: str) -> None:
    image = gradient(mode)
    found = conversion(mode, icc(name), grey=False)
    made = found.apply(image)
    assert found.changes
    assert made.mode == "RGB"
    assert made.tobytes() == by_littlecms(image, icc(name)).tobytes()
    assert made.tobytes() != image.convert("RGB").tobytes()


def test_known_colours_come_out_where_colorimetry_puts_them(icc: Icc) -> None:
    # Display P3's (200, 100, 50) at gamma 2.2 is sRGB's (216, 93, 24).
    image = Image.new("RGB", (1, 1), (200, 100, 50))
    found = conversion("RGB", icc("display-p3"), grey=False)
    pixel = found.apply(image).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert max(abs(a - b) for a, b in zip(pixel, (216, 93, 24), strict=True)) <= 1


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_neutral_colours_stay_neutral(icc: Icc, mode: str) -> None:
    image = Image.linear_gradient("L").convert(mode)
    made = conversion(mode, icc("adobe"), grey=False).apply(image).convert("RGB")
    red, green, blue = made.split()
    for one, other in ((red, green), (green, blue), (red, blue)):
        assert ImageChops.difference(one, other).getextrema() in ((0, 0), (0, 1))


def test_transparency_passes_a_profile_untouched(icc: Icc) -> None:
    image = gradient("RGBA")
    made = conversion("RGBA", icc("display-p3"), grey=False).apply(image)
    assert made.mode == "RGBA"
    assert made.getchannel("A").tobytes() == image.getchannel("A").tobytes()
    expected = by_littlecms(image.convert("RGB"), icc("display-p3"))
    assert made.convert("RGB").tobytes() == expected.tobytes()


def test_grey_has_its_own_profiles_and_stays_grey(icc: Icc) -> None:
    image = gradient("L")
    made = conversion("L", icc("grey-1.8"), grey=True).apply(image)
    assert made.mode == "L"
    expected = by_littlecms(image, icc("grey-1.8")).getchannel(1)
    assert made.tobytes() == expected.tobytes() != image.tobytes()


def test_grey_with_transparency_obeys_a_grey_profile(icc: Icc) -> None:
    image = Image.merge("LA", gradient("RGBA").split()[:2])
    made = conversion("RGBA", icc("grey-1.8"), grey=True).apply(working(image))
    assert made.mode == "RGBA"
    assert made.getchannel("A").tobytes() == image.getchannel("A").tobytes()
    expected = by_littlecms(image.getchannel("L"), icc("grey-1.8"))
    assert made.convert("RGB").tobytes() == expected.tobytes()


def test_grey_pixels_may_carry_a_profile_of_colours(icc: Icc) -> None:
    image = gradient("L")
    found = conversion("L", icc("display-p3"), grey=True)
    expected = by_littlecms(image.convert("RGB"), icc("display-p3")).getchannel(1)
    assert found.apply(image).tobytes() == expected.tobytes()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_srgb_changes_nothing(mode: str) -> None:
    found = conversion(mode, ImageCms.ImageCmsProfile(SRGB).tobytes(), grey=mode == "L")
    image = gradient(mode)
    assert not found.changes
    assert not found.notices
    assert found.apply(image) is image


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_without_a_profile_a_picture_is_srgb(mode: str) -> None:
    found = conversion(mode, None, grey=mode == "L")
    assert not found.changes
    assert found.apply(image := gradient(mode)) is image


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("RGB", "broken"),
        ("RGB", "without-curves"),
        ("RGB", "cmyk"),
        ("RGB", "grey-1.8"),
        ("L", "cmyk"),
        ("RGBA", "without-curves"),
        ("CMYK", "display-p3"),
        ("CMYK", "broken"),
    ],
)
def test_an_unusable_profile_is_told_and_ignored(icc: Icc, mode: str, name: str) -> None:
    found = conversion(mode, icc(name), grey=mode == "L")
    assert [notice.code for notice in found.notices] == [INVALID]
    assert found.changes is (mode == "CMYK")
    image = gradient(mode)
    plain = conversion(mode, None, grey=mode == "L").apply(image)
    assert found.apply(image).tobytes() == plain.tobytes()


@pytest.mark.parametrize(
    ("name", "wide"), [("display-p3", True), ("adobe", True), ("cmyk", False), ("grey-1.8", False)]
)
def test_a_wide_gamut_is_recognized(icc: Icc, name: str, wide: bool) -> None:
    assert describe(icc(name)) == ("Drawn", wide)


def test_srgb_is_not_wide_and_nothing_has_no_profile(icc: Icc) -> None:
    assert describe(ImageCms.ImageCmsProfile(SRGB).tobytes())[1] is False
    assert describe(None) == (None, False)
    assert describe(icc("broken")) == ("invalid", False)


def test_the_loss_of_a_wide_gamut_is_named(icc: Icc) -> None:
    (notice,) = conversion("RGB", icc("adobe"), grey=False).notices
    assert notice.code == CONVERTED
    assert "Drawn" in notice.message


def test_inks_without_a_profile_look_as_they_do_in_print() -> None:
    found = conversion("CMYK", None, grey=False)
    for inks, seen in (
        ((0, 0, 0, 0), (255, 255, 255)),
        ((255, 255, 255, 255), (0, 0, 0)),
        ((0, 0, 0, 255), (30, 30, 30)),
        ((255, 0, 0, 0), (0, 160, 230)),
        ((0, 255, 0, 0), (230, 0, 125)),
        ((0, 0, 255, 0), (255, 237, 0)),
        ((0, 255, 255, 0), (230, 35, 35)),
    ):
        pixel = found.apply(Image.new("CMYK", (1, 1), inks)).getpixel((0, 0))
        assert isinstance(pixel, tuple)
        assert max(abs(a - b) for a, b in zip(pixel, seen, strict=True)) <= 12


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (200, 60, 30), (90, 110, 150)])
def test_lab_comes_back_as_the_colour_it_was(colour: tuple[int, int, int]) -> None:
    image = Image.new("RGB", (2, 2), colour)
    lab = ImageCms.profileToProfile(image, SRGB, ImageCms.createProfile("LAB"), outputMode="LAB")
    assert lab is not None
    made = conversion("LAB", None, grey=False).apply(lab).getpixel((0, 0))
    assert isinstance(made, tuple)
    assert max(abs(a - b) for a, b in zip(made, colour, strict=True)) <= 4


@pytest.mark.parametrize(
    ("mode", "into"),
    [
        ("1", "L"),
        ("L", "L"),
        ("LA", "RGBA"),
        ("P", "RGB"),
        ("PA", "RGBA"),
        ("RGB", "RGB"),
        ("RGBX", "RGB"),
        ("RGBA", "RGBA"),
        ("RGBa", "RGBA"),
        ("CMYK", "CMYK"),
        ("YCbCr", "RGB"),
        ("HSV", "RGB"),
        ("LAB", "LAB"),
        ("La", "RGBA"),
        ("I", "L"),
        ("I;16", "L"),
        ("F", "L"),
    ],
)
def test_every_mode_has_a_working_mode(mode: str, into: str) -> None:
    assert working(Image.new(mode, (3, 2))).mode == into


def test_a_colour_key_becomes_an_alpha_channel() -> None:
    image = Image.new("RGB", (2, 1), (9, 9, 9))
    image.putpixel((1, 0), (200, 0, 0))
    image.info["transparency"] = (9, 9, 9)
    assert working(image).getchannel("A").tobytes() == bytes((0, 255))


@pytest.mark.parametrize(("key", "alpha"), [(0, (0, 255)), (65_535, (255, 0))])
def test_a_sixteen_bit_key_becomes_an_alpha_channel(key: int, alpha: tuple[int, int]) -> None:
    image = Image.new("I;16", (2, 1))
    image.putdata([0, 65_535])
    image.info["transparency"] = key
    made = working(image)
    assert made.mode == "RGBA"
    assert made.getchannel("A").tobytes() == bytes(alpha)
    assert made.getchannel("R").tobytes() == bytes((0, 255))


def test_a_bilevel_key_becomes_an_alpha_channel() -> None:
    image = Image.new("1", (2, 1))
    image.putpixel((1, 0), 1)
    image.info["transparency"] = 0
    made = working(image)
    assert made.getchannel("A").tobytes() == bytes((0, 255))
    assert made.getpixel((1, 0)) == (255, 255, 255, 255)
