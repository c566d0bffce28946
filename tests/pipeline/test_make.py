"""One picture through the whole pipeline: formats, geometry, colours, warnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw

from pixelprep_cli.codecs.containers import container
from pixelprep_cli.codecs.containers.metadata import Metadata
from pixelprep_cli.errors import SkippedError, SourceError
from pixelprep_cli.model.job import Bounds, Job, Recipe, RecommendRule, Target
from pixelprep_cli.model.outcome import Status
from pixelprep_cli.model.settings import Color, Output, Picture, Resize
from pixelprep_cli.model.settings import Metadata as MetadataSetting
from pixelprep_cli.model.values import WRITABLE, Colour, FormatChoice
from pixelprep_cli.pipeline import analyse, make
from pixelprep_cli.pixels.colour import conversion
from pixelprep_cli.pixels.described import Colours

if TYPE_CHECKING:
    from pathlib import Path

    from pixelprep_cli.pipeline.result import Made

Run = Callable[..., "Made"]
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]
Codes = Callable[["Made"], list[str]]
Decoded = Callable[["Made"], Image.Image]

WIDE = {"r": (0.51512, 0.2412, -0.00105), "g": (0.29198, 0.69225, 0.04189)}
"""Display P3's red and green, adapted to D50."""


def to(*formats: str, **options: Any) -> Output:
    return Output(format=FormatChoice(formats), **options)


def wide_gamut() -> bytes:
    """sRGB's profile with the primaries of Display P3."""
    icc = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * int.from_bytes(icc[128:132], "big"), 12):
        name, offset = bytes(icc[at : at + 4]), int.from_bytes(icc[at + 4 : at + 8], "big")
        if name[1:] == b"XYZ" and chr(name[0]) in WIDE:
            fixed = [round(v * 65536).to_bytes(4, "big", signed=True) for v in WIDE[chr(name[0])]]
            icc[offset + 8 : offset + 20] = b"".join(fixed)
    return bytes(icc)


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size
    bands = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).split()
    total = sum(i * n for band in bands for i, n in enumerate(band.histogram()))
    return total / (3 * one.width * one.height)


