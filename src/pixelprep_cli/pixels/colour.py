"""Colour management: every source to sRGB, by littleCMS.

Relative colorimetric with black point compensation, which is what photographs are published with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from PIL.Image import Image

from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Notice
from pixelprep_cli.pixels.depth import to_eight_bits

SPACE_OF: Final = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK", "LAB": "Lab"}
"""The ICC colour space that a profile must be of to describe a Pillow mode."""

SRGB_AREA: Final = 0.1328
"""Area of sRGB's primaries, adapted to D50, in CIE xy (ICC.1:2022 annex E's adaptation)."""

WIDER_BY: Final = 1.08
"""A gamut larger than sRGB's by this factor is wide: Display P3 has 1.25, AdobeRGB 1.39."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An ICC profile that littleCMS could parse. `space` is ICC's: `RGB`, `GRAY`, `CMYK`, `Lab`."""

    description: str
    space: str
    wide: bool
    handle: Any


@lru_cache(maxsize=32)
def _parse(icc: bytes) -> Profile | None:
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        core = profile.profile
        description = (core.profile_description or "").strip("\0 ")
        return Profile(description, core.xcolor_space.strip(), _is_wide(core), profile)
    except (OSError, ImageCms.PyCMSError, TypeError, ValueError):
        return None


def _is_wide(core: Any) -> bool:
    primaries = (core.red_colorant, core.green_colorant, core.blue_colorant)
    if None in primaries:
        return False
    (ax, ay), (bx, by), (cx, cy) = (xyy[:2] for _, xyy in primaries)
    area = abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
    return bool(area > SRGB_AREA * WIDER_BY)


def describe(icc: bytes | None) -> tuple[str | None, bool]:
    """A profile's name, and whether its gamut is wider than sRGB's. None for no profile."""
    if icc is None:
        return None, False
    profile = _parse(icc)
    return ("invalid", False) if profile is None else (profile.description, profile.wide)


@dataclass(frozen=True, slots=True)
class Conversion:
    """How to bring one source's pixels to sRGB: `apply` takes L, RGB, RGBA, CMYK or LAB."""

    apply: Callable[[Image], Image]
    changes: bool
    notices: tuple[Notice, ...] = ()


def conversion(mode: str, icc: bytes | None, *, grey: bool) -> Conversion:
    """The conversion for pictures in a working mode that carry this profile.

    `grey` tells that the picture has no colour, though its working mode may have room for it. A
    broken profile, or one of another colour space than the pixels, is a warning and counts as
    sRGB (for CMYK: as inks that subtract ideally).
    """
    if mode == "LAB":
        return Conversion(_lab_to_srgb, changes=True)
    if icc is None:
        return Conversion(_plain, changes=mode == "CMYK")
    from PIL.ImageCms import PyCMSError

    unusable = Warn.PROFILE_INVALID.says("the colour profile is unusable: taken as sRGB")
    taken_as_srgb = Conversion(_plain, changes=mode == "CMYK", notices=(unusable,))
    profile = _parse(icc)
    if profile is None or not _describes(profile.space, mode, grey=grey):
        return taken_as_srgb
    try:
        transform = _transform(icc, _input_mode(profile.space, mode))
    except PyCMSError:
        return taken_as_srgb
    if transform is None:
        return Conversion(_plain, changes=False)
    notices: tuple[Notice, ...] = ()
    if profile.wide:
        told = f"colours were converted from {profile.description or 'a wide gamut'} to sRGB"
        notices = (Warn.WIDE_GAMUT_CONVERTED.says(told),)
    return Conversion(transform, changes=True, notices=notices)


def _describes(space: str, mode: str, *, grey: bool) -> bool:
    return SPACE_OF[mode] == space or (grey and space in ("GRAY", "RGB"))


def _input_mode(space: str, mode: str) -> str:
    """The mode in which littleCMS gets the pixels."""
    if space == "GRAY":
        return "L"
    return "RGB" if space == "RGB" and mode == "L" else mode


def _plain(image: Image) -> Image:
    return image.convert("RGB") if image.mode == "CMYK" else image


@lru_cache(maxsize=32)
def _transform(icc: bytes, mode: str) -> Callable[[Image], Image] | None:
    """A transform to sRGB, or None where it would change nothing by more than rounding."""
    from PIL import Image as Images
    from PIL import ImageCms

    profile = _parse(icc)
    assert profile is not None  # noqa: S101 - `conversion` has parsed it
    built = ImageCms.buildTransform(
        profile.handle,
        ImageCms.createProfile("sRGB"),
        mode,
        "RGBA" if mode == "RGBA" else "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )

    def to_srgb(image: Image) -> Image:
        taken = image if image.mode == mode else image.convert(mode)
        made = ImageCms.applyTransform(taken, built)
        assert made is not None  # noqa: S101 - it is None only in place
        if image.mode == "L":
            return made.getchannel(1)
        if image.mode == "RGBA" and made.mode == "RGB":
            made.putalpha(image.getchannel("A"))
        return made

    if mode in ("RGB", "RGBA"):
        lattice = Images.frombytes("RGB", (81, 9), _lattice()).convert(mode)
        before, after = lattice.tobytes(), to_srgb(lattice).tobytes()
        if max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 1:
            return None
    return to_srgb


def _lattice() -> bytes:
    steps = [round(i * 255 / 8) for i in range(9)]
    return bytes(v for r in steps for g in steps for b in steps for v in (r, g, b))


def _lab_to_srgb(image: Image) -> Image:
    from PIL import ImageCms

    made = ImageCms.profileToProfile(
        image,
        ImageCms.createProfile("LAB"),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert made is not None  # noqa: S101 - it is None only in place
    return made


def working(image: Image) -> Image:
    """The same picture in one of the working modes L, RGB, RGBA, CMYK, LAB, scaled, not clipped.

    Transparency of any kind becomes an alpha channel.
    """
    image = to_eight_bits(image)
    if image.mode in ("CMYK", "LAB"):
        return image
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in ("L", "RGB"):
        return image
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGB")
