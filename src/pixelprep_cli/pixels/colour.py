"""Colour management: every source to the output's profile, by littleCMS.

Relative colorimetric with black point compensation, which is what photographs are published with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from PIL.Image import Image

from pixelprep_cli.model.notices import Warn
from pixelprep_cli.model.outcome import Notice
from pixelprep_cli.pixels.depth import to_eight_bits
from pixelprep_cli.pixels.described import Colours
from pixelprep_cli.pixels.icc import P3_AREA, SRGB_AREA, WIDER_BY, parse
from pixelprep_cli.pixels.inks import press
from pixelprep_cli.pixels.profiles import SRGB_CURVE, display_p3, profile, srgb

if TYPE_CHECKING:
    from pixelprep_cli.model.settings import ColourProfile
    from pixelprep_cli.pixels.hdr import Signal

SPACE_OF: Final = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK", "LAB": "Lab"}
"""The ICC colour space that a profile must be of to describe a Pillow mode."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """How to bring one source's pixels to the output's colours.

    `apply` takes L, RGB, RGBA, CMYK or LAB. `profile` has to be embedded; None is sRGB, which goes
    without saying.
    """

    apply: Callable[[Image], Image]
    changes: bool
    notices: tuple[Notice, ...] = ()
    profile: bytes | None = None


def conversion(
    mode: str,
    source: Colours,
    *,
    grey: bool,
    wanted: ColourProfile = "srgb",
    greys: bool = True,
) -> Conversion:
    """The conversion for pictures in a working mode whose file tells these colours.

    `grey` tells that the picture has no colour, though its working mode may have room for it,
    `greys` that the output's format holds grey samples. A broken profile, or one of another colour
    space than the pixels, is a warning and counts as sRGB; for CMYK as offset print.

    `keep` keeps the profile of RGB and of greys. What cannot be kept becomes sRGB, and an HDR
    signal Display P3.
    """
    output = _output(mode, grey=grey, wanted=wanted, hdr=source.hdr is not None)
    if source.hdr is not None and mode in ("L", "RGB", "RGBA"):
        return _tone_mapped(source.hdr, mode, output)
    if mode == "LAB":
        return Conversion(lambda image: _from_lab(image, output), changes=True, profile=output)
    icc = source.greys if mode == "L" and source.greys else source.icc
    notices: tuple[Notice, ...] = ()
    found = parse(icc) if icc else None
    usable = found is not None and _describes(found.space, mode, grey=grey)
    if source.broken or (icc and not usable):
        notices = (_unusable(mode),)
    if not usable:
        icc = press() if mode == "CMYK" else None
    return _managed(mode, icc, output, wanted, notices, greys=greys)


def _managed(
    mode: str,
    icc: bytes | None,
    output: bytes | None,
    wanted: ColourProfile,
    notices: tuple[Notice, ...],
    *,
    greys: bool,
) -> Conversion:
    """From a usable profile (None: sRGB) to the output's (None: sRGB)."""
    from PIL.ImageCms import PyCMSError

    if icc is None and (output is None or wanted == "keep"):
        return Conversion(_untouched, changes=False, notices=notices)
    found = parse(icc or srgb())
    assert found is not None  # noqa: S101 - `conversion` has parsed it
    if wanted == "keep" and _may_stay(found.space, mode, greys=greys):
        return Conversion(_untouched, changes=False, notices=notices, profile=icc)
    try:
        transform = _transform(icc or srgb(), _input_mode(found.space, mode), output)
    except PyCMSError:
        return conversion(mode, Colours(broken=True), grey=mode == "L", wanted=wanted, greys=greys)
    if transform is None:
        return Conversion(_untouched, changes=False, notices=notices, profile=output)
    if found.area > (P3_AREA if output else SRGB_AREA) * WIDER_BY:
        into = "Display P3" if output else "sRGB"
        told = f"colours were converted from {found.description or 'a wide gamut'} to {into}"
        notices = (*notices, Warn.WIDE_GAMUT_CONVERTED.says(told))
    return Conversion(transform, changes=True, notices=notices, profile=output)


