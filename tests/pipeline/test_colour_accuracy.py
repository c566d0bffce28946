"""A chart through each kind of profile and each format, against littleCMS at sixteen bits."""

from __future__ import annotations

import itertools
import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image, ImageStat

from pixelprep_cli.model.settings import Color, ColourProfile, Output
from pixelprep_cli.model.values import FormatChoice
from pixelprep_cli.pixels import inks, profiles
from pixelprep_cli.pixels.profiles import Curve, Primaries

if TYPE_CHECKING:
    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Encode = Callable[..., bytes]
Codes = Callable[["Made"], list[str]]

Row = tuple[float, ...]
Rows = list[Row]

MEAN, MOST = 0.5, 1.5

# CIE L*a*b* of skin, sky, leaves, the primaries and a scale of greys, as charts have them.
CHART: Rows = [
    (38, 14, 14), (66, 18, 18), (50, -5, -22), (43, -13, 22), (55, 9, -25), (71, -32, 0),
    (62, 35, 58), (40, 10, -43), (51, 47, 16), (30, 22, -21), (72, -23, 57), (71, 19, 68),
    (28, 14, -48), (55, -38, 31), (42, 52, 28), (82, 3, 79), (52, 49, -14), (51, -24, -27),
    (97, 0, 1), (81, -1, 0), (66, 0, 0), (51, 0, 0), (36, 0, -1), (21, 0, -1),
]  # fmt: skip
SIDE, ACROSS = 32, 6

D50 = (0.3457, 0.3585)
PROPHOTO = Primaries((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), D50)
APPLE = Primaries((0.625, 0.340), (0.280, 0.595), (0.155, 0.070))


def prophoto() -> bytes:
    return profiles.profile("ProPhoto", PROPHOTO, Curve(1.8))


def generic() -> bytes:
    return profiles.profile("Generic", APPLE, Curve(1.8))


def grey() -> bytes:
    return profiles.grey_profile("Gamma 1.8", Curve(1.8))


def tabled() -> bytes:
    """AdobeRGB as a table of 17 nodes a side, in version 2, as scanners have it."""
    light = [profiles.ADOBE_CURVE.light(step / 16) for step in range(17)]
    white = profiles.to_xyz(profiles.ADOBE)
    to_d50 = profiles.adaptation((sum(white[0]), sum(white[1]), sum(white[2])))
    matrix = profiles.product(to_d50, white)
    table = b""
    for red, green, blue in itertools.product(light, repeat=3):
        xyz = profiles.applied(matrix, (red, green, blue))
        x, y, z = (
            v ** (1 / 3) if v > (6 / 29) ** 3 else v / (3 * (6 / 29) ** 2) + 4 / 29
            for v in (value / white for value, white in zip(xyz, profiles.D50, strict=True))
        )
        lab = ((116 * y - 16) * 652.8, (500 * (x - y) + 128) * 256, (200 * (y - z) + 128) * 256)
        table += struct.pack(">3H", *(round(min(65535, max(0, value))) for value in lab))
    ramp = struct.pack(">HH", 0, 65535)
    lut = b"mft2\0\0\0\0" + bytes((3, 3, 17, 0)) + profiles.fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    lut += struct.pack(">HH", 2, 2) + ramp * 3 + table + ramp * 3
    described = {b"desc": profiles.text("Table"), b"cprt": profiles.text("CC0")}
    tags = described | {b"wtpt": profiles.xyz(profiles.D50), b"A2B0": lut}
    made = profiles.assembled(b"RGB ", b"Lab ", b"scnr", tags)
    return made[:8] + b"\2" + made[9:]


PROFILES: dict[str, tuple[Callable[[], bytes | None], str]] = {
    "sRGB": (lambda: None, "RGB"),
    "Display P3": (profiles.display_p3, "RGB"),
    "AdobeRGB": (profiles.adobe_rgb, "RGB"),
    "ProPhoto": (prophoto, "RGB"),
    "Generic RGB": (generic, "RGB"),
    "table": (tabled, "RGB"),
    "grey": (grey, "L"),
    "CMYK": (inks.press, "CMYK"),
}


def samples(cms: Any, mode: str, icc: bytes | None) -> Rows:
    """The chart in a profile's eight-bit samples; of inks, mixtures that are printed."""
    if mode == "CMYK":
        draw = random.Random(5)
        mixed = [tuple(draw.randrange(0, 180) for _ in range(3)) for _ in CHART]
        return [(*mix, draw.choice((0, 0, 60, 160))) for mix in mixed]
    into = profiles.adobe_rgb() if icc and b"A2B0" in icc else icc
    return [tuple(round(value / 257) for value in row) for row in cms.rendered(CHART, mode, into)]