@pytest.mark.parametrize("target", WRITABLE)
@pytest.mark.parametrize(
    ("source", "mode"),
    [
        ("jpeg", "RGB"),
        ("jpeg", "L"),
        ("jpeg", "CMYK"),
        ("png", "1"),
        ("png", "P"),
        ("png", "LA"),
        ("png", "I;16"),
        ("webp", "RGBA"),
        ("avif", "RGB"),
        ("gif", "P"),
        ("tiff", "CMYK"),
        ("tiff", "LAB"),
        ("tiff", "F"),
        ("tiff", "YCbCr"),
        ("tiff", "RGBX"),
        ("bmp", "RGB"),
        ("tga", "RGBA"),
    ],
)
def test_any_source_becomes_any_format_and_looks_as_before(
    *, run: Run, photo: Draw, encode: Encode, decoded: Decoded, source: str, mode: str, target: str
) -> None:
    seen = photo()
    if mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(seen, srgb, lab, outputMode="LAB")
        assert image is not None
    elif mode == "I;16":
        seen = seen.convert("L")
        image = Image.frombytes("I;16", seen.size, bytes(v for p in seen.tobytes() for v in (p, p)))
    elif mode == "P":
        image = seen.quantize()
    else:
        image = seen.convert("L").convert(mode) if mode in ("LA", "F") else seen.convert(mode)
        seen = seen.convert("L") if mode in ("L", "LA", "F") else seen
        seen = image.convert("RGB") if mode in ("P", "1") else seen
        if mode == "CMYK":
            seen = conversion("CMYK", Colours(), grey=False).apply(image)
    made = run(encode(image, source), f"a.{source}", output=to(target))
    assert made.outcome.format == target
    assert made.outcome.output_bytes == len(made.data)
    assert mean_difference(decoded(made), seen) < (10 if target == "gif" else 6)


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "tiff"])
@pytest.mark.parametrize("target", ["jpeg", "png", "avif", "tiff"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 7])
def test_orientation_is_baked_in_and_the_tag_reset(
    *,
    run: Run,
    photo: Draw,
    encode: Encode,
    decoded: Decoded,
    name: str,
    target: str,
    orientation: int,
) -> None:
    from pixelprep_cli.pixels.exif import orientation as told
    from pixelprep_cli.pixels.geometry import upright

    image = photo(120, 80)
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encode(image, name, exif=exif if name == "tiff" else exif.tobytes())
    made = run(data, f"a.{name}", output=to(target), resize=Resize(long_edge=60))
    seen = upright(image, orientation)
    assert (made.outcome.width, made.outcome.height) == (seen.width // 2, seen.height // 2)
    assert (made.outcome.source_width, made.outcome.source_height) == seen.size
    assert told(container(target).read_metadata(made.data).exif) == 1
    assert mean_difference(decoded(made), seen.resize((seen.width // 2, seen.height // 2))) < 6


def test_a_wide_gamut_is_converted_and_named(
    run: Run, encode: Encode, codes: Codes, decoded: Decoded
) -> None:
    image = Image.new("RGB", (60, 40), (200, 100, 50))
    data = encode(image, "png", icc_profile=wide_gamut())
    made = run(data, "a.png", output=to("png"))
    assert codes(made) == ["wide_gamut_converted"]
    assert container("png").read_metadata(made.data).icc is None
    pixel = decoded(made).convert("RGB").getpixel((0, 0))
    assert pixel != (200, 100, 50)
    assert isinstance(pixel, tuple)
    assert pixel[0] > 210


def test_an_unusable_profile_is_named_and_not_passed_on(
    run: Run, drawing: Draw, encode: Encode, codes: Codes
) -> None:
    data = encode(drawing(), "png", icc_profile=b"no profile")
    for output in (to("png"), to("same")):
        made = run(data, "a.png", output=output)
        assert "profile_invalid" in codes(made)
        assert container("png").read_metadata(made.data).icc is None


def test_transparency_is_laid_on_the_background_where_the_format_has_none(
    run: Run, drawing: Draw, encode: Encode, codes: Codes, decoded: Decoded
) -> None:
    data = encode(drawing(mode="RGBA"), "png")
    made = run(data, "a.png", output=to("jpeg"), color=Color(background=Colour("#00ff00")))
    assert "alpha_flattened" in codes(made)
    assert "#00ff00" in next(w.message for w in made.outcome.warnings)
    pixel = decoded(made).getpixel((2, 2))
    assert mean_difference(Image.new("RGB", (1, 1), pixel), Image.new("RGB", (1, 1), "lime")) < 3
    opaque = run(encode(drawing(), "png"), "b.png", output=to("jpeg"))
    assert "alpha_flattened" not in codes(opaque)


@pytest.mark.parametrize("target", ["png", "webp", "avif", "gif", "tiff"])
@pytest.mark.parametrize("source", ["rgba", "palette", "keyed", "gif"])
def test_transparency_is_kept_where_the_format_can(
    *, run: Run, drawing: Draw, encode: Encode, decoded: Decoded, source: str, target: str
) -> None:
    image = drawing(mode="RGBA")
    data = {
        "rgba": lambda: encode(image, "png"),
        "palette": lambda: encode(image.quantize(16), "png"),
        "keyed": lambda: encode(drawing(), "png", transparency=(255, 255, 255)),
        "gif": lambda: encode(image, "gif"),
    }[source]()
    made = run(data, "a.gif" if source == "gif" else "a.png", output=to(target))
    seen = decoded(made).convert("RGBA")
    assert seen.getpixel((2, 2))[3] < 5  # type: ignore[index]
    assert seen.getpixel((60, 40))[3] > 250  # type: ignore[index]


@pytest.mark.parametrize("mode", ["P", "1"])
@pytest.mark.parametrize("name", ["png", "tiff"])
def test_palettes_and_bilevel_pictures_stay_small(
    run: Run, photo: Draw, encode: Encode, mode: str, name: str
) -> None:
    image = photo().convert(mode)
    made = run(encode(image, name), f"a.{name}", output=to(name))
    with Image.open(BytesIO(made.data)) as found:
        assert found.mode == mode
        assert found.convert("RGB").tobytes() == image.convert("RGB").tobytes()


def test_an_animation_keeps_its_frames_where_the_format_can_and_says_where_not(
    run: Run, drawing: Draw, encode: Encode, codes: Codes
) -> None:
    frames = [drawing(60, 40, "RGBA").rotate(angle) for angle in (0, 30, 60)]
    data = encode(frames[0], "gif", save_all=True, append_images=frames[1:], duration=80)
    for name in ("gif", "png", "webp", "avif"):
        made = run(data, "a.gif", output=to(name), resize=Resize(width=30))
        with Image.open(BytesIO(made.data)) as image:
            assert getattr(image, "n_frames", 1) == 3
            assert image.size == (30, 20)
        assert "frames_dropped" not in codes(made)
    for name in ("jpeg", "tiff"):
        made = run(data, "a.gif", output=to(name))
        assert "frames_dropped" in codes(made)
    assert "3 frames" in " ".join(warning.message for warning in made.outcome.warnings)


def test_pages_depth_and_gain_maps_that_are_lost_are_named(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    page = photo(40, 30)
    pages = encode(page, "tiff", save_all=True, append_images=[page])
    assert "pages_dropped" in codes(run(pages, "a.tif", output=to("png")))
    deep = encode(Image.new("I;16", (40, 30)), "png")
    assert "bit_depth_reduced" in codes(run(deep, "a.png", output=to("webp")))
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        b'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/></rdf:RDF>'
        b"</x:xmpmeta>"
    )
    mapped = container("jpeg").with_metadata(encode(page, "jpeg"), Metadata(xmp=xmp))
    assert "gain_map_dropped" in codes(run(mapped, "a.jpg", output=to("webp")))


def test_a_name_that_lies_is_named(run: Run, drawing: Draw, encode: Encode, codes: Codes) -> None:
    assert "extension_mismatch" in codes(run(encode(drawing(), "png"), "a.jpg"))


def test_an_asked_format_is_honoured_and_its_growth_named(
    run: Run, drawing: Draw, encode: Encode, codes: Codes
) -> None:
    made = run(encode(drawing(), "png"), "a.png", output=to("jpeg", quality=100))
    assert (made.outcome.status, made.outcome.format) == (Status.OPTIMIZED, "jpeg")
    assert "larger_than_source" in codes(made)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("jpeg", "jpeg"),
        ("png", "png"),
        ("gif", "gif"),
        ("tiff", "tiff"),
        ("bmp", "png"),
        ("tga", "png"),
        ("ico", "png"),
        ("jpeg2000", "webp"),
    ],
)
def test_same_keeps_the_format_where_it_can_be_written(
    run: Run, photo: Draw, encode: Encode, source: str, target: str
) -> None:
    image = photo(64, 64)
    data = encode(image.convert("P") if source == "gif" else image, source)
    name = {"jpeg": "a.jpg", "jpeg2000": "a.jp2"}.get(source, f"a.{source}")
    assert run(data, name).outcome.format == target


def test_auto_chooses_by_content(run: Run, photo: Draw, drawing: Draw, encode: Encode) -> None:
    frames = [drawing(60, 40).rotate(angle) for angle in (0, 30)]
    moving = encode(frames[0], "gif", save_all=True, append_images=frames[1:], duration=80)
    for data, name, chosen, lossless in (
        (encode(photo(), "png"), "a.png", "avif", False),
        (encode(photo(mode="RGBA"), "png"), "b.png", "avif", False),
        (encode(drawing(), "bmp"), "c.bmp", "webp", True),
        (moving, "d.gif", "webp", True),
    ):
        outcome = run(data, name, output=to("auto")).outcome
        assert outcome.format == chosen
        assert (outcome.quality is None) is lossless


def test_a_list_is_the_first_format_that_can_hold_the_picture(
    run: Run, photo: Draw, drawing: Draw, encode: Encode
) -> None:
    choice = to("jpeg", "webp")
    assert run(encode(photo(), "png"), "a.png", output=choice).outcome.format == "jpeg"
    clear = encode(drawing(mode="RGBA"), "png")
    assert run(clear, "b.png", output=choice).outcome.format == "webp"


def test_a_format_that_cannot_hold_so_many_pixels_is_told(run: Run, encode: Encode) -> None:
    data = encode(Image.new("1", (17_000, 2)), "png")
    with pytest.raises(SourceError, match="16383") as caught:
        run(data, "a.png", output=to("webp"))
    assert caught.value.code == "too_large_for_format"
    assert "--long-edge" in (caught.value.hint or "")
    assert run(data, "a.png", output=to("auto")).outcome.format == "png"


def test_a_crop_that_the_source_is_too_small_for_is_named(
    run: Run, photo: Draw, encode: Encode, codes: Codes
) -> None:
    square = Resize(width=1080, height=1080, fit="cover")
    made = run(encode(photo(), "jpeg"), resize=square)
    assert (made.outcome.width, made.outcome.height) == (160, 160)
    assert "smaller_than_preset" in codes(made)
    made = run(encode(photo(), "jpeg"), resize=replace(square, upscale=True))
    assert (made.outcome.width, made.outcome.height) == (1080, 1080)
    assert "smaller_than_preset" not in codes(made)


@pytest.mark.parametrize("name", ["jpeg", "png", "tiff"])
def test_a_density_is_written(run: Run, photo: Draw, encode: Encode, name: str) -> None:
    made = run(encode(photo(), "bmp"), "a.bmp", output=to(name, dpi=300))
    assert container(name).read_metadata(made.data).dpi == 300
    with Image.open(BytesIO(made.data)) as image:
        assert [round(value) for value in image.info["dpi"]] == [300, 300]


@pytest.mark.parametrize("policy", ["keep", "safe", "copyright", "none"])
@pytest.mark.parametrize("target", ["jpeg", "webp", "avif", "png", "tiff"])
def test_the_metadata_policy_is_obeyed(
    run: Run, photo: Draw, encode: Encode, policy: Any, target: str
) -> None:
    exif = Image.Exif()
    exif[0x013B], exif[0x010F] = "Zoe Bell", "Acme"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (48.0, 51.0, 29.0)
    data = encode(photo(), "jpeg", exif=exif.tobytes(), comment=b"secret")
    made = run(data, output=to(target), metadata=MetadataSetting(policy=policy))
    found = container(target).read_metadata(made.data).exif or b""
    assert (b"Zoe Bell" in found) is (policy != "none")
    assert (b"Acme" in found) is (policy in ("keep", "safe"))
    held = target in ("jpeg", "png") and policy == "keep"
    assert (b"secret" in made.data) is held
    from pixelprep_cli.pixels.exif import has_position

    assert has_position(found) is (policy == "keep")


def test_a_recommendation_chooses_the_recipe(run: Run, photo: Draw, encode: Encode) -> None:
    def recipe(name: str, fmt: str, **bounds: float) -> Recipe:
        rule = RecommendRule(**bounds)  # type: ignore[arg-type]
        return Recipe(preset=name, picture=Picture(output=to(fmt)), rules=(rule,))

    recipes = (recipe("wide", "webp", aspect_min=1.1), recipe("tall", "png", aspect_max=0.9))
    for data, preset, chosen in (
        (encode(photo(), "tiff"), "wide", "webp"),
        (encode(photo(100, 200), "tiff"), "tall", "png"),
    ):
        outcome = run(data, "a.tif", recipes=recipes).outcome
        assert (outcome.preset, outcome.format) == (preset, chosen)


@pytest.mark.parametrize("name", WRITABLE)
def test_the_same_job_gives_the_same_bytes(
    run: Run, photo: Draw, encode: Encode, name: str
) -> None:
    data = encode(photo(), "png")
    first, second = (run(data, "a.png", output=to(name)).data for _ in range(2))
    assert first == second


@pytest.mark.parametrize("cut", [0.3, 0.7])
def test_a_truncated_picture_is_an_error(run: Run, photo: Draw, encode: Encode, cut: float) -> None:
    data = encode(photo(), "jpeg")
    with pytest.raises(SourceError) as caught:
        run(data[: int(len(data) * cut)])
    assert caught.value.code in ("truncated", "corrupt")


def test_an_unsupported_format_is_skipped(run: Run) -> None:
    with pytest.raises(SkippedError):
        run(b"%PDF-1.7", "a.pdf")


def test_a_job_is_admitted_before_anything_is_decoded(
    tmp_path: Path, photo: Draw, encode: Encode
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(encode(photo(), "jpeg")[:900])
    bounds = Bounds(max_file_size=10**6, max_pixels=10**6)
    target = Target(folder=str(tmp_path), stem="out")
    job = Job(source=str(path), target=target, recipes=(Recipe(),), bounds=bounds, token=path.name)
    asked: list[tuple[int, int]] = []
    for work in (make, analyse):
        with pytest.raises(SourceError):
            work(job, lambda pixels, memory: asked.append((pixels, memory)))
    assert [pixels for pixels, _ in asked] == [240 * 160] * 2
    assert all(memory > 4 * pixels for pixels, memory in asked)


def test_an_analysis_needs_no_output(tmp_path: Path, drawing: Draw, encode: Encode) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encode(drawing(), "png"))
    bounds = Bounds(max_file_size=10**6, max_pixels=10**6)
    target = Target(folder=str(tmp_path), stem="out")
    job = Job(source=str(path), target=target, recipes=(Recipe(),), bounds=bounds, token=path.name)
    found = analyse(job, lambda *_: None)
    assert (found.kind, found.facts.format) == ("graphic", "png")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.png"]


def test_colours_of_ink_are_not_inverted(run: Run, encode: Encode, decoded: Decoded) -> None:
    image = Image.new("CMYK", (64, 64), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, 31, 63), fill=(0, 255, 255, 0))
    for name in ("jpeg", "tiff"):
        seen = decoded(run(encode(image, name), f"a.{name}", output=to("png"))).convert("RGB")
        red, white = seen.getpixel((8, 30)), seen.getpixel((56, 30))
        assert isinstance(red, tuple)
        assert isinstance(white, tuple)
        assert red[0] > 220
        assert max(red[1:]) < 50
        assert min(white) > 240