def _output(mode: str, *, grey: bool, wanted: ColourProfile, hdr: bool) -> bytes | None:
    """The profile into which pixels are converted, None for sRGB. Greys are alike in both."""
    wide = wanted == "display-p3" or (wanted == "keep" and hdr)
    return display_p3() if wide and mode != "L" and not grey else None


def _may_stay(space: str, mode: str, *, greys: bool) -> bool:
    return (space == "RGB" and mode in ("RGB", "RGBA")) or (
        space == "GRAY" and mode == "L" and greys
    )


def _unusable(mode: str) -> Notice:
    taken = "offset print on coated paper" if mode == "CMYK" else "sRGB"
    return Warn.PROFILE_INVALID.says(f"the colour profile is unusable: taken as {taken}")


def _untouched(image: Image) -> Image:
    return image


def _tone_mapped(signal: Signal, mode: str, output: bytes | None) -> Conversion:
    """By level, and then from the signal's primaries to the output's."""
    from pixelprep_cli.pixels.hdr import levels

    curve = levels(signal)
    curves = curve * (1 if mode == "L" else 3) + (list(range(256)) if mode == "RGBA" else [])
    icc = profile("SDR", signal.primaries, SRGB_CURVE)
    transform = None if mode == "L" else _transform(icc, mode, output)

    def apply(image: Image) -> Image:
        mapped = image.convert(mode).point(curves)
        return transform(mapped) if transform else mapped

    told = f"{signal.transfer.upper()} was brought to SDR by the curve of BT.2390"
    notices = (Warn.HDR_TONE_MAPPED.says(told),)
    return Conversion(apply, changes=True, notices=notices, profile=output)


def _describes(space: str, mode: str, *, grey: bool) -> bool:
    return SPACE_OF[mode] == space or (grey and space in ("GRAY", "RGB"))


def _input_mode(space: str, mode: str) -> str:
    """The mode in which littleCMS gets the pixels."""
    if space == "GRAY":
        return "L"
    return "RGB" if space == "RGB" and mode == "L" else mode


@lru_cache(maxsize=32)
def _transform(icc: bytes, mode: str, output: bytes | None) -> Callable[[Image], Image] | None:
    """A transform, or None where it would change nothing by more than rounding."""
    from PIL import Image as Images
    from PIL import ImageCms

    found = parse(icc)
    assert found is not None  # noqa: S101 - `conversion` has parsed it
    built = ImageCms.buildTransform(
        found.handle,
        _handle(output),
        mode,
        "RGBA" if mode == "RGBA" else "RGB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )

    def convert(image: Image) -> Image:
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
        before, after = lattice.tobytes(), convert(lattice).tobytes()
        if max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 1:
            return None
    return convert


def _handle(output: bytes | None) -> Any:
    from PIL import ImageCms

    found = parse(output) if output else None
    return found.handle if found else ImageCms.createProfile("sRGB")


def _lattice() -> bytes:
    steps = [round(i * 255 / 8) for i in range(9)]
    return bytes(v for r in steps for g in steps for b in steps for v in (r, g, b))


def _from_lab(image: Image, output: bytes | None) -> Image:
    from PIL import ImageCms

    made = ImageCms.profileToProfile(
        image,
        ImageCms.createProfile("LAB"),
        _handle(output),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert made is not None  # noqa: S101 - it is None only in place
    return made


def in_profile(colour: tuple[int, int, int], icc: bytes | None) -> tuple[int, int, int]:
    """An sRGB colour as a profile's RGB has it; as it is where there is none, or one of greys."""
    found = parse(icc) if icc else None
    transform = None
    if icc and found is not None and found.space == "RGB":
        transform = _transform(srgb(), "RGB", icc)
    if transform is None:
        return colour
    from PIL import Image as Images

    red, green, blue = transform(Images.new("RGB", (1, 1), colour)).tobytes()
    return red, green, blue


def working(image: Image, *, dither: bool = False) -> Image:
    """The same picture in one of the working modes L, RGB, RGBA, CMYK, LAB, scaled, not clipped.

    Transparency of any kind becomes an alpha channel.
    """
    image = to_eight_bits(image, dither=dither)
    if image.mode == "La":
        image = image.convert("LA")
    if image.mode in ("CMYK", "LAB"):
        return image
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in ("L", "RGB"):
        return image
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGB")