def drawn(mode: str, rows: Rows) -> Image.Image:
    image = Image.new(mode, (ACROSS * SIDE, len(rows) // ACROSS * SIDE))
    for at, row in enumerate(rows):
        image.paste(tuple(map(int, row)) if len(row) > 1 else int(row[0]), place(at))
    return image


def place(at: int, inset: int = 0) -> tuple[int, int, int, int]:
    left, top = at % ACROSS * SIDE, at // ACROSS * SIDE
    return left + inset, top + inset, left + SIDE - inset, top + SIDE - inset


def shown(cms: Any, data: bytes, count: int) -> Rows:
    """CIE L*a*b* of the chart's fields in an output, by whatever profile that carries."""
    with Image.open(BytesIO(data)) as image:
        image.load()
        icc = image.info.get("icc_profile")
        mode = "L" if image.mode == "L" and icc else "RGB"
        seen = image.convert(mode)
    fields = [ImageStat.Stat(seen.crop(place(at, 8))).mean for at in range(count)]
    rows: Rows = cms.seen([tuple(v * 257 for v in field) for field in fields], mode, icc)
    return rows


def expected(cms: Any, rows: Rows, mode: str, icc: bytes | None, output: bytes | None) -> Rows:
    wide = [tuple(value * 257 for value in row) for row in rows]
    if output is not None and output == icc:
        return list(cms.seen(wide, mode, icc))
    found: Rows = cms.seen(cms.converted(wide, mode, icc, output), "RGB", output)
    return found


def check(off: list[float], mean: float = MEAN, most: float = MOST) -> None:
    assert sum(off) / len(off) <= mean
    assert max(off) <= most


def to(name: str, quality: int | None = None) -> Output:
    return Output(format=FormatChoice((name,)), quality=quality)


# AVIF's decoder computes with six bits: 0.06 and 0.5 of this are its own.
BOUNDS: Final = {"avif": (0.55, 1.6)}


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "tiff", "jxl"])
@pytest.mark.parametrize("kind", PROFILES)
def test_every_profile_comes_out_as_the_same_colours_in_srgb(
    run: Run, encode: Encode, cms: Any, kind: str, name: str
) -> None:
    made, mode = PROFILES[kind]
    icc = made()
    rows = samples(cms, mode, icc)
    source = encode(drawn(mode, rows), "TIFF", **({"icc_profile": icc} if icc else {}))
    output = run(source, "a.tif", output=to(name))
    off = cms.differences(shown(cms, output.data, len(rows)), expected(cms, rows, mode, icc, None))
    check(off, *BOUNDS.get(name, ()))


@pytest.mark.parametrize("kind", ["sRGB", "AdobeRGB", "CMYK"])
@pytest.mark.parametrize("quality", [None, 90])
def test_avif_shows_the_same_colours_at_half_their_resolution(
    run: Run, encode: Encode, cms: Any, kind: str, quality: int | None
) -> None:
    made, mode = PROFILES[kind]
    icc = made()
    rows = samples(cms, mode, icc)
    source = encode(drawn(mode, rows), "TIFF", **({"icc_profile": icc} if icc else {}))
    wanted = Output(format=FormatChoice(("avif",)), quality=quality, chroma="4:2:0")
    output = run(source, "a.tif", output=wanted)
    off = cms.differences(shown(cms, output.data, len(rows)), expected(cms, rows, mode, icc, None))
    check(off, *BOUNDS["avif"])


@pytest.mark.parametrize(("name", "quality"), [("png", None), ("jxl", 90)])
@pytest.mark.parametrize("wanted", ["display-p3", "keep"])
@pytest.mark.parametrize("kind", PROFILES)
def test_other_profiles_show_the_same_colours(
    run: Run,
    encode: Encode,
    cms: Any,
    *,
    kind: str,
    wanted: ColourProfile,
    name: str,
    quality: int | None,
) -> None:
    made, mode = PROFILES[kind]
    icc = made()
    rows = samples(cms, mode, icc)
    source = encode(drawn(mode, rows), "TIFF", **({"icc_profile": icc} if icc else {}))
    output = run(source, "a.tif", output=to(name, quality), color=Color(profile=wanted))
    inside = profiles.display_p3() if wanted == "display-p3" and mode != "L" else None
    if wanted == "keep" and mode == "RGB":
        inside = icc
    off = cms.differences(
        shown(cms, output.data, len(rows)), expected(cms, rows, mode, icc, inside)
    )
    check(off)


def test_lab_comes_out_as_the_same_colours(run: Run, encode: Encode, cms: Any) -> None:
    rows: Rows = [(round(L * 2.55), a + 128, b + 128) for L, a, b in CHART]
    output = run(encode(drawn("LAB", rows), "TIFF"), "a.tif", output=to("png"))
    lab: Rows = [(L / 2.55, a - 128, b - 128) for L, a, b in rows]
    inside = cms.seen(cms.rendered(lab, "RGB", None), "RGB", None)
    off = cms.differences(shown(cms, output.data, len(rows)), inside)
    check(off)


def png_with(data: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG with chunks right behind its header."""
    added = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return data[:33] + added + data[33:]


def chrm(*points: tuple[float, float]) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *(round(v * 100_000) for point in points for v in point))


ADOBE = profiles.ADOBE
PNG_WAYS: dict[str, tuple[Callable[[], bytes | None], tuple[tuple[bytes, bytes], ...]]] = {
    "cICP of P3": (profiles.display_p3, ((b"cICP", bytes((12, 13, 0, 1))),)),
    "cICP of BT.2020": (
        lambda: profiles.profile("2020", profiles.BT2020, profiles.BT709_CURVE),
        ((b"cICP", bytes((9, 14, 0, 1))),),
    ),
    "gAMA and cHRM of AdobeRGB": (
        lambda: profiles.profile("Adobe", ADOBE, Curve(2.2)),
        ((b"gAMA", struct.pack(">I", 45455)), chrm(ADOBE[3], *ADOBE[:3])),
    ),
    "gAMA of 1.8": (
        lambda: profiles.profile("1.8", profiles.BT709, Curve(1.8)),
        ((b"gAMA", struct.pack(">I", 55556)),),
    ),
    "gAMA of sRGB": (lambda: None, ((b"gAMA", struct.pack(">I", 45455)),)),
    "sRGB before gAMA": (lambda: None, ((b"sRGB", b"\0"), (b"gAMA", struct.pack(">I", 100_000)))),
}


@pytest.mark.parametrize("way", PNG_WAYS)
def test_what_png_says_of_its_colours_is_obeyed(
    run: Run, encode: Encode, cms: Any, way: str
) -> None:
    made, chunks = PNG_WAYS[way]
    icc = made()
    rows = samples(cms, "RGB", icc)
    source = png_with(encode(drawn("RGB", rows), "PNG"), *chunks)
    ways: tuple[tuple[ColourProfile, bytes | None], ...] = (("srgb", None), ("keep", icc))
    for wanted, inside in ways:
        output = run(source, "a.png", output=to("tiff"), color=Color(profile=wanted))
        off = cms.differences(
            shown(cms, output.data, len(rows)), expected(cms, rows, "RGB", icc, inside)
        )
        check(off)


@pytest.mark.parametrize(("codes", "name"), [((12, 13), "P3"), ((9, 1), "BT.2020"), ((1, 1), "")])
def test_the_code_points_of_avif_are_obeyed(
    run: Run, encode: Encode, cms: Any, codes: tuple[int, int], name: str
) -> None:
    rows = samples(cms, "RGB", None)
    plain = encode(drawn("RGB", rows), "AVIF", quality=100, subsampling="4:4:4")
    said = b"nclx" + struct.pack(">HH", 1, 13)
    assert said in plain
    told = plain.replace(said, b"nclx" + struct.pack(">HH", *codes))
    icc = {
        "P3": profiles.display_p3(),
        "BT.2020": profiles.profile("2020", profiles.BT2020, profiles.BT709_CURVE),
    }.get(name)
    with Image.open(BytesIO(plain)) as image:
        stored: Rows = [
            tuple(map(round, ImageStat.Stat(image.crop(place(at, 8))).mean))
            for at in range(len(rows))
        ]
    output = run(told, "a.avif", output=to("png"))
    off = cms.differences(
        shown(cms, output.data, len(rows)), expected(cms, stored, "RGB", icc, None)
    )
    check(off)


def test_exif_tells_adobergb(run: Run, encode: Encode, cms: Any) -> None:
    tags = Image.Exif()
    photo = tags.get_ifd(0x8769)
    photo[0xA001] = 0xFFFF
    photo[0xA005] = {1: "R03"}
    icc = profiles.adobe_rgb()
    rows = samples(cms, "RGB", icc)
    source = encode(drawn("RGB", rows), "WEBP", lossless=True, exif=tags)
    ways: tuple[tuple[ColourProfile, bytes | None], ...] = (("srgb", None), ("keep", icc))
    for wanted, inside in ways:
        output = run(source, "a.webp", output=to("png"), color=Color(profile=wanted))
        off = cms.differences(
            shown(cms, output.data, len(rows)), expected(cms, rows, "RGB", icc, inside)
        )
        check(off)


@pytest.mark.parametrize("transfer", [16, 18])
def test_hdr_is_brought_to_sdr_with_a_warning(
    run: Run, encode: Encode, cms: Any, codes: Codes, transfer: int
) -> None:
    image = Image.linear_gradient("L").convert("RGB")
    source = png_with(encode(image, "PNG"), (b"cICP", bytes((9, transfer, 0, 1))))
    output = run(source, "a.png", output=to("png"))
    assert "hdr_tone_mapped" in codes(output)
    with Image.open(BytesIO(output.data)) as made:
        levels = list(made.convert("L").crop((0, 0, 1, 256)).tobytes())
        red, green, blue = made.convert("RGB").split()
    assert levels[0] == 0
    assert levels[-1] == 255
    assert levels == sorted(levels)
    assert ImageStat.Stat(red).mean == pytest.approx(ImageStat.Stat(blue).mean, abs=1.5)
    assert ImageStat.Stat(red).mean == pytest.approx(ImageStat.Stat(green).mean, abs=1.5)
